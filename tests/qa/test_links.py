from __future__ import annotations

import pytest

from qa.links import host_of


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
