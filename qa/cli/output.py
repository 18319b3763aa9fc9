"""What asking and searching print for a person: an answer, hits, an explanation. Functions from a type to text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from embeddings.schema import Hit, Source
from qa.answer.answer import nearest_line, short_rendered, table_heads, unanswered_line, understood_line, verdict_word
from qa.assistant.explain import ExplainedQuestion, Explanation, SentenceScore
from qa.cli import terminal
from qa.schema import Answer, Citation, Table

SHOWN_CHARS = 120
"""Characters shown of a long text; --json has all of it."""
COLUMNS = 8
"""Hits beside one another in the table of reasons: 8 of them take 78 characters."""
SENTENCE_CHARS = 60
"""Characters shown of a sentence."""
SHOWN_PARTS = 4
"""Parts shown of a sentence's score, the largest."""
_OUTCOMES = {
    "answered": "answered by the sentences marked *",
    "nothing_found": "refused: nothing was found",
    "name_missing": "refused: no passage holds {missing}",
    "improbable": "refused: the chance that the articles hold the answer is below {least:.2f}",
    "figures_missing": "refused: no sentence holds such a figure of what the question names",
}


def headline(answer: Answer) -> str | None:
    """What stands above the text: the verdict or the short answer; None for a list, whose items follow the text."""
    if answer.verdict:
        return verdict_word(answer.verdict, answer.question)
    if not answer.short_answer or answer.items:
        return None
    said = short_rendered(answer)
    return f"{answer.short_answer} ({said})" if said else answer.short_answer


def parts_text(answer: Answer) -> list[str]:
    """Paragraphs for what an answer holds beside its text: items, table and what it has no answer to."""
    found: list[str] = []
    if answer.items:
        found.append("\n".join(f"- {one_line(item.text)} [{item.marker}]" for item in answer.items))
    if answer.table:
        found.append(table_text(answer.table, table_heads(answer.question)))
    if answer.unanswered:
        found.append(unanswered_line(answer.unanswered, answer.question))
    return found


def table_text(table: Table, heads: Sequence[str]) -> str:
    """A table as Markdown has it, its columns aligned."""
    rows = [(row.entity, f"{row.value} [{row.marker}]", row.when or "", str(row.published or "")) for row in table.rows]
    named = [heads[0], table.measure or heads[1], *heads[2:]]
    return terminal.table(named, rows, "llll", markdown=True)


def answer_text(answer: Answer) -> str:
    """The short answer, the text with its markers, its parts, its notes, the sources, how it was understood."""
    head = headline(answer)
    parts = [*([head] if head else []), answer.text, *parts_text(answer)]
    if answer.notes:
        parts.append("\n".join(answer.notes))
    if answer.citations:
        parts.append("\n".join(map(_cited, answer.citations)))
    if answer.nearest:
        parts.append("\n".join([nearest_line(answer.question), *map(_near, answer.nearest)]))
    understood = understood_line(answer.understood, answer.question, whole=answer.standalone_question)
    return "\n\n".join([*parts, understood] if understood else parts)


def source_line(source: Source) -> str:
    """Title, publisher, date and path of an article."""
    return _origin(source.title, source.publisher, source.published, source.path)


def shorten(text: str) -> str:
    """One line of at most SHOWN_CHARS characters, and how many there are if some are left out."""
    line = one_line(text)
    return line if len(line) <= SHOWN_CHARS else f"{_cut(line, SHOWN_CHARS)} ({len(line):,} characters)"


def one_line(text: str) -> str:
    """The text with one blank for each run of blanks and line breaks."""
    return " ".join(text.split())


def _cut(text: str, chars: int) -> str:
    line = one_line(text)
    return line if len(line) <= chars else f"{line[:chars]}…"


def _origin(title: str, *rest: object) -> str:
    return " · ".join(str(part) for part in (title, *rest) if part)


def _cited(citation: Citation) -> str:
    origin = _origin(citation.title, citation.heading, citation.publisher, citation.published, citation.path)
    said = [f"{each.span.of(citation.quote)} = {each.text}" for each in citation.renderings]
    lines = [f"[{citation.marker}] {origin}", f"    “{one_line(citation.quote)}”"]
    return "\n".join([*lines, f"    {'; '.join(said)}"] if said else lines)


def _near(citation: Citation) -> str:
    return _cited(citation).replace(f"[{citation.marker}]", "-", 1)


def hits_text(hits: Sequence[Hit], understood: str = "", *, why: bool = False) -> str:
    """Hits with their scores, best first: the sentence that matches best, and the question's words in the passage.

    Args:
        hits: Best first.
        understood: The line that says how the question was understood, shown last; empty where there is none.
        why: Whether to add the table of what the scores are made of.
    """
    shown = "\n".join(map(_hit, hits)) if hits else "no passage found"
    return "\n\n".join(part for part in (shown, *(why_tables(hits) if why else ()), understood) if part)


def why_tables(hits: Sequence[Hit]) -> list[str]:
    """What the scores are made of: a row for each part, a column for each hit, COLUMNS hits a table.

    BM25 and the cosine are what the two indexes give; what the ranker makes of each feature, and what a period or
    publisher named in the question adds, are nats that add up to a hit's score before all scores are made to add to 1.
    """
    return [_table(hits[start : start + COLUMNS]) for start in range(0, len(hits), COLUMNS)]


def _hit(hit: Hit) -> str:
    lines = [
        f"{hit.rank}. {hit.score:.4f}  {source_line(hit.source)}",
        f"   {_excerpt(hit)}  (BM25 {_figure(hit.parts.lexical)}, cosine {_figure(hit.parts.dense)})",
    ]
    if hit.matched:
        lines.append(f"   matched: {' · '.join(hit.matched)}")
    if hit.copies:
        lines.append(f"   the same almost word for word: {', '.join(hit.copies)}")
    return "\n".join(lines)


def _excerpt(hit: Hit) -> str:
    """The sentence that matches best, … before it where it does not open the passage; else how the passage opens."""
    if hit.sentence is None:
        return shorten(hit.passage.text)
    return f"{'… ' if hit.sentence.start else ''}{shorten(hit.sentence.of(hit.passage.text))}"


def _table(hits: Sequence[Hit]) -> str:
    features = list(dict.fromkeys(name for hit in hits for name in hit.parts.ranker or {}))
    rows: list[tuple[str, Callable[[Hit], str]]] = [
        ("BM25", lambda hit: _figure(hit.parts.lexical)),
        ("cosine", lambda hit: _figure(hit.parts.dense)),
        *((name, lambda hit, name=name: _share((hit.parts.ranker or {}).get(name))) for name in features),
    ]
    if any(hit.parts.meant for hit in hits):
        rows.append(("named in the question", lambda hit: _share(hit.parts.meant)))
    rows.append(("score", lambda hit: f"{hit.score:.4f}"))
    heads = ["why", *(str(hit.rank) for hit in hits)]
    return terminal.table(heads, [[name, *map(of, hits)] for name, of in rows], "l" + "r" * len(hits))


def _figure(value: float | None, *, decimals: int = 3) -> str:
    return "-" if value is None else f"{value:.{decimals}f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"


def explanation_text(explanation: Explanation) -> str:
    """Everything an explanation holds but the answer itself, one thing a line."""
    answer = explanation.answer
    corrections = [f"{each.typed} → {each.used}" for each in answer.understood.corrections]
    periods = [f"{each.text} = {each.start or ''}…{each.end or ''} ({each.used})" for each in answer.understood.periods]
    lines = [f"question: {answer.standalone_question}"]
    lines += [f"corrected: {', '.join(corrections)}"] if corrections else []
    lines += [f"periods: {', '.join(periods)}"] if periods else []
    for asked in explanation.asked:
        lines += ["", *_asked_lines(asked, explanation.min_probability)]
    lines += ["", "hits:", _hits_table(answer.hits)]
    return "\n".join(lines)


def _asked_lines(asked: ExplainedQuestion, least: float) -> list[str]:
    facts = {
        "kind": asked.kind,
        "focus": asked.focus,
        "unit": asked.unit,
        "names": ", ".join(asked.entities),
        "denies": "yes" if asked.negated else "",
        "searched": asked.content,
        "chance that the articles hold the answer": f"{asked.probability:.2f}",
    }
    outcome = _OUTCOMES[asked.outcome].format(missing=", ".join(asked.missing), least=least)
    return [
        asked.text,
        "  " + "; ".join(f"{name} {value}" for name, value in facts.items() if value),
        f"  {outcome}",
        "  sentences: score in nats = its largest parts + others",
        *map(_sentence_line, asked.sentences),
    ]


def _sentence_line(sentence: SentenceScore) -> str:
    largest = sorted(sentence.parts.items(), key=lambda part: -abs(part[1]))[:SHOWN_PARTS]
    parts = " ".join(f"{value:+.1f} {name}" for name, value in largest)
    return (
        f"  {'*' if sentence.evidence else ' '} {sentence.score:.1f} = {parts} …  {_cut(sentence.text, SENTENCE_CHARS)}"
    )


def _hits_table(hits: Sequence[Hit]) -> str:
    rows = [
        (
            str(hit.rank),
            f"{hit.score:.3f}",
            _figure(hit.parts.lexical, decimals=2),
            _figure(hit.parts.dense, decimals=2),
            hit.source.path,
            _cut(hit.passage.text, SENTENCE_CHARS),
        )
        for hit in hits
    ]
    return terminal.table(("rank", "score", "BM25", "cosine", "path", "passage"), rows, "rrrrll", cut_last=True)
