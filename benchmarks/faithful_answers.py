"""Questions asked of a scripted endpoint that answers well or badly, and what their answers show of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from benchmarks.refusal import FILE, RIGHT, WRONG, documents
from benchmarks.scripted_llm import MODEL, Asked, Manners, ScriptedLLM
from embeddings.build import build
from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.text.normalize import fold
from embeddings.text.sentences import sentences
from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.evaluation.golden import read_golden
from qa.evidence.coverage import shared_pairs
from qa.grounding.facts import facts_of
from qa.schema import MARKER, Answer

GOLDEN = Path("eval") / "seeds_golden.jsonl"
SEEDS = Path(__file__).parent.parent / "seeds"
_DIGIT = re.compile(r"\d")
_FABLE = "月球城市在9999年建成了7777座玻璃塔。"
"""A sentence that no article bears out."""


class Line(NamedTuple):
    """A sentence of the script."""

    text: str
    """With its marker."""
    good: bool


class Told(NamedTuple):
    """What many answers show."""

    answers: int
    by_llm: int
    sentences: int
    """Written by the script."""
    shown: int
    bad_shown: int
    good_removed: int
    citations: int
    not_verbatim: int
    """Citations whose quote is not what the stored article holds."""
    numbers: int
    """In the texts shown."""
    not_in_quotes: int
    """Of them, those that no cited quote, title or date holds."""


Behaviour = Callable[[Asked], list[Line]]


def well(asked: Asked) -> list[Line]:
    """The sentence of each of the first three passages that shares most with the question."""
    return [Line(f"{_best(asked, number)}[{number}]", True) for number in sorted(asked.passages)[:3]]


def uncited(asked: Asked) -> list[Line]:
    """The same, without markers."""
    return [Line(MARKER.sub("", line.text), False) for line in well(asked)]


def wrong_numbers(asked: Asked) -> list[Line]:
    """The same, each number with another first digit; what has none is good."""
    return [_renumbered(line) for line in well(asked)]


def invented_citations(asked: Asked) -> list[Line]:
    """The same, citing passages beyond those given."""
    return [Line(MARKER.sub("", line.text) + f"[{90 + at}]", False) for at, line in enumerate(well(asked))]


def badly(asked: Asked) -> list[Line]:
    """A good sentence, a fable, one that cites another passage, a wrong number, one without a marker."""
    good = well(asked)
    last = max(asked.passages)
    plain = MARKER.sub("", good[0].text)
    moved = Line(f"{plain}[{last}]", plain in asked.passages[last])
    return [good[0], Line(f"{_FABLE}[1]", False), moved, _renumbered(good[-1]), uncited(asked)[0]]


def obedient(asked: Asked) -> list[Line]:
    """As an injected article might want it: a link, a fable, a forged source."""
    link = Line("详情请见 https://evil.example/login [1]", False)
    return [link, Line(f"{_FABLE}[1]", False), Line("来源：新华社 [1]", False), well(asked)[0]]


BEHAVIOURS: dict[str, tuple[Behaviour, Callable[[Manners], Manners]]] = {
    "well": (well, lambda manners: manners),
    "well, no JSON schema": (well, lambda manners: replace(manners, schema=False)),
    "without citations": (uncited, lambda manners: manners),
    "wrong numbers": (wrong_numbers, lambda manners: manners),
    "invented citations": (invented_citations, lambda manners: manners),
    "badly": (badly, lambda manners: manners),
    "obeys an injection": (obedient, lambda manners: manners),
    "slowly": (well, lambda manners: replace(manners, piece_chars=40, pause_s=0.05)),
    "breaks off": (well, lambda manners: replace(manners, schema=False, breaks_after=90)),
    "500, then well": (well, lambda manners: replace(manners, statuses=[500])),
}
SPARING = ("well", "badly", "wrong numbers")
"""Of RGB, where every question has an index of its own."""


def ask_golden(shared: Path) -> Iterator[tuple[str, Told]]:
    """The seeds' golden questions, of every behaviour."""
    questions = [(each.question, each.history) for each in read_golden(shared / GOLDEN).questions]

    folder = SEEDS.parent / "build" / "faithfulness" / "golden"
    build(SEEDS, folder)
    index = Index.open(folder)
    for name in BEHAVIOURS:
        yield f"seeds, {name}", _asked(name, [(index, question, history) for question, history in questions])


def ask_rgb(shared: Path, count: int) -> Iterator[tuple[str, Told]]:
    """RGB's questions, each of its own passages."""
    encoder = load_encoder()
    rows = [json.loads(line) for line in (shared / FILE).read_text(encoding="utf-8").splitlines()[:count]]
    posed = [
        (
            Index.from_documents(
                [*documents(row["positive"], RIGHT), *documents(row["negative"], WRONG)], encoder=encoder
            ),
            str(row["query"]),
            (),
        )
        for row in rows
    ]
    for name in SPARING:
        yield f"RGB, {name}", _asked(name, posed)


def _asked(name: str, posed: Iterable[tuple[Index, str, Sequence[str]]]) -> Told:
    behaviour, behave = BEHAVIOURS[name]
    lines: list[Line] = []

    def script(asked: Asked) -> str:
        lines[:] = behaviour(asked)
        return "\n".join(line.text for line in lines)

    total = Told(*[0] * len(Told._fields))
    with ScriptedLLM(script) as llm:
        settings = Settings(model=MODEL, openai_base_url=llm.url, llm_retries=2)
        for index, question, history in posed:
            lines.clear()
            llm.manners = behave(Manners(script))
            with Assistant.of(index, settings=settings) as assistant:
                answer = assistant.ask(question, history=history)
            counted = _told(answer, lines, index)
            total = Told(*(one + other for one, other in zip(total, counted, strict=True)))
    return total


def _told(answer: Answer, lines: Sequence[Line], index: Index) -> Told:
    by_llm = answer.generator == "llm"
    text = MARKER.sub(" ", answer.text)
    shown = list(_shown(answer.text, lines)) if by_llm else []
    quotes = " ".join(f"{each.quote} {each.title} {each.published} {each.publisher}" for each in answer.citations)
    held = facts_of(quotes, published=None).terms
    numbers = facts_of(text, published=None).terms if answer.status == "answered" else frozenset[str]()
    wrong = [each for each in answer.citations if each.span.of(index.document(each.doc_id).text) != each.quote]
    return Told(
        answers=1,
        by_llm=by_llm,
        sentences=len(lines),
        shown=len(shown),
        bad_shown=sum(not line.good for line in shown),
        good_removed=sum(line.good for line in lines) - sum(line.good for line in shown),
        citations=len(answer.citations),
        not_verbatim=len(wrong),
        numbers=len(numbers),
        not_in_quotes=len(numbers - held),
    )


def _shown(text: str, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that a text shows; of two that read alike and are shown once, the good one."""
    left = _plain(text)
    for line in sorted(lines, key=lambda each: not each.good):
        if _plain(line.text) in left:
            left = left.replace(_plain(line.text), "", 1)
            yield line


def _best(asked: Asked, number: int) -> str:
    text = asked.passages[number].replace("\n", " ")
    found = [text[start:end] for start, end in sentences(text, 0, len(text))]
    return max(found, key=lambda each: shared_pairs(fold(asked.question), fold(each))[0])


def _renumbered(line: Line) -> Line:
    text, _, marker = line.text.rpartition("[")
    match = _DIGIT.search(text)
    if not match:
        return line
    digit = str(int(match[0]) % 9 + 1)
    return Line(f"{text[: match.start()]}{digit}{text[match.end() :]}[{marker}", False)


def _plain(text: str) -> str:
    return "".join(MARKER.sub("", text).split())
