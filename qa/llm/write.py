"""Write an answer in an LLM's words; a sentence is shown only after it was checked against the passages that it cites.

Each sentence is checked as soon as it is complete, and shown with new markers counted from 1, one for each article
sentence that supports it. If no sentence is left, the answer is made of the extractive reader's quotes. `remarks` tells
the reader, in the script of the question, what the LLM had to do with the answer.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, abc
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from embeddings.errors import InputRefusedError
from embeddings.index.snapshot import Index
from embeddings.text.normalize import fold
from qa.answer.answer import build_answer, script
from qa.config import Settings
from qa.grounding.check import ground
from qa.grounding.passages import Passages, SourceSentence
from qa.llm.generator import EndpointError, Generator, Reply
from qa.llm.prompt import prompt, rewriting
from qa.llm.reply import ReplySentences, WrittenSentence, joiner
from qa.question.understand import Question, accept
from qa.schema import Answer, Draft, Event, Evidence, Failure, HitsEvent, Instead, TextEvent, Wording
from qa.words.program import LlmFailureWords, LlmWords


def mark(question: str) -> str:
    """The mark after a sentence that is shown although it is not supported."""
    return LlmWords(script(question)).mark


def remarks(question: str, wording: Wording, *, settings: Settings, form_refused: bool) -> tuple[str, ...]:
    """The remarks on an LLM's part in an answer, in order.

    Args:
        question: As typed.
        wording: The LLM's part in the answer.
        settings: Say whether a rewritten question was wanted.
        form_refused: Whether the endpoint refused the JSON schema.
    """
    form = script(question)
    named = list(_remarked(wording, settings, form_refused=form_refused))
    if not named:
        return ()
    words, why = LlmWords(form), LlmFailureWords(form).get(wording.failure or "") or ""
    return tuple((words.get(name) or "").format(n=count, why=why) for name, count in named)


def _remarked(wording: Wording, settings: Settings, *, form_refused: bool) -> Iterator[tuple[str, int]]:
    """Names of the remarks, each with its number."""
    of_ours = wording.instead is None
    if wording.instead == "unsupported":
        yield ("unsupported" if wording.sentences else "silent"), wording.sentences
    elif wording.instead:
        yield (wording.instead if wording.instead in {"no_evidence", "no_room"} else "instead"), 0
    counted = (
        ("broke_off", int(wording.failure is not None and wording.instead != wording.failure)),
        ("cut", int(wording.cut)),
        ("removed", of_ours * wording.removed),
        ("marked", of_ours * wording.marked),
        ("invented", wording.invented),
        ("left_out", wording.passages_left_out if wording.passages else 0),
        ("form", int(form_refused)),
        ("rewrite", int(settings.llm_rewrite and not wording.rewritten)),
    )
    yield from ((name, count) for name, count in counted if count)


_KEPT_OUT = frozenset({"link", "empty"})
"""Faults that keep a sentence from being shown even with a mark."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A question with the passages and quotes found for it, ready to be answered in words."""

    typed: str
    asked: Question
    draft: Draft
    """The draft of the extractive reader."""
    found: HitsEvent
    index: Index
    settings: Settings
    timings: dict[str, float]
    rewritten: bool = False
    """Whether the model rewrote the question."""


class _Text:
    """The answer's text so far: checked sentences with markers, and the quote of each marker."""

    def __init__(self, asking: Writing, given: int) -> None:
        self.asking = asking
        self.passages = Passages(asking.found.hits[:given], asking.index)
        self.text = ""
        self.quotes: dict[tuple[str, int], SourceSentence] = {}
        self.counts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self._waiting = ""
        """Marked sentences before the first supported one: shown together with it."""

    def take(self, said: WrittenSentence) -> str:
        """Add a sentence and return the text to show: the sentence with markers, with a mark, or nothing."""
        self.counts["sentences"] += 1
        self.counts["invented"] += sum(number not in self.passages for number in said.cited)
        checked = ground(said.text, said.cited, self.passages)
        if checked.fault is None:
            for quote in checked.quotes:
                self.quotes.setdefault((quote.doc_id, quote.span.start), quote)
            numbers = list(self.quotes)
            markers = [numbers.index((quote.doc_id, quote.span.start)) + 1 for quote in checked.quotes]
            return self._shown(said.text + "".join(f"[{number}]" for number in sorted(markers)))
        self.faults[checked.fault] += 1
        if self.asking.settings.llm_unsupported == "remove" or checked.fault in _KEPT_OUT:
            self.counts["removed"] += 1
            return ""
        self.counts["marked"] += 1
        return self._shown(said.text + mark(self.asking.typed))

    def _shown(self, sentence: str) -> str:
        before = self.text + self._waiting
        piece = (joiner(sentence) if before else "") + sentence
        if not self.quotes:
            self._waiting += piece
            return ""
        piece, self._waiting = self._waiting + piece, ""
        self.text += piece
        return piece

    def evidence(self) -> tuple[Evidence, ...]:
        """The quotes in the order of their markers, with the reader's short answer if the text contains it."""
        short = {(each.doc_id, each.span): each.answer for each in self.asking.draft.evidence}
        told = fold(self.text)
        found: list[Evidence] = []
        for quote in self.quotes.values():
            answer = short.get((quote.doc_id, quote.span))
            said = answer is not None and fold(answer.of(quote.text)) in told
            found.append(Evidence(doc_id=quote.doc_id, span=quote.span, answer=answer if said else None))
        return tuple(found)


def write_answer(
    asking: Writing, model: Generator, *, cancel: threading.Event | None = None
) -> abc.Generator[Event, None, Answer]:
    """Yield the text of the answer sentence by sentence, each checked, and return the whole answer.

    Args:
        asking: The question with its passages and quotes.
        model: The model that words the answer.
        cancel: Stops the answer when set.

    Raises:
        AnswerCancelledError: `cancel` was set.
        WenjuError: A quote differs from the stored article.
    """
    started = time.perf_counter()
    wording = Wording(model=asking.settings.model, rewritten=asking.rewritten)
    reply = Reply()
    if not asking.draft.evidence:
        return (yield from _quoted(asking, wording, reply, "no_evidence"))
    asked = prompt(asking.found.standalone_question, asking.found.hits, most_tokens=asking.settings.llm_prompt_tokens)
    wording = wording.model_copy(
        update={"passages": asked.passages, "passages_left_out": asked.left_out, "tokens_estimated": asked.tokens}
    )
    if not asked.passages:
        return (yield from _quoted(asking, wording, reply, "no_room"))
    text, written = _Text(asking, asked.passages), ReplySentences()
    failure: Failure | None = None
    try:
        with closing(model.generate(asked.messages, reply, schema=True, cancel=cancel)) as pieces:
            for piece in pieces:
                for said in written.feed(piece):
                    yield from _shown(text.take(said))
    except EndpointError as error:
        failure = error.failure
    for said in written.finish(whole=failure is None and reply.whole):
        yield from _shown(text.take(said))
    if failure is None and not reply.whole:
        failure = "broken" if reply.ended is None else None
    asking.timings["llm"] = 1000 * (time.perf_counter() - started)
    wording = _told(wording, text, reply, failure)
    if not text.quotes:
        return (yield from _quoted(asking, wording, reply, failure or "unsupported"))
    return _answer(asking, text, wording, reply)


def _shown(piece: str) -> Iterator[Event]:
    if piece:
        yield TextEvent(text=piece)


def _told(wording: Wording, text: _Text, reply: Reply, failure: Failure | None) -> Wording:
    return wording.model_copy(
        update={
            **text.counts,
            "faults": dict(sorted(text.faults.items())),
            "failure": failure,
            "cut": reply.ended == "length",
            "form": reply.form if text.counts["sentences"] or reply.ended else None,
            "prompt_tokens": reply.usage.prompt if reply.usage else None,
            "reply_tokens": reply.usage.reply if reply.usage else None,
        }
    )


def _answer(asking: Writing, text: _Text, wording: Wording, reply: Reply) -> Answer:
    draft = Draft(
        evidence=text.evidence(),
        read=asking.draft.read,
        confidence=asking.draft.confidence,
        unanswered=asking.draft.unanswered,
    )
    answer = build_answer(asking.typed, asking.asked, draft, asking.index, asking.found, asking.timings, text=text.text)
    return _with(answer, asking, wording, reply, generator="llm")


def _quoted(asking: Writing, wording: Wording, reply: Reply, instead: Instead) -> abc.Generator[Event, None, Answer]:
    """The extractive reader's answer in place of the model's, with the reason."""
    wording = wording.model_copy(update={"instead": instead})
    answer = build_answer(asking.typed, asking.asked, asking.draft, asking.index, asking.found, asking.timings)
    for line in answer.text.splitlines(keepends=True):
        yield TextEvent(text=line)
    return _with(answer, asking, wording, reply, generator="extractive")


def _with(answer: Answer, asking: Writing, wording: Wording, reply: Reply, *, generator: str) -> Answer:
    notes = remarks(asking.typed, wording, settings=asking.settings, form_refused=reply.form_refused)
    return answer.model_copy(update={"generator": generator, "wording": wording, "notes": answer.notes + notes})


def rewrite(question: str, history: Sequence[str], model: Generator, settings: Settings) -> str | None:
    """A stand-alone form of a question, in the model's words; None if it gave no usable one.

    Args:
        question: As accepted.
        history: Earlier questions as accepted, oldest first.
        model: The model that rewrites it.
        settings: Limit the length of the question.
    """
    try:
        line = "".join(model.generate(rewriting(question, history), Reply())).strip()
        return accept(line, settings.max_question_chars) if line and "\n" not in line else None
    except (EndpointError, InputRefusedError):
        return None
