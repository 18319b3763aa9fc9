"""Foreign text made safe for the page: the only way from an article, question or file name into HTML.

Gradio reads messages as Markdown and sanitises the result, which is not enough: 11 of 16 payloads still called a
foreign host. So every ASCII character that means something to Markdown, HTML, LaTeX or a template becomes a numeric
character reference, line breaks too (a blank line would end the HTML block and start Markdown again).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_MEANINGFUL = re.compile(r"[\t\n\r!-/:-@\[-`{-~]")
_SCHEMES = {"http", "https"}


def escape(text: str) -> str:
    """`text` as HTML that shows exactly it, safe as element content and inside a quoted attribute.

    Control characters and lone surrogates, which JSON or HTML can't carry, show as U+FFFD; nothing else changes.
    """
    visible = _UNPRINTABLE.sub("\ufffd", text)
    return _MEANINGFUL.sub(lambda match: f"&#{ord(match[0])};", visible)


def isolate(text: str) -> str:
    """`text` escaped in an element of its own direction, so that bidi controls in it can't reorder what follows."""
    return f"<bdi>{escape(text)}</bdi>"


def host_of(url: str | None) -> str | None:
    """The host that an article's link leads to, in ASCII form, or None where the link must not be offered.

    Only http and https are offered, and no link with a user name (http://bank.example@evil.example shows the first
    host and opens the second), blanks or control characters.
    """
    if not url or re.search(r"[\s\\]", url) or _UNPRINTABLE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in _SCHEMES or not host or parts.username is not None:
            return None
        return host.encode("idna").decode("ascii")
    except ValueError:  # a broken IPv6 address, or a host that has no ASCII form (UnicodeError is a ValueError)
        return None


def external_link(url: str | None, text: str) -> str:
    """A link out of the page with its host shown, or nothing where the address is not a plain web address."""
    host = host_of(url)
    if url is None or host is None:
        return ""
    return (
        f'<a class="wj-original" href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">'
        f'{escape(text)}<span class="wj-host">{escape(host)}</span></a>'
    )
