from __future__ import annotations

import string
from dataclasses import asdict

import pytest

from qa.web.texts import ALL, EN, negotiate


@pytest.mark.parametrize(
    ("header", "tongue"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh", "zh-CN"),
        ("zh-TW,zh;q=0.9", "zh-TW"),
        ("zh-HK", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"),
        ("zh-Hans-SG", "zh-CN"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,zh-TW;q=0.3,en;q=0.2", "zh-TW"),
        ("en;q=0.1, zh-CN;q=0.9", "zh-CN"),
        ("zh;q=high,en", "en"),
        ("zh;q=0, fr", "en"),
        ("fr", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_negotiate_follows_the_browser(header: str | None, tongue: str) -> None:
    assert negotiate(header).tongue == tongue


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("tongue", ["zh-CN", "zh-TW", "en"])
def test_every_language_says_everything_with_the_same_blanks(tongue: str) -> None:
    here, english = asdict(ALL[tongue]), asdict(EN)
    assert here["tongue"] == tongue
    assert here["stages"].keys() == english["stages"].keys() == {"read", "clean", "chunk", "encode", "index", "write"}
    for name in english.keys() - {"tongue", "stages"}:
        assert here[name].strip(), name
        assert _fields(here[name]) == _fields(english[name]), name


def test_traditional_texts_hold_no_simplified_characters() -> None:
    words = "".join(str(value) for value in asdict(ALL["zh-TW"]).values())
    assert set("问题读标处证这还从档编码没写个类开关") & set(words) == set()
