"""Feeding through the whole: a hundred files, twenty of them bad; what is added, built, taken out and put back."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from embeddings.errors import InputRefusedError
from embeddings.intake import Offered
from qa.config import Settings
from qa.feed import Feed, limits_of
from qa.service import Assistant

if TYPE_CHECKING:
    from tests.conftest import MakeDocx, MakePdf, MakeZip

PLACES = "东港西山南湖北城中江上河下滩左岸右岭前村后庄"
GOOD = 80


def story(number: int) -> str:
    place = PLACES[number % 20] + PLACES[(number // 2 + 7) % 20]
    return f"{place}镇第{number}号仓库去年建成，总投资{1000 + number}万元，今年将安排{number + 3}人就业。"


def good_files(make_pdf: MakePdf, make_docx: MakeDocx, make_zip: MakeZip) -> dict[str, bytes]:
    """Eighty files of nine kinds, each with at least one story of its own."""
    files: dict[str, bytes] = {}
    for number in range(GOOD):
        text, title = story(number), f"第{number}号仓库建成"
        article = {"title": title, "text": text}
        csv = f"标题,正文\n{title},{text}\n".encode("gb18030")
        kinds = {
            "txt": text.encode("gb18030"),
            "md": f"---\ntitle: {title}\n---\n{text}".encode(),
            "html": f"<html><body><h1>{title}</h1><p>{text}</p></body></html>".encode(),
            "json": json.dumps(article).encode(),
            "jsonl": json.dumps(article, ensure_ascii=False).encode(),
            "csv": csv,
            "pdf": make_pdf([title, text]),
            "docx": make_docx(f"# {title}", text),
            "zip": make_zip({"篇.txt": text.encode()}),
        }
        suffix = list(kinds)[number % len(kinds)]
        files[f"好{number:02}.{suffix}"] = kinds[suffix]
    return files


def bad_files(
    folder: Path, make_pdf: MakePdf, make_docx: MakeDocx, make_zip: MakeZip
) -> dict[str, tuple[bytes | Path, str]]:
    """Twenty files by name, each with a part of the reason that it must be refused for."""
    pdf, word = make_pdf(["正文。"] * 40), make_docx("正文在此。" * 40)
    locked = io.BytesIO()
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("a.txt", "正文")
    marked = locked.getvalue().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    large = folder / "large.txt"
    with large.open("wb") as file:
        file.truncate(50 * 2**20)
    return {
        "截断.pdf": (pdf[: len(pdf) // 2], "cut short?"),
        "断头.pdf": (pdf[200:], "expected a PDF file; found another kind of file"),
        "密码.pdf": (make_pdf(["正文。"], password="geheim"), "found one with a password"),
        "扫描.pdf": (make_pdf([], []), "pages of pictures (a scan?)"),
        "空.pdf": (b"", "found an empty file"),
        "乱.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 9 + b"%%EOF", "found a broken one"),
        "截断.docx": (word[: len(word) // 2], "found a broken one"),
        "密码.docx": (b"\xd0\xcf\x11\xe0" + bytes(3000), "found an old Office file"),
        "表格.docx": (make_zip({"xl/workbook.xml": b"<a/>"}), "found another kind of archive"),
        "炸弹.zip": (make_zip({"a.txt": bytes(20_000_000)}), "(a bomb?)"),
        "密码.zip": (marked, "found one with a password"),
        "套娃.zip": (make_zip({"b.zip": make_zip({"c.txt": b"x"})}), "an archive in an archive"),
        "截断.zip": (make_zip({"a.txt": b"abc" * 99})[:60], "found a broken one"),
        "冒名.txt": (pdf, "found a PDF file"),
        "冒名.md": (word, "found a ZIP archive or Office file"),
        "程序.exe": (b"MZ", "found .exe, not an article format"),
        "空.txt": (b"", "found an empty file"),
        "零.txt": (bytes(5000), "found 5,000 zero bytes"),
        "五十兆.txt": (large, "expected at most 16,777,216 bytes; found 52,428,800"),
        "无正文.csv": ("标题,日期\n甲,2024\n".encode(), "names a column text"),
    }


def test_a_hundred_files_twenty_of_them_bad(
    tmp_path: Path, make_pdf: MakePdf, make_docx: MakeDocx, make_zip: MakeZip
) -> None:
    good, bad = good_files(make_pdf, make_docx, make_zip), bad_files(tmp_path, make_pdf, make_docx, make_zip)
    assert (len(good), len(bad)) == (80, 20)
    settings = Settings(index=tmp_path / "index", seeds=tmp_path / "seeds")
    assistant = Assistant.open(settings=settings, unusable_ok=True)
    feed = Feed(assistant)
    offered = [Offered(name, content) for name, content in (*good.items(), *((n, c) for n, (c, _) in bad.items()))]
    proposals = list(feed.propose(sorted(offered)))
    refused = {each.name: each.refused[0].reason for each in proposals if not each.new}
    assert {name for name, (_, reason) in bad.items() if reason not in refused.get(name, "")} == set()
    assert refused.keys() == bad.keys()
    assert all(" found " in reason for reason in refused.values())
    assert not settings.seeds.exists()

    added = feed.add(proposals)
    assert (len(added.written), len(added.left)) == (80, 20)
    report = assistant.rebuild()
    assert (report.documents, report.refused, report.duplicates) == (80, (), ())
    texts = {"".join(document.text.split()) for document in assistant.documents()}
    assert {story(number) for number in range(GOOD)} == {text[text.find(story_start(text)) :] for text in texts}
    assert [each.new for each in feed.propose([Offered(*next(iter(good.items())))])] == [0]


def story_start(text: str) -> str:
    at = text.index("镇第")
    return text[at - 2 :]


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    settings = Settings(index=tmp_path / "index", seeds=tmp_path / "seeds")
    feed = Feed(Assistant.open(settings=settings, unusable_ok=True))
    feed.add([feed.paste("东港仓库", story(1)), feed.paste("西山公路", story(2))])
    return feed


def test_what_is_pasted_and_taken_out_is_in_the_answers_after_a_rebuild(feed: Feed, tmp_path: Path) -> None:
    assistant = feed._assistant
    first = assistant.rebuild().generation
    assert sorted(document.source.title for document in assistant.documents()) == ["东港仓库", "西山公路"]
    path = next(each.source.path for each in assistant.documents() if each.source.title == "东港仓库")
    gone = feed.remove(path)
    assert feed.removed() == [gone]
    second = assistant.rebuild().generation
    assert [document.source.title for document in assistant.documents()] == ["西山公路"]
    assert [each.title for each in assistant.differences().removed] == ["东港仓库"]
    assert [each.id for each in assistant.generations() if each.current] == [second]
    assert assistant.rollback() == first
    assert len(assistant.documents()) == 2
    assert feed.restore(gone.id) == path
    assert feed.removed() == []
    assert assistant.rebuild().generation == first
    with pytest.raises(InputRefusedError, match="paste its text"):
        feed.paste("标题", "  ")


def test_questions_are_answered_while_a_build_is_cancelled(feed: Feed) -> None:
    assistant = feed._assistant
    first = assistant.rebuild().generation
    feed.add([feed.paste("南湖公园", story(3))])
    cancel, asked = threading.Event(), []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "chunk" and not cancel.is_set():
            asked.append(assistant.ask("西山公路的总投资是多少？").generation)
            cancel.set()

    with pytest.raises(Exception, match="found a cancel at the stage"):
        assistant.rebuild(progress=progress, cancel=cancel)
    assert asked == [first]
    assert assistant.generation == first


def test_limits_are_the_settings() -> None:
    limits = limits_of(Settings(feed_file_mib=1, feed_archive_mib=2, feed_total_mib=3, feed_files=4))
    assert limits == (2**20, 2 * 2**20, 3 * 2**20, 4)
