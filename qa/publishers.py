"""Publishers and sites that a question names, out of those that the index holds: 据澎湃新闻报道, according to Xinhua.

A site, and a name behind 据 or before 报道, says whose articles are meant; elsewhere a name may be what the question is
about, as in 新华社有多少记者, and is shown but not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from embeddings.corpus import site_of
from embeddings.normalize import fold, is_han
from embeddings.schema import Source, Span
from embeddings.segment import words
from qa.schema import NamedPublisher

SHORTEST = 2
"""Characters of the shortest name that counts: 网 would be found everywhere."""

ALIASES = {
    "xinhua": ("新华社", "新华网", "xinhua news agency"),
    "people's daily": ("人民日报", "人民网"),
    "global times": ("环球时报", "环球网"),
    "china daily": ("中国日报", "中国日报网"),
    "china news service": ("中新社", "中新网", "中国新闻网"),
    "cctv": ("央视", "央视新闻", "央视网"),
    "the paper": ("澎湃新闻", "澎湃"),
    "caixin": ("财新", "财新网"),
    "yicai": ("第一财经",),
    "36kr": ("36氪",),
    "jiemian": ("界面新闻",),
    "the beijing news": ("新京报",),
    "guangming daily": ("光明日报", "光明网"),
    "economic daily": ("经济日报",),
    "securities times": ("证券时报", "证券时报网"),
    "science and technology daily": ("科技日报",),
    "southern weekly": ("南方周末",),
    "澎湃": ("澎湃新闻",),
    "央视": ("央视新闻", "央视网"),
}
"""Names that people use for a publisher, folded, and what its articles call it; counted where the index holds one."""

_BEFORE = re.compile(
    r"(?:(?<![数证依占])据|援引|引述|来自|来源[:：]?|刊于|载于|刊登在|发表在"
    r"|\b(?:according\s+to|reported\s+by|published\s+(?:by|in)|quoted\s+by|from)(?:\s+the)?)\s*[《“\"‘']?$"
)
_BEHIND = re.compile(
    r"[》”\"’']?(?:\s*的?(?:报[道导]|消息|记者|讯|电|称|指出|披露|发布|刊发|刊登|文章|评论|社论)|上的?(?:报[道导]|文章|消息)"
    r"|(?:['’]s)?\s+(?:report(?:s|ed)?|said|says|wrote|writes|article|story))"
)
"""What says that a publisher is named as the source."""


class _Name(NamedTuple):
    folded: str
    names: tuple[str, ...]
    """As the index writes them."""


def named_publishers(question: str, known: Sequence[str]) -> tuple[NamedPublisher, ...]:
    """Publishers and sites that the question names whole, in its order.

    Args:
        question: The question, standing by itself.
        known: Publishers and hosts of the index.

    Returns:
        Names that do not overlap, the longest of those that begin together; used as a boost where the question names
        them as its source, none elsewhere.
    """
    folded = fold(question)
    spans = sorted(
        (match.start(), -match.end(), name)
        for name in _names(tuple(known))
        if name.folded in folded
        for match in re.finditer(re.escape(name.folded), folded)
    )
    found: list[NamedPublisher] = []
    end = 0
    for start, last, name in spans:
        cued = "." in name.folded or bool(_BEFORE.search(folded, 0, start) or _BEHIND.match(folded, -last))
        if start < end or not _whole(folded, start, -last, cued=cued):
            continue
        end = -last
        found.append(
            NamedPublisher(
                text=question[start:end],
                span=Span(start=start, end=end),
                names=name.names,
                used="boost" if cued else "none",
            )
        )
    return tuple(found)


def boost(source: Source, named: Iterable[NamedPublisher]) -> float:
    """1 for an article of a publisher or site that the question names as its source, else 0."""
    wanted = {fold(name) for publisher in named if publisher.used == "boost" for name in publisher.names}
    own = {fold(name).strip() for name in (source.publisher, site_of(source.url)) if name}
    return float(bool(wanted & own))


@lru_cache(maxsize=4)
def _names(known: tuple[str, ...]) -> list[_Name]:
    """What each publisher may be called, with the forms of the index that it stands for."""
    by_folded = {fold(name): name for name in known if len(name) >= SHORTEST}
    called: dict[str, tuple[str, ...]] = {folded: (name,) for folded, name in by_folded.items()}
    for alias, forms in ALIASES.items():
        held = tuple(by_folded[form] for form in forms if form in by_folded)
        if held:
            called[alias] = (*called.get(alias, ()), *held)
    return [_Name(folded, names) for folded, names in called.items()]


def _whole(folded: str, start: int, end: int, *, cued: bool) -> bool:
    """Whether the name is no part of a longer word: 无锡 in 无锡日报, cctv in cctv5.

    Chinese words are told by the segmenter, except beside 据 or 报道, where it would make one word of 新闻报道.
    """
    if any(_goes_on(folded[at - 1 : at], folded[at : at + 1]) for at in (start, end)):
        return False
    if cued or not any(map(is_han, folded[start:end])):
        return True
    cut = words(folded)
    return start in {word.start for word in cut} and end in {word.end for word in cut}


def _goes_on(one: str, other: str) -> bool:
    """Whether two characters belong to one word of letters or digits; Chinese characters belong to none."""
    return all(character.isalnum() and not is_han(character) for character in (one or " ", other or " "))
