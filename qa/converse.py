"""A follow-up to a question that stands by itself: 那南京呢？ after 合肥高新区到2028年… becomes 南京到2028年….

A first form: the entity is replaced, a pronoun is filled in, or a question that names nothing gets the earlier
entity in front. A question that names its own subject is left alone, so that a new topic is not dragged into the old.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from embeddings.normalize import fold
from embeddings.schema import Span
from embeddings.segment import words
from qa.question import FUNCTION_WORDS, QUESTION_WORDS

_REPLACING = re.compile(
    r"^(?:那么?|and\s+)?(?:(?:what|how) about\s+)?"
    r"(?P<entity>[^，。？?！!]{1,30}?)(?:呢|又如何|怎么样|又是多少)?[？?！!。.\s]*$",
    re.IGNORECASE,
)
_IS_REPLACING = re.compile(
    r"呢[？?！!。\s]*$|^(?:and\s+)?(?:what|how) about\b|^and\s+\S+[?？!\s]*$|^那(?!里|儿|个|些|时|年|天)", re.IGNORECASE
)
_PRONOUN = re.compile(
    r"它们?|他们?|她们?|该(?:公司|市|区|地|项目|机构)|这(?:家公司|个项目|座城市)|\b(?:it|its|they|their|there|he|she|his|her)\b",
    re.IGNORECASE,
)
_ENTITY_TAGS = ("ns", "nr", "nt", "nz")
_ENTITY_TAIL = re.compile(r"(?:高新区|开发区|新区|合作区|自治县|集团|公司|大学|[市省县区州镇])")
"""What belongs to the entity in front of it: 合肥 + 高新区."""
_TITLE = re.compile(r"《[^》]+》")
"""A work or document by name: what a pronoun means rather than a place in the same question."""
_YEAR = re.compile(r"(?:\d{4}|[去今前明]) ?年")
_LATIN_NAME = re.compile(r"(?<![.?!] )(?<!^)\b[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*|\b[A-Z][\w-]*(?:\s+[A-Z][\w-]*)+")


def standalone(question: str, history: Sequence[str]) -> str:
    """The question with what it leaves out filled in from the last earlier question.

    Args:
        question: What was asked now.
        history: Earlier questions, oldest first.

    Returns:
        The question itself where it stands alone or nothing earlier names an entity.
    """
    earlier = ""
    for past in history:  # a follow-up of a follow-up leans on the question before, as it was understood
        earlier = _resolve(past, earlier)
    return _resolve(question, earlier)


def _resolve(question: str, earlier: str) -> str:
    if not earlier:
        return question
    if _IS_REPLACING.search(question):
        match = _REPLACING.match(question)
        if match and not QUESTION_WORDS.search(fold(match["entity"])):
            return _replace(earlier, match["entity"].strip())
    subject = _title_span(earlier) or entity_span(earlier)
    if not subject:
        return question
    pronoun = _PRONOUN.search(question)
    if pronoun and not entity_span(question):
        return f"{question[: pronoun.start()]}{subject.of(earlier)}{question[pronoun.end() :]}"
    if not entity_span(question) and _says_little(question):
        return f"{subject.of(earlier)}{question}"
    return question


def _title_span(question: str) -> Span | None:
    match = _TITLE.search(question)
    return Span(start=match.start(), end=match.end()) if match else None


def _replace(earlier: str, entity: str) -> str:
    """The earlier question about another entity, or about another year where a year is given."""
    if _YEAR.fullmatch(entity) and (year := _YEAR.search(earlier)):
        return earlier[: year.start()] + entity + earlier[year.end() :]
    old = entity_span(earlier)
    if old:
        return earlier[: old.start] + entity + earlier[old.end :]
    return f"{entity} {earlier}"


def entity_span(question: str) -> Span | None:
    """The first named entity of a question, with the nouns that belong to it (合肥高新区, 长隆集团), or None."""
    tagged = words(question)
    for place, word in enumerate(tagged):
        if word.tag.startswith(_ENTITY_TAGS) and len(word.text) > 1 and word.text not in FUNCTION_WORDS:
            first = place  # 合肥 is tagged n and 高新区 nr: the noun right before belongs to the name
            while first and tagged[first - 1].tag == "n" and tagged[first - 1].end == tagged[first].start:
                first -= 1
            tail = _ENTITY_TAIL.match(question, word.end)
            return Span(start=tagged[first].start, end=tail.end() if tail else word.end)
    latin = _LATIN_NAME.search(question)
    return Span(start=latin.start(), end=latin.end()) if latin else None


def _says_little(question: str) -> bool:
    """Whether the question has at most two words of content of its own, such as 是由谁解读的？."""
    content = words(QUESTION_WORDS.sub(" ", fold(question)))
    return sum(1 for word in content if word.text not in FUNCTION_WORDS) <= 2
