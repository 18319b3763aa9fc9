from __future__ import annotations

import html
import threading
from typing import TYPE_CHECKING

import pytest

from embeddings.errors import InputRefusedError
from embeddings.reasons import IndexReason
from embeddings.schema import BuildReport, Progress
from qa.assistant.rebuild import Building, Stage
from qa.web.versions import failed, finished, running, watch
from qa.words.page import BuildWords

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk

EN = BuildWords("en")
ZH_CN = BuildWords("zh-CN")


def test_watch_gives_the_newest_stage_then_the_report(desk: ScriptedDesk) -> None:
    shown = threading.Event()

    def slow(
        *, progress: Progress | None = None, cancel: threading.Event | None = None, confirm: bool = False
    ) -> BuildReport:
        assert progress is not None
        progress("read", 1, 5)
        progress("encode", 2, 5)
        assert shown.wait(10)
        return desk.rebuild()

    seen: list[object] = []
    for step in watch(Building(slow)):
        seen.append(step)
        shown.set()
    assert seen == [Stage("encode", 2, 5), desk.rebuild()]


def test_watch_passes_the_reason_on(desk: ScriptedDesk) -> None:
    desk.rebuild_error = InputRefusedError(IndexReason.NO_SEEDS, {"folder": "seeds", "suffixes": ".txt"})
    with pytest.raises(InputRefusedError, match="found none"):
        list(watch(desk.building))


def test_progress_has_stage_counts_and_bar() -> None:
    markup = running(Stage("encode", 3, 10), ZH_CN)
    assert "正在重建：编码" in html.unescape(markup)
    assert "3 / 10" in html.unescape(markup)
    assert '<progress max="10" value="3">' in markup
    assert "<progress></progress>" in running(None, EN)
    assert "a&#60;b" in running(Stage("a<b", 0, 0), EN)


def test_report_lists_refused_files_and_duplicates(desk: ScriptedDesk) -> None:
    markup = finished(desk.rebuild(), ZH_CN)
    text = html.unescape(markup)
    assert "索引已更新：1 篇文章，2 段，用时 0.2 秒" in text
    assert "未收录 1 个文件" in text
    assert "<bdi>坏<b>.jsonl</bdi> 第 3 行<span><bdi>not JSON</bdi></span>" in text
    assert "<b>.jsonl" not in markup
    assert "<bdi>副本.txt</bdi><span>保留的是 <bdi>港口.txt</bdi></span>" in text
    assert 'id="built-g2"' in markup


def test_failure_is_one_line_and_says_that_nothing_is_lost() -> None:
    markup = html.unescape(
        failed(InputRefusedError(IndexReason.NO_SEEDS, {"folder": "seeds", "suffixes": ".txt"}), ZH_CN)
    )
    assert "原来的索引照常使用" in markup
    assert "需要至少一篇文章；实际：seeds 里没有；请加入 .txt 文件。" in markup
