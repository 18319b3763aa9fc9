"""What stands between the network and the page: headers, host names, body size and the password."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
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

OWN_PATHS = "/wenju/"
"""Where our own routes lie, beside gradio's."""

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Host names of a page bound to this machine. A foreign name that resolves here is DNS rebinding."""


class Guard:
    """ASGI middleware before every route: refuses what must not come in, and sets the headers on all that goes out."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        local_only: bool,
        credentials: tuple[str, str] | None,
        limits: Mapping[str, int] | None = None,
    ) -> None:
        """Wrap `app`.

        Args:
            app: What comes after.
            local_only: Whether only LOCAL_HOSTS are taken as the request's host.
            credentials: User and password that every request must carry (HTTP Basic), or None for no password.
            limits: Longest request of single paths, in bytes; MAX_BODY_BYTES of all others.
        """
        self._app = app
        self._local_only = local_only
        self._credentials = credentials
        self._limits = limits or {}

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

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if self._local_only and _host_name(headers.get("host", "")) not in LOCAL_HOSTS:
            return PlainTextResponse("This page answers on this machine only.\n", status_code=421)
        if self._credentials and not authorised(headers.get("authorization", ""), self._credentials):
            challenge = {"www-authenticate": 'Basic realm="Wenju", charset="UTF-8"'}
            return PlainTextResponse("A user name and password are needed.\n", status_code=401, headers=challenge)
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            return _origin_refusal(scope["path"], headers) or _body_refusal(
                headers.get("content-length"), self._limits.get(scope["path"], MAX_BODY_BYTES)
            )
        return None


def _host_name(host: str) -> str:
    """The Host header without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


def _origin_refusal(path: str, headers: Headers) -> PlainTextResponse | None:
    """Another site must not make a reader's browser change anything here: browsers say who sends a request.

    gradio looks at the origin of its own requests.
    """
    if not path.startswith(OWN_PATHS):
        return None
    site = headers.get("sec-fetch-site")
    origin = urlsplit(headers.get("origin", "")).netloc
    if site == "same-origin" or (site is None and origin and origin == headers.get("host")):
        return None
    return PlainTextResponse("Only this page itself may ask for that.\n", status_code=403)


def _body_refusal(length: str | None, limit: int) -> PlainTextResponse | None:
    """A body without a length could be endless; browsers and HTTP clients state it."""
    if length is None or not length.isdigit():
        return PlainTextResponse("The request must state its length.\n", status_code=411)
    if int(length) > limit:
        return PlainTextResponse(f"At most {limit} bytes are taken.\n", status_code=413)
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
