"""The three uses in one class: ask the articles, retrieve from them, rebuild the index on new ones.

What an Assistant can do with its articles beside answering from them: list, show, rebuild, compare, go back.

Asking without an Assistant of one's own: the default index, opened once in a process.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import aclosing
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from embeddings.errors import IndexUnusableError, UsageError
from embeddings.index.snapshot import Index
from embeddings.schema import BuildReport, CleaningReport, Document, Entry, Hit, Progress
from embeddings.store.catalogue import Differences
from embeddings.store.generations import GenerationSummary, current_id
from qa.answer.answer import Context, context
from qa.assistant.pipeline import Request, Retrieval, Trace, answer_events, search
from qa.assistant.rebuild import Building
from qa.assistant.snapshots import Snapshots, seeds_folder
from qa.config import Settings
from qa.reasons import AnswerReason
from qa.schema import Answer, AnswerEvent, Citation, Event, GeneratorName, Mode, Where

if TYPE_CHECKING:
    from qa import llm
    from qa.assistant.explain import Explanation


class Articles:
    """The articles of one index, of the generation that is current when each is called."""

    def __init__(self, snapshots: Snapshots, settings: Settings) -> None:
        """Look after an index.

        Args:
            snapshots: The index in use.
            settings: Which folders of articles and of the index.
        """
        self._snapshots = snapshots
        self.settings = settings
        self.building = Building(self.rebuild)
        """The rebuild that whoever looks after these articles begins, watches and cancels."""

    @property
    def generation(self) -> str:
        """The generation in use."""
        return self._snapshots.current().generation

    def rebuild(
        self,
        seeds: str | Path | None = None,
        *,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
        confirm: bool = False,
    ) -> BuildReport:
        """Build the index anew and change over to it; questions go on being answered from the old one meanwhile.

        The encoder stays the one that the index was built with.

        Args:
            seeds: Folder of the articles; None for that of the settings, or, where they name none, the one that the
                index was built from.
            progress: As `embeddings.build` has it.
            cancel: As `embeddings.build` has it.
            confirm: Whether to go on where the index was built from another folder, or where articles of it would be
                missing that nobody took out.

        Raises:
            UnconfirmedError: There is such a reason to ask, and `confirm` is False.
            InputRefusedError: The folder of seeds is missing or empty, or no article in it can be taken.
            BuildCancelledError: `cancel` was set before the new index was whole; the old one stays in use.
            UsageError: This assistant's index lives in memory.
        """
        folder = Path(seeds) if seeds else seeds_folder(self.settings)
        return self._snapshots.rebuild(folder, progress, cancel, confirm=confirm)

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


ANYWHERE = Where()


class Assistant(Articles):
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
        self._model: llm.Generator | None = None
        self._opening = threading.Lock()
        super().__init__(Snapshots(settings.index, index, on_disk=on_disk, followed=followed), settings)

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

    def snapshot(self) -> Assistant:
        """An assistant over the generation in use now, that stays with it: all that it says is of one generation.

        Hold it for a task, not for days: of generations on disk only the last three are kept.

        Raises:
            IndexUnusableError: There is no usable index.
        """
        return Assistant.of(self._snapshots.current(), settings=self.settings)

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
            diversify: Whether articles and publishers take turns, as `qa.retrieval.retrieve.diversify` says.
            today: What 去年 is counted from; None for the real day.

        Raises:
            InputRefusedError: The question is blank, too long or holds control characters.
            IndexUnusableError: There is no usable index.
            UsageError: k is less than 1, or no article is the one that `where` names.
        """
        return self.search(question, k, mode=mode, where=where, diversify=diversify, today=today).hits

    def search(
        self,
        question: str,
        k: int = 8,
        *,
        mode: Mode = "hybrid",
        where: Where = ANYWHERE,
        diversify: bool = False,
        today: date | None = None,
    ) -> Retrieval:
        """The hits of `retrieve`, with what the question was taken to mean: periods, publishers, corrected words.

        Its arguments are those of `retrieve`. One index alone ranks by its own score and uses none of the periods and
        publishers.

        Raises:
            InputRefusedError: The question is blank, too long or holds control characters.
            IndexUnusableError: There is no usable index.
            UsageError: k is less than 1, or no article is the one that `where` names.
        """
        if k < 1:
            raise UsageError(AnswerReason.NO_PASSAGE_WANTED, {"k": k})
        request = Request(question, (), where, today)
        return search(request, self._snapshots.current(), self.settings, k=k, mode=mode, diversify=diversify)

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
            generator: llm for an LLM's words, extractive for quotes; None: llm where one is configured.
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
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Events of an answer as it is made: the hits, pieces of verified text, then the whole answer.

        The arguments are those of `ask`; `cancel` stops what an LLM writes with an AnswerCancelledError.

        Raises:
            UsageError: The generator is not available; this and the errors of `ask` come when the first event is taken.
        """
        request = Request(question, history, where, today)
        yield from self._events(request, self._model_for(generator), cancel)

    def _events(
        self, request: Request, model: llm.Generator | None, cancel: threading.Event | None = None
    ) -> Generator[Event, None, Trace]:
        return answer_events(
            request,
            self._snapshots.current(),
            self.settings,
            answer_earlier=lambda past: self.ask(
                past, where=request.where, generator="extractive", today=request.today
            ),
            model=model,
            cancel=cancel,
        )

    async def aask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        where: Where = ANYWHERE,
        generator: GeneratorName | None = None,
        today: date | None = None,
    ) -> Answer:
        """`ask`, on a thread: the event loop goes on, and cancelling the task stops the work at its next step.

        Raises:
            RuntimeError: The stream ended without an answer, which is a fault of this program; else as `ask` raises.
        """
        async with aclosing(
            self.astream(question, history=history, where=where, generator=generator, today=today)
        ) as events:
            async for event in events:
                if isinstance(event, AnswerEvent):
                    return event.answer
        raise RuntimeError("a stream ends with its answer")

    def astream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        where: Where = ANYWHERE,
        generator: GeneratorName | None = None,
        today: date | None = None,
    ) -> AsyncGenerator[Event]:
        """`stream`, on a thread; closing it, or cancelling the task that takes from it, stops the work."""
        from qa.assistant.event_loop import on_a_thread  # noqa: PLC0415  (asyncio takes 0.07 s)

        cancel = threading.Event()
        events = self.stream(question, history=history, where=where, generator=generator, today=today, cancel=cancel)
        return on_a_thread(events, cancel)

    def close(self) -> None:
        """Give back the connections to an LLM; of the index nothing needs closing, and asking again opens new ones."""
        if self._model is not None:
            self._model.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _quoting(self, question: str) -> Answer:
        """An answer by quotes: questions that are only tried go to no LLM."""
        return self.ask(question, generator="extractive")

    def _model_for(self, generator: GeneratorName | None) -> llm.Generator | None:
        """What words an answer; None for quotes."""
        if generator == "extractive" or (generator is None and not self.settings.llm):
            return None
        from qa.llm import load_generator  # noqa: PLC0415  (quotes need no LLM)

        with self._opening:
            if self._model is None:
                self._model = load_generator(self.settings)
            return self._model

    def suggest(self, answer: Answer, *, count: int = 3) -> tuple[str, ...]:
        """Questions to go on with: made from the articles that were found, each tried, none that repeats the answer.

        Args:
            answer: The last one.
            count: Questions at most.
        """
        from qa.assistant.suggest import further  # noqa: PLC0415  (the page's rules, no part of an answer)

        return further(answer, self.document, self._quoting, count=count)

    def openers(self, *, count: int = 4) -> tuple[str, ...]:
        """Questions to begin with, one of each article in order of their paths; an article's title where none is made.

        Args:
            count: Questions at most.
        """
        from qa.assistant.suggest import TRIED, openers  # noqa: PLC0415  (as for `suggest`)

        first = (self.document(entry.doc_id) for entry in self.entries()[: TRIED * count])
        return openers(first, self._quoting, count=count)

    def warm(self) -> None:
        """Load what a first question would wait for (0.8 s beside a page); nothing where there is no index yet."""
        if self._snapshots.at_hand is not None:
            self.retrieve("预热 warm-up", 1)

    def explain(
        self, question: str, *, history: Sequence[str] = (), where: Where = ANYWHERE, today: date | None = None
    ) -> Explanation:
        """Answer by quotes, as `ask` does without an LLM, and say how that came about; takes and raises as it does."""
        from qa.assistant.explain import explanation_of  # noqa: PLC0415  (an answer does without)

        events = self._events(Request(question, history, where, today), None)
        while True:
            try:
                next(events)
            except StopIteration as end:
                trace: Trace = end.value
                return explanation_of(trace, min_probability=self.settings.min_probability)

    def context(self, citation: Citation) -> Context:
        """The sentences of the article right before and after a quote, in the index that is current now.

        Raises:
            UsageError: The index holds no such article any more.
            WenjuError: The article is another version than the one cited.
        """
        return context(citation, self._snapshots.current().document)


_opened: dict[Settings, Assistant] = {}
_opening = threading.Lock()


def default_assistant() -> Assistant:
    """The assistant of the environment's settings, opened once in a process.

    Raises:
        IndexUnusableError: There is no usable index.
    """
    settings = Settings.from_environ()
    with _opening:
        if settings not in _opened:
            _opened[settings] = Assistant.open(settings=settings)
        return _opened[settings]


def retrieve(
    question: str,
    k: int = 8,
    *,
    mode: Mode = "hybrid",
    after: date | None = None,
    before: date | None = None,
    publisher: str | None = None,
    article: str | None = None,
    diversify: bool = False,
    today: date | None = None,
) -> list[Hit]:
    """The k best passages of the default index, best first; see `Assistant.retrieve`."""
    where = Where(after=after, before=before, publisher=publisher, article=article)
    return default_assistant().retrieve(question, k, mode=mode, where=where, diversify=diversify, today=today)


def ask(
    question: str,
    *,
    history: Sequence[str] = (),
    after: date | None = None,
    before: date | None = None,
    publisher: str | None = None,
    article: str | None = None,
    generator: GeneratorName | None = None,
    today: date | None = None,
) -> Answer:
    """Answer a question from the default index; see `Assistant.ask`."""
    where = Where(after=after, before=before, publisher=publisher, article=article)
    return default_assistant().ask(question, history=history, where=where, generator=generator, today=today)
