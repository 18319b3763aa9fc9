from __future__ import annotations

from datetime import date

import pytest

from qa.phrases import no_evidence, script, understood_line
from qa.question import understand
from qa.schema import Correction, Understood, Where
from qa.understood import understood


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


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("去年发布了什么？", "理解为：去年 = 2025-01-01…2025-12-31"),
        ("昨天和2021年以来", "理解为：昨天 = 2026-11-20；2021年以来 = 2021-01-01…"),
        ("據新華社報導，2022年前", "理解為：2022年前 = …2021-12-31；來源 = 新华社"),
        (
            "According to Xinhua, last month",
            "understood as: last month = 2026-10-01…2026-10-31; source = 新华社 / 新华网",
        ),
        ("到2025年的目标", ""),
        ("新华社有多少记者？", ""),
        ("董事长是谁？", ""),
    ],
)
def test_what_changed_the_ranking_is_said_in_the_script_of_the_question(question: str, said: str) -> None:
    meant = understood(question, ("新华社", "新华网"), today=date(2026, 11, 21), where=Where())
    assert understood_line(meant, question) == said


def test_a_correction_is_said_first() -> None:
    corrected = Understood(corrections=(Correction(typed="元宙宇", used="元宇宙"),))
    assert understood_line(corrected, "元宙宇是什么？") == "理解为：元宙宇 = 元宇宙"
    assert understood_line(corrected, "What is 元宙宇?") == "理解为：元宙宇 = 元宇宙"
