"""A question that sets things beside each other, taken apart: one question for each of them.

比较南京和无锡的产业规模 asks 南京的产业规模 and 无锡的产业规模; each is looked for and read by itself, because no
sentence need name both.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from embeddings.segment import STOP_WORDS, Word, words
from qa.focus import CAPITALISED, TITLES, names_of

_LINK = re.compile(r"\s?(?:、|和|与|跟|及|以及|同|还是|,|,? ?\b(?:and|with|or|versus|vs\.?)\b)\s?")
_LEFT_OUT = re.compile(
    r"^(?:请|帮我|麻烦)*(?:比较|对比)(?:一下)?[,，:：]?|(?:请)?(?:比较|对比)(?:一下)?(?=[?？。]?$)|分别|"
    r"各自|各(?=是|为|有)|相比[,，]?|"
    r"^compare\b ?|\brespectively\b|\bboth\b|^(?:what is )?the difference between ",
    re.IGNORECASE,
)
"""What only says that things are set beside each other."""
_WHICH_MORE = re.compile(
    r"[,，]?(?:哪一?(?:[个家座种款位])?(?:城市|地区|国家|公司|企业|地方|区)?|"
    r"谁)的?(?P<what>[^,，?？。]*?)(?:会|要)?更[^?？。]*"
)
_DIFFERENCE = re.compile(
    r"(?:有(?:[什甚]么|啥|何|哪些))?的?(?:区别|差别|差异|差距|不同)(?:之处)?(?:在于|是)?(?:[什甚]么|多少|哪里?)?"
)
_THAN = re.compile(
    r"比(?![较例重如喻分方率值])(?P<other>[^?？]+?)的?(?P<again>[^?？的]*?)(?:要|更)?(?:大|高|多|长|快|小|"
    r"低|少|短|早|晚)[^?？]*"
)
_NO_SIDE = STOP_WORDS | {"compare", "which", "what", "who", "how", "when", "where", "list"}


class Side(NamedTuple):
    """One of the things compared."""

    name: str
    """As typed."""
    question: str
    """The question for it alone."""


def sides(text: str, folded: str) -> tuple[Side, ...]:
    """The sides of a comparison, at least two, in the order of the question; none where it can't be taken apart.

    Args:
        text: The question.
        folded: Its folded form, of the same length.
    """
    spans = _names(text, folded)
    than = _THAN.search(folded)
    if than:
        return _against(text, than, spans)
    run = _side_by_side(folded, spans)
    if not run:
        return ()
    found: dict[str, Side] = {}
    plain = text if text.isascii() else folded  # English names keep their capitals
    for start, end in run:
        before = _LEFT_OUT.sub("", plain[: run[0][0]])
        rest = _LEFT_OUT.sub("", plain[run[-1][1] :])
        rest = _DIFFERENCE.sub("是什么", _WHICH_MORE.sub(_asks_how_much, rest))
        found.setdefault(folded[start:end], Side(text[start:end], f"{before}{plain[start:end]}{rest}".strip()))
    return tuple(found.values()) if len(found) > 1 else ()


def _asks_how_much(match: re.Match[str]) -> str:
    return f"的{match['what']}是多少" if match["what"] else "是多少"


def _against(text: str, than: re.Match[str], spans: list[tuple[int, int]]) -> tuple[Side, ...]:
    """南京的规模比无锡大多少: the words between the first name and 比 hold for the second one too."""
    folded = than.string
    first = next((span for span in spans if span[1] <= than.start()), None)
    second = next((span for span in spans if span[0] >= than.start("other")), None)
    if not first or not second or second[0] > than.end():
        return ()
    what = folded[first[1] : than.start()]
    asked = [Side(text[start:end], f"{folded[start:end]}{what}是多少") for start, end in (first, second)]
    return tuple(asked)


def _side_by_side(folded: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of names with nothing but a link between them; empty for fewer than two."""
    best: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = spans[:1]
    for before, span in pairwise(spans):
        linked = _LINK.fullmatch(folded[before[1] : span[0]])
        run = [*run, span] if linked else [span]
        best = max(best, run, key=len)
    return best if len(best) > 1 else []


def _names(text: str, folded: str) -> list[tuple[int, int]]:
    """Spans of titles, capitalised words and Chinese names, in order, none inside another."""
    spans = [match.span() for match in TITLES.finditer(text)]
    spans += [match.span() for match in CAPITALISED.finditer(text) if match[0].lower() not in _NO_SIDE]
    named = names_of(folded)
    spans += [
        (word.start, word.end)
        for word in [*named, *_beside(folded, {word.start for word in named}, {word.end for word in named})]
    ]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _beside(folded: str, starts: set[int], ends: set[int]) -> list[Word]:
    """Nouns with nothing but a link between them and a name: 网易 of 腾讯与网易 is tagged as a noun."""
    found: list[Word] = []
    for before, link, after in zip(cut := words(folded), cut[1:], cut[2:], strict=False):
        if before.end != link.start or link.end != after.start or not _LINK.fullmatch(link.text):
            continue
        found += [after] * (before.end in ends and after.tag == "n") + [before] * (
            after.start in starts and before.tag == "n"
        )
    return found
