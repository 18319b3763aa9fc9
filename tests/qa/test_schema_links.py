from __future__ import annotations

import pytest

from qa.schema import has_link, host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://news.example/a?b=1", "news.example"),
        ("http://NEWS.example:8080/", "news.example"),
        ("https://新闻.example/", "xn--efvy88h.example"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//evil.example/", None),
        ("http:///nohost", None),
        ("http://bank.example@evil.example/", None),
        ("http://evil.example\\@bank.example/", None),
        ("https://a b.example/", None),
        ("https://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_only_plain_web_addresses_are_offered(url: str | None, host: str | None) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    "text",
    [
        "见 https://a.example/b",
        "ｈｔｔｐｓ：／／ａ．ｅｘａｍｐｌｅ",
        "www.a.example",
        "去 thepaper.cn 看",
        "[点此](a)",
        "<a href=x>",
        "javascript:alert(1)",
        "mailto:a@b",
    ],
)
def test_what_leads_elsewhere_is_a_link(text: str) -> None:
    assert has_link(text)


@pytest.mark.parametrize("text", ["增长3.5%，达U.S.标准", "a < b, 3:0", "时间：8:30", "The firm Co. Ltd. said so."])
def test_plain_text_is_none(text: str) -> None:
    assert not has_link(text)
