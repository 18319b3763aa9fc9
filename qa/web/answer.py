"""What one turn of the chat shows: a question, then what was found, the text as it comes, and the verified answer.

What a question was taken to mean, as chips: each can become a filter, or be left out by asking again.

The parts of an answer as HTML: the verdict, items and a table whose rows link to their quotes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from embeddings.errors import WenjuError
from embeddings.schema import Hit, Span
from qa.answer.answer import meanings, nearest_line, short_rendered
from qa.reasons import AnswerReason
from qa.schema import MARKER, Answer, Citation, Row, Table, Understood
from qa.web.actions import acts, name_of
from qa.web.article import Reference, byline, passages
from qa.web.figures import worth_a_look
from qa.web.filters import Narrowed
from qa.web.html import escape, isolate
from qa.web.i18n import HTML_LANG
from qa.words.page import ActWords, AskWords, FilterWords, ReadWords
from qa.words.program import error_text

USED = ("boost", "filter")


def understood(found: Answer, words: AskWords) -> str:
    """A follow-up as it was filled in, where it differs from what was typed, and corrections, periods and sources."""
    whole = found.standalone_question if found.standalone_question.strip() != found.question.strip() else ""
    chips = _chips(found, words)
    said = isolate(whole) if whole else ""
    return f'<p class="wj-understood">{escape(words.understood)}{said}{chips}</p>' if whole or chips else ""


def _chips(found: Answer, words: AskWords) -> str:
    say, meant = FilterWords(words.locale), found.understood
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


def limits(narrowed: Narrowed, title: str | None, filter_words: FilterWords) -> str:
    """What an answer was narrowed to; nothing where it was not.

    Args:
        narrowed: The filters.
        title: Of the only article, where it is known.
        filter_words: The words of the filters.
    """
    days = f"{narrowed.after or ''}…{narrowed.before or ''}" if narrowed.after or narrowed.before else ""
    article = (title or filter_words.one_article) if narrowed.article else ""
    shown = [part for part in (days, narrowed.publisher or "", article) if part]
    if not shown:
        return ""
    chips = "".join(f'<span class="wj-chip wj-limit">{isolate(part)}</span>' for part in shown)
    return f'<p class="wj-understood">{escape(filter_words.only_within)}{chips}</p>'


def headline(found: Answer, words: AskWords) -> str:
    """What stands above the text: the verdict or the short answer, by whom and when; nothing above a list of items."""
    if found.verdict:
        return _short(escape({"yes": words.yes, "no": words.no}[found.verdict]), found.citations[0], words)
    if not found.short_answer or found.items:
        return ""
    said = short_rendered(found)
    beside = f' <span class="wj-beside">{isolate(said)}</span>' if said else ""
    of = next(each for each in found.citations if each.answer and each.answer.of(each.quote) == found.short_answer)
    return _short(isolate(found.short_answer) + beside, of, words)


def below(found: Answer, links: Mapping[int, str], words: AskWords) -> str:
    """What stands below the text: items, the table, and what the articles do not say.

    Args:
        found: A verified answer.
        links: The link of each marker, as HTML.
        words: The page's words.
    """
    items = "".join(f"<li>{isolate(item.text)}{links[item.marker]}</li>" for item in found.items)
    listed = f'<ul class="wj-items">{items}</ul>' if items else ""
    table = _table(found.table, links, words) if found.table else ""
    names = "、".join(found.unanswered) if words.locale != "en" else ", ".join(found.unanswered)
    unanswered = f'<p class="wj-unanswered">{isolate(words.unanswered.format(what=names))}</p>' if names else ""
    return listed + table + unanswered


def nearest(found: Answer, turn: int, words: AskWords) -> str:
    """Below a refusal: what the articles do say that comes nearest, each with its article, none of it a citation."""
    if not found.nearest:
        return ""
    rows = "".join(
        f"<li><p>{isolate(each.quote)}</p>{_beside(each)}"
        f'<a href="#near-{_fragment(each, turn)}">{isolate(each.title)}</a>'
        f"{byline(each.publisher, each.published, words)}</li>"
        for each in found.nearest
    )
    said = escape(nearest_line(found.question))
    return f'<div class="wj-nearest"><p>{said}</p><ul class="wj-plain">{rows}</ul></div>'


def _fragment(citation: Citation, turn: int) -> str:
    return (
        Reference(message=turn, marker=0, doc_id=citation.doc_id, span=citation.span).fragment().removeprefix("cite-")
    )


def _beside(citation: Citation) -> str:
    each_once = dict.fromkeys(f"{each.span.of(citation.quote)} = {each.text}" for each in citation.renderings)
    said = "; ".join(each_once)
    return f'<p class="wj-beside">{isolate(said)}</p>' if said else ""


def _short(markup: str, of: Citation, words: AskWords) -> str:
    by = byline(of.publisher, of.published, words)
    return f'<p class="wj-short">{markup}</p><p class="wj-short-by">{by}</p>'


def _table(table: Table, links: Mapping[int, str], words: AskWords) -> str:
    figure = isolate(table.measure) if table.measure else escape(words.column_figure)
    heads = [escape(words.column_of), figure, escape(words.column_when), escape(words.column_published)]
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(_row(row, links) for row in table.rows)
    return f'<table class="wj-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: Row, links: Mapping[int, str]) -> str:
    return (
        f'<tr><th scope="row">{isolate(row.entity)}</th><td>{isolate(row.value)}{links[row.marker]}</td>'
        f"<td>{isolate(row.when) if row.when else ''}</td><td>{row.published or ''}</td></tr>"
    )


HITS_SHOWN = 5
"""Passages shown while they are read."""


def question(text: str, turn: int) -> str:
    """The question as asked."""
    return f'<div class="wj-question" id="turn-{turn}">{isolate(text)}</div>'


def looking(words: AskWords) -> str:
    """Before anything is found."""
    return _state(words.looking)


def reading(hits: Sequence[Hit], turn: int, words: AskWords) -> str:
    """After the passages are found and before the first text: the passages themselves."""
    shown = passages(hits[:HITS_SHOWN], turn, ReadWords(words.locale))
    return _state(words.reading.format(n=len(hits))) + f'<div class="wj-hits">{shown}</div>'


def _state(line: str) -> str:
    return f'<div class="wj-state" role="status"><span class="wj-pulse"></span>{escape(line)}</div>'


def growing(text: str) -> str:
    """The text so far: not yet verified, so its markers are no links."""
    return f'<div class="wj-answer wj-growing">{_paragraphs(text, {})}</div>'


def halted(words: AskWords) -> str:
    """The reader stopped it."""
    return f'<div class="wj-problem wj-halted" role="status"><p>{escape(words.was_stopped)}</p></div>'


def problem(line: str, words: AskWords) -> str:
    """A question that could not be answered, and why, in one line."""
    return f'<div class="wj-problem" role="alert"><b>{escape(words.problem)}</b><p>{escape(line)}</p></div>'


def problem_line(error: WenjuError, words: AskWords) -> str:
    """The reason in the reader's language; the two that people meet name the box that they typed in."""
    cause = error.cause
    if cause.code == AnswerReason.EMPTY_QUESTION.code:
        return words.blank_question
    if cause.code == AnswerReason.QUESTION_TOO_LONG.code:
        return words.long_question.format(found=cause.values["length"], limit=cause.values["limit"])
    return error_text(error, words.locale)


def answer(found: Answer, turn: int, words: AskWords, *, limited: str = "", stale: bool = False) -> str:
    """A verified answer, or the statement that there is none, with what can be done with it.

    Args:
        found: The answer.
        turn: The turn's number.
        words: The page's words.
        limited: What it was narrowed to, as HTML.
        stale: Whether its quotes no longer stand in the articles: it was kept from an earlier version.
    """
    above = limited + understood(found, words)
    above += f'<p class="wj-stale" role="status">{escape(words.stale)}</p>' if stale else ""
    above += "".join(f'<p class="wj-stale">{isolate(note)}</p>' for note in found.notes)
    below_all = _hits(found, turn, words) + acts(found, ActWords(words.locale))
    if found.status == "no_evidence":
        return (
            f'{above}<div class="wj-refusal"><b>{escape(words.no_evidence)}</b>{_paragraphs(found.text, {})}'
            f"{nearest(found, turn, words)}</div>{below_all}"
        )
    links = {citation.marker: _link(citation, turn) for citation in found.citations}
    slot = f'<div class="wj-look" id="look-{name_of(found)}-{turn}"></div>' if worth_a_look(found) else ""
    return (
        f'{above}<div class="wj-answer">{headline(found, words)}{_paragraphs(found.text, links)}'
        f"{below(found, links, words)}{slot}{_sources(found.citations, turn, words)}</div>{below_all}"
    )


def _hits(found: Answer, turn: int, words: AskWords) -> str:
    if not found.hits:
        return ""
    bare = found.status == "no_evidence" and not found.nearest  # then they are the nearest that there is
    said = escape(words.hits_found.format(n=len(found.hits)))
    shown = passages(found.hits[:HITS_SHOWN] if bare else found.hits, turn, ReadWords(words.locale))
    return f'<details class="wj-hits"{" open" if bare else ""}><summary>{said}</summary>{shown}</details>'


def _link(citation: Citation, turn: int) -> str:
    facts = (citation.title, citation.heading, citation.publisher, citation.published)
    label = " · ".join(str(fact) for fact in facts if fact)
    return (
        f'<sup><a class="wj-cite" href="#{Reference.of(citation, turn).fragment()}" title="{escape(label)}">'
        f"&#91;{citation.marker}&#93;</a></sup>"
    )


def _paragraphs(text: str, links: dict[int, str]) -> str:
    """`text` a paragraph a line, its markers replaced by `links`; a marker without a link stays text."""
    return "".join(f"<p>{_linked(line, links)}</p>" for line in text.split("\n") if line.strip())


def _linked(line: str, links: dict[int, str]) -> str:
    parts: list[str] = []
    end = 0
    for match in MARKER.finditer(line):
        link = links.get(int(match[1]), f"<sup>{escape(match[0])}</sup>")
        parts += [escape(line[end : match.start()]), link]
        end = match.end()
    return "".join([*parts, escape(line[end:])])


def _place(citation: Citation) -> str:
    """Title and section of a quote: of 003's ten places, which one."""
    return " · ".join(isolate(part) for part in (citation.title, citation.heading) if part)


def _sources(citations: Sequence[Citation], turn: int, words: AskWords) -> str:
    rows = "".join(
        f'<li><a class="wj-source" href="#{Reference.of(citation, turn).fragment()}">'
        f'<span class="wj-number">{citation.marker}</span><span class="wj-title">{_place(citation)}</span>'
        f"{byline(citation.publisher, citation.published, words)}</a></li>"
        for citation in citations
    )
    return f'<div class="wj-sources"><b>{escape(words.sources)}</b><ol class="wj-plain">{rows}</ol></div>'


def stock(words: AskWords, articles: int) -> str:
    """The line that says how many articles there are."""
    return escape(words.stock.format(documents=articles))


def welcome(words: AskWords, *, ready: bool) -> str:
    """The empty chat: what the page does, or that there is no index to ask yet."""
    if not ready:
        return f'<div class="wj-welcome wj-empty"><p>{escape(words.no_index)}</p></div>'
    lang = HTML_LANG[words.locale]
    return (
        f'<div class="wj-welcome" lang="{lang}"><b>{escape(words.welcome)}</b><p>{escape(words.welcome_note)}</p></div>'
    )
