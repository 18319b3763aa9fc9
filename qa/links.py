"""Which of the addresses that articles name may be offered as links."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that HTML or JSON can't carry."""

_SCHEMES = {"http", "https"}


def host_of(url: str | None) -> str | None:
    """The host that an article's link leads to, in ASCII form, or None where the link must not be offered.

    Only http and https are offered, and no link with a user name (http://bank.example@evil.example shows the first
    host and opens the second), blanks or control characters.
    """
    if not url or re.search(r"[\s\\]", url) or UNPRINTABLE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in _SCHEMES or not host or parts.username is not None:
            return None
        return host.encode("idna").decode("ascii")
    except ValueError:  # a broken IPv6 address, or a host that has no ASCII form (UnicodeError is a ValueError)
        return None
