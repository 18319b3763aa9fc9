"""The words of all views: said in every language, with the same blanks."""

from __future__ import annotations

import string

import pytest

from qa.web import i18n
from qa.web.i18n import TONGUES, Phrase

MODULES = [i18n]
PHRASES = {
    f"{holder.__name__}.{name}": phrase
    for module in MODULES
    for holder in vars(module).values()
    if isinstance(holder, type) and holder.__module__ == module.__name__
    for name, phrase in vars(holder).items()
    if isinstance(phrase, Phrase)
} | {
    f"{module.__name__}.{name}.{key}": phrase
    for module in MODULES
    for name, table in vars(module).items()
    if isinstance(table, dict) and not name.startswith("_")
    for key, phrase in table.items()
    if isinstance(phrase, Phrase)
}

SIMPLIFIED_ONLY = set(
    "问题读标处证这还从档编码没写个类开关话报纸书网览选择应该无发时间显际线图议认记设识让请说谁语钟长门们"
)


@pytest.mark.parametrize("name", PHRASES)
def test_a_phrase_is_said_in_every_language_with_the_same_blanks(name: str) -> None:
    said = {tongue: PHRASES[name].of(tongue) for tongue in TONGUES}
    assert all(text.strip() for text in said.values())
    blanks = {tongue: {field for _, field, _, _ in string.Formatter().parse(said[tongue]) if field} for tongue in said}
    assert blanks["zh-CN"] == blanks["zh-TW"] == blanks["en"]
    assert SIMPLIFIED_ONLY & set(said["zh-TW"]) == set()


def test_the_views_have_words() -> None:
    assert {"AskWords.placeholder", "BuildWords.rebuild", "qa.web.i18n.STAGES.read"} <= PHRASES.keys()
