"""Who may ask: pages of other sites change nothing, an address has a rate, a token is asked for where one is set."""

from __future__ import annotations

import base64
import binascii
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from embeddings.errors import WenjuError
from qa.config import ServerSettings
from qa.server.errors import ForeignError, OverloadedError, UnauthorisedError
from qa.server.limits import RETRY_SECONDS, Rates, UnderWay
from qa.server.problems import reply_to

OPEN = frozenset({"/health", "/ready"})
"""Paths that ask for no token and have no rate: what watches over the server knows none."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Access:
    """ASGI middleware before every route of the programs' doors."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: ServerSettings,
        credentials: tuple[str, str] | None,
        under_way: UnderWay,
    ) -> None:
        """Wrap `app`.

        Args:
            app: What comes after.
            settings: Token, rate and origins.
            credentials: User and password that are taken in the token's stead, or None.
            under_way: Says when no more is taken because the server ends.
        """
        self._app = app
        self._token = settings.token
        self._origins = frozenset(settings.origins)
        self._credentials = credentials
        self._rates = Rates(settings.requests_per_minute)
        self._under_way = under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on."""
        if scope["type"] == "http" and scope["path"] not in OPEN:
            try:
                self._check(scope, Headers(scope=scope))
            except WenjuError as error:
                await reply_to(scope["path"], error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        if scope["method"] not in SAFE_METHODS:
            self._check_site(headers)
        self._rates.take(scope["client"][0] if scope.get("client") else "")
        self._check_token(headers.get("authorization", ""))
        if self._under_way.closing:
            raise OverloadedError("a server that goes on", "one that ends", "ask again later", seconds=RETRY_SECONDS)

    def _check_site(self, headers: Headers) -> None:
        """Browsers say which page asks; programs don't.

        Raises:
            ForeignError: Another site's page asks.
        """
        origin = headers.get("origin")
        if origin in self._origins:
            return
        own = origin is None or urlsplit(origin).netloc == headers.get("host")
        if not own or headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            remedy = "ask from a program, or name the page's origin in WENJU_CORS_ORIGINS"
            raise ForeignError("a request of this page or of a program", origin or "another site's", remedy)

    def _check_token(self, authorization: str) -> None:
        if self._token is None and self._credentials is None:
            return
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() == "bearer" and self._token is not None and _same(given.strip(), self._token):
            return
        if scheme.lower() == "basic" and self._credentials is not None and _same_password(given, self._credentials):
            return
        expected = "the token of WENJU_TOKEN" if self._token is not None else "the user and password of WENJU_AUTH"
        found = "another one" if authorization else "none"
        remedy = "send Authorization: " + ("Bearer and the token" if self._token is not None else "Basic")
        raise UnauthorisedError(expected, found, remedy)


def _same(given: str, right: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogateescape"), right.encode())


def _same_password(given: str, credentials: tuple[str, str]) -> bool:
    try:
        decoded = base64.b64decode(given, validate=True)
    except binascii.Error:
        return False
    return secrets.compare_digest(decoded, ":".join(credentials).encode())
