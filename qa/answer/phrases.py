"""What the program itself says in an answer, in the script of the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from embeddings.text.normalize import fold, is_han
from qa.question.rules import Kind
from qa.question.understand import Question
from qa.schema import Lack, Period, Understood, Verdict

_Script = Literal["zh", "zh-Hant", "en"]

NO_EVIDENCE: dict[_Script, str] = {
    "zh": "文章里没有找到答案。",
    "zh-Hant": "文章裡沒有找到答案。",
    "en": "The articles do not say.",
}
LOOKED_FOR: dict[_Script, str] = {"zh": "找的是：{}。", "zh-Hant": "找的是：{}。", "en": " Looked for: {}."}
NOWHERE: dict[_Script, str] = {
    "zh": "没有一篇文章提到：{}。",
    "zh-Hant": "沒有一篇文章提到：{}。",
    "en": " No article mentions: {}.",
}
NOT_MENTIONED: dict[_Script, str] = {
    "zh": "最接近的段落没有提到：{}。",
    "zh-Hant": "最接近的段落沒有提到：{}。",
    "en": " The nearest passages do not mention: {}.",
}
NOT_NEAR: dict[_Script, str] = {
    "zh": "最接近的句子里没有对得上的{}。",
    "zh-Hant": "最接近的句子裡沒有對得上的{}。",
    "en": " None of the nearest sentences holds {} that fits.",
}
NEAREST: dict[_Script, str] = {
    "zh": "最接近的原文，不是答案：",
    "zh-Hant": "最接近的原文，不是答案：",
    "en": "The nearest that the articles do say, which is no answer:",
}
KIND_NAMES: dict[_Script, dict[Kind, str]] = {
    "zh": {
        "number": "数字",
        "date": "日期",
        "person": "人物",
        "organisation": "机构",
        "place": "地点",
        "name": "名称",
        "definition": "定义",
        "reason": "原因",
        "way": "做法",
        "yesno": "是或否",
        "list": "列举",
        "comparison": "比较",
        "aggregate": "各自的数字",
    },
    "zh-Hant": {
        "number": "數字",
        "date": "日期",
        "person": "人物",
        "organisation": "機構",
        "place": "地點",
        "name": "名稱",
        "definition": "定義",
        "reason": "原因",
        "way": "做法",
        "yesno": "是或否",
        "list": "列舉",
        "comparison": "比較",
        "aggregate": "各自的數字",
    },
    "en": {
        "number": "a number",
        "date": "a date",
        "person": "a person",
        "organisation": "an organisation",
        "place": "a place",
        "name": "a name",
        "definition": "a definition",
        "reason": "a reason",
        "way": "a way",
        "yesno": "yes or no",
        "list": "a list",
        "comparison": "a comparison",
        "aggregate": "figures",
    },
}
"""What each kind of question asks for; of any other nothing is known."""
BRACKETS: dict[_Script, str] = {"zh": "{}（{}）", "zh-Hant": "{}（{}）", "en": "{} ({})"}
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
DOUBT: dict[_Script, str] = {
    "zh": "这些句子不一定回答了问题：文章里有答案的把握约为 {}%。",
    "zh-Hant": "這些句子不一定回答了問題：文章裡有答案的把握約為 {}%。",
    "en": "These sentences may not answer the question: the chance that the articles do is about {}%.",
}
DOUBTED_BELOW = 0.5
"""Chance that the articles hold the answer below which a reader is told of it (docs/reading.md has the figures)."""
SEPARATOR: dict[_Script, str] = {"zh": "、", "zh-Hant": "、", "en": ", "}


def script(text: str) -> _Script:
    """English without any Chinese character; traditional where a character has another simplified form."""
    han = [character for character in text if is_han(character)]
    if not han:
        return "en"
    return "zh-Hant" if any(fold(character) != character for character in han) else "zh"


def no_evidence(question: Question, missing: Sequence[Lack]) -> str:
    """The refusal: what was looked for, and what of it is missing.

    Brackets can't stand in it: the text of an answer holds no marker without a citation.
    """
    form = script(question.text)
    wanted: Sequence[tuple[dict[_Script, str], Sequence[str]]] = (
        (LOOKED_FOR, looked_for(question)),
        (NOWHERE, [each.text for each in missing if each.by == "articles"]),
        (NOT_MENTIONED, [each.text for each in missing if each.by == "found"]),
        (NOT_NEAR, [_kind_name(each.text, form) for each in missing if each.by == "nearest"]),
    )
    said = [phrase[form].format(SEPARATOR[form].join(dict.fromkeys(parts))) for phrase, parts in wanted if any(parts)]
    return "".join([NO_EVIDENCE[form], *said]).replace("[", "［").replace("]", "］")


def doubts(question: str, confidence: float | None) -> tuple[str, ...]:
    """What a reader of an answer should be told of its chance to be one; nothing where that is high, or not known."""
    if confidence is None or confidence >= DOUBTED_BELOW:
        return ()
    return (DOUBT[script(question)].format(round(100 * confidence)),)


def looked_for(question: Question) -> list[str]:
    """What a question names, as typed, and the kind of answer that it asks for, as one thing; empty for neither."""
    form = script(question.text)
    at = question.folded.find(question.focus)
    focus = question.text[at : at + len(question.focus)]
    things = [*question.entities, focus]
    named = SEPARATOR[form].join(
        each for each in dict.fromkeys(things) if each and not any(each in other and each != other for other in things)
    )
    kind = _kind_name(question.kind, form)
    return [BRACKETS[form].format(named, kind)] if named and kind else [each for each in (named, kind) if each]


def _kind_name(kind: str, form: _Script) -> str:
    return next((name for each, name in KIND_NAMES[form].items() if each == kind), "")


def understood_line(understood: Understood, question: str, *, whole: str | None = None) -> str:
    """One line of what the question was taken to mean, in its script; empty where there is nothing to say.

    Args:
        understood: Beside its words.
        question: As typed.
        whole: Standing by itself; None where it is the same.
    """
    form = script(question)
    parts = [whole] if whole and whole.strip() != question.strip() else []
    parts += [f"{typed} = {meaning}" for typed, meaning in meanings(understood, SOURCE[form])]
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
