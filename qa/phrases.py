"""What the program itself says in an answer, in the script of the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from embeddings.normalize import fold, is_han
from qa.question import Question
from qa.schema import Period, Understood, Verdict

_Script = Literal["zh", "zh-Hant", "en"]

NO_EVIDENCE: dict[_Script, str] = {
    "zh": "文章里没有找到答案。",
    "zh-Hant": "文章裡沒有找到答案。",
    "en": "The articles do not say.",
}
NOT_MENTIONED: dict[_Script, str] = {
    "zh": "最接近的段落没有提到：{}。",
    "zh-Hant": "最接近的段落沒有提到：{}。",
    "en": " The nearest passages do not mention: {}.",
}
UNDERSTOOD: dict[_Script, str] = {"zh": "理解为：", "zh-Hant": "理解為：", "en": "understood as: "}
SOURCE: dict[_Script, str] = {"zh": "来源", "zh-Hant": "來源", "en": "source"}
BETWEEN: dict[_Script, str] = {"zh": "；", "zh-Hant": "；", "en": "; "}
VERDICTS: dict[_Script, dict[Verdict, str]] = {
    "zh": {"yes": "是", "no": "否"},
    "zh-Hant": {"yes": "是", "no": "否"},
    "en": {"yes": "Yes", "no": "No"},
}
TABLE_HEADS: dict[_Script, tuple[str, str, str, str]] = {
    "zh": ("对象", "数值", "时间", "文章日期"),
    "zh-Hant": ("對象", "數值", "時間", "文章日期"),
    "en": ("of", "figure", "when", "published"),
}
"""What a figure is of, the figure where the question has no noun for it, its own date and that of the article."""
UNANSWERED: dict[_Script, str] = {
    "zh": "文章里没有找到：{}。",
    "zh-Hant": "文章裡沒有找到：{}。",
    "en": "The articles do not say it of: {}.",
}
SEPARATOR: dict[_Script, str] = {"zh": "、", "zh-Hant": "、", "en": ", "}


def script(text: str) -> _Script:
    """English without any Chinese character; traditional where a character has another simplified form."""
    han = [character for character in text if is_han(character)]
    if not han:
        return "en"
    return "zh-Hant" if any(fold(character) != character for character in han) else "zh"


def no_evidence(question: Question, missing: Sequence[str]) -> str:
    """The refusal, with the names that no retrieved passage mentions.

    Brackets can't stand in it: the text of an answer holds no marker without a citation.
    """
    form = script(question.text)
    said = NO_EVIDENCE[form]
    names = [name.replace("[", "［").replace("]", "］") for name in dict.fromkeys(missing)]
    return said + NOT_MENTIONED[form].format(SEPARATOR[form].join(names)) if names else said


def understood_line(understood: Understood, question: str) -> str:
    """One line of what the question was taken to mean, in its script; empty where there is nothing to say."""
    form = script(question)
    parts = [f"{typed} = {meaning}" for typed, meaning in meanings(understood, SOURCE[form])]
    return UNDERSTOOD[form] + BETWEEN[form].join(parts) if parts else ""


def meanings(understood: Understood, source: str) -> list[tuple[str, str]]:
    """What was typed and what it was taken to mean, of all that changed the ranking or left articles out.

    Args:
        understood: Of the question.
        source: The word that stands for a publisher; its own name would only be said twice.
    """
    used = ("boost", "filter")
    found = [(each.typed, each.used) for each in understood.corrections]
    found += [(period.text, _days(period)) for period in understood.periods if period.used in used]
    return found + [(source, " / ".join(each.names)) for each in understood.publishers if each.used in used]


def _days(period: Period) -> str:
    """2025-01-01…2025-12-31, one day once, and nothing on an open side."""
    if period.start == period.end:
        return str(period.start)
    return f"{period.start or ''}…{period.end or ''}"
