"""The view that asks questions with known answers: figures of the present index, and each miss with a link to it.

An evaluation that goes on while the page is used: one at a time, watched by any number of pages.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from embeddings.errors import IndexUnusableError, WenjuError
from qa.assistant.corpus import holdings_of
from qa.evaluation.evaluate import EvalReport, GroupScores, Miss, Respondent, evaluate
from qa.evaluation.golden import GoldenQuestion, golden_lines, shipped
from qa.reasons import AnswerReason
from qa.web.html import escape, isolate
from qa.web.i18n import Language, spoken
from qa.web.protocol import Desk
from qa.words.page import EvaluateWords, MissWords, ModeWords, QuestionKindWords
from qa.words.program import error_text


class StoppedError(WenjuError):
    """An evaluation that was told to stop."""


class Result(NamedTuple):
    """What came of one."""

    generation: str
    report: EvalReport


class EvaluationState(NamedTuple):
    """How it stands."""

    running: bool
    done: int = 0
    total: int = 0
    result: Result | None = None
    error: WenjuError | None = None

    @property
    def stopped(self) -> bool:
        """Whether it ended because it was told to."""
        return isinstance(self.error, StoppedError)


class EvaluationJob:
    """The only evaluation of a page. Safe to share among threads."""

    def __init__(self) -> None:
        """None has begun."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluate")
        self._lock = threading.Lock()
        self._future: Future[Result] | None = None
        self._stop = threading.Event()
        self._done = 0
        self._total = 0

    def start(self, questions: Sequence[GoldenQuestion], respondent: Respondent, generation: str) -> bool:
        """Begin, unless one is running; whether it was begun.

        Args:
            questions: What is asked.
            respondent: Who answers.
            generation: The one in use, that the result is said of.
        """
        with self._lock:
            if self._future is not None and not self._future.done():
                return False
            self._stop, self._done, self._total = threading.Event(), 0, len(questions)
            self._future = self._pool.submit(self._run, questions, respondent, generation)
            return True

    def _run(self, questions: Sequence[GoldenQuestion], respondent: Respondent, generation: str) -> Result:
        return Result(generation, evaluate(questions, respondent, done=self._told))

    def _told(self, done: int, total: int) -> None:
        self._done = done
        if self._stop.is_set() and done < total:
            raise StoppedError(AnswerReason.EVALUATION_STOPPED, {"done": done, "total": total})

    def stop(self) -> None:
        """Tell the one that is running to stop after the question that it is at."""
        self._stop.set()

    def state(self) -> EvaluationState:
        """How it stands; an error that is no WenjuError is raised, for it is a fault of this program."""
        future = self._future
        if future is None:
            return EvaluationState(running=False)
        if not future.done():
            return EvaluationState(running=True, done=self._done, total=self._total)
        error = future.exception()
        if isinstance(error, WenjuError):
            return EvaluationState(running=False, error=error)
        return EvaluationState(running=False, done=self._total, total=self._total, result=future.result())


GOT_CHARS = 160
ANSWERS = 5


def panel(desk: Desk, language: Language) -> str:
    """What can be asked; the result comes by itself."""
    words = EvaluateWords(language)
    try:
        questions = shipped(holdings_of(desk.settings.index).catalogue())
    except IndexUnusableError:
        return (
            f'<h1>{escape(words.heading)}</h1><div class="wj-void"><p>{escape(words.no_index)}</p>'
            f'<a class="wj-button" href="#/feed">{escape(words.to_feed)}</a></div>'
        )
    own = (
        f'<button type="button" id="evaluate-seeds" class="wj-button wj-primary">'
        f"{escape(words.shipped.format(n=len(questions)))}</button>"
        if questions
        else ""
    )
    return (
        f'<h1>{escape(words.heading)}</h1><p class="wj-soft">{escape(words.note)}</p>'
        f'<p class="wj-choices wj-evaluate-choices">{own}<label class="wj-button wj-file">{escape(words.choose)}'
        '<input id="evaluate-file" class="wj-unseen" type="file" accept=".jsonl"></label></p>'
        f'<p class="wj-soft">{escape(words.form)}</p>'
        '<div id="evaluate-run" class="wj-running" hidden><p role="status"></p>'
        f'<progress max="1" value="0" aria-label="{escape(words.heading)}"></progress>'
        f'<button type="button" id="evaluate-stop" class="wj-button">{escape(words.cancel)}</button></div>'
        '<div id="evaluate-result" tabindex="-1"></div>'
    )


def evaluation_status(state: EvaluationState, words: EvaluateWords) -> dict[str, object]:
    """How an evaluation stands, as the script takes it."""
    html = ""
    if state.result:
        html = shown(state.result, words)
    elif state.stopped:
        html = f'<div class="wj-said"><p>{escape(words.stopped)}</p></div>'
    elif state.error:
        html = _failed(error_text(state.error, words.locale))
    return {
        "running": state.running,
        "line": words.running.format(done=state.done, n=state.total),
        "part": state.done / state.total if state.total else 0,
        "html": html,
    }


def _failed(line: str) -> str:
    return f'<div class="wj-said wj-failed" role="alert"><p>{isolate(line)}</p></div>'


def shown(result: Result, words: EvaluateWords) -> str:
    """The figures, then the questions that went wrong."""
    report = result.report
    line = words.result.format(generation=result.generation, n=report.n, unanswerable=report.unanswerable)
    ids = ", ".join(report.not_asked)
    left = f"<p>{isolate(words.not_asked.format(ids=ids))}</p>" if ids else ""
    return (
        f'<p class="wj-soft">{escape(line)}</p>{left}{_answering(report, words)}{_finding(report, words)}'
        f"{_by_kind(report.by.get('kind', {}), words)}{_misses(report.worst, words)}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _answering(report: EvalReport, words: EvaluateWords) -> str:
    """The figures that matter most, set large."""
    reading = report.reading
    figures = [
        (words.first, report.retrieval["hybrid"].recall_at_1),
        (words.in_first, reading.answer_in_first_sentence),
        (words.in_text, reading.answer_in_text),
        (words.short_exact, reading.short_answer_em),
        (words.short_f1, reading.short_answer_f1),
        (words.refused_wrongly, reading.refused_of_answerable),
    ]
    if not report.answerable:
        figures = []
    if report.unanswerable:
        figures.append((words.refused_rightly, reading.refused_of_unanswerable))
    rows = "".join(f"<div><dt>{escape(said)}</dt><dd>{_percent(share)}</dd></div>" for said, share in figures)
    return f'<h2>{escape(words.answering)}</h2><dl class="wj-figures">{rows}</dl>'


def _finding(report: EvalReport, words: EvaluateWords) -> str:
    if not report.answerable:
        return ""
    modes = ModeWords(words.locale)
    rows = [
        (modes.get(mode) or mode, _percent(of.recall_at_1), _percent(of.recall_at_5), f"{of.ndcg_at_10:.3f}")
        for mode, of in report.retrieval.items()
    ]
    return f"<h2>{escape(words.finding)}</h2>" + _table((words.way, words.first, words.among_five, words.ndcg), rows)


def _by_kind(kinds: dict[str, GroupScores], words: EvaluateWords) -> str:
    named = QuestionKindWords(words.locale)
    rows = [
        (
            named.get(kind) or kind,
            f"{of.n}",
            _percent(of.recall_at_1),
            _percent(of.answer_in_text),
            _percent(of.short_answer_f1),
        )
        for kind, of in kinds.items()
        if of.answerable
    ]
    if not rows:
        return ""
    heads = (words.kind, words.count, words.first, words.in_text, words.short_f1)
    return f"<h2>{escape(words.by_kind)}</h2>" + _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(each)}</td>" for each in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        '<div class="wj-scroll" tabindex="0" role="group">'
        f'<table class="wj-figures-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _misses(misses: Sequence[Miss], words: EvaluateWords) -> str:
    if not misses:
        return f"<p>{escape(words.no_misses)}</p>"
    rows = "".join(_miss(each, words) for each in misses)
    return f'<h2>{escape(words.misses.format(n=len(misses)))}</h2><ol class="wj-plain wj-misses">{rows}</ol>'


def _miss(miss: Miss, words: EvaluateWords) -> str:
    expected = "、".join(miss.expected[:ANSWERS]) or words.to_refuse
    found = words.not_found if miss.rank is None else words.rank.format(n=miss.rank)
    rank = f" · {escape(found)}" if miss.expected else ""
    got = miss.got[:GOT_CHARS] + ("…" if len(miss.got) > GOT_CHARS else "")
    kind = MissWords(words.locale).get(miss.kind) or miss.kind
    return (
        f"<li><p><b>{isolate(miss.question)}</b></p>"
        f'<p class="wj-soft"><code>{escape(miss.id)}</code> · {escape(kind)}{rank}</p>'
        f"<p>{escape(words.expected)} {isolate(expected)}<br>{escape(words.got)} {isolate(got)}</p>"
        f'<a class="wj-button" href="/?{escape(urlencode({"q": miss.question}))}">{escape(words.ask)}</a></li>'
    )


def routes(desk: Desk) -> list[Route]:
    """The beginning of an evaluation, its state and its end."""
    trial = EvaluationJob()

    def state(request: Request) -> Response:
        return JSONResponse(evaluation_status(trial.state(), EvaluateWords(spoken(request.headers))))

    def begin(request: Request, content: bytes) -> Response:
        words = EvaluateWords(spoken(request.headers))
        try:
            questions = golden_lines(content) if content else shipped(holdings_of(desk.settings.index).catalogue())
            begun = bool(questions) and trial.start(questions, desk, desk.generation)
        except WenjuError as error:
            return HTMLResponse(_failed(error_text(error, words.locale)), status_code=409)
        return state(request) if begun else HTMLResponse(_failed(words.busy), status_code=409)

    async def start(request: Request) -> Response:
        content = await request.body()  # the guard bounds it
        return await run_in_threadpool(begin, request, content)

    def stop(request: Request) -> Response:
        trial.stop()
        return state(request)

    return [
        Route("/wenju/evaluate/run", state),
        Route("/wenju/evaluate/run", start, methods=["POST"]),
        Route("/wenju/evaluate/stop", stop, methods=["POST"]),
    ]
