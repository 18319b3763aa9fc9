"""The same asked of something else: another name, time or property takes the place of its like."""

from __future__ import annotations

import re

from embeddings.normalize import fold
from embeddings.schema import Span
from embeddings.segment import Word, words
from qa.follow_up import Said
from qa.follow_up_parts import Name, Parts, is_relational, names, parts
from qa.follow_up_rules import AFTER, BEFORE, EVENTS, PART_OF_YEAR, QUANTITIES, TIME, YEAR

_YEAR_NUMBER = re.compile(r"\d{4}(?= ?年)")
_PREPOSITION = re.compile(r"^(?:在|从|到|对|关于)(?=.)")
_SHORT_NAME = 2
"""Characters of a noun that is taken for a name beside one though the tagger knows none: 横琴, 陵水, 网易."""
_NUMBERED = re.compile(r"^[几两二三四五六七八九十\d]+[大个家项条座张名种款]")


def replaced(body: str, said: Said) -> str | None:
    """The question before with the fragment in the place of its like; None where it has no place for it.

    Args:
        body: What the fragment names: 南京, 2023年, 2020年的净利润, 在中国.
        said: What was said before.
    """
    question = said.last
    time = TIME.match(fold(body))
    if time and time[0] and re.search("[年月季q]", time[0]):
        question = _at_time(question, body[: time.end()])
        body = body[time.end() :].lstrip("的，, ")
    return _with_noun(question, body, said) if body else question


def _at_time(question: str, time: str) -> str:
    """The question about another time: a year for a year, a quarter for a quarter; else the time is added."""
    folded, wanted = fold(question), fold(time)
    if BEFORE.search(wanted) or AFTER.search(wanted):
        year = _YEAR_NUMBER.search(folded)
        if year:
            return (
                question[: year.start()]
                + str(int(year[0]) + (1 if AFTER.search(wanted) else -1))
                + question[year.end() :]
            )
    found = False
    for kind in (YEAR, PART_OF_YEAR):
        new, old = kind.search(wanted), kind.search(fold(question))
        if new and old:
            question = question[: old.start()] + time[new.start() : new.end()] + question[old.end() :]
            found = True
    if found:
        return question
    earlier = parts(question)
    place = earlier.times[0].start if earlier.times else earlier.topic.end if earlier.topic else earlier.start
    return question[:place] + time + question[place:]


def _with_noun(question: str, body: str, said: Said) -> str | None:
    preposition = _PREPOSITION.match(fold(body))
    noun = body[preposition.end() :] if preposition else body
    earlier = parts(question)
    like = _like(question, noun)
    if like:
        return _put(question, like, noun)
    named = names(noun)
    if named and not named[0].span.start and is_relational(fold(noun)) and not fold(noun).endswith(EVENTS):
        return _with_subject(earlier, noun)
    return _with_name(earlier, noun, named[0], said) if named else _with_property(earlier, noun)


def _with_subject(earlier: Parts, noun: str) -> str:
    """Another property of something else: 腾讯的市值呢？ after 京东营收是多少？."""
    if earlier.aspect and earlier.topic:
        return f"{earlier.text[: earlier.topic.start]}{noun}{earlier.text[earlier.link :]}"
    return f"{noun}{_asks_for(noun)}？"


def _asks_for(noun: str) -> str:
    return "是多少" if fold(noun).endswith(QUANTITIES) else "是什么"


def _put(question: str, span: Span, noun: str) -> str:
    return question[: span.start] + noun + question[span.end :]


def _like(question: str, noun: str) -> Span | None:
    """What begins or ends as the noun does: 旅行者2号 for 旅行者1号, 标准续航版 for 长续航版."""
    own, there = words(noun), words(question)
    texts = [word.text for word in own]
    for start in range(len(there)):
        same = _run(texts, [word.text for word in there[start:]])
        if same and same < len(own) and len("".join(texts[:same])) > 1 and own[0].tag != "ns":
            end = min(start + len(own), len(there)) - 1
            if _connected(there, start, end):
                return Span(start=there[start].start, end=there[end].end)
    if own and names(noun) and own[0].tag.startswith(("ns", "nt", "nz")):
        return None
    for end in range(len(there) - 1, 0, -1):
        same = _run(texts[::-1], [word.text for word in reversed(there[: end + 1])])
        first = end - same
        if same and same < len(own) and len("".join(texts[-same:])) > 2 and first >= 0:
            span = Span(start=there[first].start, end=there[end].end)
            return span if _connected(there, first, end) and there[first].tag not in {"uj", "p", "v"} else None
    return None


def _run(first: list[str], second: list[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count


def _connected(found: list[Word], start: int, end: int) -> bool:
    return all(found[place].end == found[place + 1].start for place in range(start, end))


def _with_name(earlier: Parts, noun: str, name: Name, said: Said) -> str:
    """Another name: a place for a place, else for the topic."""
    alone = name.span.end == len(noun) and name.span.start == 0
    old = earlier.named("place") if name.kind == "place" and alone else None
    if old is None and earlier.topic and not (name.kind == "place" and not alone):
        old = next((each for each in earlier.names if _inside(each.span, earlier.topic)), None) if alone else None
        kept = old and old.span.start == earlier.topic.start and earlier.of(earlier.topic).endswith(EVENTS)
        return _put(earlier.text, old.span if old and kept else earlier.topic, noun)
    if old is None and earlier.topic:
        return _put(earlier.text, earlier.topic, noun)
    if old is None:
        old = next((each for each in earlier.names if each.kind == name.kind), None)
    if old is None:
        before = (parts(past) for past in said.back())
        known = next(
            (past.of(past.topic) for past in before if past.topic and past.of(past.topic) in earlier.text), None
        )
        if known:
            return earlier.text.replace(known, noun)
        old = earlier.names[0] if earlier.names else None
    return _put(earlier.text, old.span, noun) if old else f"{noun}{earlier.text}"


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _with_property(earlier: Parts, noun: str) -> str | None:
    """Another property of the same topic, or another topic where nothing is asked of it but what it is."""
    known = earlier.aspect and is_relational(fold(earlier.of(earlier.aspect)))
    nouns = len(noun) <= _SHORT_NAME and all(word.tag != "v" for word in words(noun))
    short = nouns and any(_inside(name.span, earlier.topic) for name in earlier.names if earlier.topic)
    if earlier.topic and (known or short) and not is_relational(fold(noun)) and not _NUMBERED.match(fold(noun)):
        return _put(earlier.text, earlier.topic, noun)  # 五粮液, which no tagger knows, is no property
    if earlier.aspect:
        return _put(earlier.text, earlier.aspect, noun)
    counted = _counted(earlier)
    if earlier.asks and _NUMBERED.match(fold(noun)) and earlier.of(earlier.asks).startswith("哪"):
        return f"{earlier.text[: earlier.asks.start]}哪{noun}？"
    if counted and not is_relational(fold(noun)):
        return _put(earlier.text, counted, noun)
    if earlier.topic is None:
        return None
    if is_relational(fold(noun)) or earlier.link < earlier.topic.end or not _only_defines(earlier):
        return f"{earlier.of(earlier.topic)}的{noun}{_asks_for(noun)}？"
    return _put(earlier.text, earlier.topic, noun)


def _only_defines(earlier: Parts) -> bool:
    """Whether it asks nothing but what, who or how many something is: 元宇宙是什么？."""
    rest = earlier.text[earlier.asks.end :] if earlier.asks else ""
    between = earlier.text[earlier.topic.end if earlier.topic else 0 : earlier.link]
    return not re.sub(r"[？?。 的意思]", "", rest + between)


def _counted(earlier: Parts) -> Span | None:
    """What stands behind 多少座 or 哪些, up to a verb: 换电站."""
    if earlier.asks is None or not re.search("多少|几|哪|什么", earlier.of(earlier.asks)):
        return None
    start, folded = earlier.asks.end, fold(earlier.text)
    end = start
    for word in words(folded[start:]):
        if word.tag in {"v", "uj", "y"} and end > start:
            break
        end = start + word.end
    return Span(start=start, end=end) if end > start else None
