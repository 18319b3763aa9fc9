"""The child process that reads PDF and Word files: a hostile file can only end this process, not its parent.

`extract` starts it as a script, so that it imports nothing else of this project. A request on stdin is a line of JSON
(kind, size in bytes, seconds of processor time allowed) and the file's bytes; a reply on stdout is a line with its size
in bytes and JSON: `refusal` (the code and values of an `embeddings.reasons.IndexReason`), or `text`, `title`,
`author`, `created`.
"""

from __future__ import annotations

import io
import json
import logging
import math
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from lxml.etree import Element
    from pypdf import PdfReader as _PdfReader


try:
    import resource
except ImportError:  # not a Unix: only the parent's time limit applies
    resource = None

MEMORY_BYTES = 1 << 30
"""Address space of this process; reading one file needs some 100 MB of it."""
MAX_PAGES = 2000
MAX_TEXT_CHARS = 8_000_000
MAX_UNPACKED_BYTES = 256 << 20
MAX_PARTS = 5000
"""Most members of a Word file, which is a ZIP archive."""
_END_MARK_WITHIN = 4096
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_UNREADABLE_SHARE = 0.2
"""Share of unreadable characters above which a PDF is refused; below it cleaning reports them as damage."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEMPLATE_CREATED = datetime(2013, 12, 23, 23, 15)
"""Creation time in python-docx's template, which every file made from it repeats."""
_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*\d?|title", re.IGNORECASE)
_BAD_FILE = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError, RecursionError, OSError,
    SyntaxError, RuntimeError, struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
"""Errors that pypdf, python-docx and lxml raise for a broken file; any other ends this process, with a reply."""

Extracted = dict[str, str | None]
Values = dict[str, str | int]


class RefusedError(Exception):
    """The file can't be taken.

    Args:
        code: A member of `embeddings.reasons.IndexReason`, in lower case.
        values: Values for the blanks in its text.
    """

    def __init__(self, code: str, values: Values | None = None) -> None:
        super().__init__(code, values)
        self.cause: dict[str, str | Values] = {"code": code, "values": values or {}}


def read_pdf(content: bytes) -> Extracted:
    """The text of the pages, separated by form feeds, with the line breaks of the page.

    Raises:
        RefusedError: The file is broken, encrypted, over the limits or without text.
    """
    from pypdf import PdfReader  # noqa: PLC0415  (a child that reads Word files does not need it)
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError  # noqa: PLC0415

    tail = content[-_END_MARK_WITHIN:]
    if b"%%EOF" not in tail and b"startxref" not in tail:
        raise RefusedError("pdf_cut_short")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("pdf_password")
        pages = _pages(reader)
        about = reader.metadata
        created = about.creation_date if about else None
    except (DependencyError, FileNotDecryptedError):
        raise RefusedError("pdf_encrypted") from None
    except (PyPdfError, *_BAD_FILE) as error:
        raise RefusedError("pdf_broken", {"error": _said(error)}) from None
    if not any(page.strip() for page in pages):
        raise RefusedError("pdf_pictures", {"pages": len(pages)})
    text = "\f".join(pages)
    if len(_UNREADABLE.findall(text)) > _UNREADABLE_SHARE * len("".join(text.split())):
        raise RefusedError("pdf_fonts")
    return {
        "text": text,
        "title": about.title if about else None,
        "author": about.author if about else None,
        "created": created.date().isoformat() if created else None,
    }


def _pages(reader: _PdfReader) -> list[str]:
    """The text of each page.

    Raises:
        RefusedError: There are none or too many, or their text is too long.
    """
    count = len(reader.pages)
    if not count:
        raise RefusedError("pdf_no_pages")
    if count > MAX_PAGES:
        raise RefusedError("pdf_too_many_pages", {"limit": MAX_PAGES, "count": count})
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        pages.append(page.extract_text().replace("\f", "\n"))
        size += len(pages[-1])
        if size > MAX_TEXT_CHARS:
            raise RefusedError("pdf_too_much_text", {"limit": MAX_TEXT_CHARS})
    return pages


def read_docx(content: bytes) -> Extracted:
    """The text with one block per line: paragraphs, headings after `# `, rows of tables between `|`.

    Raises:
        RefusedError: The file is broken, encrypted, out of bounds or without a text.
    """
    from docx import Document  # noqa: PLC0415
    from docx.opc.exceptions import PackageNotFoundError  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MAX_UNPACKED_BYTES or len(parts) > MAX_PARTS:
            sizes: Values = {
                "limit": MAX_UNPACKED_BYTES,
                "most_parts": MAX_PARTS,
                "size": unpacked,
                "parts": len(parts),
            }
            raise RefusedError("word_too_large", sizes)
        if any(part.flag_bits & 1 for part in parts):
            raise RefusedError("word_password")
        if not any(part.filename == "word/document.xml" for part in parts):
            raise RefusedError("word_other_archive")
        document = Document(io.BytesIO(content))
        styles = {style.style_id: style.name or "" for style in document.styles}
        body = cast("Element", document.element).find(f"{_W}body")
        lines = [] if body is None else [line for line in _blocks(body, styles) if line.strip()]
        about = document.core_properties
        created = about.created
        stated = (about.title or None, about.author or None)
    except (PackageNotFoundError, *_BAD_FILE) as error:
        raise RefusedError("word_broken", {"error": _said(error)}) from None
    text = "\n".join(lines)
    if not text:
        raise RefusedError("word_no_text")
    if len(text) > MAX_TEXT_CHARS:
        raise RefusedError("word_too_much_text", {"limit": MAX_TEXT_CHARS, "length": len(text)})
    known = created is not None and created.replace(tzinfo=None) != _TEMPLATE_CREATED
    day = created.date().isoformat() if created is not None and known else None
    return {"text": text, "title": stated[0], "author": stated[1], "created": day}


def _blocks(parent: Element, styles: dict[str, str]) -> Iterator[str]:
    """Paragraphs and rows below an element in order, with tracked insertions and content controls."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, styles)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                cells = [" ".join(_blocks_of_cell(cell, styles)) for cell in row.iterchildren(f"{_W}tc")]
                yield f"| {' | '.join(cells)} |" if any(cells) else ""
        elif child.tag not in {f"{_W}del", f"{_W}moveFrom", f"{_W}sectPr"}:
            yield from _blocks(child, styles)


def _blocks_of_cell(cell: Element, styles: dict[str, str]) -> list[str]:
    paragraphs = cell.iterchildren(f"{_W}p", f"{_W}sdt")
    lines = (
        line
        for each in paragraphs
        for line in (_paragraph(each, {}) if each.tag == f"{_W}p" else _blocks(each, styles))
    )
    return [line.strip().replace("|", "/") for line in lines if line.strip()]


def _paragraph(paragraph: Element, styles: dict[str, str]) -> Iterator[str]:
    """The lines of a paragraph, then those of text boxes in it."""
    pieces: list[str] = []
    boxes: list[Element] = []
    _gather(paragraph, pieces, boxes)
    lines = "".join(pieces).split("\n")
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""
    outlined = paragraph.find(f"{_W}pPr/{_W}outlineLvl") is not None
    if _HEADING_STYLE.fullmatch(name) or outlined:
        whole = " ".join(line.strip() for line in lines if line.strip())
        yield f"# {whole}" if whole else ""
    else:
        bullet = "- " if name.lower().startswith("list") else ""
        yield from (f"{bullet}{line}" if line.strip() else "" for line in lines)
    for box in boxes:
        yield from _blocks(box, styles)


def _gather(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    """The text of runs; lxml takes no more than 256 levels."""
    for child in element:
        if child.tag == f"{_W}t":
            pieces.append(child.text or "")
        elif child.tag in {f"{_W}br", f"{_W}cr"}:
            pieces.append("\n")
        elif child.tag == f"{_W}tab":
            pieces.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag not in {f"{_W}pPr", f"{_W}rPr", f"{_W}del", f"{_W}moveFrom", _FALLBACK}:
            _gather(child, pieces, boxes)


READERS: dict[str, Callable[[bytes], Extracted]] = {"pdf": read_pdf, "docx": read_docx}


def _said(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__} {error}".split())[:100]


def _limit(name: str, soft: int, hard: int | None = None) -> None:
    """Lower a limit of this process, where the system has it."""
    if resource is not None and hasattr(resource, name):
        which: int = getattr(resource, name)
        ceiling = resource.getrlimit(which)[1] if hard is None else hard
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (soft, ceiling))


def _allow(seconds: float) -> None:
    """Set the processor time from now on after which the system ends this process."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        _limit("RLIMIT_CPU", math.ceil(used.ru_utime + used.ru_stime + seconds))


def _reply(to: BinaryIO, reply: Mapping[str, object]) -> None:
    content = json.dumps(reply).encode()
    to.write(b"%d\n" % len(content) + content)
    to.flush()


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests until the input ends."""
    while line := requests.readline():
        request = json.loads(line)
        content = requests.read(request["size"])
        _allow(request["seconds"])
        try:
            _reply(replies, READERS[request["kind"]](content))
        except RefusedError as refusal:
            _reply(replies, {"refusal": refusal.cause})


def main() -> None:
    """Set the limits of this process, keep libraries from printing into its replies, and serve."""
    logging.disable()
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def last_reply(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if kind is MemoryError:
            refusal = RefusedError("parser_memory")
        else:
            refusal = RefusedError("parser_fails", {"error": _said(error)})
        _reply(replies, {"refusal": refusal.cause})

    sys.excepthook = last_reply
    _limit("RLIMIT_AS", MEMORY_BYTES, MEMORY_BYTES)
    _limit("RLIMIT_FSIZE", 0, 0)
    _limit("RLIMIT_CORE", 0, 0)
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
