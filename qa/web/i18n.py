"""The languages of the page, and which one a browser asks for; the words themselves are in qa.words."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import cookie_parser

from qa.words.load import LOCALES

Language = str
"""The code of a language of the page."""

LANGUAGES: tuple[Language, ...] = tuple(each.code for each in LOCALES)

HTML_LANG: dict[Language, str] = {each.code: each.html for each in LOCALES}
"""The lang attribute of each, by which the browser picks the right glyphs."""

LANGUAGE_NAMES: dict[Language, str] = {each.code: each.name for each in LOCALES}
"""What each calls itself."""

COOKIE = "wenju_language"
"""Holds the language that a reader chose; without it the page follows the browser."""

BROWSER_LOCALES: dict[str, Language] = {browser: each.code for each in LOCALES for browser in each.browsers}
"""The page's language for each locale that browsers send; other Chinese ones follow "zh", everything else English."""

_BY_LOWER: dict[str, Language] = {browser.lower(): language for browser, language in BROWSER_LOCALES.items()}


def _language_of(locale: str) -> Language | None:
    parts = locale.lower().split("-")
    while parts:
        language = _BY_LOWER.get("-".join(parts))
        if language:
            return language
        parts.pop()
    return None


def _weight(item: str) -> tuple[str, float]:
    locale, _, quality = item.partition(";")
    number = quality.strip().removeprefix("q=")
    try:
        return locale.strip(), float(number) if number else 1.0
    except ValueError:
        return locale.strip(), 0.0


def negotiate(accept_language: str | None, chosen: str | None = None) -> Language:
    """The language to speak: the chosen one, else the best of an Accept-Language header, else English.

    Args:
        accept_language: The header as sent; None where the browser sent none. A part that can't be read, or of
            quality 0, does not count.
        chosen: The cookie's value; anything that is no language of the page does not count.
    """
    if chosen in LANGUAGES:
        return chosen
    wanted = sorted((_weight(item) for item in (accept_language or "").split(",")[:20]), key=lambda pair: -pair[1])
    for locale, weight in wanted:
        language = _language_of(locale) if weight > 0 else None  # q=0 says: not this one
        if language:
            return language
    return "en"


def spoken(headers: Mapping[str, str]) -> Language:
    """The language to answer a request in, by its headers (names in lower case)."""
    chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    return negotiate(headers.get("accept-language"), chosen)
