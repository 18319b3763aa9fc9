"""Sentences that an honest model might write from an article, and sentences that a bad one might: made by rules.

Good ones say what their passage says, in other words as far as rules go: verbatim, without a clause, with the clauses
in another order, in traditional script, merged from two sentences, with numbers or dates in other forms, reworded. Bad
ones are such sentences with one thing made false, or cited to where they do not stand.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from opencc import OpenCC

from embeddings.schema import Document, Hit
from embeddings.text.chunk import sentence_spans
from embeddings.text.normalize import is_han
from embeddings.text.numerals import spell
from qa.grounding.facts import facts_of
from qa.question.names import TITLES, names_of

SHORTEST, LONGEST = 16, 120
"""Characters of a sentence that is altered."""
INVENTED = 40
"""A passage that nobody was given."""


class Made(NamedTuple):
    """A sentence with what it cites."""

    kind: str
    text: str
    cited: tuple[int, ...]
    source: str
    """The article's sentence, or sentences, that it was made from."""


class Source(NamedTuple):
    """The sentences of one passage, and names and sentences from elsewhere."""

    sentences: tuple[str, ...]
    passage: str
    foreign: str
    """A sentence of another article."""
    names: dict[str, tuple[str, ...]]
    """Names of other articles, by their part of speech."""


Alter = Callable[[str, Source, random.Random], str | None]

_REWORDED = (
    ("表示", "指出"), ("指出", "表示"), ("将", "会"), ("已经", "已"), ("发布", "公布"), ("目前", "当前"),
    ("约", "大约"),
    ("举行", "举办"), ("进行", "开展"), ("开始", "启动"), ("使用", "采用"), ("宣布", "公布"),
    ("提高", "提升"), ("获得", "取得"),
    ("以及", "和"), ("并且", "并"), ("由于", "因为"), ("但是", "但"), ("因此", "所以"),
    ("认为", "表示"), ("人士", "人员"),
)  # fmt: skip
_TURNED = (
    ("增长", "下降"), ("下降", "增长"), ("上涨", "下跌"), ("下跌", "上涨"), ("增加", "减少"), ("减少", "增加"),
    ("提高", "降低"), ("超过", "不足"),
)  # fmt: skip
_CLAUSES = re.compile(r"[，；]")
_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_DIGITS = re.compile(r"(?<![\d.,A-Za-z])\d{1,9}(?:\.\d+)?(?![\d.,]*\d)")
_SCALED = re.compile(r"(?<![\d.,A-Za-z-])(\d{1,4})(万|亿|家|名|人|个|条|项)")


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2t")


def verbatim(text: str, source: Source, rng: random.Random) -> str | None:
    """As it stands."""
    return text


def shortened(text: str, source: Source, rng: random.Random) -> str | None:
    """Without one of at least three clauses that is not the first."""
    clauses = _clauses(text)
    if len(clauses) < 3 or TITLES.search(text):
        return None
    left_out = rng.randrange(1, len(clauses))
    return _joined([each for at, each in enumerate(clauses) if at != left_out], text)


def reordered(text: str, source: Source, rng: random.Random) -> str | None:
    """The last clause first."""
    clauses = _clauses(text)
    return _joined([clauses[-1], *clauses[:-1]], text) if len(clauses) >= 2 else None


def traditional(text: str, source: Source, rng: random.Random) -> str | None:
    """In traditional script."""
    turned = _traditional().convert(text)
    return turned if turned != text else None


def merged(text: str, source: Source, rng: random.Random) -> str | None:
    """With clauses of another sentence of the passage."""
    others = [each for each in source.sentences if each != text and len(each) >= SHORTEST]
    if not others:
        return None
    other = rng.choice(others)
    return _joined([*_clauses(text)[:2], *_clauses(other)[:2]], text)


def renumbered(text: str, source: Source, rng: random.Random) -> str | None:
    """With a number in another form: 3500亿元 as 三千五百亿元 or 3,500亿元."""
    match = _SCALED.search(text)
    if not match or int(match[1]) == 2:  # 两家, not 二家
        return None
    value = int(match[1])
    said = f"{value:,}" if value >= 1000 and rng.random() < 0.5 else spell(value) if value else match[1]
    return f"{text[: match.start()]}{said}{match[2]}{text[match.end() :]}" if said != match[1] else None


def redated(text: str, source: Source, rng: random.Random) -> str | None:
    """With a date in Chinese numbers: 八月二十二日."""
    match = _DAY.search(text)
    if not match:
        return None
    return f"{text[: match.start()]}{spell(int(match[1]))}月{spell(int(match[2]))}日{text[match.end() :]}"


def reworded(text: str, source: Source, rng: random.Random) -> str | None:
    """With words of the same sense in the place of up to three, and an opening."""
    if TITLES.search(text):  # what is quoted has no other words
        return None
    turned = text
    pairs = [pair for pair in _REWORDED if pair[0] in turned]
    for old, new in pairs[:3]:
        turned = turned.replace(old, new, 1)
    return rng.choice(["据报道，", "此外，", "文章提到，", ""]) + turned if pairs else None


def wrong_number(text: str, source: Source, rng: random.Random) -> str | None:
    """With one digit of one number changed, to a number that the passage does not hold."""
    dated = [(each.start, each.end) for each in facts_of(text, published=None).dates]
    found = [
        match
        for match in _DIGITS.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in dated)
    ]
    if not found:
        return None
    match = rng.choice(found)
    at = rng.randrange(len(match[0]))
    if not match[0][at].isdigit():
        at = 0
    digit = rng.choice([each for each in "123456789" if each != match[0][at]])
    number = match[0][:at] + digit + match[0][at + 1 :]
    held = set(_DIGITS.findall(source.passage))
    return text[: match.start()] + number + text[match.end() :] if number not in held else None


def wrong_date(text: str, source: Source, rng: random.Random) -> str | None:
    """With another day, month or year, that the passage does not name."""
    changed: list[str] = []
    for match in re.finditer(r"(?<!\d)(\d{1,4})(年|月|日)", text):
        most = {"年": 2030, "月": 12, "日": 28}[match[2]]
        if match[2] == "年" and len(match[1]) != 4:
            continue
        other = rng.randrange(1990 if most == 2030 else 1, most + 1)
        if f"{other}{match[2]}" not in source.passage:
            changed.append(f"{text[: match.start()]}{other}{match[2]}{text[match.end() :]}")
    return rng.choice(changed) if changed else None


def wrong_name(text: str, source: Source, rng: random.Random) -> str | None:
    """With one name exchanged for one of another article, of the same part of speech."""
    return _exchanged(text, source, rng, lambda name: name not in source.passage)


def neighbours_name(text: str, source: Source, rng: random.Random) -> str | None:
    """With one name exchanged for another of the same passage."""
    held: dict[str, list[str]] = {}
    for word in names_of(source.passage):
        if word.text not in text:
            held.setdefault(word.tag, []).append(word.text)
    inside = source._replace(names={tag: tuple(dict.fromkeys(names)) for tag, names in held.items()})
    return _exchanged(text, inside, rng, lambda name: True)


def _exchanged(text: str, source: Source, rng: random.Random, wanted: Callable[[str], bool]) -> str | None:
    found = [word for word in names_of(text) if source.names.get(word.tag) and not word.text.isascii()]
    if not found:
        return None
    word = rng.choice(found)
    others = [each for each in source.names[word.tag] if wanted(each) and each not in text and each not in word.text]
    other = rng.choice(others) if others else None
    return None if other is None or word.text in other else text.replace(word.text, other)


def no_support(text: str, source: Source, rng: random.Random) -> str | None:
    """A sentence of another article."""
    return source.foreign


def turned(text: str, source: Source, rng: random.Random) -> str | None:
    """With the contrary of a word: 增长 for 下降."""
    pair = next(((old, new) for old, new in _TURNED if old in text), None)
    return text.replace(*pair, 1) if pair else None


def denied(text: str, source: Source, rng: random.Random) -> str | None:
    """With 没有 or 不会 before a verb that the article has without it."""
    for old, new in (
        ("将", "将不会"),
        ("表示", "没有表示"),
        ("进行", "没有进行"),
        ("发现", "没有发现"),
        ("可以", "不可以"),
    ):
        if old in text and "不" not in text and "没" not in text:
            return text.replace(old, new, 1)
    return None


def swapped(text: str, source: Source, rng: random.Random) -> str | None:
    """With two different numbers of the sentence exchanged."""
    found = list(_DIGITS.finditer(text))
    if len(found) < 2 or found[0][0] == found[-1][0]:
        return None
    one, other = found[0], found[-1]
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def half_invented(text: str, source: Source, rng: random.Random) -> str | None:
    """With a last clause from another article."""
    clauses = _clauses(text)
    return _joined([*clauses[:-1], _clauses(source.foreign)[-1]], text) if len(clauses) >= 2 else None


GOOD: dict[str, Alter] = {
    each.__name__: each for each in (verbatim, shortened, reordered, traditional, merged, renumbered, redated, reworded)
}
BAD: dict[str, Alter] = {each.__name__: each for each in (wrong_number, wrong_name, wrong_date, no_support)}
HARD: dict[str, Alter] = {each.__name__: each for each in (neighbours_name, turned, denied, swapped, half_invented)}
"""Beyond what is asked of the check: every word of them may stand in the passage."""


def made(kinds: dict[str, Alter], sources: Sequence[Source], count: int, seed: int) -> Iterator[tuple[Made, Source]]:
    """As many sentences as `count`, of every kind as many, each citing passage 1, with what it was made from.

    Args:
        kinds: The ways to make them.
        sources: Passages; each kind takes them in another order.
        count: How many.
        seed: Of the draws.

    Raises:
        ValueError: The passages have too few sentences that a kind can alter.
    """
    rng = random.Random(seed)
    for at, (name, alter) in enumerate(kinds.items()):
        left = count // len(kinds) + (at < count % len(kinds))
        for source in rng.sample(sources, len(sources)):
            if not left:
                break
            text = rng.choice(source.sentences)
            altered = alter(text, source, rng)
            if altered is not None and (altered != text or alter is verbatim):
                left -= 1
                yield Made(name, altered, (1,), text), source
        if left:
            raise ValueError(f"expected enough sentences for {name}, lacking {left}")


def sources_of(documents: Sequence[Document], hits: Mapping[str, Sequence[Hit]]) -> list[Source]:
    """One source for each passage with sentences that can be altered.

    Args:
        documents: The articles.
        hits: The passages of each, by doc_id.
    """
    usable = {document.doc_id: _usable(document) for document in documents}
    names = {document.doc_id: names_in(document.text) for document in documents}
    found: list[Source] = []
    for at, document in enumerate(documents):
        elsewhere = documents[(at + len(documents) // 2) % len(documents)]
        foreign = usable[elsewhere.doc_id]
        for hit in hits[document.doc_id]:
            inside = tuple(each for each in usable[document.doc_id] if each in hit.passage.text)
            if inside and foreign:
                found.append(Source(inside, hit.passage.text, foreign[0], names[elsewhere.doc_id]))
    return found


def _usable(document: Document) -> tuple[str, ...]:
    texts = [span.of(document.text) for span in sentence_spans(document) if span != document.agency_line]
    return tuple(text for text in texts if SHORTEST <= len(text) <= LONGEST and any(map(is_han, text)))


def names_in(text: str) -> dict[str, tuple[str, ...]]:
    """The names of a Chinese text by their part of speech, each once."""
    held: dict[str, list[str]] = {}
    for word in names_of(text):
        held.setdefault(word.tag, []).append(word.text)
    return {tag: tuple(dict.fromkeys(found)) for tag, found in held.items()}


def _clauses(text: str) -> list[str]:
    return [each for each in _CLAUSES.split(text.rstrip("。！？")) if each]


def _joined(clauses: Sequence[str], text: str) -> str:
    return "，".join(clauses) + (text[-1] if text[-1] in "。！？" else "。")
