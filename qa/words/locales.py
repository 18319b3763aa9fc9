"""The languages of the page's and the program's words: one row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A language that words exist in."""

    code: str
    """As the page's cookie and address hold it."""
    file: str
    """Its words, in this folder."""
    html: str
    """The lang attribute, by which a browser picks the right glyphs."""
    name: str
    """What it calls itself."""
    script: str
    """The script of a question that is answered in it, as `qa.answer.phrases.script` names it; "" for none."""
    browsers: tuple[str, ...]
    """The locales that browsers send for it."""


LOCALES: tuple[Locale, ...] = (
    Locale(
        code="zh-CN",
        file="zh_hans.toml",
        html="zh-Hans",
        name="简体",
        script="zh",
        browsers=("zh", "zh-CN", "zh-SG", "zh-Hans"),
    ),
    Locale(
        code="zh-TW",
        file="zh_hant.toml",
        html="zh-Hant",
        name="繁體",
        script="zh-Hant",
        browsers=("zh-TW", "zh-HK", "zh-MO", "zh-Hant"),
    ),
    Locale(code="en", file="en.toml", html="en", name="English", script="en", browsers=("en",)),
)
"""In the order in which the page offers them. Another language is one row here and one file."""

FILES: dict[str, str] = {key: each.file for each in LOCALES for key in (each.code, each.script) if key}
"""The file of words for each code of the page and each script of a question."""
