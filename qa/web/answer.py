"""What one turn of the chat shows: a question, then what was found, the text as it comes, and the verified answer."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.errors import InputRefusedError, WenjuError
from qa.phrases import meanings
from qa.schema import MARKER, Answer, Citation
from qa.web.article import Reference, byline
from qa.web.markup import escape, isolate
from qa.web.parts import below, headline, nearest
from qa.web.tongue import HTML_LANG
from qa.web.words.ask import AskWords


def question(text: str, turn: int) -> str:
    """The question as asked."""
    return f'<div class="wj-question" id="turn-{turn}">{isolate(text)}</div>'


def looking(words: AskWords) -> str:
    """Before anything is found."""
    return _state(words.looking)


def reading(hits: int, words: AskWords) -> str:
    """After the passages are found and before the first text."""
    return _state(words.reading.format(n=hits))


def _state(line: str) -> str:
    return f'<div class="wj-state" role="status"><span class="wj-pulse"></span>{escape(line)}</div>'


def growing(text: str) -> str:
    """The text so far: not yet verified, so its markers are no links."""
    return f'<div class="wj-answer wj-growing">{_paragraphs(text, {})}</div>'


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


def answer(found: Answer, turn: int, words: AskWords) -> str:
    """A verified answer, or the statement that there is none."""
    understood = _understood(found, words)
    if found.status == "no_evidence":
        return (
            f'{understood}<div class="wj-refusal"><b>{escape(words.no_evidence)}</b>{_paragraphs(found.text, {})}'
            f"{nearest(found, words)}</div>"
        )
    links = {citation.marker: _link(citation, turn) for citation in found.citations}
    return (
        f'{understood}<div class="wj-answer">{headline(found, words)}{_paragraphs(found.text, links)}'
        f"{below(found, links, words)}{_sources(found.citations, turn, words)}</div>"
    )


def _understood(found: Answer, words: AskWords) -> str:
    """What a follow-up was taken to mean, where that differs from what was typed, and the periods and sources named."""
    same = found.standalone_question.strip() == found.question.strip()
    whole = "" if same else isolate(found.standalone_question)
    chips = "".join(_chip(typed, meaning) for typed, meaning in meanings(found.understood, words.named_source))
    return f'<p class="wj-understood">{escape(words.understood)}{whole}{chips}</p>' if whole or chips else ""


def _chip(typed: str, meaning: str) -> str:
    return f'<span class="wj-chip"><b>{isolate(typed)}</b> {isolate(meaning)}</span>'


def _reference(citation: Citation, turn: int) -> str:
    reference = Reference(
        message=turn,
        marker=citation.marker,
        doc_id=citation.doc_id,
        span=citation.span,
        answer=citation.answer,
    )
    return reference.fragment()


def _link(citation: Citation, turn: int) -> str:
    facts = (citation.title, citation.heading, citation.publisher, citation.published)
    label = " · ".join(str(fact) for fact in facts if fact)
    return (
        f'<sup><a class="wj-cite" href="#{_reference(citation, turn)}" title="{escape(label)}">'
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
        f'<li><a class="wj-source" href="#{_reference(citation, turn)}">'
        f'<span class="wj-number">{citation.marker}</span><span class="wj-title">{_place(citation)}</span>'
        f"{byline(citation.publisher, citation.published, words)}</a></li>"
        for citation in citations
    )
    return f'<div class="wj-sources"><b>{escape(words.sources)}</b><ol class="wj-plain">{rows}</ol></div>'


def welcome(words: AskWords, *, ready: bool) -> str:
    """The empty chat: what the page does, or that there is no index to ask yet."""
    if not ready:
        return f'<div class="wj-welcome wj-empty"><p>{escape(words.no_index)}</p></div>'
    lang = HTML_LANG[words.tongue]
    return (
        f'<div class="wj-welcome" lang="{lang}"><b>{escape(words.welcome)}</b><p>{escape(words.welcome_note)}</p></div>'
    )
