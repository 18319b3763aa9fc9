from __future__ import annotations

import html
import re

from embeddings.errors import InputRefusedError
from embeddings.ingest.intake import Added, Offered, propose
from embeddings.schema import RefusedSeed
from qa.reasons import AnswerReason
from qa.web.feed import added, cleaned, offer, unstored
from qa.words.page import FeedWords

EN, ZH_CN = FeedWords("en"), FeedWords("zh-CN")
NASTY = "<img src=http://evil.example/a.png onerror=alert(1)>"
TEXT = "江城市发展改革委18日发布低空经济行动方案，提出到2027年产业规模突破300亿元。规?；?待核。"


def test_a_good_file_can_be_chosen_and_shows_what_cleaning_did() -> None:
    (found,) = propose([Offered(f"{NASTY}.txt", f"{NASTY}\n{TEXT}\n责任编辑：李小雨".encode())])
    markup = offer(4, found, ZH_CN)
    assert '<input type="checkbox" checked data-file="4"' in markup
    assert '<details data-file="4" data-article="0">' in markup
    text = html.unescape(re.sub("<[^>]*>", " ", markup))
    assert "新文章 1 篇" in text
    assert "署名行 1" in text
    assert "丢失的字（问号） 1" in text
    shown = cleaned(found.articles[0], EN)
    assert "Removed: 1" in html.unescape(shown)
    assert "Damaged: 1" in html.unescape(shown)
    assert "<img" not in markup + shown


def test_a_bad_file_says_why_and_cannot_be_chosen() -> None:
    (found,) = propose([Offered(f"{NASTY}.exe", b"MZ")])
    markup = offer(0, found, EN)
    assert "checkbox" not in markup
    assert "not an article format" in html.unescape(markup)
    assert "<img" not in markup + unstored(
        NASTY, InputRefusedError(AnswerReason.TOO_MANY_UPLOADS, {"limit": 1, "name": NASTY}), EN
    )


def test_lines_of_a_list_are_named_and_long_lists_cut() -> None:
    lines = [f'{{"text": "第{number}座桥今天通车，长{number}公里。"}}' for number in range(12)] + ["{}"] * 12
    (found,) = propose([Offered("a.jsonl", "\n".join(lines).encode())])
    text = html.unescape(offer(0, found, EN))
    assert "and 2 more" in text
    assert "<li>13: <bdi>" in text
    assert "<li>…</li>" in text


def test_what_was_not_added_is_told() -> None:
    done = Added(written=("a.txt", "b.txt"), left=(RefusedSeed(path=NASTY, reason="expected a new file; found one"),))
    markup = added(done, EN)
    assert "Files added: 2" in html.unescape(markup)
    assert "Not added: 1" in html.unescape(markup)
    assert "<img" not in markup
