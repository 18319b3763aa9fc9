"""The parsers of the child, called here without a process of their own: how files break, and what is refused."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from embeddings.ingest import extract_child as module
from embeddings.ingest.extract_child import RefusedError, read_docx, read_pdf, serve
from embeddings.reasons import Cause

if TYPE_CHECKING:
    from tests.conftest import MakeDocx, MakePdf, MakeZip

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def refusal_of_pdf(content: bytes) -> str:
    with pytest.raises(RefusedError) as raised:
        read_pdf(content)
    return str(Cause.model_validate(raised.value.cause))


def refusal_of_docx(content: bytes) -> str:
    with pytest.raises(RefusedError) as raised:
        read_docx(content)
    return str(Cause.model_validate(raised.value.cause))


def test_pdf_of_pictures_with_a_password_or_cut_short(make_pdf: MakePdf) -> None:
    assert refusal_of_pdf(make_pdf([], [])).startswith("expected text; found 2 pages of pictures (a scan?); run text")
    assert "found one with a password; save it without" in refusal_of_pdf(make_pdf(["正文。"], password="geheim"))
    whole = make_pdf(["正文。"] * 30)
    for share in (0.1, 0.5, 0.9):
        assert "cut short?" in refusal_of_pdf(whole[: int(len(whole) * share)])
    assert "found a broken one" in refusal_of_pdf(b"%PDF-1.7\nnothing\n%%EOF")
    assert "found one without pages; get it again" in refusal_of_pdf(make_pdf())


def test_a_pdf_of_characters_without_a_meaning_is_refused(make_pdf: MakePdf) -> None:
    assert "found characters of fonts without a meaning" in refusal_of_pdf(make_pdf(["\ue001\ue002\ue003江城"]))
    assert read_pdf(make_pdf(["江城发布了低空经济\ue001方案。"]))["text"] == "江城发布了低空经济\ue001方案。\n"


def test_a_pdf_that_only_forbids_changes_is_read(make_pdf: MakePdf) -> None:
    assert read_pdf(make_pdf(["正文在此。"], password=""))["text"] == "正文在此。\n"


def test_a_pdf_over_its_bounds(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_pdf(["正文在此。"], ["第二页。"])
    monkeypatch.setattr(module, "MAX_PAGES", 1)
    assert "expected at most 1 pages; found 2; split the file" in refusal_of_pdf(content)
    monkeypatch.setattr(module, "MAX_PAGES", 2)
    monkeypatch.setattr(module, "MAX_TEXT_CHARS", 3)
    assert "expected at most 3 characters; found more" in refusal_of_pdf(content)


def test_a_stream_that_unpacks_to_very_much_is_refused() -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = StreamObject()
    stream.set_data(zlib.compress(b"BT " + b" " * 76_000_000, 9))
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = stream
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject()})
    made = io.BytesIO()
    writer.write(made)
    assert "found a broken one (LimitReachedError" in refusal_of_pdf(made.getvalue())


def test_a_word_file_keeps_order_tables_breaks_and_what_was_inserted() -> None:
    document = docx.Document()
    document.add_heading("江城方案", 0)
    document.add_paragraph("第一段\n换行。")
    document.add_paragraph("要点", style="List Bullet")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "规模|亿元"
    table.cell(1, 2).text = "300"
    inserted = (
        f"<w:p {W}><w:r><w:t>保留</w:t></w:r><w:ins w:id='1'><w:r><w:t>新增</w:t></w:r></w:ins>"
        "<w:del w:id='2'><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
    )
    control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>控件里的字</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    for xml in (inserted, control):
        document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))
    made = io.BytesIO()
    document.save(made)
    assert (read_docx(made.getvalue())["text"] or "").split("\n") == [
        "# 江城方案",
        "第一段",
        "换行。",
        "- 要点",
        "| 规模/亿元 |  |",
        "|  |  | 300 |",
        "保留新增",
        "控件里的字",
    ]


def test_word_files_that_are_refused(make_docx: MakeDocx, make_zip: MakeZip, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = make_docx("正文。")
    assert "found a broken one (BadZipFile" in refusal_of_docx(whole[: len(whole) // 2])
    assert "found another kind of archive; give it its own suffix" in refusal_of_docx(make_zip({"a.txt": b"x"}))
    assert "found a Word file without any" in refusal_of_docx(make_docx(""))
    assert "found a broken one (" in refusal_of_docx(make_zip({"word/document.xml": b"<a"}))
    bomb = make_zip({"word/document.xml": b"x", "word/media/a.bmp": bytes(1_000_000)})
    monkeypatch.setattr(module, "MAX_UNPACKED_BYTES", 500_000)
    assert "expected a Word file of at most 500,000 bytes" in refusal_of_docx(bomb)


def test_entities_of_a_word_file_are_not_expanded(make_docx: MakeDocx) -> None:
    hostile = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(make_docx("正文。"))) as old, zipfile.ZipFile(hostile, "w") as new:
        for name in old.namelist():
            xml = (
                f'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><w:document {W}><w:body><w:p><w:r>'
                "<w:t>前&a;后</w:t></w:r></w:p></w:body></w:document>"
            )
            new.writestr(name, xml if name == "word/document.xml" else old.read(name))
    assert read_docx(hostile.getvalue())["text"] == "前"


def test_requests_are_answered_in_order(make_pdf: MakePdf) -> None:
    files = [b"%PDF nothing", make_pdf(["正文在此。"])]
    heads = [json.dumps({"kind": "pdf", "size": len(each), "seconds": 1000}) for each in files]
    asked = b"".join(head.encode() + b"\n" + each for head, each in zip(heads, files, strict=True))
    replies = io.BytesIO()
    serve(io.BytesIO(asked), replies)
    replies.seek(0)
    said = [json.loads(replies.read(int(line))) for line in iter(replies.readline, b"")]
    assert list(said[0]) == ["refusal"]
    assert said[1]["text"] == "正文在此。\n"
