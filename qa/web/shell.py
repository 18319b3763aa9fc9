"""The header of the page: its name, its views, the language and the theme."""

from __future__ import annotations

from qa.web.markup import escape
from qa.web.tongue import HTML_LANG, OWN_NAME, TONGUES, Tongue
from qa.web.views import VIEWS
from qa.web.words.shell import ShellWords


def shell(tongue: Tongue) -> str:
    """The header's content; the script puts it into the page and marks the view that is open."""
    words = ShellWords(tongue)
    themes = (("auto", words.theme_auto), ("light", words.theme_light), ("dark", words.theme_dark))
    return (
        f'<a class="wj-skip" href="#question">{escape(words.skip)}</a>'
        '<h1 class="wj-brand"><a href="#/ask"><b lang="zh-Hans">问据</b> <span>Wenju</span></a></h1>'
        f'<p class="wj-tagline">{escape(words.tagline)}</p>{_views(words)}'
        f'<div class="wj-switches">{_languages(words)}{_choice("wj-theme", words.theme, themes)}</div>'
    )


def _views(words: ShellWords) -> str:
    if len(VIEWS) < 2:
        return '<div class="wj-views"></div>'
    links = "".join(f'<li><a href="#/{view.name}">{escape(view.title(words.tongue))}</a></li>' for view in VIEWS)
    return f'<nav class="wj-views" aria-label="{escape(words.views)}"><ul class="wj-plain">{links}</ul></nav>'


def _languages(words: ShellWords) -> str:
    options = "".join(
        f'<option value="{tongue}" lang="{HTML_LANG[tongue]}"{" selected" if tongue == words.tongue else ""}>'
        f"{OWN_NAME[tongue]}</option>"
        for tongue in TONGUES
    )
    return f'<select id="wj-language" aria-label="{escape(words.language)}">{options}</select>'


def _choice(name: str, label: str, options: tuple[tuple[str, str], ...]) -> str:
    rows = "".join(f'<option value="{value}">{escape(said)}</option>' for value, said in options)
    return f'<select id="{name}" aria-label="{escape(label)}">{rows}</select>'
