"""Locate the article on an HTML page, and read the metadata in the page's head.

Metadata comes from og:, article: and other meta tags, JSON-LD, <time> and the canonical link.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from embeddings.clean.html import lines_of, parse, remove_furniture, report_markup, text_of
from embeddings.clean.types import Line, Log, Page, Stated

_DATE_NAMES = (
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish_date",
    "publish-date",
    "weibo:article:create_at",
    "parsely-pub-date",
    "dc.date",
    "date",
)
_PUBLISHER_NAMES = (
    "source",
    "contentsource",
    "mediaid",
    "og:article:source",
    "article:source",
    "dc.publisher",
    "publisher",
)
_SITE_NAMES = ("og:site_name", "application-name")
_TITLE_NAMES = ("og:title", "articletitle", "twitter:title")
_URL_NAMES = ("og:url",)
_ARTICLE_TYPES = re.compile(r"(?:News|Reportage|Analysis|Scholarly|Tech)?Article|BlogPosting|Report")
_MAX_JSON = 300_000
_SITE_TAIL = re.compile(r"\s*(?:[-_|｜—–]+|·)\s*([^-_|｜—–]{1,30})$")
_SITE_WORDS = re.compile(
    r"网|報|报|新闻|新聞|频道|頻道|资讯|资訊|财经|財經|之家|客户端|社$|台$|com|cn|News|Times|正文|首页"
)


def read_head(root: etree.Element, log: Log) -> Stated:
    """Title, date, publisher and address from the page's markup; the more specific place wins."""
    names = _meta_tags(root)
    linked = _json_ld(root, log)
    canonical = next((link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"), None)
    times = next((time.get("datetime") for time in root.iter("time") if time.get("datetime")), None)
    site = _first(names, _SITE_NAMES)
    return linked.or_else(
        Stated(
            title=_first(names, _TITLE_NAMES) or _headline(root) or _title_tag(root, site),
            published=_first(names, _DATE_NAMES) or times,
            publisher=_first(names, _PUBLISHER_NAMES),
            url=canonical or _first(names, _URL_NAMES),
        )
    )


def site_name(root: etree.Element) -> str | None:
    """The name of the page's site: the publisher if nothing else names one."""
    return _first(_meta_tags(root), _SITE_NAMES)


def _meta_tags(root: etree.Element) -> dict[str, str]:
    """Content by name; the first of a name wins."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = " ".join(element.get("content", "").split())
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _first(names: dict[str, str], wanted: tuple[str, ...]) -> str | None:
    return next((names[name] for name in wanted if name in names), None)


def _headline(root: etree.Element) -> str | None:
    """The text of the only <h1>; None for a page with several, which uses them for something else."""
    headlines = [text_of(element) for element in root.iter("h1")]
    headlines = [headline for headline in headlines if headline]
    return headlines[0] if len(headlines) == 1 else None


def _title_tag(root: etree.Element, site: str | None) -> str | None:
    """The <title> without the site's name at its end."""
    element = next(root.iter("title"), None)
    title = text_of(element) if element is not None else ""
    while match := _SITE_TAIL.search(title):
        if match.start() < 4 or not (match[1] == site or _SITE_WORDS.search(match[1])):
            break
        title = title[: match.start()]
    return title or None


def _json_ld(root: etree.Element, log: Log) -> Stated:
    stated = Stated()
    for element in root.iter("script"):
        text = element.text or ""
        if "ld+json" not in element.get("type", "") or len(text) > _MAX_JSON:
            continue
        try:
            loaded = json.loads(text)
        except (ValueError, RecursionError):
            log.warn("JSON-LD of the page can't be read: its date and publisher were not used")
            continue
        for item in _articles(loaded):
            stated = stated.or_else(
                Stated(
                    title=_text(item.get("headline")),
                    published=_text(item.get("datePublished") or item.get("pubDate")),
                    publisher=_text(item.get("publisher")) or _text(item.get("sourceOrganization")),
                    url=_text(item.get("url") or item.get("mainEntityOfPage")),
                )
            )
    return stated


def _articles(loaded: object) -> Iterator[dict[str, Any]]:
    """The objects of an article type, also inside lists and @graph."""
    waiting: list[object] = [loaded]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(cast("list[object]", value)))
        elif isinstance(value, dict):
            item = cast("dict[str, Any]", value)
            types = item.get("@type")
            names = cast("list[object]", types) if isinstance(types, list) else [types]
            if any(isinstance(name, str) and _ARTICLE_TYPES.fullmatch(name) for name in names):
                yield item
            elif "@graph" in item:
                waiting.append(item["@graph"])
            elif types is None and "pubDate" in item:  # Baidu's own form: no @type, pubDate and title
                yield item


def _text(value: object) -> str | None:
    """A text, or the name or address of an object."""
    if isinstance(value, list):
        items = cast("list[object]", value)
        return _text(items[0]) if items else None
    if isinstance(value, dict):
        item = cast("dict[str, object]", value)
        return _text(item.get("name") or item.get("@id"))
    if isinstance(value, str | int) and not isinstance(value, bool):
        return " ".join(str(value).split()) or None
    return None


_WHOLE_PAGE = re.compile(r"<(?:html|body|head|!doctype)\b", re.IGNORECASE)
_BODY_NAMES = re.compile(
    r"article-?_?(?:content|body|text|main|detail)|(?:post|entry|news|story|detail|content)-?_?(?:content|body|text|main|txt)|artibody|art_?content|"
    r"rich_media_content|TRS_Editor|endText|ContentBody|js_content|text_?content|main-?_?content|rm_txt_con|zwcontent|article|artical|(?:^|\s)content(?:\s|$)",
    re.IGNORECASE,
)
_PARAGRAPH_CHARS = 20
_WHOLE_SHARE = 0.75
"""A container named like an article's body is accepted if it holds this share of the page's prose."""
_HALF_SHARE = 0.5
_RIVAL_SHARE = 0.15
"""With half that share (a news flash next to a long sidebar) too, if no other such container holds more than this."""
_LINKED_SHARE = 0.9
_ATTACHMENT = re.compile(r"附件|附：")


def read_html(text: str, path: str, log: Log) -> Page:
    """The lines of an HTML page or fragment, and the metadata of its head.

    On a whole page only the article's container is kept; the text around it is reported as page_furniture.
    """
    report_markup(text, log)
    root = parse(text, path)
    if not _WHOLE_PAGE.search(text[:20_000]):
        remove_furniture(root, log)
        return Page(lines_of(root))
    stated = read_head(root, log)
    site = Stated(publisher=site_name(root))
    body = next(root.iter("body"), root)
    remove_furniture(body, log)
    container = find_container(body)
    around: list[Line] = []
    if container is not body:
        inside = lines_of(container)
        around = _lines_outside(body, container)
        for line in around:
            if line.text != stated.title:
                log.remove("page_furniture", line.text, "outside the article on its page")
    else:
        inside = lines_of(body)
    return Page(_without_linked_edges(inside, log), stated, tuple(around), site)


def _without_linked_edges(lines: list[Line], log: Log) -> list[Line]:
    """Remove lines before and after the article that consist of links only, such as menus."""
    linked = [line.linked >= _LINKED_SHARE and not _ATTACHMENT.match(line.text) for line in lines]
    if all(linked):
        return lines
    start = linked.index(False)
    end = len(lines) - linked[::-1].index(False)
    for line in (*lines[:start], *lines[end:]):
        log.remove("page_furniture", line.text, "a link at the edge of the article")
    return lines[start:end]


def _lines_outside(body: etree.Element, container: etree.Element) -> list[Line]:
    placeholder = etree.Element("p")
    placeholder.tail = container.tail
    parent = container.getparent()
    if parent is None:
        return []
    parent.replace(container, placeholder)
    return lines_of(body)


def find_container(body: etree.Element) -> etree.Element:
    """The element that holds the article: the one marked or named so, else the one with the densest prose."""
    prose = _prose_by_element(body)
    total = prose[body]
    if not total:
        return body
    marked = [element for element in prose if _is_marked(element) and prose[element] >= _RIVAL_SHARE * total]
    whole = [element for element in marked if prose[element] >= _WHOLE_SHARE * total]
    if whole:
        return min(whole, key=lambda element: (prose[element] < total, len(text_of(element))))
    half = [element for element in marked if prose[element] >= _HALF_SHARE * total]
    chosen = min(half, key=lambda element: len(text_of(element)), default=None)
    if chosen is not None and all(_is_within(element, chosen) or _is_within(chosen, element) for element in marked):
        return chosen
    return _densest(body, prose, total)


def _is_within(inner: etree.Element, outer: etree.Element) -> bool:
    element: etree.Element | None = inner
    while element is not None and element is not outer:
        element = element.getparent()
    return element is outer


def _is_marked(element: etree.Element) -> bool:
    name = f"{element.get('id', '')} {element.get('class', '')}"
    return element.tag == "article" or element.get("itemprop") == "articleBody" or bool(_BODY_NAMES.search(name))


def _prose_by_element(body: etree.Element) -> dict[etree.Element, int]:
    """Characters of prose below each element: text of 20 characters or more that is not in a link."""
    prose: dict[etree.Element, int] = defaultdict(int)
    in_link = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        in_link += (element.tag == "a") * (1 if event == "start" else -1)
        text, owner = (element.text, element) if event == "start" else (element.tail, element.getparent())
        if event == "end" and element is body:
            break
        size = len(text.strip()) if text else 0
        if in_link or size < _PARAGRAPH_CHARS:
            continue
        while owner is not None:
            prose[owner] += size
            if owner is body:
                break
            owner = owner.getparent()
    return prose


def _densest(body: etree.Element, prose: dict[etree.Element, int], total: int) -> etree.Element:
    """Descend from the body as long as one child holds nearly all of the prose."""
    element = body
    while True:
        child = max(element, key=lambda one: prose.get(one, 0), default=None)
        if child is None or prose.get(child, 0) < 0.9 * total or child.tag in {"p", "span", "font", "td"}:
            return element
        element = child
