"""Errors of the interfaces for programs, and their form: problem details (RFC 9457), or OpenAI's on its paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from embeddings.errors import (
    BuildCancelledError,
    BuildRunningError,
    IndexUnusableError,
    InputRefusedError,
    UnconfirmedError,
    UsageError,
    WenjuError,
)
from embeddings.ingest.intake import SharedFileError
from embeddings.reasons import Reason, Values
from embeddings.schema import Frozen, Replacement
from qa.reasons import AnswerReason
from qa.server.openai_types import ProtocolError, ProtocolFault


class AbsentError(WenjuError):
    """There is nothing under this name (404)."""


class UnknownModelError(AbsentError):
    """There is no model of that name (404).

    Args:
        name: The model requested.
        known: The models available.
    """

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(AnswerReason.UNKNOWN_MODEL, {"models": ", ".join(known), "name": repr(name)})


class ConflictError(WenjuError):
    """The request conflicts with the current state (409)."""


class ForeignError(WenjuError):
    """A page of another site sends a request that would change something (403)."""


class UnauthorisedError(WenjuError):
    """The token or password is missing or wrong (401)."""


class LaterError(WenjuError):
    """Too many requests at present; try again later.

    Args:
        reason: As in WenjuError.
        values: As in WenjuError.
        seconds: Seconds after which to try again.
    """

    def __init__(self, reason: Reason, values: Values | None = None, *, seconds: int) -> None:
        super().__init__(reason, values)
        self.seconds = seconds


class OverloadedError(LaterError):
    """More questions than the server can work on (503)."""


class TooManyRequestsError(LaterError):
    """More requests from one address than allowed (429)."""


MEDIA_TYPE = "application/problem+json"
TYPE = "urn:wenju:problem:"
OPENAI_PATHS = ("/v1/chat/", "/v1/models", "/v1/embeddings")
"""Path prefixes on which errors have OpenAI's form."""


class Kind(NamedTuple):
    """A kind of problem."""

    name: str
    status: int
    title: str


KINDS: dict[type[WenjuError], Kind] = {
    AbsentError: Kind("absent", 404, "There is no such thing"),
    SharedFileError: Kind("conflict", 409, "It can't be done as things stand"),
    ConflictError: Kind("conflict", 409, "It can't be done as things stand"),
    BuildCancelledError: Kind("build-cancelled", 409, "The build was told to stop"),
    UnconfirmedError: Kind("unconfirmed", 409, "The build needs a confirmation"),
    BuildRunningError: Kind("conflict", 409, "It can't be done as things stand"),
    ForeignError: Kind("foreign", 403, "Another site's page may not ask for that"),
    UnauthorisedError: Kind("unauthorised", 401, "A token is needed"),
    OverloadedError: Kind("overloaded", 503, "Too many questions at once"),
    TooManyRequestsError: Kind("too-many-requests", 429, "Too many requests from one address"),
    IndexUnusableError: Kind("index-unusable", 503, "There is no usable index"),
    InputRefusedError: Kind("input-refused", 422, "The input can't be taken"),
    UsageError: Kind("wrong-use", 400, "Something was asked for wrongly"),
    WenjuError: Kind("failed", 500, "It could not be done"),
}
"""Kinds of problem by error type, subclasses before their base classes."""

REQUEST = Kind("request", 422, "The request is not as the description has it")
FAULT = Kind("fault", 500, "This program has a fault")


class Fault(Frozen):
    """One thing that is wrong with a request."""

    where: str = Field(description="the field, as body.question, or the file")
    why: str


class Problem(Frozen):
    """Why there is no result (RFC 9457)."""

    type: str = Field(description="names the kind of problem, for programs")
    title: str = Field(description="names the kind of problem, for people")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="one line: what was expected, what was found, what to do")
    errors: tuple[Fault, ...] = Field(default=(), description="of a request or of files, each thing that is wrong")
    replacement: Replacement | None = Field(default=None, description="what a build needs a confirmation for")


def problem_of(error: WenjuError) -> Problem:
    """The problem details of an error."""
    kind = next(kind for of, kind in KINDS.items() if isinstance(error, of))
    problem = _problem(kind, str(error))
    if isinstance(error, UnconfirmedError):
        return problem.model_copy(update={"replacement": error.replacement})
    return problem


def _problem(kind: Kind, detail: str, errors: Sequence[Fault] = ()) -> Problem:
    return Problem(type=TYPE + kind.name, title=kind.title, status=kind.status, detail=detail, errors=tuple(errors))


def reply_to(path: str, error: WenjuError) -> Response:
    """The reply to an error on a path."""
    headers: dict[str, str] = {}
    if isinstance(error, LaterError):
        headers["retry-after"] = str(error.seconds)
    if isinstance(error, UnauthorisedError):
        headers["www-authenticate"] = 'Bearer realm="Wenju"'
    return reply(path, problem_of(error), headers)


def reply(path: str, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """A problem in the form used on a path."""
    if path.startswith(OPENAI_PATHS):
        status, error = as_openai(problem)
        return JSONResponse(error.model_dump(), status_code=status, headers=headers)
    body = problem.model_dump(mode="json", exclude_defaults=True)
    return JSONResponse(body, status_code=problem.status, headers=headers, media_type=MEDIA_TYPE)


def as_openai(problem: Problem) -> tuple[int, ProtocolError]:
    """The status and body of a problem in the OpenAI protocol.

    See https://platform.openai.com/docs/guides/error-codes; refused input is a 400 there.
    """
    status = 400 if problem.status == REQUEST.status else problem.status
    kinds = {429: "rate_limit_error", 401: "authentication_error", 403: "permission_error"}
    kind = kinds.get(status, "server_error" if status >= 500 else "invalid_request_error")
    parameter = problem.errors[0].where.removeprefix("body.") if problem.errors else None
    code = problem.type.removeprefix(TYPE)
    code = {"absent": "model_not_found", "unauthorised": "invalid_api_key"}.get(code, code)
    return status, ProtocolError(error=ProtocolFault(message=problem.detail, type=kind, param=parameter, code=code))


def refused(path: str, status: int, detail: str) -> Response:
    """A refusal with only a status, for example for an unknown path."""
    phrase = HTTPStatus(status).phrase
    return reply(path, _problem(Kind(phrase.lower().replace(" ", "-"), status, phrase), detail))


def _not_as_described(error: RequestValidationError) -> Problem:
    found: Sequence[Mapping[str, Any]] = error.errors()
    faults = [Fault(where=".".join(map(str, each["loc"])), why=str(each["msg"])) for each in found]
    first = faults[0]
    detail = f"expected a request as /v1/openapi.json describes it; found {first.where}: {first.why}; correct it"
    return _problem(REQUEST, detail, faults)


def take_errors(app: FastAPI) -> None:
    """Install handlers that turn every error of an app into a problem."""

    def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, WenjuError)
        return reply_to(request.url.path, error)

    def not_as_described(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return reply(request.url.path, _not_as_described(error))

    def by_status(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        said = refused(request.url.path, error.status_code, str(error.detail))
        said.headers.update(error.headers or {})
        return said

    def fault(request: Request, error: Exception) -> Response:
        detail = f"expected a result; found a fault ({type(error).__name__}); look at the server's log and report it"
        return reply(request.url.path, _problem(FAULT, detail))

    app.add_exception_handler(WenjuError, ours)
    app.add_exception_handler(RequestValidationError, not_as_described)
    app.add_exception_handler(HTTPException, by_status)
    app.add_exception_handler(Exception, fault)


MEANINGS = {
    400: "Something was asked for wrongly, or the body can't be read",
    401: "The token is missing or wrong (where one is set)",
    403: "Another site's page asked",
    404: "There is no such thing",
    409: "It can't be done as things stand",
    411: "The request states no length",
    413: "The request is too long",
    415: "The body is of another kind",
    421: "The host is not this machine's",
    422: "The request is not as described, or its input can't be taken",
    429: "Too many requests from one address; see Retry-After",
    500: "The program failed",
    503: "There is no usable index, or too much is asked at once; see Retry-After",
}

ALWAYS = (400, 401, 403, 411, 413, 421, 422, 429, 500, 503)
"""Statuses that any route may reply: those of the guards, and of a missing index."""


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors in a route's description: those of every route, and these."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": MEANINGS[status], "content": content} for status in sorted({*ALWAYS, *statuses})}
