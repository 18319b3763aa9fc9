"""What stands between the network and the page: headers, host names, body size and the password."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""No request leaves for another host whatever gets into the page, and no string is run as code (no unsafe-eval)."""

HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

MAX_BODY_BYTES = 1_000_000
"""Longest request taken: a question is some kilobytes; limits in the browser hold nobody back."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

PAGE_PATHS = "/wenju/"
"""Where our own routes lie, beside gradio's."""

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Host names of a page bound to this machine. A foreign name that resolves here is DNS rebinding."""


Refusal = Callable[[Scope, int, str, Mapping[str, str]], ASGIApp]
"""The reply to a request by its scope, the status, one line and further headers."""


def plain(_scope: Scope, status: int, line: str, headers: Mapping[str, str]) -> ASGIApp:
    """A refusal as people read it."""
    return PlainTextResponse(f"{line}\n", status_code=status, headers=dict(headers))


class Guard:
    """ASGI middleware before every route: refuses what must not come in, and sets the headers on all that goes out."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        local_only: bool,
        credentials: tuple[str, str] | None,
        limits: Mapping[str, int] | None = None,
        refusal: Refusal = plain,
    ) -> None:
        """Wrap `app`.

        Args:
            app: What comes after.
            local_only: Whether only LOCAL_HOSTS are taken as the request's host.
            credentials: User and password that every request must carry (HTTP Basic), or None for no password.
            limits: Longest request of single paths, in bytes; MAX_BODY_BYTES of all others.
            refusal: Makes the reply to what is refused.
        """
        self._app = app
        self._local_only = local_only
        self._credentials = credentials
        self._limits = limits or {}
        self._reply = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on; either way with the headers."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        answer: ASGIApp = refusal or self._app
        await answer(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        if self._local_only and _host_name(headers.get("host", "")) not in LOCAL_HOSTS:
            return self._reply(scope, 421, "This page answers on this machine only.", {})
        if self._credentials and not authorised(headers.get("authorization", ""), self._credentials):
            challenge = {"www-authenticate": 'Basic realm="Wenju", charset="UTF-8"'}
            return self._reply(scope, 401, "A user name and password are needed.", challenge)
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            limit = self._limits.get(scope["path"], MAX_BODY_BYTES)
            refused = _origin_refusal(scope["path"], headers) or _body_refusal(headers, limit)
            return self._reply(scope, *refused, {}) if refused else None
        return None


def _host_name(host: str) -> str:
    """The Host header without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _origin_refusal(path: str, headers: Headers) -> tuple[int, str] | None:
    """Another site must not make a reader's browser change anything here: browsers say who sends a request.

    gradio looks at the origin of its own requests.
    """
    if not path.startswith(PAGE_PATHS):
        return None
    site = headers.get("sec-fetch-site")
    origin = urlsplit(headers.get("origin", "")).netloc
    if site == "same-origin" or (site is None and origin and origin == headers.get("host")):
        return None
    return 403, "Only this page itself may ask for that."


def _body_refusal(headers: Headers, limit: int) -> tuple[int, str] | None:
    """A body without a length could be endless; browsers and HTTP clients state it. Without either there is none."""
    length = headers.get("content-length")
    if length is None and "transfer-encoding" not in headers:
        return None
    if length is None or not length.isdigit():
        return 411, "The request must state its length."
    if int(length) > limit:
        return 413, f"At most {limit} bytes are taken."
    return None


def authorised(authorization: str, credentials: tuple[str, str]) -> bool:
    """Whether an Authorization header (HTTP Basic) holds these credentials; compared in constant time."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        given = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    return secrets.compare_digest(given, ":".join(credentials).encode())
