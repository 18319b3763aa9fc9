"""The rows of a .csv file: one article each, under a header that names their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from embeddings.seed_formats import TEXT_KEYS, Read, known_key, read_json_article

DELIMITERS = ",;\t"
_EXCEL = re.compile(r"sep=.\r?\n")
"""A line of Excel's own before the header."""
_MAX_COLUMNS = 200
_LONGEST_CELL = 16 * 2**20


class Row(NamedTuple):
    """An article of a table, or why it can't be taken."""

    line: int
    """Of the file from 1, where the row begins."""
    read: Read
    fields: dict[str, str]


def read_table(text: str) -> tuple[list[Row], Read | None]:
    """The rows of a table below its header; blank ones are left out, a bad one costs no other.

    Returns:
        The rows, and a refusal where the header names no column of texts.
    """
    csv.field_size_limit(_LONGEST_CELL)
    excel = _EXCEL.match(text)
    first, body = (2, text[excel.end() :]) if excel else (1, text)
    found = max((_header(body, each) for each in DELIMITERS), key=lambda each: each.known)
    if not any(name in TEXT_KEYS for name in found.names):
        shown = ", ".join(name for name in found.names if name)[:80] or "nothing"
        expected = f"a first row that names a column {' or '.join(TEXT_KEYS[:2])} (or {TEXT_KEYS[3]})"
        return [], Read(
            "", refusal=f"expected {expected}; found {shown}; name the columns in the first row", line=first
        )
    return list(_rows(body, found, first)), None


class _Header(NamedTuple):
    delimiter: str
    names: list[str]
    """As `read_json_article` knows them, where it does."""
    known: int
    """Columns that it knows, one for texts counted many times."""


def _header(body: str, delimiter: str) -> _Header:
    try:
        cells = next(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True))[:_MAX_COLUMNS]
    except (csv.Error, StopIteration):
        cells = list[str]()
    keys = [known_key(cell.strip()) for cell in cells]
    names = [key or cell.strip() for key, cell in zip(keys, cells, strict=True)]
    known = sum(key is not None for key in keys) + len(cells) * any(key in TEXT_KEYS for key in keys) * _MAX_COLUMNS
    return _Header(delimiter, names, known)


def _rows(body: str, header: _Header, first: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=header.delimiter, strict=True)
    begins = first
    is_header = True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(begins, Read("", refusal=f"expected a row of a table; found {error}; mend its quotes"), {})
            begins = first + reader.line_num
            continue
        if not is_header and any(cell.strip() for cell in cells):
            yield _row(begins, cells, header.names)
        is_header = False
        begins = first + reader.line_num


def _row(line: int, cells: list[str], names: list[str]) -> Row:
    if len(cells) > len(names):
        found = f"{len(cells)}; put a text that holds the delimiter between quotes"
        return Row(line, Read("", refusal=f"expected at most {len(names)} columns; found {found}"), {})
    fields: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell.strip():
            fields.setdefault(name, cell.replace("\r\n", "\n"))
    return Row(line, read_json_article(fields), fields)
