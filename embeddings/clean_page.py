"""Where on a page the article stands."""

from __future__ import annotations

import re
from collections import defaultdict

from lxml import etree

from embeddings.clean_html import lines_of, parse, remove_furniture, report_markup, text_of
from embeddings.clean_meta import read_head, site_name
from embeddings.clean_types import Line, Log, Page, Stated

_WHOLE_PAGE = re.compile(r"<(?:html|body|head|!doctype)\b", re.IGNORECASE)
_BODY_NAMES = re.compile(
    r"article-?_?(?:content|body|text|main|detail)|(?:post|entry|news|story|detail|content)-?_?(?:content|body|text|main|txt)|artibody|art_?content|"
    r"rich_media_content|TRS_Editor|endText|ContentBody|js_content|text_?content|main-?_?content|rm_txt_con|zwcontent|article|artical|(?:^|\s)content(?:\s|$)",
    re.IGNORECASE,
)
_PARAGRAPH_CHARS = 20
_WHOLE_SHARE = 0.75
"""A container named like an article's body is believed if it holds this share of the page's prose."""
_HALF_SHARE = 0.5
_RIVAL_SHARE = 0.15
"""Or half of it (a news flash beside a long sidebar), if no other so named holds more than this."""
_LINKED_SHARE = 0.9
_ATTACHMENT = re.compile(r"附件|附：")


def read_html(text: str, path: str, log: Log) -> Page:
    """The lines of an HTML page or piece, and what its head states.

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
    """Without the lines before and after the article that are links and nothing else: menus, other articles."""
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
    """The element that holds the article: marked or named as such, else the one with the densest prose."""
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
    """Down from the body as long as one child holds nearly all of the prose."""
    element = body
    while True:
        child = max(element, key=lambda one: prose.get(one, 0), default=None)
        if child is None or prose.get(child, 0) < 0.9 * total or child.tag in {"p", "span", "font", "td"}:
            return element
        element = child
