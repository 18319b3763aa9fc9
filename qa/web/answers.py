"""Addresses of what can be done with an answer: keep it, look at it, go on from it, say whether it helped."""

from __future__ import annotations

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import InputRefusedError, WenjuError
from qa.export import FORMS, MEDIA_TYPES, Form, export
from qa.schema import Answer
from qa.web.acts import opinion_form, suggestions
from qa.web.article import notice
from qa.web.assets import PREFIX
from qa.web.desk import Desk
from qa.web.look import look
from qa.web.opinions import FILE, Opinions, opinion_of
from qa.web.shelf import Shelf
from qa.web.tongue import spoken
from qa.web.words.acts import ActWords
from qa.web.words.ask import AskWords

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
        return await _judged(opinions, answer, await request.body())

    def every(request: Request) -> Response:
        del request
        return _download(opinions.text(), FILE, "application/x-ndjson")

    return [
        Route(f"{PREFIX}/answers/{{name}}/opinion", judged, methods=["GET", "POST"]),
        Route(f"{PREFIX}/opinions.jsonl", every),
    ]


async def _judged(opinions: Opinions, answer: Answer, body: bytes) -> Response:
    try:
        opinion = opinion_of(body[:MAX_NOTE_BYTES])
        await run_in_threadpool(opinions.add, opinion, answer)
    except InputRefusedError as error:
        return HTMLResponse(notice(str(error)), status_code=422)
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
