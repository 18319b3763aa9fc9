from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.web.html import escape, external_link, isolate

PAYLOADS = [
    "<script>document.title='x'</script>",
    "<img src=http://evil.example/a.png onerror=alert(1)>",
    "![a](http://evil.example/a.png)",
    "[here](javascript:alert(1))",
    "<http://evil.example>",
    "**bold** _it_ `code` ~~gone~~ # head",
    "\n\n# heading\n\n* list\n\n    code",
    "$$\\href{javascript:alert(1)}{x}$$",
    "${alert(1)} {{constructor}} `",
    "&lt;b&gt; &#60;script&#62;",
    '" onmouseover="alert(1)',
    "</div></bdi><style>*{display:none}</style>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_stay_text(payload: str) -> None:
    shown = escape(payload)
    assert html.unescape(shown) == payload
    assert not re.search(r"[!-/:-@\[-`{-~\n\r\t]", re.sub(r"&#\d+;", "", shown))


@given(st.text())
def test_escape_shows_every_character(text: str) -> None:
    shown = escape(text)
    assert re.fullmatch(r"(?:&#\d+;|[^!-/:-@\[-`{-~\n\r\t])*", shown)
    back = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), shown)
    assert len(back) == len(text)
    assert all(here == there or here == "\ufffd" for here, there in zip(back, text, strict=True))


def test_what_html_cannot_carry_is_replaced_visibly() -> None:
    assert escape("a\x00b\x1bc\ud800d\x85") == "a\ufffdb\ufffdc\ufffdd\ufffd"


def test_isolate_keeps_bidi_controls_inside() -> None:
    assert isolate("a\u202eb") == "<bdi>a\u202eb</bdi>"


def test_link_out_shows_its_host_and_passes_nothing_on() -> None:
    link = external_link('https://news.example/?a=1&b="2', "Original")
    assert 'rel="noopener noreferrer nofollow"' in link
    assert 'target="_blank"' in link
    assert "news&#46;example</span>" in link
    assert 'href="https&#58;&#47;&#47;news&#46;example&#47;&#63;a&#61;1&#38;b&#61;&#34;2"' in link
    assert external_link("javascript:alert(1)", "Original") == ""
