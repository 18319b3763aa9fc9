from __future__ import annotations

import pytest

from embeddings.text.normalize import Text
from qa.evidence.spans import defines
from qa.question.understand import understand


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("什么是数字孪生？", "数字孪生是指用数据重建实物。"),
        ("数字孪生是什么？", "所谓“数字孪生”，是一种建模方法。"),
        ("数字孪生是什么？", "“数字孪生”作为一个新入口，是解决问题的方法。"),
        ("碳中和指的是什么？", "碳中和（Carbon Neutrality）指排放与吸收相抵。"),
        ("什麼是數字孿生？", "這種方法稱為數字孿生。"),
        ("What is a carbon credit?", "A carbon credit is a permit to emit one tonne."),
    ],
)
def test_defines(question: str, text: str) -> None:
    assert defines(understand(question), Text.of(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("什么是数字孪生？", "会议讨论了数字孪生。"),
        ("什么是数字孪生？", "数字孪生是由该所提出的。"),
        ("什么是数字孪生？", "数字孪生是非常注重数据的。"),
        ("什么是数字孪生？", "数字孪生指出了方向。"),
        ("什么是数字孪生？", "数字孪生不是游戏。"),
    ],
)
def test_does_not_define(question: str, text: str) -> None:
    assert not defines(understand(question), Text.of(text))
