"""What a question was taken to mean, as chips: each can become a filter, or be left out by asking again."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from embeddings.schema import Span
from qa.phrases import meanings
from qa.schema import Answer, Understood
from qa.web.markup import escape, isolate
from qa.web.narrow import Narrowed
from qa.web.words.acts import FilterWords
from qa.web.words.ask import AskWords

USED = ("boost", "filter")


def understood(found: Answer, words: AskWords) -> str:
    """A follow-up as it was filled in, where it differs from what was typed, and corrections, periods and sources."""
    whole = found.standalone_question if found.standalone_question.strip() != found.question.strip() else ""
    chips = _chips(found, words)
    said = isolate(whole) if whole else ""
    return f'<p class="wj-understood">{escape(words.understood)}{said}{chips}</p>' if whole or chips else ""


def _chips(found: Answer, words: AskWords) -> str:
    say, meant = FilterWords(words.tongue), found.understood
    corrected = meant.model_copy(update={"periods": (), "publishers": ()})
    chips = [_chip(typed, meaning, "") for typed, meaning in meanings(corrected, "")]
    question = found.standalone_question
    for period in meant.periods:
        if period.used in USED:
            narrow = {"after": str(period.start or ""), "before": str(period.end or "")}
            acts = _only(narrow, say.only) + _without(question, period.span, say)
            chips += [_chip(typed, days, acts) for typed, days in meanings(Understood(periods=(period,)), "")]
    for publisher in meant.publishers:
        if publisher.used in USED:
            one = _only({"publisher": publisher.names[0]}, say.only_source) if len(publisher.names) == 1 else ""
            acts = one + _without(question, publisher.span, say)
            named = meanings(Understood(publishers=(publisher,)), words.named_source)
            chips += [_chip(typed, names, acts) for typed, names in named]
    return "".join(chips)


def _chip(typed: str, meaning: str, acts: str) -> str:
    return f'<span class="wj-chip"><b>{isolate(typed)}</b> {isolate(meaning)}{acts}</span>'


def _only(narrow: dict[str, str], label: str) -> str:
    given = urlencode({name: value for name, value in narrow.items() if value})
    return f' <a class="wj-chip-act" href="#only-{escape(given)}">{escape(label)}</a>'


def _without(question: str, span: Span, say: FilterWords) -> str:
    """A link that asks again without the words of a period or publisher."""
    rest = (question[: span.start] + question[span.end :]).strip(" ，,、")
    if not rest:
        return ""
    label = escape(say.without.format(typed=span.of(question)))
    return f' <a class="wj-chip-act wj-off" href="#again-{escape(quote(rest, safe=""))}" title="{label}">✕</a>'


def limits(narrowed: Narrowed, title: str | None, tongue_words: FilterWords) -> str:
    """What an answer was narrowed to; nothing where it was not.

    Args:
        narrowed: The filters.
        title: Of the only article, where it is known.
        tongue_words: The words of the filters.
    """
    days = f"{narrowed.after or ''}…{narrowed.before or ''}" if narrowed.after or narrowed.before else ""
    article = (title or tongue_words.one_article) if narrowed.article else ""
    shown = [part for part in (days, narrowed.publisher or "", article) if part]
    if not shown:
        return ""
    chips = "".join(f'<span class="wj-chip wj-limit">{isolate(part)}</span>' for part in shown)
    return f'<p class="wj-understood">{escape(tongue_words.only_within)}{chips}</p>'
