"""A Chinese follow-up to a question that stands by itself: which form it has, and what it takes from before."""

from __future__ import annotations

import re

from embeddings.normalize import fold
from embeddings.schema import Span
from embeddings.segment import Word, words
from qa.follow_up import Said
from qa.follow_up_fragment import replaced
from qa.follow_up_parts import Parts, is_relational, names, parts
from qa.follow_up_refer import referred, subject_before
from qa.follow_up_rules import (
    AND,
    ASKS,
    BARE,
    CHANGE,
    CLOSING,
    COMPARED,
    COMPARING,
    DEFINITION,
    ELLIPSIS,
    IMPERATIVE,
    MORE,
    NOW,
    OMITTED,
    OPENING,
    PREPOSITION,
    RELATIONAL,
    TIME,
    WHY,
)
from qa.question import FUNCTION_WORDS, QUESTION_WORDS

_FEW = 2
"""Words of content up to which a question without a subject of its own is taken to go on about the topic."""
_LONGEST_FRAGMENT = 24
_AFTER_NAMES = frozenset("有是将已的被于")
"""Words that no verb stands right before."""
_COMMON_TAGS = frozenset({"n", "vn", "m", "f", "b", "a", "j", "t", "v"})
"""Of words that are nobody's name."""


def rewritten(question: str, said: Said) -> str:
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


def _stated(said: Said) -> str:
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


def _with_fragment(question: str, said: Said) -> str | None:
    return replaced(_body(question), said)


def _filled(question: str, said: Said) -> str | None:
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


def _asked_otherwise(question: str, bare: str, earlier: Parts) -> str:
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


def _leaves_out(question: str, own: Parts, said: Said) -> bool:
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


def _property_from(own: Parts) -> int:
    """Where the property begins that the question opens with (目标 of 产业目标是多少？); else past its end."""
    phrase = fold(own.text[own.start : own.link])
    longest = max((len(noun) for noun in RELATIONAL if phrase.endswith(noun)), default=0)
    return own.link - longest if longest and not re.search("[的是在]", phrase) else len(own.text) + 1


def _is_common(own: Parts, property_from: int) -> bool:
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
