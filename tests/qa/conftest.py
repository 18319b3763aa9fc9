"""What the tests of feeding share, in Python and on the page: eighty good files and twenty bad ones."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import MakeDocx, MakePdf, MakeZip

PLACES = "东港西山南湖北城中江上河下滩左岸右岭前村后庄"
GOOD = 80


def _story(number: int) -> str:
    place = PLACES[number % 20] + PLACES[(number // 2 + 7) % 20]
    return f"{place}镇第{number}号仓库去年建成，总投资{1000 + number}万元，今年将安排{number + 3}人就业。"


@pytest.fixture(scope="session")
def story() -> Callable[[int], str]:
    """A short article by its number; no two are alike."""
    return _story


@pytest.fixture(scope="session")
def good_files(make_pdf: MakePdf, make_docx: MakeDocx, make_zip: MakeZip) -> dict[str, bytes]:
    """Eighty files of nine kinds, each with at least one story of its own."""
    files: dict[str, bytes] = {}
    for number in range(GOOD):
        text, title = _story(number), f"第{number}号仓库建成"
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


@pytest.fixture
def bad_files(
    tmp_path: Path, make_pdf: MakePdf, make_docx: MakeDocx, make_zip: MakeZip
) -> dict[str, tuple[bytes | Path, str]]:
    """Twenty files by name, each with a part of the reason that it must be refused for."""
    pdf, word = make_pdf(["正文。"] * 40), make_docx("正文在此。" * 40)
    locked = io.BytesIO()
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("a.txt", "正文")
    marked = locked.getvalue().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    large = tmp_path / "large.txt"
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
