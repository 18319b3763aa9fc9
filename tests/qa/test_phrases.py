from __future__ import annotations

import pytest

from qa.phrases import no_evidence, script
from qa.question import understand


@pytest.mark.parametrize(
    ("text", "form"),
    [("深圳的目标是多少", "zh"), ("無錫的目標", "zh-Hant"), ("Who won?", "en"), ("VR 是什么", "zh"), ("2022", "en")],
)
def test_script(text: str, form: str) -> None:
    assert script(text) == form


@pytest.mark.parametrize(
    ("question", "missing", "said"),
    [
        ("深圳的目标是多少？", ["深圳", "深圳"], "文章里没有找到答案。最接近的段落没有提到：深圳。"),
        ("無錫的目標是多少？", [], "文章裡沒有找到答案。"),
        ("Who won?", ["A", "B"], "The articles do not say. The nearest passages do not mention: A, B."),
    ],
)
def test_refusal_names_each_missing_name_once(question: str, missing: list[str], said: str) -> None:
    assert no_evidence(understand(question), missing) == said


def test_refusal_holds_no_marker() -> None:
    assert "[1]" not in no_evidence(understand("x[1] 是什么？"), ["x[1]"])
