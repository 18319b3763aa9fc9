"""Foreign text made safe for the page: the only way from an article, question or file name into HTML.

Gradio reads messages as Markdown and sanitises the result, which is not enough: 11 of 16 payloads still called a
foreign host. So every ASCII character that means something to Markdown, HTML, LaTeX or a template becomes a numeric
character reference, line breaks too (a blank line would end the HTML block and start Markdown again).
"""

from __future__ import annotations

import re

from qa.schema import UNPRINTABLE, host_of

_MEANINGFUL = re.compile(r"[\t\n\r!-/:-@\[-`{-~]")


def escape(text: str) -> str:
    """`text` as HTML that shows exactly it, safe as element content and inside a quoted attribute.

    Control characters and lone surrogates, which JSON or HTML can't carry, show as U+FFFD; nothing else changes.
    """
    visible = UNPRINTABLE.sub("\ufffd", text)
    return _MEANINGFUL.sub(lambda match: f"&#{ord(match[0])};", visible)


def isolate(text: str) -> str:
    """`text` escaped in an element of its own direction, so that bidi controls in it can't reorder what follows."""
    return f"<bdi>{escape(text)}</bdi>"


def external_link(url: str | None, text: str) -> str:
    """A link out of the page with its host shown, or nothing where the address is not a plain web address."""
    host = host_of(url)
    if url is None or host is None:
        return ""
    return (
        f'<a class="wj-original" href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">'
        f'{escape(text)}<span class="wj-host">{escape(host)}</span></a>'
    )


def page_buttons(page: int, pages: int, *, previous: str, position: str, following: str) -> str:
    """The buttons to the pages beside one, and between them where it stands, as HTML.

    Args:
        page: From 1.
        pages: In number.
        previous: What the first button says.
        position: What stands between them, a template of page and pages.
        following: What the second button says.
    """
    first, last = (" disabled" if at else "" for at in (page == 1, page == pages))
    return (
        f'<button type="button" class="wj-button" data-page="{page - 1}"{first}>{escape(previous)}</button>'
        f"<span>{escape(position.format(page=page, pages=pages))}</span>"
        f'<button type="button" class="wj-button" data-page="{page + 1}"{last}>{escape(following)}</button>'
    )
