"""An explanation for the terminal: the question as understood, the hits, the sentences and the outcome."""

from __future__ import annotations

from embeddings.schema import Hit
from qa.explain import Asked, Explanation, SentenceScore

SHOWN_CHARS = 60
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
    lines += ["", "hits: rank, score, BM25, cosine", *map(_hit_line, answer.hits)]
    return "\n".join(lines)


def _asked_lines(asked: Asked, least: float) -> list[str]:
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
    return f"  {'*' if sentence.evidence else ' '} {sentence.score:.1f} = {parts} …  {_short(sentence.text)}"


def _hit_line(hit: Hit) -> str:
    lexical, dense = (f"{part:.2f}" if part is not None else "-" for part in (hit.parts.lexical, hit.parts.dense))
    return f"  {hit.rank:>2}  {hit.score:.3f}  {lexical:>6}  {dense:>5}  {hit.source.path}  {_short(hit.passage.text)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARS else f"{line[:SHOWN_CHARS]}…"
