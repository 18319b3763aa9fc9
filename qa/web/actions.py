"""What can be done with an answer once it is there: the row of actions below it, and the form for an opinion.

Whether an answer helped, and why not: lines in a file beside the index, never sent anywhere.

Answers kept while the server runs, each under a name made from its content.

What is done with an answer afterwards (copy, export, suggestions, an opinion) names it by this instead of sending it
back, and an answer that a browser kept is put here again when its session is opened.

Addresses of what can be done with an answer: keep it, look at it, go on from it, say whether it helped.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import quote, urlencode

from pydantic import Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import InputRefusedError, WenjuError
from embeddings.schema import Frozen
from qa.answer.export import FORMS, MEDIA_TYPES, Form, export
from qa.reasons import AnswerReason
from qa.schema import Answer
from qa.web.article import notice
from qa.web.assets import PREFIX
from qa.web.figures import look
from qa.web.html import escape
from qa.web.i18n import Language, spoken
from qa.web.protocol import Desk
from qa.words.page import ActWords, AskWords, OpinionReasonWords
from qa.words.program import error_text

FILE = "opinions.jsonl"
MAX_BYTES = 20_000_000
"""Longest file of opinions: some 20,000 of them. A page that anybody may use must not fill the disk."""

Reason = Literal["wrong", "incomplete", "unsupported", "refused", "outdated", "other"]


class Opinion(Frozen):
    """What a reader said of one answer."""

    helpful: bool
    reason: Reason | None = Field(default=None, description="why it did not help")
    note: str = Field(default="", max_length=2000, description="in the reader's own words, in characters")


class Kept(Frozen):
    """A line of the file."""

    at: datetime
    helpful: bool
    reason: Reason | None
    note: str
    question: str
    standalone_question: str
    status: str
    text: str
    short_answer: str | None
    generation: str


def opinion_of(body: bytes) -> Opinion:
    """Read what the page sent.

    Raises:
        InputRefusedError: It is no opinion.
    """
    try:
        return Opinion.model_validate_json(body)
    except ValidationError as error:
        raise InputRefusedError(AnswerReason.BAD_OPINION, {"error": str(error.errors()[0]["msg"])}) from error


class Opinions:
    """The file of opinions. Safe to share among threads."""

    def __init__(self, folder: Path) -> None:
        """Opinions in `folder`, which is made when the first one comes."""
        self.path = folder / FILE
        self._lock = threading.Lock()

    def add(self, opinion: Opinion, answer: Answer) -> None:
        """Append one.

        Raises:
            InputRefusedError: The file is as long as it may become.
        """
        kept = Kept(
            at=datetime.now(UTC).replace(microsecond=0),
            **opinion.model_dump(),
            question=answer.question,
            standalone_question=answer.standalone_question,
            status=answer.status,
            text=answer.text,
            short_answer=answer.short_answer,
            generation=answer.generation,
        )
        line = kept.model_dump_json() + "\n"
        with self._lock:
            if self.path.exists() and self.path.stat().st_size > MAX_BYTES:
                raise InputRefusedError(AnswerReason.TOO_MANY_OPINIONS, {"limit": MAX_BYTES, "file": FILE})
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line)

    def text(self) -> str:
        """All of them, one JSON object a line, oldest first; empty where there is none."""
        with self._lock:
            return self.path.read_text(encoding="utf-8") if self.path.exists() else ""


KEPT = 2000
"""Answers kept at most, of about 10 KB each; the one used longest ago leaves first."""


def name_of(answer: Answer) -> str:
    """24 hex digits that say which answer it is; neither the time that it took nor passages only looked at count."""
    content = answer.model_dump_json(exclude={"timings", "hits"})
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:24]


class Shelf:
    """The answers by name. Safe to share among threads."""

    def __init__(self, kept: int = KEPT) -> None:
        """An empty shelf for at most `kept` answers."""
        self._kept = kept
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, answer: Answer) -> str:
        """Keep an answer; its name."""
        name = name_of(answer)
        with self._lock:
            self._answers.setdefault(name, answer)
            self._answers.move_to_end(name)
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        return name

    def get(self, name: str) -> Answer | None:
        """The answer of this name, if it is still here."""
        with self._lock:
            answer = self._answers.get(name)
            if answer is not None:
                self._answers.move_to_end(name)
            return answer


DOWNLOADS: dict[Form, str] = {"md": "Markdown", "json": "JSON", "html": "HTML"}


def acts(answer: Answer, words: ActWords) -> str:
    """The row below an answer. Links only: gradio's cleaning leaves them, and the script gives them meaning."""
    name = name_of(answer)
    helped = f'<a class="wj-act" href="#helped-{name}">{escape(words.helped)}</a>'
    failed = f'<a class="wj-act" href="#failed-{name}">{escape(words.failed)}</a>'
    return (
        f'<div class="wj-acts" id="acts-{name}">'
        f'<a class="wj-act" href="#copy-{name}">{escape(words.copy)}</a>'
        f'<a class="wj-act" href="#retry-{name}">{escape(words.retry)}</a>'
        f'<a class="wj-act" href="#edit-{name}">{escape(words.edit)}</a>'
        f'<a class="wj-act" href="#link-{link_to(answer)}">{escape(words.link)}</a>{helped}{failed}'
        f'<span class="wj-downloads">{escape(words.export)} {_downloads(name)}</span>'
        f'<span class="wj-version">{escape(words.version.format(generation=answer.generation[:8]))}</span></div>'
        f'<div class="wj-opinion" id="opinion-{name}"></div><div class="wj-next" id="next-{name}"></div>'
    )


def _downloads(name: str) -> str:
    return " ".join(
        f'<a class="wj-act" href="#save-{PREFIX}/answers/{name}.{form}">{label}</a>'
        for form, label in DOWNLOADS.items()
    )


def link_to(answer: Answer) -> str:
    """The address, percent-encoded, that asks this question again on this machine and names the version it was for."""
    return quote("/?" + urlencode({"q": answer.standalone_question, "v": answer.generation}), safe="")


def suggestions(questions: Sequence[str], words: ActWords) -> str:
    """Questions to go on with, as chips; nothing where there is none."""
    if not questions:
        return ""
    chips = "".join(
        f'<li><a class="wj-suggestion" href="#ask-{escape(quote(each, safe=""))}"><bdi>{escape(each)}</bdi></a></li>'
        for each in questions
    )
    return f'<p class="wj-label">{escape(words.go_on)}</p><ul class="wj-plain">{chips}</ul>'


def opinion_form(name: str, words: ActWords) -> str:
    """Why an answer did not help: one reason, and a line of one's own."""
    reasons = OpinionReasonWords(words.locale)
    rows = "".join(
        f'<label><input type="radio" name="reason" value="{reason}"> {escape(reasons.get(reason) or reason)}</label>'
        for reason in get_args(Reason)
    )
    return (
        f'<form class="wj-form" id="opinion-form-{name}"><fieldset><legend>{escape(words.why)}</legend>{rows}'
        "</fieldset>"
        f'<label class="wj-note">{escape(words.note)} <input type="text" name="note" maxlength="2000"></label>'
        f'<p><button class="wj-button" type="submit">{escape(words.save)}</button> '
        f'<a href="{PREFIX}/opinions.jsonl" download>{escape(words.all_opinions)}</a></p>'
        f'<p class="wj-soft">{escape(words.stays_here)}</p></form>'
    )


MAX_EXPORTED = 100
"""Answers exported at once; the page keeps 40 turns."""

MAX_NOTE_BYTES = 20_000

_log = logging.getLogger(__name__)


def answer_routes(desk: Desk, shelf: Shelf, opinions: Opinions) -> list[Route]:
    """The routes of answers.

    Args:
        desk: Suggests what to ask next.
        shelf: Holds the answers.
        opinions: Takes what readers say of them.
    """
    return [*_opinion_routes(shelf, opinions), *_look_routes(desk, shelf), *_export_routes(shelf)]


def _export_routes(shelf: Shelf) -> list[Route]:
    def one(request: Request) -> Response:
        return _exported(shelf, [request.path_params["name"]], request.path_params["form"])

    def several(request: Request) -> Response:
        names = request.query_params.get("answers", "").split(".")
        return _exported(shelf, names, request.path_params["form"])

    return [
        Route(f"{PREFIX}/answers/{{name}}.{{form}}", one),
        Route(f"{PREFIX}/conversation.{{form}}", several),
    ]


def _look_routes(desk: Desk, shelf: Shelf) -> list[Route]:
    def looked(request: Request) -> Response:
        answer = shelf.get(request.path_params["name"])
        words = AskWords(spoken(request.headers))
        return HTMLResponse(look(answer, request.path_params["turn"], words)) if answer else _gone()

    def went_on(request: Request) -> Response:
        answer = shelf.get(request.path_params["name"])
        if answer is None:
            return _gone()
        try:
            questions = desk.suggest(answer)
        except WenjuError as error:  # the article of a kept answer has left the index: there is nothing to go on with
            _log.info("%s", error)
            questions = ()
        return HTMLResponse(suggestions(questions, ActWords(spoken(request.headers))))

    return [
        Route(f"{PREFIX}/answers/{{name}}/look/{{turn:int}}", looked),
        Route(f"{PREFIX}/answers/{{name}}/next", went_on),
    ]


def _opinion_routes(shelf: Shelf, opinions: Opinions) -> list[Route]:
    async def judged(request: Request) -> Response:
        answer = shelf.get(request.path_params["name"])
        if answer is None:
            return _gone()
        if request.method == "GET":
            return HTMLResponse(opinion_form(request.path_params["name"], ActWords(spoken(request.headers))))
        return await _judged(opinions, answer, await request.body(), spoken(request.headers))

    def every(request: Request) -> Response:
        del request
        return _download(opinions.text(), FILE, "application/x-ndjson")

    return [
        Route(f"{PREFIX}/answers/{{name}}/opinion", judged, methods=["GET", "POST"]),
        Route(f"{PREFIX}/opinions.jsonl", every),
    ]


async def _judged(opinions: Opinions, answer: Answer, body: bytes, language: Language) -> Response:
    try:
        opinion = opinion_of(body[:MAX_NOTE_BYTES])
        await run_in_threadpool(opinions.add, opinion, answer)
    except InputRefusedError as error:
        return HTMLResponse(notice(error_text(error, language)), status_code=422)
    return Response(status_code=204)


def _exported(shelf: Shelf, names: list[str], form: str) -> Response:
    known: Form | None = next((each for each in FORMS if each == form), None)
    answers = [answer for name in names[:MAX_EXPORTED] if (answer := shelf.get(name))]
    if known is None or not answers:
        return _gone()
    return _download(export(answers, known), f"wenju.{known}", MEDIA_TYPES[known])


def _download(text: str, file: str, media_type: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{file}"', "cache-control": "no-store"}
    return Response(text.encode("utf-8", "replace"), media_type=media_type, headers=headers)


def _gone() -> Response:
    return Response(status_code=404)
