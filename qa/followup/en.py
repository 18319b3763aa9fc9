"""Rewrites an English follow-up by rules: its pronouns, and the name, time or property that it asks about instead."""

from __future__ import annotations

import re

from embeddings.schema import Span
from embeddings.text.normalize import Text, is_han
from qa.followup.history import IN_ARTICLE_EN, Conversation
from qa.followup.zh_parts import LISTED, words_of

_QUESTION_OPENINGS = frozenset(
    words_of(
        "how when where why who whom whose what which is are was were do does did can could will would has have had",
        "and or tell give list name please in on by for the a an it he she they that this these those there",
    )
)
_NAME = re.compile(
    r"\b(?:\d{4} )?[a-z]?[A-Z][\w+-]*(?: (?:of |& )?(?:[a-z]?[A-Z][\w+-]*|(?!(?:19|20)\d\d\b)\d[\w+-]*))*"
)
ASKING = re.compile(
    r"^(?:and )?(?P<asks>how (?:many|much|large|big|long|far|old|high|often)|how|when|where|why|who|whom|what|which)\b",
    re.I,
)
_EXISTENTIAL = re.compile(r"\bthere (?:is|are|was|were|will|has|have)\b|\b(?:is|are|was|were) there\b", re.I)
_PLEONASTIC = re.compile(
    r"\bit (?:true|possible|likely|rain\w*)\b|\b(?:what time|how late) is it\b|\bis it (?:true|possible|likely)\b", re.I
)
_PERSON = re.compile(r"\b(?P<whose>his)\b|\b(?:he|she|him)\b|\b(?P<her>her)\b", re.I)
_THING = re.compile(r"\b(?P<whose>its|their)\b|\b(?:it|they|them)\b", re.I)
_THERE = re.compile(r"\bthere\b", re.I)
_KIND = re.compile(
    r"\b(?:the|this|that) (?P<kind>company|firm|group|alliance|plan|scheme|film|movie|project|centre|center|city|"
    r"district|summit|conference|agreement|fund|satellite|game|car|bank|"
    r"university|policy|zone)(?P<whose>'s)?\b(?! of\b)",
    re.I,
)
_PROPOSITION = re.compile(
    r"\b(?:this|that|the) (?P<kind>decision|move|claim|news|statement|step|result)\b(?! of\b)", re.I
)
_ARTICLE = re.compile(r"\b(?:in|from|according to) (?:this|that|the) (?:article|report|story|text)\b,?", re.I)
_ORDINAL = re.compile(
    r"\bthe (?P<which>first|second|third|fourth|fifth|sixth|last|former|latter)(?: one)?\b"
    r"(?! (?!(?:do|does|did|is|was|are|were|has|have|in|then|mean|from|on|and)\b)[a-z]+)",
    re.I,
)
_PLACES = {name: place for place, name in enumerate(words_of("first second third fourth fifth sixth"))}
_SUBORDINATE = re.compile(r"^(?:when|while|after|before|if|once) (?:he|she|it|they) \w+ ", re.I)
"""The clause of "When he was 35, Gautama sat under what tree?": its pronoun refers to a name behind it."""
_NO_POSSESSORS = _QUESTION_OPENINGS | frozenset(
    words_of("much many large big old high long about of to from with at as been be some all")
)
"""Words that its and their cannot refer to; any other word before them in the same question may be their owner."""
_WHO = re.compile(r"^(?:and )?who(?:m)?\b", re.I)
DEFINED = re.compile(r"^what (?:is|are|was|were) (?P<noun>(?:an? |the )?[\w -]+?)\??$", re.I)
_NOUN_PHRASE = re.compile(r"^(?:what|who|where|which) (?:is|are|was|were) (?P<noun>the .+?)\??$", re.I)
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


def referred(question: str, said: Conversation) -> str | None:
    """The question with its pronouns and ordinals replaced by what they refer to; None where it has none.

    Args:
        question: What was asked now.
        said: What was said before.
    """
    found: str | None = None
    for form in (_article, _ordinal, _proposition, _kind, _person, _there, _thing):
        found = form(found or question, said) or found
    return found


def names(question: str) -> list[Span]:
    """Capitalised names; the capital of a first word like "What" or "The" makes it no name."""
    found: list[Span] = []
    for match in _NAME.finditer(question):
        start = match.start()
        first = match[0].split(" ", 1)
        if start == 0 and first[0].lower() in _QUESTION_OPENINGS:
            if len(first) == 1:
                continue
            start += len(first[0]) + 1
        found.append(Span(start=start, end=match.end()))
    return found


def topic_of(said: Conversation) -> str | None:
    """What the latest question with a name is about: its name, or what it wants defined."""
    for past in said.back():
        if found := names(past.raw):
            return found[0].of(past.raw)
        if defined := DEFINED.match(past.raw):
            return defined["noun"]
    return None


def _focus(said: Conversation) -> str | None:
    """The name in which the last question differs from the one before it; None where they differ otherwise."""
    if len(said.questions) < 2:
        return None
    last, before = said.last.raw, said.questions[-2].raw
    for span in names(last):
        start, end = last[: span.start], last[span.end :]
        if last != before and before.startswith(start) and before.endswith(end):
            return span.of(last)
    return None


def _english(said: Conversation, past: Text) -> str | None:
    """The short answer unless it is Chinese: with that in it an English question would be taken for a Chinese one."""
    short = said.short(past)
    return None if short is None or any(map(is_han, short)) else short


def _article(question: str, said: Conversation) -> str | None:
    match = _ARTICLE.search(question)
    if match is None:
        return None
    for past in said.back():
        known = said.answer(past)
        if known and known.titles:
            return question[: match.start()] + IN_ARTICLE_EN.format(known.titles[0]) + question[match.end() :]
    return None


def _ordinal(question: str, said: Conversation) -> str | None:
    match = _ORDINAL.search(question)
    if match is None:
        return None
    which = match["which"].lower()
    for past in said.back():
        known = said.answer(past) if LISTED.search(past.raw.lower()) else None
        items = known.items if known else ()
        place = {"last": len(items) - 1, "former": 0, "latter": 1}.get(which, _PLACES.get(which, 0))
        if len(items) > 1 and 0 <= place < len(items):
            return _of_item(question, match, items[place], items, said)
    return None


def _of_item(question: str, match: re.Match[str], item: str, items: tuple[str, ...], said: Conversation) -> str:
    last = said.last.raw
    rest = re.sub(
        r"\b(?:and|what about|how about|then)\b|[?!. ]",
        "",
        question[: match.start()] + question[match.end() :],
        flags=re.I,
    )
    if rest:
        return question[: match.start()] + item + question[match.end() :]
    other = next((each for each in items if each in last and not LISTED.search(last.lower())), None)
    return last.replace(other, item) if other else f"What is {item}?"


def _proposition(question: str, said: Conversation) -> str | None:
    """Puts what the question before states in the place of "this decision" and the like."""
    match = _PROPOSITION.search(question)
    asked = ASKING.match(said.last.raw)
    if match is None or asked is None:
        return None
    statement = re.sub(r"^ (?:is|are|was|were|do|does|did|has|have|had|will|would) ", "", said.last.raw[asked.end() :])
    return f"{question[: match.start()]}the {match['kind']} that {statement.rstrip('?!. ')}{question[match.end() :]}"


def _kind(question: str, said: Conversation) -> str | None:
    match = _KIND.search(question)
    if match is None or any(name.end <= match.start() for name in names(question)):
        return None
    for past in said.back():
        short = _english(said, past) if re.search(rf"\bwhich {match['kind']}\b", past.raw, re.I) else None
        meant = short or next(
            (n.of(past.raw) for n in names(past.raw) if n.of(past.raw).lower().endswith(match["kind"].lower())), None
        )
        if meant:
            return f"{question[: match.start()]}{meant}{match['whose'] or ''}{question[match.end() :]}"
    topic = _thing_before(said)
    return f"{question[: match.start()]}{topic}{match['whose'] or ''}{question[match.end() :]}" if topic else None


def _pronoun(question: str, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """The pronoun, unless it refers to a name of the question itself."""
    match = pattern.search(question)
    if match is None:
        return None
    before = question[: match.start()]
    own = any(name.end <= match.start() for name in names(question))
    later = _SUBORDINATE.match(question) and names(question)
    possessor = match.groupdict().get("whose") and any(w not in _NO_POSSESSORS for w in before.lower().split())
    return None if own or later or possessor else match


def _person(question: str, said: Conversation) -> str | None:
    match = _pronoun(question, _PERSON)
    if match is None:
        return None
    meant = next((found for past in said.back() if (found := _person_in(past, said))), None) or topic_of(said)
    if meant is None:
        return None
    whose = match["whose"] or (match["her"] and re.match(r" \w", question[match.end() :]))
    return f"{question[: match.start()]}{meant}{chr(39) + 's' if whose else ''}{question[match.end() :]}"


def _person_in(past: Text, said: Conversation) -> str | None:
    """The person that a question asked for: by name where the answer is known, else in the words of the question."""
    if not _WHO.match(past.raw):
        return None
    if short := _english(said, past):
        return short
    phrase = _NOUN_PHRASE.match(past.raw)
    if phrase:
        return phrase["noun"]
    named = re.match(r"^who (?:is|was) (?P<name>[A-Z].*?)\??$", past.raw, re.I)
    return named["name"] if named else f"the person who {past.raw[4:].rstrip('? ')}"


def _there(question: str, said: Conversation) -> str | None:
    if _EXISTENTIAL.search(question):
        return None
    match = _pronoun(question, _THERE)
    if match is None:
        return None
    for past in said.back():
        if past.raw.lower().startswith("where"):
            phrase = _NOUN_PHRASE.match(past.raw)
            meant = _english(said, past) or (phrase["noun"] if phrase else None)
            if meant:
                return f"{question[: match.start()]}in {meant}{question[match.end() :]}"
    topic = topic_of(said)
    return f"{question[: match.start()]}in {topic}{question[match.end() :]}" if topic else None


def _thing(question: str, said: Conversation) -> str | None:
    match = None if _PLEONASTIC.search(question) else _pronoun(question, _THING)
    topic = _thing_before(said) if match else None
    if match is None or topic is None:
        return None
    return f"{question[: match.start()]}{topic}{chr(39) + 's' if match['whose'] else ''}{question[match.end() :]}"


def _thing_before(said: Conversation) -> str | None:
    """What "it" refers to: the name that the last question changed, else the latest topic that is no person."""
    if focus := _focus(said):
        return focus
    for past in said.back():
        if re.match(r"^who (?:is|was) [A-Z]", past.raw):
            continue
        if _person_named(past, said):
            continue
        if found := names(past.raw):
            return found[0].of(past.raw)
        if defined := DEFINED.match(past.raw):
            return defined["noun"]
    return topic_of(said)


def _person_named(past: Text, said: Conversation) -> bool:
    """Whether a question is about a person who was the answer to an earlier one."""
    people = {found for each in said.back() if _WHO.match(each.raw) and (found := _english(said, each))}
    return any(name.of(past.raw) in people for name in names(past.raw))


def rewritten(question: Text, said: Conversation) -> Text:
    """The question with what it leaves out filled in; as it is where it stands by itself.

    Args:
        question: What was asked now.
        said: What was said before.
    """
    return said.last if _MORE.match(question.raw) else Text.of(_filled(question.raw, said))


def _filled(question: str, said: Conversation) -> str:
    question = referred(question, said) or question
    if (_IS_FRAGMENT.match(question) or _is_name(question)) and (fragment := _FRAGMENT.match(question)):
        body = fragment["body"].strip()
        if not _VERB.search(body) and not ASKING.match(body):
            return _replaced(body, said)
    bare = re.fullmatch(rf"{ASKING.pattern}[?!. ]*", question, re.I)
    if bare:
        return _asked_otherwise(bare["asks"], said.last.raw)
    owned = _PROPERTY.search(question)
    if owned and not names(question) and " of " not in question[owned.end() :] and (topic := topic_of(said)):
        return f"{question[: owned.end()]} of {topic}{question[owned.end() :]}"
    return question


def _is_name(question: str) -> bool:
    """Whether it is nothing but a name: Shanghai?."""
    return [span.of(question) for span in names(question)] == [question.rstrip("?!. ")]


def _replaced(body: str, said: Conversation) -> str:
    """The question before about something else: a year for a year, a name for its name, else it is added."""
    past = said.last.raw
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
