"""The three languages of the page: a phrase in each of them, and which one a browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, overload

from starlette.requests import cookie_parser

Tongue = Literal["zh-CN", "zh-TW", "en"]
"""A language of the page."""

TONGUES: tuple[Tongue, ...] = ("zh-CN", "zh-TW", "en")

HTML_LANG: dict[Tongue, str] = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "en": "en"}
"""The lang attribute of each, by which the browser picks the right glyphs."""

OWN_NAME: dict[Tongue, str] = {"zh-CN": "简体", "zh-TW": "繁體", "en": "English"}
"""What each calls itself."""

COOKIE = "wenju_language"
"""Holds the language that a reader chose; without it the page follows the browser."""


class Phrase:
    """One thing that the page says, in its three languages; as an attribute of Words, the text in theirs."""

    __slots__ = ("_said",)

    def __init__(self, hans: str, hant: str, en: str) -> None:
        """A phrase; one with {…} is a template for `str.format`, with the same blanks in each language."""
        self._said: dict[Tongue, str] = {"zh-CN": hans, "zh-TW": hant, "en": en}

    def of(self, tongue: Tongue) -> str:
        """The phrase in one language."""
        return self._said[tongue]

    @overload
    def __get__(self, words: None, owner: type[Words]) -> Phrase: ...

    @overload
    def __get__(self, words: Words, owner: type[Words]) -> str: ...

    def __get__(self, words: Words | None, owner: type[Words]) -> Phrase | str:
        return self if words is None else self._said[words.tongue]


@dataclass(frozen=True)
class Words:
    """What a view says, in one language; its subclasses hold the phrases, one class a view."""

    tongue: Tongue


BROWSER_LOCALES: dict[str, Tongue] = {
    "en": "en",
    "zh": "zh-CN",
    "zh-CN": "zh-CN",
    "zh-SG": "zh-CN",
    "zh-Hans": "zh-CN",
    "zh-TW": "zh-TW",
    "zh-HK": "zh-TW",
    "zh-MO": "zh-TW",
    "zh-Hant": "zh-TW",
}
"""The page's language for each locale that browsers send; other Chinese ones follow "zh", everything else English."""

_BY_LOWER: dict[str, Tongue] = {locale.lower(): tongue for locale, tongue in BROWSER_LOCALES.items()}


def _tongue_of(locale: str) -> Tongue | None:
    parts = locale.lower().split("-")
    while parts:
        tongue = _BY_LOWER.get("-".join(parts))
        if tongue:
            return tongue
        parts.pop()
    return None


def _weight(item: str) -> tuple[str, float]:
    locale, _, quality = item.partition(";")
    number = quality.strip().removeprefix("q=")
    try:
        return locale.strip(), float(number) if number else 1.0
    except ValueError:
        return locale.strip(), 0.0


def negotiate(accept_language: str | None, chosen: str | None = None) -> Tongue:
    """The language to speak: the chosen one, else the best of an Accept-Language header, else English.

    Args:
        accept_language: The header as sent; None where the browser sent none. A part that can't be read, or of
            quality 0, does not count.
        chosen: The cookie's value; anything that is no language of the page does not count.
    """
    if chosen in TONGUES:
        return chosen
    wanted = sorted((_weight(item) for item in (accept_language or "").split(",")[:20]), key=lambda pair: -pair[1])
    for locale, weight in wanted:
        tongue = _tongue_of(locale) if weight > 0 else None  # q=0 says: not this one
        if tongue:
            return tongue
    return "en"


def spoken(headers: Mapping[str, str]) -> Tongue:
    """The language to answer a request in, by its headers (names in lower case)."""
    chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    return negotiate(headers.get("accept-language"), chosen)
