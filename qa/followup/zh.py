"""A Chinese follow-up to a question that stands by itself: which form it has, and what it takes from before.

The same asked of something else: another name, time or property takes the place of its like.
"""

from __future__ import annotations

import re

from embeddings.schema import Span
from embeddings.text.normalize import fold
from embeddings.text.segment import Word, words
from qa.followup.history import Conversation
from qa.followup.zh_parts import (
    AFTER,
    AND,
    ASKS,
    BARE,
    BEFORE,
    CHANGE,
    CLOSING,
    COMPARED,
    COMPARING,
    DEFINITION,
    ELLIPSIS,
    EVENTS,
    IMPERATIVE,
    MORE,
    NOW,
    OMITTED,
    OPENING,
    PART_OF_YEAR,
    PREPOSITION,
    QUANTITIES,
    RELATIONAL,
    TIME,
    WHY,
    YEAR,
    QuestionName,
    QuestionParts,
    is_relational,
    names,
    parts,
)
from qa.followup.zh_reference import referred, subject_before
from qa.question.understand import FUNCTION_WORDS, QUESTION_WORDS

_YEAR_NUMBER = re.compile(r"\d{4}(?= ?年)")
_PREPOSITION = re.compile(r"^(?:在|从|到|对|关于)(?=.)")
_SHORT_NAME = 2
"""Characters of a noun that is taken for a name beside one though the tagger knows none: 横琴, 陵水, 网易."""
_NUMBERED = re.compile(r"^[几两二三四五六七八九十\d]+[大个家项条座张名种款]")


def replaced(body: str, said: Conversation) -> str | None:
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


def _with_noun(question: str, body: str, said: Conversation) -> str | None:
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


def _with_subject(earlier: QuestionParts, noun: str) -> str:
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


def _with_name(earlier: QuestionParts, noun: str, name: QuestionName, said: Conversation) -> str:
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


def _with_property(earlier: QuestionParts, noun: str) -> str | None:
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


def _only_defines(earlier: QuestionParts) -> bool:
    """Whether it asks nothing but what, who or how many something is: 元宇宙是什么？."""
    rest = earlier.text[earlier.asks.end :] if earlier.asks else ""
    between = earlier.text[earlier.topic.end if earlier.topic else 0 : earlier.link]
    return not re.sub(r"[？?。 的意思]", "", rest + between)


def _counted(earlier: QuestionParts) -> Span | None:
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


_FEW = 2
"""Words of content up to which a question without a subject of its own is taken to go on about the topic."""
_LONGEST_FRAGMENT = 24
_AFTER_NAMES = frozenset("有是将已的被于")
"""Words that no verb stands right before."""
_COMMON_TAGS = frozenset({"n", "vn", "m", "f", "b", "a", "j", "t", "v"})
"""Of words that are nobody's name."""


def rewritten(question: str, said: Conversation) -> str:
    """The question with what it leaves out filled in; as it is where it stands by itself.

    Args:
        question: What was asked now.
        said: What was said before.
    """
    folded = fold(question)
    opening = OPENING.match(folded)
    own = question[opening.end() :] if opening and opening.end() < len(question) else question
    if MORE.match(fold(own)):
        return said.last
    if WHY.match(fold(own)):
        return f"为什么{_stated(said)}？"
    resolved = referred(own, said)
    if resolved is not None and not _is_fragment(resolved):
        return resolved
    own = resolved or own
    if _is_fragment(own):
        return _with_fragment(own, said) or own
    if resolved is None and (filled := _filled(own, said)):
        return filled
    return question if resolved is None else own


def _stated(said: Conversation) -> str:
    """What the question before takes for granted; with its answer where it asks nothing but what something is."""
    earlier = parts(said.last)
    if earlier.asks and not earlier.text[earlier.asks.end :].strip("？?。 ") and (short := said.short(said.last)):
        return f"{earlier.text[earlier.start : earlier.asks.start]}{short}"
    return earlier.statement


def _is_fragment(question: str) -> bool:
    """Whether it only names something else to ask the same of: 那南京呢？, 在中国呢？."""
    folded = fold(question)
    body = _body(question)
    if not body or len(body) > _LONGEST_FRAGMENT or ASKS.search(fold(body)):
        return False
    alone = [name.span for name in names(body)] == [Span(start=0, end=len(body))]
    return bool(alone or ELLIPSIS.search(folded) or AND.match(folded) or TIME.fullmatch(fold(body)))


def _body(question: str) -> str:
    """What a fragment names, without 那 and 呢."""
    folded = fold(question)
    closing = CLOSING.search(folded)
    opened = AND.match(folded)
    return question[opened.end() if opened else 0 : closing.start() if closing else None].strip(" ，,")


def _with_fragment(question: str, said: Conversation) -> str | None:
    return replaced(_body(question), said)


def _filled(question: str, said: Conversation) -> str | None:
    """With the topic of before, where the question has none of its own; None where it stands by itself."""
    folded = fold(question)
    earlier = parts(said.last)
    if COMPARING.match(folded):
        return f"{earlier.subject}{question}"
    if COMPARED.match(folded) and (compared := subject_before(said)):
        return f"{compared}{question}"
    own = parts(question)
    bare = BARE.sub("", BARE.sub("", folded))
    if earlier.asks and own.asks and ASKS.fullmatch(bare) and "的" not in earlier.of(earlier.asks):
        return _asked_otherwise(question, bare, earlier)
    if not _leaves_out(question, own, said):
        return None
    if PREPOSITION.match(folded) and not any(word.tag == "v" for word in words(question)):
        return f"{earlier.statement}{question}"
    if CHANGE.search(folded) and earlier.aspect:
        return f"{earlier.subject}{question}"
    topic = subject_before(said)
    if topic is None:
        return None
    return f"{topic}{'的' if _property_from(own) <= own.link else ''}{question}"


def _asked_otherwise(question: str, bare: str, earlier: QuestionParts) -> str:
    """The earlier question with another expression that asks: 在哪里？ after 李玟的告别仪式什么时候举行？."""
    place = fold(question).index(bare)
    asks = question[place : place + len(bare)]
    span = earlier.asks or Span(start=0, end=1)
    before, after = earlier.text[: span.start], earlier.text[span.end :]
    folded = fold(question)
    if bare.startswith(("哪里", "哪儿", "何处", "什么地方")) and (place and folded[place - 1] == "在"):
        asks = question[place - 1 : place + len(bare)]
    if not bare.startswith(("哪里", "哪儿", "何处", "什么地方")) or asks.startswith("在"):
        before = before.removesuffix("在")
    if asks.startswith("在"):
        before = before.removesuffix("是")
    return f"{before}{asks}{after}"


def _leaves_out(question: str, own: QuestionParts, said: Conversation) -> bool:
    """Whether the question says too little to stand by itself: it has no subject, or only a property of one."""
    folded = fold(question)
    if NOW.search(folded) or IMPERATIVE.match(folded):
        return False
    if DEFINITION.search(folded) and not is_relational(fold(own.subject)):
        return False
    property_from = _property_from(own)
    named = [name for name in names(question) if not name.span.start < property_from < name.span.end]
    if named:
        known = all(any(name.span.of(question) in past for past in said.questions) for name in named)
        return known and _verb_first(question, named[0].span.start)
    if property_from <= own.link:
        return _is_common(own, property_from)
    if (
        _verb_first(question, len(question))
        or CHANGE.match(folded)
        or (PREPOSITION.match(folded) and ASKS.match(folded, 1))
    ):
        return True
    return not own.of(own.topic) and _content(folded) <= _FEW


def _content(folded: str) -> int:
    content = words(QUESTION_WORDS.sub(" ", folded))
    return sum(word.text not in FUNCTION_WORDS and word.tag != "q" for word in content)


def _property_from(own: QuestionParts) -> int:
    """Where the property begins that the question opens with (目标 of 产业目标是多少？); else past its end."""
    phrase = fold(own.text[own.start : own.link])
    longest = max((len(noun) for noun in RELATIONAL if phrase.endswith(noun)), default=0)
    return own.link - longest if longest and not re.search("[的是在]", phrase) else len(own.text) + 1


def _is_common(own: QuestionParts, property_from: int) -> bool:
    """Whether nothing but one common noun stands before the property: 首批成员, 震源深度, not 2022春运开始时间."""
    before = [word for word in words(own.text[own.start : property_from]) if word.tag not in {"d", "p"}]
    return not before or (len(before) == 1 and before[0].tag in _COMMON_TAGS)


def _verb_first(question: str, before: int) -> bool:
    """Whether a verb comes first, with nothing before it that could be its subject and no subject made of it."""
    found = words(question)
    place = next((n for n, w in enumerate(found) if w.tag == "v" and w.text not in {"是", "有"}), None)
    if place is None or found[place].start >= before:
        return False
    if found[place].start:
        return bool(OMITTED.match(fold(question)[: found[place].start]))
    return not _is_subject(question, found)


def _is_subject(question: str, found: list[Word]) -> bool:
    """Whether the verb that opens a question is part of its subject.

    So it is where what asks comes after 的 (获得前4名的代表队) or after another verb with a noun between
    (计算神经科学包含), and where the tagger takes a name for a verb (蔚来在全国建成, 魏玩的弟弟).
    """
    asks = parts(question).asks
    end = asks.start if asks else len(question)
    opened = [word for word in found if word.start < end]
    after = [word.text for word in opened[1:]]
    if after and (after[0] in _AFTER_NAMES or (after[0] == "在" and len(after) > 1)):
        return True
    if "的" in after[:-1]:
        return True
    nouns = [n for n, word in enumerate(opened) if word.tag.startswith("n")]
    verbs = [n for n, word in enumerate(opened) if word.tag == "v" and n]
    return bool(nouns and verbs and nouns[0] < verbs[-1])
