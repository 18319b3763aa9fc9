"""Which of the addresses that articles name may be offered as links."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that HTML or JSON can't carry."""

_SCHEMES = {"http", "https"}

_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}:/|\b(?:javascript|data|mailto|tel|file):|\bwww\.|\]\s?\(|<[/!a-z]|&(?:#|lt;)"
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|cn|net|org|gov|edu|io|co|info|biz|top|xyz|cc|me|tv|app|dev|link|site|online"
    r"|example|invalid|test|onion|ru|uk|hk|tw)(?![a-z])"
)
"""What a text makes a link of, or leads out by: an address, Markdown, HTML, the name of a host."""


def has_link(text: str) -> bool:
    """Whether a text holds an address, Markdown or HTML that leads elsewhere, or the name of a host, in any width."""
    return _LINK.search(unicodedata.normalize("NFKC", text).lower()) is not None


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
