"""The table of formats: each row is read, extracted and split by what stands for it elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

import pytest

from embeddings.clean.document import SPLITTERS, Splitter, clean
from embeddings.clean.types import Log, Page
from embeddings.ingest.extract import Extracted, Extractor
from embeddings.ingest.extract_child import READERS
from embeddings.ingest.folder import read_content, refusal_by_name
from embeddings.ingest.formats import FORMATS, Format, Signature, format_of
from embeddings.reasons import Reason
from embeddings.schema import Seed

MIB = 2**20
TEXT = "江城今天发布了一份新的行动方案，规模目标为三百亿元。"


class EpubReason(Reason):
    EPUB_FILE = ("an EPUB file",)


@pytest.fixture
def files(
    make_pdf: Callable[..., bytes], make_docx: Callable[..., bytes], make_zip: Callable[[Mapping[str, bytes]], bytes]
) -> dict[str, bytes]:
    """One small file of each format, all with TEXT."""
    article = json.dumps({"text": TEXT}).encode()
    return {
        ".txt": TEXT.encode(),
        ".md": f"---\ntitle: 方案\n---\n{TEXT}".encode(),
        ".html": f"<html><body><article><p>{TEXT}</p></article></body></html>".encode(),
        ".htm": f"<p>{TEXT}</p><p>{TEXT}</p>".encode(),
        ".json": article,
        ".jsonl": article,
        ".csv": f"text\n{TEXT}\n".encode(),
        ".pdf": make_pdf([TEXT]),
        ".docx": make_docx(TEXT),
        ".zip": make_zip({"a.txt": TEXT.encode()}),
    }


def test_suffixes_formats_and_limits() -> None:
    assert {suffix: (each.name, each.read, each.limit / MIB, each.several) for suffix, each in FORMATS.items()} == {
        ".txt": ("text", "front matter", 8, False),
        ".md": ("markdown", "front matter", 8, False),
        ".html": ("html", "text", 8, False),
        ".htm": ("html", "text", 8, False),
        ".json": ("json", "json", 512, True),
        ".jsonl": ("json", "jsonl", 512, True),
        ".csv": ("text", "csv", 512, True),
        ".pdf": ("pdf", "extracted", 64, False),
        ".docx": ("docx", "extracted", 64, False),
        ".zip": ("", "archive", 256, True),
    }


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_has_a_reader_and_a_splitter(suffix: str, files: dict[str, bytes]) -> None:
    form = FORMATS[suffix]
    (seed,), refused = read_content(files[suffix], name=f"a{suffix}")
    assert refused == []
    assert seed.format == ("text" if suffix == ".zip" else form.name)
    assert TEXT in clean(seed)[0].text
    assert (form.read == "extracted") == (form.name in READERS)


def test_no_splitter_and_no_reader_is_without_a_format() -> None:
    names = {form.name for form in FORMATS.values() if form.read != "archive"}
    assert set(SPLITTERS) == names
    assert set(READERS) < names


@pytest.mark.parametrize(("suffix", "limit"), [(suffix, form.limit) for suffix, form in FORMATS.items()])
def test_a_file_may_have_as_many_bytes_as_its_format_has(suffix: str, limit: int) -> None:
    assert refusal_by_name(f"A{suffix.upper()}", limit) is None
    assert str(refusal_by_name(f"a{suffix}", limit + 1)) == f"expected at most {limit:,} bytes; found {limit + 1:,}"


@pytest.mark.parametrize("name", ["a.doc", "a", "a.txt.gz", ".txt"])
def test_of_other_names_there_is_no_format(name: str) -> None:
    assert format_of(name) is None
    assert str(refusal_by_name(name, 1)).startswith("expected .txt, .md, .html, .htm, .json, .jsonl, .csv, .pdf,")


def test_a_further_format_takes_a_row_a_reader_and_a_splitter(monkeypatch: pytest.MonkeyPatch) -> None:
    def extract(_: Extractor, kind: str, content: bytes) -> Extracted:
        return Extracted(f"{kind}: {content[3:].decode()}", title="方案")

    def split(text: str, path: str, log: Log) -> Page:
        return SPLITTERS["text"].split(text.removeprefix("epub: "), path, log)

    monkeypatch.setitem(
        FORMATS, ".epub", Format("epub", "extracted", MIB, Signature(EpubReason.EPUB_FILE, b"PK\x03", 3))
    )
    monkeypatch.setattr(Extractor, "extract", extract)
    monkeypatch.setitem(SPLITTERS, "epub", Splitter(split))
    seeds: Sequence[Seed]
    seeds, refused = read_content(b"PK\x03" + TEXT.encode(), name="a.epub")
    assert (refused, [seed.format for seed in seeds]) == ([], ["epub"])
    document, _ = clean(seeds[0])
    assert (document.text, document.source.title) == (TEXT, "方案")
    _, refused = read_content(b"text", name="a.epub")
    assert refused[0].reason == ("expected an EPUB file; found another kind of file; give it the suffix of what it is")
