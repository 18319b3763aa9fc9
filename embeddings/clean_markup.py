"""Is a text HTML, and is its markup within bounds? Looked at before any parser sees it.

libxml2 drops text nested too deep without a word, and needs 47 s for one tag of 200,000 attributes (3 MB, measured);
everything else that was tried on it (3 MB of `<!--`, `<p>`, `<a x="`, `&`) took under 0.6 s. One
linear scan counts both.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from embeddings.errors import InputRefusedError

MAX_CHARS = 3_000_000
MAX_DEPTH = 200
MAX_ATTRIBUTES = 500
MAX_TAGS = 200_000

_KNOWN_TAG = re.compile(
    r"<(/?)(?:html|head|body|article|section|div|p|span|br|img|a|strong|b|em|i|u|h[1-6]|ul|ol|li|table|tr|td|font|"
    r"center|blockquote|figure|script|style|meta|link|iframe|video)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TAG_START = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:-]*)")
_ATTRIBUTE = re.compile(r"""[\s/]*[^\s/>=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|(?!["'])[^\s>]*))?""")
_TAG_END = re.compile(r"[\s/=]*>")
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_VOID = frozenset({
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "param",
    "source",
    "track",
    "wbr",
})
_SELF_CLOSED = frozenset(
    {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"}
    | {"html", "head", "body"}
)
"""Tags whose end may be left out: the parser closes them itself, so they nest only through others."""


class MarkupCount(NamedTuple):
    """The size of a text's markup."""

    tags: int
    depth: int
    attributes: int
    """Most attributes of one tag."""


def looks_like_html(text: str) -> bool:
    """Whether a text holds HTML: two known tags, or one closing tag. 000, 001 and 004 are .txt files that do."""
    return any(match[1] or count == 2 for count, match in enumerate(_KNOWN_TAG.finditer(text), start=1))


def count_markup(text: str) -> MarkupCount:
    """Count tags, nesting and attributes the way a parser would meet them; linear in the text's length."""
    tags = depth = deepest = most = position = 0
    while match := _TAG_START.search(text, position):
        position = match.end()
        if match[0] == "<!--":
            end = text.find("-->", position)
            position = len(text) if end < 0 else end + 3
            continue
        tags += 1
        name = match[2].lower()
        position, attributes = _attributes(text, position)
        most = max(most, attributes)
        if match[1]:
            depth -= name not in _VOID and name not in _SELF_CLOSED and depth > 0
        elif name in _RAW_TEXT:
            end = re.compile(f"</{name}", re.IGNORECASE).search(text, position)
            position = len(text) if end is None else end.start()
        elif name not in _VOID and name not in _SELF_CLOSED and text[position - 2 : position] != "/>":
            depth += 1
            deepest = max(deepest, depth)
    return MarkupCount(tags, deepest, most)


def _attributes(text: str, position: int) -> tuple[int, int]:
    """Where the tag ends, and how many attributes it has; an unclosed quote runs to the end of the text."""
    count = 0
    while not (end := _TAG_END.match(text, position)):
        attribute = _ATTRIBUTE.match(text, position)
        if attribute is None:
            return len(text), count
        position = attribute.end()
        count += 1
        if count > MAX_ATTRIBUTES:
            return len(text), count
        if position < len(text) and text[position] == "=":  # what is left of an unclosed quote
            return len(text), count
    return end.end(), count


def refuse_if_unbounded(text: str, path: str) -> None:
    """Refuse markup that a parser would drop text of or take minutes over.

    Raises:
        InputRefusedError: If one of the bounds at the top of this file is passed.
    """
    remedy = f"save {path} as plain text, or cut it into smaller articles"
    if len(text) > MAX_CHARS:
        raise InputRefusedError(f"a page of at most {MAX_CHARS:,} characters", f"{len(text):,}", remedy)
    count = count_markup(text)
    for found, bound, what in (
        (count.depth, MAX_DEPTH, "levels of nesting"),
        (count.attributes, MAX_ATTRIBUTES, "attributes in one tag"),
        (count.tags, MAX_TAGS, "tags"),
    ):
        if found > bound:
            raise InputRefusedError(f"HTML of at most {bound:,} {what}", f"{found:,} in {path}", remedy)
