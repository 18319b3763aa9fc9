"""What the program itself says in an answer, in the script of the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from embeddings.normalize import fold, is_han
from qa.question import Question

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
