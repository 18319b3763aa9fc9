"""Files that can't be taken, as the page names the reason in each language."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from embeddings.ingest.intake import Added, Offered, add, propose
from embeddings.schema import BuildReport, CleaningSummary
from qa.web.feed import added, offer
from qa.web.versions import finished
from qa.words.page import BuildWords, FeedWords
from qa.words.program import refusal_text

FORMS = {"zh-CN": "需要.*；实际：.*。", "zh-TW": "需要.*；實際：.*。", "en": "expected .*; found .*"}


@pytest.mark.parametrize("language", FORMS)
def test_every_bad_file_is_shown_with_its_reason(bad_files: dict[str, tuple[bytes | Path, str]], language: str) -> None:
    proposals = list(propose([Offered(name, content) for name, (content, _) in bad_files.items()]))
    refused = [each for proposal in proposals for each in proposal.refused]
    assert len(refused) == 20
    for proposal in proposals:
        shown = html.unescape(offer(0, proposal, FeedWords(language)))
        for each in proposal.refused:
            line = refusal_text(each, language)
            assert re.fullmatch(FORMS[language], line), line
            assert line in shown


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh-CN", "需要新的文章；实际：与 港口; 一.txt 的正文相同；不必处理。"),
        ("zh-TW", "需要新的文章；實際：與 港口; 一.txt 的內文相同；不必處理。"),
        ("en", "expected a new article; found the text of 港口; 一.txt; nothing is to be done"),
    ],
)
def test_what_was_not_added_says_why(tmp_path: Path, language: str, line: str) -> None:
    text = "港口今年一季度的吞吐量为三千万吨。".encode()
    done = add(list(propose([Offered("港口; 一.txt", text), Offered("二.txt", text)])), tmp_path)
    assert [each.path for each in done.left] == ["二.txt"]
    assert line in html.unescape(added(Added(written=(), left=done.left), FeedWords(language)))


def test_the_report_of_a_build_says_why_in_the_readers_language() -> None:
    (proposal,) = propose([Offered("a.pdf", b"%PDF-1.7 cut")])
    summary = CleaningSummary(source_chars=9, kept_chars=9, removed={}, repaired={}, damaged={})
    report = BuildReport(
        generation="0" * 16, unchanged=False, documents=1, passages=1, reused_vectors=0, encoder="wenju",
        cleaning=summary, refused=proposal.refused, seconds=1.0,
    )  # fmt: skip
    read = BuildReport.model_validate_json(report.model_dump_json())
    markup = html.unescape(finished(read, BuildWords("zh-CN")))
    assert "需要完整的 PDF 文件；实际：没有结尾（被截断了？）；请重新获取。" in markup
