from __future__ import annotations

import pytest

from qa.web.i18n import negotiate


@pytest.mark.parametrize(
    ("header", "language"),
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
def test_negotiate_follows_the_browser(header: str | None, language: str) -> None:
    assert negotiate(header) == language


def test_what_a_reader_chose_comes_before_the_browser() -> None:
    assert negotiate("en", "zh-TW") == "zh-TW"
    assert negotiate("en", "fr") == "en"
    assert negotiate(None, "") == "en"
