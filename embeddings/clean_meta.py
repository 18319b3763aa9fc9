"""What a page's head says of the article: og:, article: and meta tags, JSON-LD, <time>, canonical link."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from embeddings.clean_html import text_of
from embeddings.clean_types import Log, Stated

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
    """Title, date, publisher and address as the page's own markup gives them; the more specific place wins."""
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
    """The name of the site that shows the page: the publisher where nothing else says so."""
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
    """The only <h1>; a page with several uses them for something else."""
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
