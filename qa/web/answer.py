"""What one turn of the chat shows: a question, then what was found, the text as it comes, and the verified answer."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.errors import InputRefusedError, WenjuError
from qa.phrases import meanings
from qa.schema import MARKER, Answer, Citation
from qa.web.article import HTML_LANG, Reference, byline
from qa.web.markup import escape, isolate
from qa.web.parts import below, headline, nearest
from qa.web.texts import Texts


def question(text: str, turn: int) -> str:
    """The question as asked."""
    return f'<div class="wj-question" id="turn-{turn}">{isolate(text)}</div>'


def looking(texts: Texts) -> str:
    """Before anything is found."""
    return _state(texts.looking)


def reading(hits: int, texts: Texts) -> str:
    """After the passages are found and before the first text."""
    return _state(texts.reading.format(n=hits))


def _state(line: str) -> str:
    return f'<div class="wj-state" role="status"><span class="wj-pulse"></span>{escape(line)}</div>'


def growing(text: str) -> str:
    """The text so far: not yet verified, so its markers are no links."""
    return f'<div class="wj-answer wj-growing">{_paragraphs(text, {})}</div>'


def problem(line: str, texts: Texts) -> str:
    """A question that could not be answered, and why, in one line."""
    return f'<div class="wj-problem" role="alert"><b>{escape(texts.problem)}</b><p>{escape(line)}</p></div>'


def problem_line(error: WenjuError, asked: str, limit: int, texts: Texts) -> str:
    """The reason in the reader's language where it is one of the two that people meet, else the error's own line."""
    if isinstance(error, InputRefusedError) and not asked.strip():
        return texts.blank_question
    if isinstance(error, InputRefusedError) and len(asked) > limit:
        return texts.long_question.format(found=len(asked), limit=limit)
    return str(error)


def answer(found: Answer, turn: int, texts: Texts) -> str:
    """A verified answer, or the statement that there is none."""
    understood = _understood(found, texts)
    if found.status == "no_evidence":
        return (
            f'{understood}<div class="wj-refusal"><b>{escape(texts.no_evidence)}</b>{_paragraphs(found.text, {})}'
            f"{nearest(found, texts)}</div>"
        )
    links = {citation.marker: _link(citation, turn) for citation in found.citations}
    return (
        f'{understood}<div class="wj-answer">{headline(found, texts)}{_paragraphs(found.text, links)}'
        f"{below(found, links, texts)}{_sources(found.citations, turn, texts)}</div>"
    )


def _understood(found: Answer, texts: Texts) -> str:
    """What a follow-up was taken to mean, where that differs from what was typed, and the periods and sources named."""
    same = found.standalone_question.strip() == found.question.strip()
    whole = "" if same else isolate(found.standalone_question)
    chips = "".join(_chip(typed, meaning) for typed, meaning in meanings(found.understood, texts.named_source))
    return f'<p class="wj-understood">{escape(texts.understood)}{whole}{chips}</p>' if whole or chips else ""


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


def _sources(citations: Sequence[Citation], turn: int, texts: Texts) -> str:
    rows = "".join(
        f'<li><a class="wj-source" href="#{_reference(citation, turn)}">'
        f'<span class="wj-number">{citation.marker}</span><span class="wj-title">{_place(citation)}</span>'
        f"{byline(citation.publisher, citation.published, texts)}</a></li>"
        for citation in citations
    )
    return f'<div class="wj-sources"><b>{escape(texts.sources)}</b><ol class="wj-plain">{rows}</ol></div>'


def welcome(texts: Texts, *, ready: bool) -> str:
    """The empty chat: what the page does, or that there is no index to ask yet."""
    if not ready:
        return f'<div class="wj-welcome wj-empty"><p>{escape(texts.no_index)}</p></div>'
    lang = HTML_LANG["zh"] if texts.tongue == "zh-CN" else texts.tongue
    return (
        f'<div class="wj-welcome" lang="{lang}"><b>{escape(texts.welcome)}</b><p>{escape(texts.welcome_note)}</p></div>'
    )
