"""Replaces words of a Chinese follow-up by what they refer to: 它, 他, 该方案, 这家公司, 那里, 第二个, 这篇文章."""

from __future__ import annotations

import re

from embeddings.text.normalize import Text
from embeddings.text.segment import words
from qa.followup.history import IN_ARTICLE, Conversation
from qa.followup.zh_parts import (
    ARTICLE,
    BOTH,
    COMPANY,
    KIND,
    LISTED,
    NUMERALS,
    ORDINAL,
    PERSON,
    PLACE,
    PROPOSITIONS,
    THING,
    NameKind,
    QuestionParts,
    names,
    parts,
    tagged_words,
)

_PERSON_ASKED = re.compile(r"谁|哪位|什么人")
_PEOPLE_ASKED = re.compile(r"谁|哪几?位|[哪什][些么]人|哪些(?:领导|嘉宾|专家|演员|导演|选手|官员)")
_PLACE_ASKED = re.compile(r"哪[里儿]|什么地方|何[处地]|哪[个座]?(?:城市|国家|地区|地方|省|市|县|国)")
_COMPANY_ASKED = re.compile(r"哪[个家]?(?:公司|集团|企业|银行|机构|单位)|哪家")
_TWO = re.compile(r"^(?P<former>.+?)(?:和|与|與|跟|及|、)(?P<latter>.+)$")
_MODIFIERS = frozenset({"n", "vn", "ns", "nr", "nz", "nt", "nrt", "j", "b", "eng", "a", "l", "m"})
_LONGEST_PERSON = 20


def referred(question: Text, said: Conversation) -> Text | None:
    """The question with its pronoun, ordinal or 这篇文章 replaced by what it refers to; None where it has none.

    Args:
        question: What was asked now.
        said: What was said before.
    """
    for form in (_article, _ordinal, _both, _person, _place, _company, _kind, _thing):
        if (found := form(question, said)) is not None:
            return Text.of(found)
    return None


def _pronoun(question: Text, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The pronoun, unless it refers to a name before it in the same question."""
    match = pattern.search(question.folded)
    if match is None or any(name.span.end <= match.start() for name in names(question)):
        return None
    cut = pattern is not COMPANY and any(
        w.start < match.end() < w.end for w in words(question.folded)
    )  # 该区 of 该区间
    return None if cut else match


def _put(question: Text, match: re.Match[str], meant: str | None) -> str | None:
    return f"{question.raw[: match.start()]}{meant}{question.raw[match.end() :]}" if meant else None


def topic_of(said: Conversation) -> str | None:
    """What the latest question that has a topic is about."""
    for past in said.back():
        found = parts(past)
        if found.topic:
            return found.of(found.topic)
        if found.names:
            return found.of(found.names[0].span)
    return None


def subject_before(said: Conversation) -> str | None:
    """The subject for a question without one: the topic before, or a work where the question before asked for that."""
    found = parts(said.last)
    return found.of(found.aspect) if found.aspect and _is_work(found) else topic_of(said)


def _article(question: Text, said: Conversation) -> str | None:
    match = ARTICLE.search(question.folded)
    if match is None:
        return None
    for past in said.back():
        known = said.answer(past)
        if known and known.titles:
            return _put(question, match, IN_ARTICLE.format(known.titles[0].strip("《》")))
    return _put(question, match, topic_of(said))


def _ordinal(question: Text, said: Conversation) -> str | None:
    match = ORDINAL.search(question.folded)
    if match is None:
        return None
    for past in said.back():
        items = _items(past, said)
        place = _place_of(match, len(items))
        if place is not None and place < len(items):
            return _of_item(question, match, items[place], items, past=past, said=said)
    return None if _around(question, match) else said.last.raw


def _around(question: Text, match: re.Match[str]) -> str:
    """What the question says apart from the ordinal; empty where it says nothing else."""
    return (question.raw[: match.start()] + question.raw[match.end() :]).strip("那么呢的，,？?！!。 ")


def _items(past: Text, said: Conversation) -> tuple[str, ...]:
    """Items of the list that an earlier question asked for, or the two things that it names."""
    known = said.answer(past) if LISTED.search(past.folded) else None
    if known and len(known.items) > 1:
        return known.items
    found = parts(past)
    two = _TWO.match(found.of(found.topic))
    return (two["former"], two["latter"]) if two else ()


def _place_of(match: re.Match[str], count: int) -> int | None:
    if match["last"] or match["latter"]:
        return count - 1 if count else None
    if match["former"]:
        return 0
    number = match["number"]
    if number.isdecimal():
        return int(number) - 1
    value = sum(
        NUMERALS[character] * (10 if character == "十" and place else 1) for place, character in enumerate(number)
    )
    return (NUMERALS[number] if len(number) == 1 else value) - 1


def _of_item(
    question: Text, match: re.Match[str], item: str, items: tuple[str, ...], *, past: Text, said: Conversation
) -> str:
    """The question about an item: as it stands, or the question before with this item, or what the item is."""
    if _around(question, match):
        return re.sub("^那么?", "", question.raw[: match.start()]) + item + question.raw[match.end() :]
    last = said.last
    other = next((each for each in items if each in last.raw and not LISTED.search(last.folded)), None)
    if other:
        return last.raw.replace(other, item)
    return f"{item}是{'谁' if _PEOPLE_ASKED.search(past.folded) else '什么'}？"


def _both(question: Text, said: Conversation) -> str | None:
    match = BOTH.search(question.folded)
    if match is None or any(name.span.end <= match.start() for name in names(question)):
        return None
    for past in said.back():
        found = parts(past)
        if _TWO.match(found.of(found.topic)):
            return _put(question, match, found.of(found.topic))
    return _put(question, match, topic_of(said))


def _person(question: Text, said: Conversation) -> str | None:
    match = _pronoun(question, PERSON)
    if match is None:
        return None
    for past in said.back():
        found = parts(past)
        if _PERSON_ASKED.search(past.folded):
            return _put(question, match, _short(past, said) or _described(found))
        person = found.named("person")
        if person:
            return _put(question, match, found.of(person.span))
    return _put(question, match, topic_of(said))


def _short(past: Text, said: Conversation) -> str | None:
    short = said.short(past)
    return short if short and len(short) <= _LONGEST_PERSON else None


def _described(found: QuestionParts) -> str | None:
    """The person asked for, in the words of the question: 张江集团董事长 of 张江集团董事长是谁？."""
    if found.asks is None:
        return None
    before = re.sub("是$", "", found.text[found.start : found.asks.start])
    after = re.sub("^是", "", found.text[found.asks.end :].rstrip("？?。的 "))
    if not before and found.text[found.asks.end :].startswith("是"):
        return after
    if not before:
        return f"{after}的人"
    return before if not after else found.of(found.topic) or None


def _place(question: Text, said: Conversation) -> str | None:
    match = _pronoun(question, PLACE)
    if match is None:
        return None
    for past in said.back():
        if _PLACE_ASKED.search(past.folded) and (short := said.short(past)):
            return _put(question, match, short)
        if place := parts(past).named("place"):
            return _put(question, match, place.span.of(past.raw))
    return _put(question, match, topic_of(said))


def _company(question: Text, said: Conversation) -> str | None:
    match = _pronoun(question, COMPANY)
    if match is None:
        return None
    for past in said.back():
        if _COMPANY_ASKED.search(past.folded) and (short := said.short(past)):
            return _put(question, match, short)
        if company := parts(past).named("organisation"):
            return _put(question, match, company.span.of(past.raw))
    return _put(question, match, _other_than_person(said))


def _other_than_person(said: Conversation) -> str | None:
    people = {_short(past, said) for past in said.back() if _PERSON_ASKED.search(past.folded)}
    for past in said.back():
        found = parts(past)
        if found.topic and found.of(found.topic) not in people and not _is_person(found, found.of(found.topic)):
            return found.of(found.topic)
    return topic_of(said)


def _is_person(found: QuestionParts, text: str) -> bool:
    return any(name.kind == "person" and name.span.of(found.text) == text for name in found.names)


def _kind(question: Text, said: Conversation) -> str | None:
    match = _pronoun(question, KIND)
    kind = _noun_at(question, match.end()) if match else ""
    if match is None or not kind:
        return None
    if kind in PROPOSITIONS:
        return _put(question, match, f"{parts(said.last).statement}的")
    meant = next((named for past in said.back() if (named := _of_kind(past, kind))), None) or thing_before(said)
    end = match.end() + len(kind)
    return f"{question.raw[: match.start()]}{meant}{question.raw[end:]}" if meant else None


def _of_kind(past: Text, kind: str) -> str | None:
    """What an earlier question names with this noun: a work, the topic, another noun phrase."""
    found = parts(past)
    for name in found.names:
        if name.kind == "work" and kind in name.span.of(past.folded):
            return found.of(name.span)
    if found.topic and found.topic.of(past.folded).endswith(kind):
        return found.of(found.topic)
    return _phrase_of(past, kind)


def _phrase_of(past: Text, kind: str) -> str | None:
    """The noun phrase of an earlier question that ends with a noun: 数据要素政策 for 政策."""
    found = tagged_words(past.folded)
    for place, word in enumerate(found):
        if word.text.endswith(kind):
            first = place
            while first and found[first - 1].end == found[first].start and found[first - 1].tag in _MODIFIERS:
                first -= 1
            return past.raw[found[first].start : word.end]
    return None


def _noun_at(question: Text, start: int) -> str:
    """The folded noun that begins at a place; empty where none does."""
    end = start
    for word in words(question.folded):
        if word.start == end and (
            word.tag.startswith(("n", "j", "vn")) or (end == start and word.text in PROPOSITIONS)
        ):
            end = word.end
    return question.folded[start:end]


def _thing(question: Text, said: Conversation) -> str | None:
    match = _pronoun(question, THING)
    meant = thing_before(said) if match else None
    if match is None or meant is None:
        return None
    owned = match[0] == "其" and not any(
        word.start == match.end() and word.tag == "v" for word in words(question.folded)
    )
    return _put(question, match, f"{meant}的" if owned else meant)


def thing_before(said: Conversation) -> str | None:
    """What 它 refers to: a work by name, a thing just answered, or the topic; never a person."""
    found = parts(said.last)
    work = found.named("work")
    if work and work.span.start == (found.topic.start if found.topic else work.span.start):
        return found.of(work.span)
    titled = re.search("叫什么|哪[部本首款篇]|什么名字", said.last.folded)
    if titled and (short := said.short(said.last)):
        return short
    if found.topic and found.aspect and _is_person(found, found.of(found.topic)):
        return f"{found.of(found.topic)}的{found.of(found.aspect)}"
    if found.topic and found.aspect and _is_work(found):
        return found.of(found.aspect)
    return topic_of(said)


def _is_work(found: QuestionParts) -> bool:
    kinds: tuple[NameKind, ...] = ("work",)
    work = found.named(*kinds)
    return bool(work and found.aspect and work.span.start >= found.aspect.start and work.span.end <= found.aspect.end)
