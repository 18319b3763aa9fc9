"""Which files are taken, and what stands around an article's text in one: front matter, JSON fields, properties.

The rows of a .csv file: one article each, under a header that names their columns.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Literal, NamedTuple, cast

import yaml

from embeddings.clean.types import Stated
from embeddings.reasons import Cause, IndexReason, Reason

MAX_FILE_BYTES = 8 * 2**20
"""An article; 8 MiB are two and a half million Chinese characters."""
MAX_LIST_BYTES = 512 * 2**20
"""A file of many articles."""
MAX_EXTRACTED_BYTES = 64 * 2**20
"""A PDF or Word file: most of it are pictures."""
MAX_ARCHIVE_BYTES = 256 * 2**20

Way = Literal["text", "front matter", "json", "jsonl", "csv", "extracted", "archive"]
"""How the bytes of a file become articles: `folder.read_content` has a function for each."""


class Signature(NamedTuple):
    """What a file holds within its first bytes."""

    kind: Reason
    """Of the file, as a refusal names it."""
    mark: bytes
    within: int
    """Bytes."""


class Format(NamedTuple):
    """How files of one suffix are read."""

    name: str
    """Of what the text is, a key of `embeddings.clean.document.SPLITTERS`; where it is extracted, also a key of
    `extract_child.READERS`. Of an archive, whose files have formats of their own, nothing."""
    read: Way
    limit: int
    """Bytes of a file at most."""
    signature: Signature | None = None

    @property
    def several(self) -> bool:
        """Whether a file may hold several articles."""
        return self.read in {"json", "jsonl", "csv", "archive"}


FORMATS: dict[str, Format] = {
    ".txt": Format("text", "front matter", MAX_FILE_BYTES),
    ".md": Format("markdown", "front matter", MAX_FILE_BYTES),
    ".html": Format("html", "text", MAX_FILE_BYTES),
    ".htm": Format("html", "text", MAX_FILE_BYTES),
    ".json": Format("json", "json", MAX_LIST_BYTES),
    ".jsonl": Format("json", "jsonl", MAX_LIST_BYTES),
    ".csv": Format("text", "csv", MAX_LIST_BYTES),
    ".pdf": Format("pdf", "extracted", MAX_EXTRACTED_BYTES, Signature(IndexReason.PDF_FILE, b"%PDF-", 1024)),
    ".docx": Format("docx", "extracted", MAX_EXTRACTED_BYTES, Signature(IndexReason.WORD_FILE, b"PK\x03\x04", 4)),
    ".zip": Format("", "archive", MAX_ARCHIVE_BYTES, Signature(IndexReason.ZIP_ARCHIVE, b"PK", 2)),
}
"""By suffix, in the order in which they are shown. A further format, such as .epub, is a row here with "extracted", a
reader in `extract_child.READERS`, a kind of file in `IndexReason`, and where its text is laid out in a way of its own
a row of `SPLITTERS`."""


def suffix_of(name: str) -> str:
    """The suffix that says how a file is read, in lower case; empty where there is none."""
    return PurePosixPath(name).suffix.lower()


def format_of(name: str) -> Format | None:
    """How a file of this name is read; None where it is not taken."""
    return FORMATS.get(suffix_of(name))


_FRONT_MATTER = re.compile(r"(?:[ \t]*\n)*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MAX_FRONT_MATTER = 65_536
_MAX_ALIASES = 10
_MAX_DEPTH = 20
TEXT_KEYS = ("text", "content", "body", "正文", "内容", "內容")
_TITLE_KEYS = ("title", "headline", "标题", "標題")
_DATE_KEYS = ("date", "published", "pubdate", "publish_date", "datePublished", "日期", "发布时间")
_PUBLISHER_KEYS = ("publisher", "source", "media", "来源", "來源", "媒体")
_URL_KEYS = ("url", "link", "canonical_url", "original_url", "链接")
_AUTHOR_KEYS = ("author", "作者")
_KNOWN = {
    key.casefold(): key
    for keys in (TEXT_KEYS, _TITLE_KEYS, _DATE_KEYS, _PUBLISHER_KEYS, _URL_KEYS, _AUTHOR_KEYS)
    for key in keys
}
_OUTLET = re.compile(
    r".*(?:社|网|網|报|報|台|臺|刊|新闻|新聞|财经|財經|之家|客户端|News|Times|Post|Daily|Press|Reuters)$"
)
"""001 gives its publisher as `author: 财联社`; an author who is a person is no publisher."""


_HEAD = 3000
_NO_TITLE = re.compile(
    r"^(?:microsoft|powerpoint|word|untitled|document|presentation|slide|无标题|無標題|未命名|文档|文件|新建|幻灯片|演示文稿)"
    r"|\.(?:docx?|wps|pdf|pptx?|indd|qxd|tex|dvi|html?)\W*$|^[\W\d_]*$",
    re.IGNORECASE,
)
"""Titles that programs give: Microsoft Word - 通知.doc, Untitled, 文档1."""


class Read(NamedTuple):
    """An article's text and what its file declares; `refusal` is set where it can't be taken."""

    text: str
    stated: Stated = Stated()
    refusal: Cause | None = None
    line: int | None = None


class _StringLoader(yaml.SafeLoader):
    """A safe loader that keeps every value as it is written: `2021-12-25 14:24:49 +0800` stays a text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  PyYAML's own type


def split_front_matter(text: str) -> Read:
    """Take YAML front matter off, also after blank lines (001); a text without any is all text."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Read(text)
    block = match[1]
    first = text.count("\n", 0, match.start(1)) + 1
    if len(block) > _MAX_FRONT_MATTER:
        lengths = {"limit": _MAX_FRONT_MATTER, "length": len(block)}
        return Read("", refusal=IndexReason.FRONT_MATTER_TOO_LONG.cause(lengths))
    try:
        _refuse_bombs(block)
        loaded = yaml.load(block, Loader=_StringLoader)  # a subclass of SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first + (mark.line if mark else 0)
        values = {"error": str(error.problem), "line": line}
        return Read("", refusal=IndexReason.BAD_YAML_LINE.cause(values), line=line)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:120]
        return Read("", refusal=IndexReason.BAD_YAML.cause({"error": said}), line=first)
    if not isinstance(loaded, dict):
        return Read(text)
    return Read(text[match.end() :], _stated(cast("dict[object, object]", loaded)))


def _refuse_bombs(block: str) -> None:
    aliases = depth = 0
    for event in yaml.parse(block, Loader=yaml.SafeLoader):
        aliases += isinstance(event, yaml.AliasEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if aliases > _MAX_ALIASES or depth > _MAX_DEPTH:
            raise ValueError(f"more than {_MAX_ALIASES} aliases or {_MAX_DEPTH} levels")


def _stated(fields: dict[object, object]) -> Stated:
    values = {str(key): text for key, value in fields.items() if (text := _plain(value)) is not None}
    author = _first(values, _AUTHOR_KEYS)
    return Stated(
        title=_first(values, _TITLE_KEYS),
        published=_first(values, _DATE_KEYS),
        publisher=_first(values, _PUBLISHER_KEYS) or (author if author and _OUTLET.match(author) else None),
        url=_first(values, _URL_KEYS),
    )


def _first(values: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((values[key] for key in keys if key in values), None)


def _plain(value: object) -> str | None:
    """A value of one line as text; lists, mappings and blanks are no value."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split()) or None


def known_key(name: str) -> str | None:
    """The key that a column's name means, whatever its case; None where it means none."""
    return _KNOWN.get(name.casefold())


def read_json_article(loaded: object) -> Read:
    """The article in a JSON value or a row: `text` is required, title, date, publisher and url are taken if there."""
    if not isinstance(loaded, dict):
        return Read("", refusal=IndexReason.NO_OBJECT.cause({"found": type(loaded).__name__}))
    fields = cast("dict[str, Any]", loaded)
    named = next((key for key in TEXT_KEYS if key in fields), None)
    text = fields[named] if named else None
    if not isinstance(text, str) or not text.strip():
        return Read("", refusal=_no_text(fields, named, text))
    return Read(
        _valid(text),
        _stated({key: _valid(value) if isinstance(value, str) else value for key, value in fields.items()}),
    )


def _no_text(fields: Mapping[str, object], named: str | None, text: object) -> Cause:
    if isinstance(text, str):
        return IndexReason.BLANK_TEXT.cause()
    if named:
        return IndexReason.TEXT_NOT_STRING.cause({"found": type(text).__name__})
    keys = ", ".join(sorted(fields))[:80]
    return IndexReason.NO_TEXT_KEY.cause({"keys": keys}) if keys else IndexReason.NO_KEYS.cause()


def with_front_matter(text: str, stated: Stated) -> str:
    """A text under front matter that `split_front_matter` reads back; also where nothing is stated.

    Values are put on one line; the text keeps all but its carriage returns.
    """
    names = {"title": stated.title, "date": stated.published, "publisher": stated.publisher, "url": stated.url}
    values = {name: plain for name, value in names.items() if value and (plain := _plain(_valid(value)))}
    block = yaml.safe_dump(
        values, allow_unicode=True, sort_keys=False, default_flow_style=None, width=_MAX_FRONT_MATTER
    )
    return f"---\n{block}---\n{_valid(text)}"


def read_properties(text: str, *, title: str | None, author: str | None, created: str | None) -> Read:
    """The article in a PDF or Word file. Its properties often are a template's: a title that is no title is left out.

    Args:
        text: What the file holds.
        title: Taken where it stands at the beginning of the text, or else reads like one.
        author: The publisher where it ends as an outlet's name does.
        created: Day on which the file was made.
    """
    title = _plain(title)
    if title is not None and ("".join(title.split()) not in "".join(text[:_HEAD].split()) and _NO_TITLE.search(title)):
        title = None
    fields: dict[object, object] = {"title": title, "author": author, "date": created}
    return Read(_valid(text), _stated(fields))


def _valid(text: str) -> str:
    """JSON can escape half a character (U+D800); it becomes U+FFFD, which cleaning reports as damage."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def load_json(text: str) -> tuple[object, Cause | None, int | None]:
    """The value of a JSON text, or None, the reason and the line number."""
    try:
        return json.loads(text), None, None
    except json.JSONDecodeError as error:
        values = {"error": error.msg, "column": error.colno}
        return None, IndexReason.BAD_JSON_COLUMN.cause(values), error.lineno
    except (ValueError, RecursionError) as error:
        return None, IndexReason.BAD_JSON.cause({"error": " ".join(str(error).split())[:120]}), None


DELIMITERS = ",;\t"
_EXCEL = re.compile(r"sep=.\r?\n")
"""A line of Excel's own before the header."""
_MAX_COLUMNS = 200
_LONGEST_CELL = 16 * 2**20


class TableArticle(NamedTuple):
    """An article of a table, or why it can't be taken."""

    line: int
    """Of the file from 1, where the row begins."""
    read: Read
    fields: dict[str, str]


def read_table(text: str) -> tuple[list[TableArticle], Read | None]:
    """The rows of a table below its header; blank ones are left out, a bad one costs no other.

    Returns:
        The rows, and a refusal where the header names no column of texts.
    """
    csv.field_size_limit(_LONGEST_CELL)
    excel = _EXCEL.match(text)
    first, body = (2, text[excel.end() :]) if excel else (1, text)
    found = max((_header(body, each) for each in DELIMITERS), key=lambda each: each.known)
    if not any(name in TEXT_KEYS for name in found.names):
        columns = ", ".join(name for name in found.names if name)[:80]
        refusal = IndexReason.NO_TEXT_COLUMN.cause({"columns": columns}) if columns else IndexReason.NO_COLUMNS.cause()
        return [], Read("", refusal=refusal, line=first)
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


def _rows(body: str, header: _Header, first: int) -> Iterator[TableArticle]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=header.delimiter, strict=True)
    begins = first
    is_header = True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            refusal = IndexReason.BAD_ROW.cause({"error": str(error)})
            yield TableArticle(begins, Read("", refusal=refusal), {})
            begins = first + reader.line_num
            continue
        if not is_header and any(cell.strip() for cell in cells):
            yield _row(begins, cells, header.names)
        is_header = False
        begins = first + reader.line_num


def _row(line: int, cells: list[str], names: list[str]) -> TableArticle:
    if len(cells) > len(names):
        counts = {"limit": len(names), "count": len(cells)}
        return TableArticle(line, Read("", refusal=IndexReason.TOO_MANY_COLUMNS.cause(counts)), {})
    fields: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if cell.strip():
            fields.setdefault(name, cell.replace("\r\n", "\n"))
    return TableArticle(line, read_json_article(fields), fields)
