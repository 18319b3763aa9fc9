"""Finds the periods and publishers that a question names, and boosts articles that match them.

A period gives further search terms, and a boost to articles published near it; a goal (到2025年, by 2025) or a time
still to come gives no boost, since no article was published then. A publisher gives a boost where the question cites it
(据澎湃新闻报道, according to Xinhua, thepaper.cn); where the question is about it (新华社有多少记者), it is only shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from embeddings.schema import Source, Span
from embeddings.store.corpus import site_of
from embeddings.text.normalize import Text, fold, is_han
from embeddings.text.numerals import numerals
from embeddings.text.segment import words
from qa.schema import NamedPublisher, Period
from qa.values.calendar import DateReading, DateRule, Days, Now
from qa.values.dates import Expression, Read, affix, expressions, linked, rules_of, with_both_ends

NEAR_DAYS = 365
"""Days from a period within which an article still gains: 去年 is often reported on in the year after it."""
_MAY_NAME_DAYS = re.compile(r"[\d年月周天日昨季]|星期|礼拜|五[\"”’」』]?(?:期间|时期|末)|[a-z]{3}")
"""A question without any of these names no day."""
_DAY = timedelta(days=1)

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
"""What stands before and behind a publisher that is cited as the source."""


def periods(question: Text, today: date) -> tuple[Period, ...]:
    """Days and periods that a question names, in its order.

    Args:
        question: The question, standing by itself.
        today: What 去年 and last month are counted from, and what is still to come.

    Returns:
        Periods with what was typed, which span of the question it is, and how it may be used: goal where it names no
        time of publication, boost otherwise.
    """
    folded = question.folded
    if not _MAY_NAME_DAYS.search(folded):
        return ()
    named = linked(expressions(folded, rules_of(folded), _reader(folded, today)), folded)
    found = (_meant(each, folded, today) for each in named)
    return tuple(each.model_copy(update={"text": each.span.of(question.raw)}) for each in found if each is not None)


def _reader(folded: str, today: date) -> Read:
    def read(rule: DateRule, match: re.Match[str], found: Sequence[Expression]) -> DateReading | None:
        dated = (each for each in reversed(found) if each.reading.year)
        named = (each.reading.year for each in dated if affix(folded, each.start, each.end)[0] != "goal")
        return rule.read(match, Now(today, next(named, None)))

    return read


def _meant(found: Expression, folded: str, today: date) -> Period | None:
    """The period, with the words around it that change it (到, 以前, since); None where they make it no period."""
    days = found.reading.days
    effect, start, end = affix(folded, found.start, found.end)
    if found.reading.closed:
        effect, (start, end) = None, with_both_ends(folded, found)
    match effect:
        case "nothing":
            return None
        case "goal":
            days = Days(None, days.end)
        case "before" if days.start:
            days = Days(None, days.start - _DAY)
        case "after" if days.end:
            days = Days(days.end + _DAY, None)
        case "since":
            days = Days(days.start, None)
        case _:
            pass
    to_come = today < days.start if days.start else days.end is not None and today < days.end
    return Period(
        text=folded[start:end],
        span=Span(start=start, end=end),
        start=days.start,
        end=days.end,
        kind="relative" if found.reading.relative else "absolute",
        used="goal" if effect == "goal" or to_come else "boost",
    )


def as_terms(named: Iterable[Period]) -> tuple[str, ...]:
    """Dates to search for besides the question's own words: 2025年 for 去年, since articles write the year.

    The day, month or year that the whole period lies in; longer and open periods give none. A part that the question
    writes itself is left out, since a term given twice counts twice: 7月 adds only its year, July 2022 adds nothing.

    Returns:
        Different dates, in the order of the periods.
    """
    return tuple(dict.fromkeys(term for term in map(_unsaid, named) if term))


def _unsaid(period: Period) -> str:
    folded = fold(period.text)
    said = {term for numeral in numerals(folded) for term in numeral.terms}
    parts = [part for part in _parts(period) if part not in said and part.rstrip("年") not in said]
    return "".join(part for part in parts if part.rstrip("年") not in folded)


def _parts(period: Period) -> list[str]:
    """Year, month and day that hold a period, or in which a goal ends; as many as all its days share."""
    end = period.end
    start = end if period.used == "goal" and period.start is None else period.start
    if start is None or end is None or start.year != end.year:
        return []
    parts = [f"{start.year}年"]
    if period.start is not None and start.month == end.month:
        parts.append(f"{start.month}月")
        if start == end:
            parts.append(f"{start.day}日")
    return parts


def period_boost(published: date | None, named: Iterable[Period]) -> float:
    """How near an article's day is to the periods of the question.

    Args:
        published: Its day; None where it is not known.
        named: Periods of the question; those not to be used as a boost are left alone.

    Returns:
        1 inside a period, falling to 0 in a straight line NEAR_DAYS from it; the best of several; 0 without a day or
        a period.
    """
    if published is None:
        return 0.0
    return max((_nearness(published, period) for period in named if period.used == "boost"), default=0.0)


def _nearness(day: date, period: Period) -> float:
    early = (period.start - day).days if period.start else 0
    late = (day - period.end).days if period.end else 0
    return max(0.0, 1.0 - max(early, late, 0) / NEAR_DAYS)


class _Name(NamedTuple):
    folded: str
    names: tuple[str, ...]
    """As the index writes them."""


def named_publishers(question: Text, known: Sequence[str]) -> tuple[NamedPublisher, ...]:
    """The publishers and sites that a question names, in its order.

    Args:
        question: The question, standing by itself.
        known: Publishers and hosts of the index.

    Returns:
        Names that do not overlap, the longest of those that begin together; used as a boost where the question names
        them as its source, none elsewhere.
    """
    folded = question.folded
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
                text=question.raw[start:end],
                span=Span(start=start, end=end),
                names=name.names,
                used="boost" if cued else "none",
            )
        )
    return tuple(found)


def publisher_boost(source: Source, named: Iterable[NamedPublisher]) -> float:
    """1 for an article of a publisher or site that the question names as its source, else 0."""
    wanted = {fold(name) for publisher in named if publisher.used == "boost" for name in publisher.names}
    own = {fold(name).strip() for name in (source.publisher, site_of(source.url)) if name}
    return float(bool(wanted & own))


@lru_cache(maxsize=4)
def _names(known: tuple[str, ...]) -> list[_Name]:
    """What publishers may be called, each with the names in the index that it stands for."""
    by_folded = {fold(name): name for name in known if len(name) >= SHORTEST}
    called: dict[str, tuple[str, ...]] = {folded: (name,) for folded, name in by_folded.items()}
    for alias, forms in ALIASES.items():
        held = tuple(by_folded[form] for form in forms if form in by_folded)
        if held:
            called[alias] = (*called.get(alias, ()), *held)
    return [_Name(folded, names) for folded, names in called.items()]


def _whole(folded: str, start: int, end: int, *, cued: bool) -> bool:
    """Whether the name stands as words of its own, unlike 无锡 in 无锡日报 and cctv in cctv5.

    The segmenter says where Chinese words end; a cited name is not checked, since 新闻报道 may be cut as one word.
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
