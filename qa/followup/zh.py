"""Rewrites a Chinese follow-up by rules, with what it leaves out taken from the questions before.

A fragment (那南京呢？) replaces the name, time or property of its kind in the question before; a question without a
subject of its own is given the topic of that question.
"""

from __future__ import annotations

import re

from embeddings.schema import Span
from embeddings.text.normalize import Text
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
"""Characters of a noun that may be a name though it is not tagged as one: 横琴, 陵水, 网易."""
_NUMBERED = re.compile(r"^[几两二三四五六七八九十\d]+[大个家项条座张名种款]")
_FEW = 2
"""Words of content up to which a question without a subject is taken to be about the topic before."""
_LONGEST_FRAGMENT = 24
_AFTER_NAMES = frozenset("有是将已的被于")
"""Words that follow no verb directly: a word tagged as a verb before them is a name."""
_COMMON_TAGS = frozenset({"n", "vn", "m", "f", "b", "a", "j", "t", "v"})
"""Tags of words that are no names."""


def rewritten(question: Text, said: Conversation) -> Text:
    """The question with what it leaves out filled in; as it is where it stands by itself.

    Args:
        question: What was asked now.
        said: What was said before.
    """
    opening, end = OPENING.match(question.folded), len(question.raw)
    own = question.part(opening.end(), end) if opening and opening.end() < end else question
    if MORE.match(own.folded):
        return said.last
    if WHY.match(own.folded):
        return Text.of(f"为什么{_stated(said)}？")
    resolved = referred(own, said) or own
    if _is_fragment(resolved):
        return _replaced(_body(resolved), said) or resolved
    if resolved is not own:
        return resolved
    filled = _filled(own, said)
    return Text.of(filled) if filled else question


def _stated(said: Conversation) -> str:
    """What the question before states (惠誉下调了美国评级), with its answer where it only asks what something is."""
    earlier = parts(said.last)
    if earlier.asks and not earlier.text[earlier.asks.end :].strip("？?。 ") and (short := said.short(said.last)):
        return f"{earlier.text[earlier.start : earlier.asks.start]}{short}"
    return earlier.statement


def _is_fragment(question: Text) -> bool:
    """Whether it only names something, of which the question before is to be asked: 那南京呢？, 在中国呢？."""
    body = _body(question)
    length = len(body.raw)
    if not length or length > _LONGEST_FRAGMENT or ASKS.search(body.folded):
        return False
    alone = [name.span for name in names(body)] == [Span(start=0, end=length)]
    opened = ELLIPSIS.search(question.folded) or AND.match(question.folded)
    return bool(alone or opened or TIME.fullmatch(body.folded))


def _body(question: Text) -> Text:
    """What a fragment names, without 那 and 呢."""
    opened, closing = AND.match(question.folded), CLOSING.search(question.folded)
    end = closing.start() if closing else len(question.raw)
    return question.part(opened.end() if opened else 0, end).strip(" ，,")


def _filled(question: Text, said: Conversation) -> str | None:
    """The question with the subject that it leaves out; None where it leaves none out or none is known."""
    raw, folded = question
    earlier = parts(said.last)
    if COMPARING.match(folded):
        return f"{earlier.subject}{raw}"
    if COMPARED.match(folded) and (compared := subject_before(said)):
        return f"{compared}{raw}"
    own = parts(question)
    bare = BARE.sub("", BARE.sub("", folded))
    if earlier.asks and own.asks and ASKS.fullmatch(bare) and "的" not in earlier.of(earlier.asks):
        return _asked_otherwise(question, bare, earlier)
    if not _leaves_out(own, said):
        return None
    if PREPOSITION.match(folded) and not any(word.tag == "v" for word in words(folded)):
        return f"{earlier.statement}{raw}"
    if CHANGE.search(folded) and earlier.aspect:
        return f"{earlier.subject}{raw}"
    topic = subject_before(said)
    if topic is None:
        return None
    return f"{topic}{'的' if _property_from(own) <= own.link else ''}{raw}"


def _asked_otherwise(question: Text, bare: str, earlier: QuestionParts) -> str:
    """The earlier question with another expression that asks: 在哪里？ after 李玟的告别仪式什么时候举行？."""
    raw, folded = question
    place = folded.index(bare)
    asks = raw[place : place + len(bare)]
    span = earlier.asks or Span(start=0, end=1)
    before, after = earlier.text[: span.start], earlier.text[span.end :]
    where = bare.startswith(("哪里", "哪儿", "何处", "什么地方"))
    if where and place and folded[place - 1] == "在":
        asks = raw[place - 1 : place + len(bare)]
    if not where or asks.startswith("在"):
        before = before.removesuffix("在")
    if asks.startswith("在"):
        before = before.removesuffix("是")
    return f"{before}{asks}{after}"


def _leaves_out(own: QuestionParts, said: Conversation) -> bool:
    """Whether the question has no subject, or only a property that belongs to one (目标是多少？)."""
    folded = own.question.folded
    if NOW.search(folded) or IMPERATIVE.match(folded):
        return False
    if DEFINITION.search(folded) and not is_relational(folded[own.start : own.link].rstrip()):
        return False
    property_from = _property_from(own)
    named = [name for name in own.names if not name.span.start < property_from < name.span.end]
    if named:
        known = all(any(own.of(name.span) in past.raw for past in said.questions) for name in named)
        return known and _verb_first(own, named[0].span.start)
    if property_from <= own.link:
        return _is_common(own, property_from)
    if _verb_first(own, len(folded)) or CHANGE.match(folded) or (PREPOSITION.match(folded) and ASKS.match(folded, 1)):
        return True
    return not own.of(own.topic) and _content(folded) <= _FEW


def _content(folded: str) -> int:
    content = words(QUESTION_WORDS.sub(" ", folded))
    return sum(word.text not in FUNCTION_WORDS and word.tag != "q" for word in content)


def _property_from(own: QuestionParts) -> int:
    """Offset of the property that the question opens with (目标 of 产业目标是多少？); past its end if it has none."""
    phrase = own.question.folded[own.start : own.link]
    longest = max((len(noun) for noun in RELATIONAL if phrase.endswith(noun)), default=0)
    return own.link - longest if longest and not re.search("[的是在]", phrase) else len(own.text) + 1


def _is_common(own: QuestionParts, property_from: int) -> bool:
    """Whether nothing but one common noun stands before the property: 首批成员, 震源深度, not 2022春运开始时间."""
    before = [word for word in words(own.question.folded[own.start : property_from]) if word.tag not in {"d", "p"}]
    return not before or (len(before) == 1 and before[0].tag in _COMMON_TAGS)


def _verb_first(own: QuestionParts, before: int) -> bool:
    """Whether the question opens with a verb that has no subject."""
    folded = own.question.folded
    found = words(folded)
    place = next((n for n, w in enumerate(found) if w.tag == "v" and w.text not in {"是", "有"}), None)
    if place is None or found[place].start >= before:
        return False
    if found[place].start:
        return bool(OMITTED.match(folded[: found[place].start]))
    return not _is_subject(own, found)


def _is_subject(own: QuestionParts, found: list[Word]) -> bool:
    """Whether the word tagged as a verb that opens a question is part of its subject.

    It is where 的 follows (获得前4名的代表队), where a noun and another verb follow (计算神经科学包含), and where it is
    a name with a wrong tag (蔚来在全国建成, 魏玩的弟弟).
    """
    end = own.asks.start if own.asks else len(own.text)
    opened = [word for word in found if word.start < end]
    after = [word.text for word in opened[1:]]
    if after and (after[0] in _AFTER_NAMES or (after[0] == "在" and len(after) > 1)):
        return True
    if "的" in after[:-1]:
        return True
    nouns = [n for n, word in enumerate(opened) if word.tag.startswith("n")]
    verbs = [n for n, word in enumerate(opened) if word.tag == "v" and n]
    return bool(nouns and verbs and nouns[0] < verbs[-1])


def _replaced(body: Text, said: Conversation) -> Text | None:
    """The question before with the fragment in the place of the same kind of thing; None where it has no such place.

    Args:
        body: What the fragment names: 南京, 2023年, 2020年的净利润, 在中国.
        said: What was said before.
    """
    question = said.last
    time = TIME.match(body.folded)
    if time and time[0] and re.search("[年月季q]", time[0]):
        question = _at_time(question, body.part(0, time.end()))
        left = len(body.raw[time.end() :].lstrip("的，, "))
        body = body.part(len(body.raw) - left, len(body.raw))
    if not body.raw:
        return question
    filled = _with_noun(question, body, said)
    return Text.of(filled) if filled else None


def _at_time(question: Text, time: Text) -> Text:
    """The question with its year or quarter replaced by that of `time`; with `time` added where it has none."""
    after = AFTER.search(time.folded)
    year = _YEAR_NUMBER.search(question.folded) if after or BEFORE.search(time.folded) else None
    if year:
        return question.put(*year.span(), Text.of(str(int(year[0]) + (1 if after else -1))))
    changed = question
    for kind in (YEAR, PART_OF_YEAR):
        new, old = kind.search(time.folded), kind.search(changed.folded)
        if new and old:
            changed = changed.put(*old.span(), time.part(*new.span()))
    if changed is not question:
        return changed
    earlier = parts(question)
    place = earlier.times[0].start if earlier.times else earlier.topic.end if earlier.topic else earlier.start
    return question.put(place, place, time)


def _with_noun(question: Text, body: Text, said: Conversation) -> str | None:
    preposition = _PREPOSITION.match(body.folded)
    noun = body.part(preposition.end(), len(body.raw)) if preposition else body
    earlier = parts(question)
    like = _like(question.folded, noun)
    if like:
        return _put(earlier, like, noun)
    named = names(noun)
    if named and not named[0].span.start and is_relational(noun.folded) and not noun.folded.endswith(EVENTS):
        return _with_subject(earlier, noun)
    return _with_name(earlier, noun, named[0], said) if named else _with_property(earlier, noun)


def _with_subject(earlier: QuestionParts, noun: Text) -> str:
    """The question with topic and property both replaced: 腾讯的市值呢？ after 京东营收是多少？."""
    if earlier.aspect and earlier.topic:
        return f"{earlier.text[: earlier.topic.start]}{noun.raw}{earlier.text[earlier.link :]}"
    return f"{noun.raw}{_asks_for(noun)}？"


def _asks_for(noun: Text) -> str:
    return "是多少" if noun.folded.endswith(QUANTITIES) else "是什么"


def _put(earlier: QuestionParts, span: Span, noun: Text) -> str:
    return earlier.text[: span.start] + noun.raw + earlier.text[span.end :]


def _like(folded: str, noun: Text) -> Span | None:
    """What begins or ends with the same words as the noun: 旅行者1号 for 旅行者2号, 长续航版 for 标准续航版."""
    own, there = words(noun.folded), words(folded)
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


def _with_name(earlier: QuestionParts, noun: Text, name: QuestionName, said: Conversation) -> str:
    """The question with a name replaced: a place by a place, else the topic."""
    alone = name.span.end == len(noun.raw) and name.span.start == 0
    old = earlier.named("place") if name.kind == "place" and alone else None
    if old is None and earlier.topic and not (name.kind == "place" and not alone):
        old = next((each for each in earlier.names if _inside(each.span, earlier.topic)), None) if alone else None
        kept = old and old.span.start == earlier.topic.start and earlier.of(earlier.topic).endswith(EVENTS)
        return _put(earlier, old.span if old and kept else earlier.topic, noun)
    if old is None and earlier.topic:
        return _put(earlier, earlier.topic, noun)
    if old is None:
        old = next((each for each in earlier.names if each.kind == name.kind), None)
    if old is None:
        before = (parts(past) for past in said.back())
        known = next(
            (past.of(past.topic) for past in before if past.topic and past.of(past.topic) in earlier.text), None
        )
        if known:
            return earlier.text.replace(known, noun.raw)
        old = earlier.names[0] if earlier.names else None
    return _put(earlier, old.span, noun) if old else f"{noun.raw}{earlier.text}"


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _with_property(earlier: QuestionParts, noun: Text) -> str | None:
    """The question for another property of its topic; for another topic where it only asks what that is."""
    relational, numbered = is_relational(noun.folded), _NUMBERED.match(noun.folded)
    known = earlier.aspect and is_relational(earlier.aspect.of(earlier.question.folded))
    nouns = len(noun.raw) <= _SHORT_NAME and all(word.tag != "v" for word in words(noun.folded))
    short = nouns and any(_inside(name.span, earlier.topic) for name in earlier.names if earlier.topic)
    if earlier.topic and (known or short) and not relational and not numbered:
        return _put(earlier, earlier.topic, noun)  # 五粮液, which no tagger knows, is no property
    if earlier.aspect:
        return _put(earlier, earlier.aspect, noun)
    counted = _counted(earlier)
    if earlier.asks and numbered and earlier.of(earlier.asks).startswith("哪"):
        return f"{earlier.text[: earlier.asks.start]}哪{noun.raw}？"
    if counted and not relational:
        return _put(earlier, counted, noun)
    if earlier.topic is None:
        return None
    if relational or earlier.link < earlier.topic.end or not _only_defines(earlier):
        return f"{earlier.of(earlier.topic)}的{noun.raw}{_asks_for(noun)}？"
    return _put(earlier, earlier.topic, noun)


def _only_defines(earlier: QuestionParts) -> bool:
    """Whether it asks nothing but what, who or how many something is: 元宇宙是什么？."""
    rest = earlier.text[earlier.asks.end :] if earlier.asks else ""
    between = earlier.text[earlier.topic.end if earlier.topic else 0 : earlier.link]
    return not re.sub(r"[？?。 的意思]", "", rest + between)


def _counted(earlier: QuestionParts) -> Span | None:
    """The noun behind 多少座 or 哪些, which ends before a verb: 换电站."""
    if earlier.asks is None or not re.search("多少|几|哪|什么", earlier.of(earlier.asks)):
        return None
    start = end = earlier.asks.end
    for word in words(earlier.question.folded[start:]):
        if word.tag in {"v", "uj", "y"} and end > start:
            break
        end = start + word.end
    return Span(start=start, end=end) if end > start else None
