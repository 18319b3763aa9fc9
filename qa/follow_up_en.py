"""An English follow-up to a question that stands by itself: which form it has, and what it takes from before."""

from __future__ import annotations

import re

from embeddings.schema import Span
from qa.follow_up import Said
from qa.follow_up_refer_en import ASKING, DEFINED, names, referred, topic_of

_FRAGMENT = re.compile(
    r"^(?:(?:ok|okay|thanks|thank you)[,. ]+)?(?:(?:and|but|so) )?(?:(?:what|how) about |for |same for )?"
    r"(?P<body>[^?!.]+?)(?: then| instead)?[?!. ]*$",
    re.I,
)
_IS_FRAGMENT = re.compile(
    r"^(?:(?:ok|okay|thanks|thank you)[,. ]+)?"
    r"(?:(?:and|but|so)\b|(?:what|how) about\b|(?:in|by|for|since) (?:19|20)\d\d[?!. ]*$)",
    re.I,
)
_VERB = re.compile(r"\b(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had)\b", re.I)
_MORE = re.compile(
    r"^(?:and )?(?:more|anything else|what else|who else|any others?|go on|tell me more|and|others)[?!. ]*$", re.I
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TIMED = re.compile(r"^(?:in|by|for|since|until|during) (?=(?:19|20)\d\d\b)", re.I)
_PROPERTY = re.compile(
    r"\bthe (?:\w+ ){0,2}?(?P<noun>theme|target|goal|goals|chairman|chairwoman|ceo|president|head|director|price|cost|"
    r"size|area|population|mayor|members|reason|date|name|title|location|revenue|profit|winner|author|aim|aims|topic|result|results)\b",
    re.I,
)


def rewritten(question: str, said: Said) -> str:
    """The question with what it leaves out filled in; as it is where it stands by itself.

    Args:
        question: What was asked now.
        said: What was said before.
    """
    if _MORE.match(question):
        return said.last
    question = referred(question, said) or question
    if (_IS_FRAGMENT.match(question) or _is_name(question)) and (fragment := _FRAGMENT.match(question)):
        body = fragment["body"].strip()
        if not _VERB.search(body) and not ASKING.match(body):
            return _replaced(body, said)
    bare = re.fullmatch(rf"{ASKING.pattern}[?!. ]*", question, re.I)
    if bare:
        return _asked_otherwise(bare["asks"], said.last)
    owned = _PROPERTY.search(question)
    if owned and not names(question) and " of " not in question[owned.end() :] and (topic := topic_of(said)):
        return f"{question[: owned.end()]} of {topic}{question[owned.end() :]}"
    return question


def _is_name(question: str) -> bool:
    """Whether it is nothing but a name: Shanghai?."""
    return [span.of(question) for span in names(question)] == [question.rstrip("?!. ")]


def _replaced(body: str, said: Said) -> str:
    """The question before about something else: a year for a year, a name for its name, else it is added."""
    past = said.last
    year = _YEAR.search(body)
    if year and len(_TIMED.sub("", body)) == len(year[0]):
        old = _YEAR.search(past)
        if old:
            return past[: old.start()] + year[0] + past[old.end() :]
        return f"{past.rstrip('?!. ')} {body[0].lower()}{body[1:]}?"
    if re.search(r"['’]s \w+", body) and names(body):
        return f"What about {body}?"
    found = names(past)
    if found and (names(body) or not body.islower()):
        old = _like(past, found, body)
        body = re.sub("^the ", "", body, flags=re.I) if past[: old.start].lower().endswith("the ") else body
        return past[: old.start] + body + past[old.end :]
    defined = DEFINED.match(past)
    if defined and not found:
        return past[: defined.start("noun")] + body + past[defined.end("noun") :]
    if found:
        return f"What about {body} of {found[0].of(past)}?"
    return f"{past.rstrip('?!. ')}: {body}?"


def _like(past: str, found: list[Span], body: str) -> Span:
    """The name that shares most words with the other (iPhone 15 for iPhone 14), else the first."""
    own = set(body.lower().split()) - {"the"}
    return max(found, key=lambda span: len(own & set(span.of(past).lower().split())))


def _asked_otherwise(asks: str, past: str) -> str:
    """The earlier question with another word that asks: When? after Who released the plan?."""
    old = ASKING.match(past)
    return f"{asks[0].upper()}{asks[1:]}{past[old.end() :]}" if old else f"{asks}: {past}"
