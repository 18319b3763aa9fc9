"""Is a text HTML, and is its markup within bounds? Looked at before any parser sees it.

libxml2 drops text nested too deep without a word, and needs 47 s for one tag of 200,000 attributes (3 MB, measured);
everything else that was tried on it (3 MB of `<!--`, `<p>`, `<a x="`, `&`) took under 0.6 s. One
linear scan counts both.

HTML to lines. Parsed by lxml, within the bounds set below; never by html.parser, which is quadratic.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from lxml import etree

from embeddings.clean.types import Line, LineKind, Log
from embeddings.errors import InputRefusedError
from embeddings.reasons import IndexReason

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
    if len(text) > MAX_CHARS:
        raise InputRefusedError(IndexReason.HTML_TOO_LONG, {"limit": MAX_CHARS, "length": len(text), "path": path})
    count = count_markup(text)
    for counted, limit, reason in (
        (count.depth, MAX_DEPTH, IndexReason.HTML_TOO_DEEP),
        (count.attributes, MAX_ATTRIBUTES, IndexReason.HTML_ATTRIBUTES),
        (count.tags, MAX_TAGS, IndexReason.HTML_TAGS),
    ):
        if counted > limit:
            raise InputRefusedError(reason, {"limit": limit, "count": counted, "path": path})


_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
    }
    | {"nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "ul", "br"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NEVER_TEXT: dict[str, str] = {
    **dict.fromkeys(("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math"), "code"),
    **dict.fromkeys(("button", "select", "textarea", "input", "form", "dialog", "menu"), "form"),
    **dict.fromkeys(("nav", "footer"), "page_furniture"),
    **dict.fromkeys(("rt", "rp"), "reading_aid"),
    "figcaption": "caption",
    "title": "markup",
    "time": "credit_line",
}
_REASONS = {
    "code": "program text, not the article's",
    "form": "controls of the page",
    "page_furniture": "navigation, sharing, advertising or other articles",
    "reading_aid": "pronunciation set above a character",
    "caption": "belongs to a picture that is not shown",
    "hidden_paragraph": "hidden from readers (000, 004)",
    "markup": "not text",
    "credit_line": "the page's date",
}
_FURNITURE_WORDS = frozenset(
    {
        "share",
        "sharing",
        "social",
        "related",
        "relate",
        "recommend",
        "recommended",
        "hot",
        "hotnews",
        "comment",
        "comments",
    }
    | {
        "breadcrumb",
        "breadcrumbs",
        "crumb",
        "crumbs",
        "copyright",
        "disclaimer",
        "statement",
        "sidebar",
        "aside",
        "pager",
    }
    | {
        "pagination",
        "page-nav",
        "toolbar",
        "qrcode",
        "qr",
        "erweima",
        "ewm",
        "ad",
        "ads",
        "advert",
        "advertisement",
        "gg",
    }
    | {"guanggao", "tuijian", "xiangguan", "fenxiang", "pinglun", "mianze", "tags", "keywords", "prevnext", "backtop"}
    | {"gotop", "totop", "nav", "navbar", "menu", "footer", "foot", "subscribe", "newsletter", "download", "bshare"}
    | {"jiathis", "bdsharebuttonbox", "rank", "ranking", "topnav", "login", "popup", "modal"}
)
"""Words of a class or id (split at -, _ and capitals) that stand for furniture, if it holds under half the text."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_LONGEST_CELL = 80
_REPORTED_CHARS = 300
"""Program text is cut in the report after this many characters; text of the page never is."""


def parse(text: str, path: str) -> etree.Element:
    """The tree of a page or a piece of one.

    Raises:
        InputRefusedError: If the markup is out of bounds, or the parser gave up.
    """
    refuse_if_unbounded(text, path)
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root = etree.fromstring(f"<html>{text}" if "<html" not in text[:2000].lower() else text, parser)
    fatal = [
        entry.message for entry in parser.error_log if entry.level_name == "FATAL" and "RESOURCE" in entry.type_name
    ]
    if fatal:
        raise InputRefusedError(IndexReason.HTML_BROKEN, {"error": fatal[0], "path": path})
    if root is None:
        raise InputRefusedError(IndexReason.HTML_UNREADABLE, {"path": path})
    return root


def text_of(element: etree.Element) -> str:
    """All text below an element, spaces squeezed."""
    return " ".join("".join(element.itertext()).split())


def report_markup(text: str, log: Log) -> None:
    """One entry that says how many tags of which name were taken off."""
    names = Counter(name.lower() for name in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", text))
    comments = text.count("<!--")
    shown = [f"<{name}> × {count}" for name, count in sorted(names.items())]
    if comments:
        shown.append(f"<!-- --> × {comments}")
    if shown:
        log.remove("markup", ", ".join(shown), "HTML tags and comments are not text")


def remove_furniture(root: etree.Element, log: Log) -> None:
    """Take hidden, coded and furniture elements out of the tree; each goes to the log with its text."""
    total = len(text_of(root))
    doomed: list[tuple[etree.Element, str]] = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag == "img":
            shown = " ".join((element.get("alt") or element.get("src", "")).split())[:_REPORTED_CHARS]
            log.remove("image", shown or "<img>", "a picture; in 000 and 004 a stock chart")
        kind = _kind_of_furniture(element)
        if kind is None or element is root:
            continue
        if kind in {"page_furniture", "hidden_paragraph", "form"} and 2 * len(text_of(element)) > total:
            continue  # a page that wraps its article in <form>, or in class="has-comments"
        doomed.append((element, kind))
        walk.skip_subtree()
    for element, kind in doomed:
        _report(element, kind, log)
        _detach(element)


def _report(element: etree.Element, kind: str, log: Log) -> None:
    text = text_of(element)
    if kind == "code" and len(text) > _REPORTED_CHARS:
        text = f"{text[:_REPORTED_CHARS]}… ({len(text)} characters)"
    if not text and kind == "hidden_paragraph":
        text = etree.tostring(element, encoding="unicode", with_tail=False)[:_REPORTED_CHARS]
    if text:
        log.remove(kind, text, _REASONS[kind])


def _detach(element: etree.Element) -> None:
    """Remove an element, but not the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _kind_of_furniture(element: etree.Element) -> str | None:
    tag = str(element.tag)
    if tag == "time" and _inside(element, "p", "span", "td", "li", "figcaption"):
        return None  # a time that an article's sentence names
    if tag in _NEVER_TEXT:
        return _NEVER_TEXT[tag]
    if "hidden" in element.attrib or _HIDDEN_STYLE.search(element.get("style", "")):
        return "hidden_paragraph"
    if tag in {"body", "html", "main", "article", "head"}:
        return None
    name = f"{element.get('class', '')} {element.get('id', '')}"
    if len(name) > 1 and any(word.lower() in _FURNITURE_WORDS for word in _WORD.findall(name)):
        return "page_furniture"
    return None


class _LineWriter:
    """Collects runs of text until a block ends."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._chars = self._bold = self._linked = 0
        self.kind: LineKind = "paragraph"

    def add(self, text: str | None, *, bold: bool = False, linked: bool = False) -> None:
        if not text:
            return
        size = sum(not character.isspace() for character in text)
        self._pieces.append(text)
        self._chars += size
        self._bold += size * bold
        self._linked += size * linked

    def end(self) -> None:
        text = " ".join("".join(self._pieces).split())
        if self.kind == "row":
            text = text.strip(" |")
        if text:
            linked = self._linked / max(1, self._chars)
            self.lines.append(Line(text, self.kind, bold=self._bold == self._chars > 0, linked=linked))
        self._pieces.clear()
        self._chars = self._bold = self._linked = 0


def lines_of(root: etree.Element) -> list[Line]:
    """The text below `root`, one line for each block; rows of small tables become one line each."""
    writer = _LineWriter()
    bold = links = 0
    row: etree.Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        weight = _is_bold(element, tag)
        if event == "start":
            if row is None:
                row = _start_block(writer, element, tag)
            bold += weight
            links += tag == "a"
            writer.add(element.text, bold=bold > 0, linked=links > 0)
            continue
        bold -= weight
        links -= tag == "a"
        if element is row:
            row = None
            writer.end()
            writer.kind = "paragraph"
        elif row is not None:
            writer.add(" | " if tag in {"td", "th"} else " " if tag in _BLOCKS else None)
        elif tag in _BLOCKS:
            writer.end()
            writer.kind = "item" if tag != "li" and _inside(element, "li") else "paragraph"
        if element is not root:
            writer.add(element.tail, bold=bold > 0, linked=links > 0)
    writer.end()
    return writer.lines


def _start_block(writer: _LineWriter, element: etree.Element, tag: str) -> etree.Element | None:
    """End the line before a block; returns the element if it is a row to be written as one line."""
    if tag not in _BLOCKS:
        return None
    writer.end()
    if tag == "tr" and _is_short_row(element):
        writer.kind = "row"
        return element
    if tag in _HEADINGS:
        writer.kind = "heading"
    elif tag == "li":
        writer.kind = "item"
    return None


def _inside(element: etree.Element, *tags: str) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in tags


def _is_bold(element: etree.Element, tag: str) -> bool:
    return tag in {"b", "strong"} or bool(_BOLD_STYLE.search(element.get("style", "")))


def _is_short_row(row: etree.Element) -> bool:
    """Two or more short cells, and no table inside: not a table that only lays out the page."""
    cells = [child for child in row if child.tag in {"td", "th"}]
    return (
        len(cells) >= 2 and row.find(".//table") is None and all(len(text_of(cell)) <= _LONGEST_CELL for cell in cells)
    )
