"""The parts of a Chinese question: what it is about, what it asks of that, which time, which expression asks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from embeddings.normalize import fold
from embeddings.schema import Span
from embeddings.segment import Word, words
from qa.focus import NAME_TAGS
from qa.follow_up_rules import (
    ASKS,
    COMPANY_TAIL,
    COPULA,
    EVENTS,
    MEASURED,
    MODALS,
    NO_NAMES,
    NOMINAL,
    OPENING,
    PLACE_TAIL,
    RELATIONAL,
    TIME,
    VERBAL,
)

NameKind = Literal["place", "person", "organisation", "work", "other"]

_NOUN_TAGS = ("n", "j", "m", "q", "eng", "x", "a", "b", "vn", "l", "i", "c", "h", "k", "s", "t", "zg", "an")
_NO_SUBJECTS = frozenset({"p", "d", "r", "c", "u", "y"})
_QUOTED = re.compile(r"《[^》]+》|“[^”]+”")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+-]*(?: [A-Z0-9][A-Za-z0-9+-]*)*")
_SEAT = re.compile("[市省县区州镇乡村]$")
_IS = re.compile(r"(?:分别)?是$")
_LINK = re.compile(r"(?:分别)?(?:是|在|有|叫|达到|为|将达到|将)$")
_LONGEST_PERSON = 4
_REMEMBERED = 256
"""Questions whose parts are kept: a follow-up looks at the same few again and again."""


class Name(NamedTuple):
    """Something that a question calls by name."""

    span: Span
    kind: NameKind


class Parts(NamedTuple):
    """Where the parts of a question stand."""

    text: str
    start: int
    """Behind 请问 and the like."""
    asks: Span | None
    """The expression that asks: 多少 of 是多少."""
    link: int
    """Where what links the rest to it begins: 是 of 是多少; the end of the question where nothing asks."""
    times: tuple[Span, ...]
    topic: Span | None
    """What the question is about, for 它: 2022上海元宇宙峰会 of 2022上海元宇宙峰会的主题是什么？."""
    aspect: Span | None
    """What is asked of the topic: 主题."""
    names: tuple[Name, ...]

    def of(self, span: Span | None) -> str:
        """A part's text; empty where there is none."""
        return span.of(self.text) if span else ""

    def named(self, *kinds: NameKind) -> Name | None:
        """The first name of one of these kinds."""
        return next((name for name in self.names if name.kind in kinds), None)

    @property
    def statement(self) -> str:
        """The question without what asks and closes it: 惠誉下调了美国评级 of 惠誉什么时候下调了美国评级？."""
        if self.asks is None:
            return self.text[self.start :].rstrip("？?。吗呢 ")
        before, after = self.text[self.start : self.asks.start], self.text[self.asks.end :].rstrip("？?。吗呢 ")
        return (_LINK.sub("", before) if not after else _IS.sub("", before)) + after

    @property
    def subject(self) -> str:
        """Topic and aspect as they stand together: 南京和无锡的元宇宙产业规模目标."""
        return self.text[self.start : self.link].rstrip() or self.of(self.topic)


def tagged_words(text: str) -> list[Word]:
    """The words of a text, 高雄 市长 where the segmenter says 高雄市 长."""
    found: list[Word] = []
    for word in words(text):
        before = found[-1] if found else None
        if (
            word.text == "长"
            and before
            and before.end == word.start
            and _SEAT.search(before.text)
            and len(before.text) > 2
        ):
            found[-1] = before._replace(text=before.text[:-1], end=before.end - 1)
            found.append(Word(f"{before.text[-1]}长", before.end - 1, word.end, "n"))
        else:
            found.append(word)
    return found


@lru_cache(maxsize=_REMEMBERED)
def parts(question: str) -> Parts:
    """Take a Chinese question apart.

    Args:
        question: Standing by itself, in either script.
    """
    folded = fold(question)
    opening = OPENING.match(folded)
    start = opening.end() if opening else 0
    asks = _asks(folded, start)
    link = _link(folded, start, asks.start) if asks else len(folded.rstrip("？?。！! "))
    times = tuple(
        Span(start=m.start(), end=m.end()) for m in TIME.finditer(folded) if m[0] and re.search("[年月季q]", m[0])
    )
    phrase = _phrase(question, folded, start, link, times)
    topic = _topic(phrase) if phrase else None
    return Parts(question, start, asks, link, times, topic, _aspect(folded, topic, link, times), tuple(names(question)))


def _link(folded: str, start: int, asks: int) -> int:
    """Where what links the rest to what asks begins: 将达 of 将达多少, not the 会 of 亚运会什么时候."""
    copula = COPULA.search(folded, start, asks)
    link = copula.start() if copula else asks
    modals = MODALS.search(folded, start, link)
    if modals and modals[0] and any(word.start == modals.start() for word in words(folded[:link])):
        return modals.start()
    return link


def _asks(folded: str, start: int) -> Span | None:
    quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(folded)]
    for match in ASKS.finditer(folded, start):
        if not any(first <= match.start() < end for first, end in quoted):
            return Span(start=match.start(), end=match.end())
    return None


def _phrase(question: str, folded: str, start: int, link: int, times: tuple[Span, ...]) -> list[Word]:
    """The words of the noun phrase that the question opens with, a time left out."""
    leading = next((time.end for time in times if time.start == start), start)
    stop = min([link, *(time.start for time in times if time.start > leading)])
    found: list[Word] = []
    quoted = _QUOTED.match(question, leading)
    if quoted and quoted.end() <= stop and folded[quoted.end() : quoted.end() + 1] != "的":
        return [Word(quoted[0], quoted.start(), quoted.end(), "nz")]
    inside = [Span(start=m.start(), end=m.end()) for m in _QUOTED.finditer(question)]
    for word in tagged_words(question[:stop]):
        if word.start < leading:
            continue
        if any(quote.start < word.end and word.start < quote.end for quote in inside):
            found.append(word._replace(tag="nz"))
        elif (found or word.end < stop or word.tag in _NO_SUBJECTS) and _ends_phrase(word, found):
            break
        else:
            found.append(word)
    while found and found[-1].tag == "c":
        found.pop()
    return _completed(found, inside)


def _completed(found: list[Word], quotes: list[Span]) -> list[Word]:
    """The phrase with the quotation marks around its last words."""
    if found and (quote := next((q for q in quotes if q.start < found[-1].end <= q.end), None)):
        found[-1] = found[-1]._replace(end=quote.end)
        found[0] = found[0]._replace(start=quote.start if quote.start < found[0].start else found[0].start)
    return found


def _ends_phrase(word: Word, before: list[Word]) -> bool:
    if word.text in VERBAL or word.text in {"的", "在", "是"}:
        return True
    if word.text in NOMINAL or word.tag.startswith(NAME_TAGS):
        return False
    if word.tag == "c" or (word.tag == "p" and word.text in {"与", "和", "跟"}):
        return not before or word.text not in {"和", "与", "及", "跟", "同"}
    return word.tag not in _NOUN_TAGS


def _topic(phrase: list[Word]) -> Span | None:
    """The phrase without the property that it ends with: 张江集团 of 张江集团董事长."""
    kept = list(phrase)
    while kept and is_relational(kept[-1].text) and (len(kept) == 1 or kept[-1].text not in EVENTS):
        kept.pop()
    if not kept:
        return None
    if len(kept) < len(phrase) and not kept[-1].text.endswith(EVENTS):
        head = _leading_name(phrase)
        if head:
            return head
    return Span(start=kept[0].start, end=kept[-1].end)


def _leading_name(phrase: list[Word]) -> Span | None:
    end = 0
    for place, word in enumerate(phrase):
        tailed = COMPANY_TAIL.fullmatch(word.text) or PLACE_TAIL.fullmatch(word.text)
        if word.tag.startswith(NAME_TAGS) or (tailed and end) or (word.tag == "c" and end):
            end = word.end
        elif place and end:
            break
        elif place:
            return None
    return Span(start=phrase[0].start, end=end) if end else None


def _aspect(folded: str, topic: Span | None, link: int, times: tuple[Span, ...]) -> Span | None:
    start = max([topic.end if topic else 0, *(time.end for time in times if time.end <= link)])
    while start < link and folded[start] in "的了 ，,":
        start += 1
    gap = [word for word in tagged_words(folded[:link]) if word.start >= start] if start < link else []
    if (
        not gap
        or gap[0].text in VERBAL
        or gap[0].tag.startswith(("p", "r", "d", "c"))
        or (gap[0].tag == "v" and gap[0].text not in NOMINAL and not is_relational(folded[start:link]))
    ):
        return None
    return Span(start=start, end=link)


def is_relational(text: str) -> bool:
    """Whether a noun or noun phrase ends with a property that belongs to something else."""
    return text.endswith(RELATIONAL) or bool(MEASURED.search(text))


def names(question: str) -> list[Name]:
    """What a question calls by name, in its order: works, Latin names, and words tagged as names with their tails."""
    found = [Name(Span(start=m.start(), end=m.end()), "work") for m in _QUOTED.finditer(question)]
    taken = [name.span for name in found]
    tagged = [w for w in tagged_words(question) if not any(span.start < w.end and w.start < span.end for span in taken)]
    place = 0
    while place < len(tagged):
        word = tagged[place]
        if word.tag.startswith(NAME_TAGS) and len(word.text) > 1 and word.text not in NO_NAMES:
            first, last = _extended(tagged, place)
            end = tagged[last].end
            seat = question[end : end + 1] in {"长", "長"} and _SEAT.search(tagged[last].text)  # 高雄 of 高雄市长
            span = Span(start=tagged[first].start, end=end - 1 if seat and len(tagged[last].text) > 2 else end)
            found.append(Name(span, _kind(span.of(fold(question)), tagged[last])))
            place = last
        place += 1
    for match in _LATIN.finditer(question):
        if match[0] != match[0].lower() and not any(
            n.span.start < match.end() and match.start() < n.span.end for n in found
        ):
            found.append(Name(Span(start=match.start(), end=match.end()), "other"))
    return sorted(found, key=lambda name: name.span.start)


def _extended(tagged: list[Word], place: int) -> tuple[int, int]:
    """First and last word of the name that stands at a place: the noun before a tail, names and tails behind."""
    first = last = place
    if PLACE_TAIL.fullmatch(tagged[place].text) and place and tagged[place - 1].tag.startswith("n"):
        first = place - 1  # 合肥 is tagged n before 高新区
    while last + 1 < len(tagged) and tagged[last + 1].start == tagged[last].end:
        after = tagged[last + 1]
        if not (PLACE_TAIL.fullmatch(after.text) or COMPANY_TAIL.fullmatch(after.text) or after.tag in {"ns", "nt"}):
            break
        last += 1
    return first, last


def _kind(text: str, last: Word) -> NameKind:
    if COMPANY_TAIL.search(text) and len(text) > 2:
        return "organisation"
    if last.tag == "ns" or PLACE_TAIL.search(text):
        return "place"
    if last.tag == "nt":
        return "organisation"
    if last.tag == "nr" and len(text) <= _LONGEST_PERSON:
        return "person"
    return "other"
