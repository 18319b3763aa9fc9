from __future__ import annotations

import html
from datetime import UTC, datetime

from embeddings.store.catalogue import Difference, Differences
from embeddings.store.generations import GenerationSummary
from qa.web.versions import compared, question, versions
from qa.words.page import VersionWords

EN = VersionWords("en")


def summary(name: str, *, current: bool = False) -> GenerationSummary:
    return GenerationSummary(
        id=name * 16,
        current=current,
        committed=datetime(2026, 11, 21, 8, 5, tzinfo=UTC),
        documents=1234,
        passages=5678,
        encoder="wenju",
        bytes=3 * 2**20,
    )


def test_the_one_in_use_is_marked_and_the_others_can_be_gone_back_to() -> None:
    markup = versions([summary("c"), summary("b", current=True), summary("a")], EN)
    assert markup.count("data-generation=") == 2
    assert "2026-11-21 08:05:00 UTC" in html.unescape(markup)
    assert "1,234" in markup
    old, new = markup.split('<select name="new">')
    assert f'<option value="{"a" * 16}" selected>' in old
    assert f'<option value="{"b" * 16}" selected>' in new


def test_one_alone_is_not_compared_and_none_is_said() -> None:
    assert "feed-compare" not in versions([summary("a", current=True)], EN)
    assert "no version yet" in versions([], EN)
    assert 'value="yes"' in question(EN)


def test_differences_are_listed_and_escaped() -> None:
    one = Difference(path="a<b>.txt", title="<i>题", doc_id="0" * 16)
    found = Differences(
        old="a",
        new="b",
        added=(one,) * 120,
        removed=(one,),
        changed=(),
        moved=(one.model_copy(update={"was": "旧<u>"}),),
        unchanged=7,
    )
    markup = compared(found, EN)
    text = html.unescape(markup)
    assert ("Added: 120" in text, "Removed: 1" in text, "Moved: 1" in text, "Alike: 7" in text) == (True,) * 4
    assert "Changed" not in text
    assert markup.count('href="#doc-') == 101
    assert not {"<b>", "<i>", "<u>"} & set(markup.split())
    assert "旧<u>" in text
    assert "<u>" not in markup
