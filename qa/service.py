"""The three uses in one class: ask the articles, retrieve from them, rebuild the index on new ones."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.differences import Differences
from embeddings.entries import Entry
from embeddings.errors import IndexUnusableError, UsageError
from embeddings.generations import GenerationSummary, current_id
from embeddings.index import Index
from embeddings.progress import Progress
from embeddings.schema import BuildReport, CleaningReport, Document, Hit
from qa.answering import answered, meant_by, narrowed
from qa.cite import Context, context
from qa.compose import joined
from qa.config import Settings
from qa.question import accept, of_side, understand
from qa.rank import diversify as mixed
from qa.rank import united
from qa.read import read
from qa.retrieve import retrieve as retrieve_hits
from qa.schema import (
    Answer,
    AnswerEvent,
    Citation,
    Event,
    GeneratorName,
    HitsEvent,
    MeantArticle,
    Mode,
    TextEvent,
    Understood,
    Where,
)
from qa.snapshots import Snapshots

if TYPE_CHECKING:
    from qa.explain import Explanation

ANYWHERE = Where()
DIVERSE_DEPTH = 3
"""Passages that are looked at for each one asked for, where their sources are to be mixed."""


class Assistant:
    """Answers questions over one index, and changes over to a new generation by itself when there is one.

    Safe to share among threads: each call works on the snapshot that was current when it began.
    """

    def __init__(self, settings: Settings, index: Index | None, *, on_disk: bool, followed: str | None = None) -> None:
        """Use `open` or `of`.

        Args:
            settings: Settings of queries; settings.index is the folder of the index.
            index: The snapshot to begin with; None where nothing was built yet.
            on_disk: Whether to follow the generations in settings.index.
            followed: The generation that was current on disk before `index` was opened.
        """
        self.settings = settings
        self._snapshots = Snapshots(settings.index, index, on_disk=on_disk, followed=followed)

    @classmethod
    def open(
        cls, index: str | Path | None = None, *, settings: Settings | None = None, unusable_ok: bool = False
    ) -> Assistant:
        """Open the index in a folder.

        Args:
            index: Folder of the index; None for that of the settings.
            settings: None for those of the environment.
            unusable_ok: Whether to go on without a usable index, so that `rebuild` can make one; asking raises until
                then.

        Raises:
            IndexMissingError: Nothing was built there and `unusable_ok` is False.
            IndexUnusableError: What is there can't be used (damaged, or of another version), `unusable_ok` likewise.
        """
        settings = settings or Settings.from_environ()
        if index is not None:
            settings = settings.model_copy(update={"index": Path(index)})
        current = current_id(settings.index)  # read before opening: what is committed meanwhile is then followed
        try:
            return cls(settings, Index.open(settings.index), on_disk=True, followed=current)
        except IndexUnusableError:
            if not unusable_ok:
                raise
            return cls(settings, None, on_disk=True)

    @classmethod
    def of(cls, index: Index, *, settings: Settings | None = None) -> Assistant:
        """An assistant over an index in memory."""
        return cls(settings or Settings(), index, on_disk=False)

    @property
    def generation(self) -> str:
        """The generation in use."""
        return self._snapshots.current().generation

    def retrieve(
        self,
        question: str,
        k: int = 8,
        *,
        mode: Mode = "hybrid",
        where: Where = ANYWHERE,
        diversify: bool = False,
        today: date | None = None,
    ) -> list[Hit]:
        """The k best passages for a question, best first.

        Args:
            question: What to look for.
            k: Number of passages at most.
            mode: hybrid, or one index alone.
            where: Exact filters on articles.
            diversify: Whether articles and publishers take turns, as `qa.rank.diversify` says.
            today: What 去年 is counted from; None for the real day.

        Raises:
            InputRefusedError: The question is blank, too long or holds control characters.
            IndexUnusableError: There is no usable index.
            UsageError: k is less than 1, or no article is the one that `where` names.
        """
        if k < 1:
            raise UsageError("k of at least 1", str(k), "ask for one passage or more")
        index, accepted = self._snapshots.current(), accept(question, self.settings.max_question_chars)
        corrected, meant = meant_by(accepted, index, today=today, where=where, mode=mode)
        depth = DIVERSE_DEPTH * k if diversify else k
        hits = retrieve_hits(
            understand(corrected), index, k=depth, mode=mode, where=where, settings=self.settings, meant=meant
        )
        return mixed(hits)[:k] if diversify else hits

    def understood(
        self, question: str, *, mode: Mode = "hybrid", where: Where = ANYWHERE, today: date | None = None
    ) -> Understood:
        """What `retrieve` takes a question to mean: periods and publishers that it names, words that it corrects.

        Args:
            question: The question, standing by itself.
            mode: One index alone ranks by its own score, and uses none of them.
            where: Exact filters given with it.
            today: What 去年 is counted from; None for the real day.

        Raises:
            InputRefusedError: The question is blank, too long or holds control characters.
            IndexUnusableError: There is no usable index.
        """
        accepted = accept(question, self.settings.max_question_chars)
        return meant_by(accepted, self._snapshots.current(), today=today, where=where, mode=mode)[1]

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        where: Where = ANYWHERE,
        generator: GeneratorName | None = None,
        today: date | None = None,
    ) -> Answer:
        """Answer a question by verified quotes, or say that the articles do not.

        Args:
            question: What is asked; may be a follow-up.
            history: Earlier questions of the conversation, oldest first.
            where: Exact filters on articles.
            generator: extractive, or None for the default.
            today: What 去年 is counted from; None for the real day.

        Raises:
            InputRefusedError: The question is blank, too long or holds control characters.
            IndexUnusableError: There is no usable index.
            UsageError: The generator is not available, or no article is the one that `where` names.
            WenjuError: A part of the answer does not stand in the stored articles: it is not shown.
            RuntimeError: The stream ended without an answer, which is a fault of this program.
        """
        for event in self.stream(question, history=history, where=where, generator=generator, today=today):
            if isinstance(event, AnswerEvent):
                return event.answer
        raise RuntimeError("a stream ends with its answer")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        where: Where = ANYWHERE,
        generator: GeneratorName | None = None,
        today: date | None = None,
    ) -> Iterator[Event]:
        """Events of an answer as it is made: the hits, pieces of text, then the whole, verified answer.

        The arguments are those of `ask`.

        Raises:
            UsageError: The generator is not available; this and the errors of `ask` come when the first event is taken.
        """
        if generator == "llm":
            raise UsageError("the generator extractive", "llm", "leave --generator out: no LLM can be configured yet")
        index = self._snapshots.current()
        started = time.perf_counter()
        accepted = accept(question, self.settings.max_question_chars)
        rewritten, article = self._standalone(accepted, history, where, today) if history else (accepted, None)
        where = narrowed(where, article)
        corrected, meant = meant_by(rewritten, index, today=today, where=where, mode="hybrid", article=article)
        asked = understand(corrected, typed=accepted)
        parts = [of_side(asked, side) for side in asked.sides] or [asked]
        k = self.settings.hits * (2 if asked.several else 1)  # the items of a list stand in several articles
        found_by_part = [
            retrieve_hits(part, index, k=k, mode="hybrid", where=where, settings=self.settings, meant=meant)
            for part in parts
        ]
        hits = united(found_by_part) if asked.sides else found_by_part[0]
        retrieved = time.perf_counter()
        found = HitsEvent(standalone_question=rewritten, understood=meant, hits=tuple(hits))
        yield found
        drafts = [
            read(part, part_hits, index, settings=self.settings)
            for part, part_hits in zip(parts, found_by_part, strict=True)
        ]
        draft = joined(asked, drafts, index.document) if asked.sides else drafts[0]
        read_at = time.perf_counter()
        timings = {"retrieve": 1000 * (retrieved - started), "read": 1000 * (read_at - retrieved)}
        answer = answered(accepted, asked, draft, index, found, timings)
        for line in answer.text.splitlines(keepends=True):
            yield TextEvent(text=line)
        yield AnswerEvent(answer=answer)

    def suggest(self, answer: Answer, *, count: int = 3) -> tuple[str, ...]:
        """Questions to go on with: made from the articles that were found, each tried, none that repeats the answer.

        Args:
            answer: The last one.
            count: Questions at most.
        """
        from qa.suggest import further  # noqa: PLC0415  (the page's rules, no part of an answer)

        return further(answer, self.document, self.ask, count=count)

    def openers(self, *, count: int = 4) -> tuple[str, ...]:
        """Questions to begin with, one of each article in order of their paths; an article's title where none is made.

        Args:
            count: Questions at most.
        """
        from qa.suggest import TRIED, openers  # noqa: PLC0415  (as for `suggest`)

        first = (self.document(entry.doc_id) for entry in self.entries()[: TRIED * count])
        return openers(first, self.ask, count=count)

    def rebuild(
        self,
        seeds: str | Path | None = None,
        *,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> BuildReport:
        """Build the index anew and change over to it; questions go on being answered from the old one meanwhile.

        The encoder stays the one that the index was built with.

        Raises:
            InputRefusedError: The folder of seeds is missing or empty, or no article in it can be taken.
            BuildCancelledError: `cancel` was set before the new index was whole; the old one stays in use.
            UsageError: This assistant's index lives in memory.
        """
        return self._snapshots.rebuild(Path(seeds or self.settings.seeds), progress, cancel)

    def generations(self) -> tuple[GenerationSummary, ...]:
        """The generations of the index, the last committed first; none in memory."""
        return self._snapshots.generations()

    def differences(self, old: str | None = None, new: str | None = None) -> Differences:
        """Articles added, removed, changed and moved from one generation to another; raises as theirs does.

        Args:
            old: Id of the older one; None for the one before `new`.
            new: Id of the newer one; None for the one in use.
        """
        return self._snapshots.differences(old, new)

    def rollback(self, generation: str | None = None) -> str:
        """Answer from an earlier generation again, None for the one before, and give its id; raises as theirs does."""
        return self._snapshots.roll_back(generation)

    def warm(self) -> None:
        """Load what a first question would wait for (0.8 s beside a page); nothing where there is no index yet."""
        if self._snapshots.at_hand is not None:
            self.retrieve("预热 warm-up", 1)

    def entries(self) -> tuple[Entry, ...]:
        """All articles as lists show them, without their texts, ordered by path."""
        return self._snapshots.current().entries()

    def documents(self) -> list[Document]:
        """All articles, ordered by path."""
        return self._snapshots.current().documents()

    def document(self, doc_id: str) -> Document:
        """One article.

        Raises:
            UsageError: There is no such article.
        """
        return self._snapshots.current().document(doc_id)

    def report(self, doc_id: str) -> CleaningReport:
        """What cleaning did to one article.

        Raises:
            UsageError: There is no such article.
        """
        return self._snapshots.current().report(doc_id)

    def explain(
        self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE, today: date | None = None
    ) -> Explanation:
        """Answer as `ask` does, and say how that came about; the arguments and errors are those of `ask`."""
        from qa.explain import explained  # noqa: PLC0415  (an answer does without)

        answer = self.ask(question, history=history, where=where, today=today)
        index = self._snapshots.current()
        whole, article = answer.standalone_question, answer.understood.article
        corrected, _ = meant_by(whole, index, today=today, where=where, mode="hybrid", article=article)
        return explained(answer, understand(corrected, typed=answer.question), index, settings=self.settings)

    def context(self, citation: Citation) -> Context:
        """The sentences of the article right before and after a quote, in the index that is current now.

        Raises:
            UsageError: The index holds no such article any more.
            WenjuError: The article is another version than the one cited.
        """
        return context(citation, self._snapshots.current().document)

    def _standalone(
        self, question: str, history: Sequence[str], where: Where, today: date | None
    ) -> tuple[str, MeantArticle | None]:
        """An accepted question with what it leaves out filled in, and the one article that it means."""
        from qa.standing import standing_alone  # noqa: PLC0415  (the rules of follow-ups, a fifth of all)

        said = [accept(past, self.settings.max_question_chars) for past in history]
        return standing_alone(question, said, ask=lambda past: self.ask(past, where=where, today=today))
