"""What one turn of the chat shows: a question, then what was found, the text as it comes, and the verified answer."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.errors import InputRefusedError, WenjuError
from embeddings.schema import Hit
from qa.schema import MARKER, Answer, Citation
from qa.web.acts import acts
from qa.web.article import Reference, byline, passages
from qa.web.look import worth_a_look
from qa.web.markup import escape, isolate
from qa.web.meant import understood
from qa.web.parts import below, headline, nearest
from qa.web.shelf import name_of
from qa.web.tongue import HTML_LANG
from qa.web.words.acts import ActWords
from qa.web.words.ask import AskWords
from qa.web.words.read import ReadWords

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
    shown = passages(hits[:HITS_SHOWN], turn, ReadWords(words.tongue))
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


def problem_line(error: WenjuError, asked: str, limit: int, words: AskWords) -> str:
    """The reason in the reader's language where it is one of the two that people meet, else the error's own line."""
    if isinstance(error, InputRefusedError) and not asked.strip():
        return words.blank_question
    if isinstance(error, InputRefusedError) and len(asked) > limit:
        return words.long_question.format(found=len(asked), limit=limit)
    return str(error)


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
    below_all = _hits(found, turn, words) + acts(found, ActWords(words.tongue))
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
    shown = passages(found.hits[:HITS_SHOWN] if bare else found.hits, turn, ReadWords(words.tongue))
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
    lang = HTML_LANG[words.tongue]
    return (
        f'<div class="wj-welcome" lang="{lang}"><b>{escape(words.welcome)}</b><p>{escape(words.welcome_note)}</p></div>'
    )
