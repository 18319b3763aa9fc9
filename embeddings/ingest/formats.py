"""File formats of articles, and readers of their metadata: front matter, JSON fields, .csv columns, file properties."""

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
"""Limit for a file of one article; 8 MiB are two and a half million Chinese characters."""
MAX_LIST_BYTES = 512 * 2**20
"""Limit for a file of many articles."""
MAX_EXTRACTED_BYTES = 64 * 2**20
"""Limit for a PDF or Word file, which is mostly pictures."""
MAX_ARCHIVE_BYTES = 256 * 2**20

Way = Literal["text", "front matter", "json", "jsonl", "csv", "extracted", "archive"]
"""How the bytes of a file become articles: `folder.read_content` has a function for each."""


class Signature(NamedTuple):
    """A byte sequence near the beginning of a file that identifies its kind."""

    kind: Reason
    """Kind of the file, as a refusal names it."""
    mark: bytes
    within: int
    """Bytes."""


class Format(NamedTuple):
    """How files of one suffix are read."""

    name: str
    """A key of `embeddings.clean.document.SPLITTERS`, and for extracted files also of `extract_child.READERS`. Empty
    for an archive, whose files have their own formats."""
    read: Way
    limit: int
    """Largest file size, in bytes."""
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
"""Formats by suffix, in the order in which they are shown. A new format such as .epub needs a row here with
"extracted", a reader in `extract_child.READERS`, a kind of file in `IndexReason` and, if its text has a layout of its
own, a row in `SPLITTERS`."""


def suffix_of(name: str) -> str:
    """The suffix that decides how a file is read, in lower case; empty if there is none."""
    return PurePosixPath(name).suffix.lower()


def format_of(name: str) -> Format | None:
    """The format of a file of this name; None if it is not accepted."""
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
    """An article's text and the metadata stated in its file; `refusal` is set if it can't be taken."""

    text: str
    stated: Stated = Stated()
    refusal: Cause | None = None
    line: int | None = None


class _StringLoader(yaml.SafeLoader):
    """A safe YAML loader that keeps every value as written: `2021-12-25 14:24:49 +0800` stays a text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  PyYAML's own type


def split_front_matter(text: str) -> Read:
    """Separate YAML front matter, also after blank lines (001), from the text."""
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
    """A single-line value as text; None for lists, mappings and blanks."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split()) or None


def known_key(name: str) -> str | None:
    """The key for a column's name, in any case; None for an unknown name."""
    return _KNOWN.get(name.casefold())


def read_json_article(loaded: object) -> Read:
    """The article in a JSON value or a row: `text` is required; title, date, publisher and url are optional."""
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
    """A text with front matter before it, even if empty, so that `split_front_matter` reads both back.

    Values are put on one line; the text loses only its carriage returns.
    """
    names = {"title": stated.title, "date": stated.published, "publisher": stated.publisher, "url": stated.url}
    values = {name: plain for name, value in names.items() if value and (plain := _plain(_valid(value)))}
    block = yaml.safe_dump(
        values, allow_unicode=True, sort_keys=False, default_flow_style=None, width=_MAX_FRONT_MATTER
    )
    return f"---\n{block}---\n{_valid(text)}"


def read_properties(text: str, *, title: str | None, author: str | None, created: str | None) -> Read:
    """The article in a PDF or Word file. Its properties often come from a template, so an unlikely title is left out.

    Args:
        text: The extracted text.
        title: Kept if the text begins with it, or if it reads like a title.
        author: Taken as the publisher if it ends like the name of an outlet.
        created: Day on which the file was created.
    """
    title = _plain(title)
    if title is not None and ("".join(title.split()) not in "".join(text[:_HEAD].split()) and _NO_TITLE.search(title)):
        title = None
    fields: dict[object, object] = {"title": title, "author": author, "date": created}
    return Read(_valid(text), _stated(fields))


def _valid(text: str) -> str:
    """Replace lone surrogates (JSON can escape U+D800) by U+FFFD, which cleaning reports as damage."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def load_json(text: str) -> tuple[object, Cause | None, int | None]:
    """The value of a JSON text; or None with the reason and the line number."""
    try:
        return json.loads(text), None, None
    except json.JSONDecodeError as error:
        values = {"error": error.msg, "column": error.colno}
        return None, IndexReason.BAD_JSON_COLUMN.cause(values), error.lineno
    except (ValueError, RecursionError) as error:
        return None, IndexReason.BAD_JSON.cause({"error": " ".join(str(error).split())[:120]}), None


DELIMITERS = ",;\t"
_EXCEL = re.compile(r"sep=.\r?\n")
"""A line that Excel may write before the header."""
_MAX_COLUMNS = 200
_LONGEST_CELL = 16 * 2**20


class TableArticle(NamedTuple):
    """An article of a table, or why it can't be taken."""

    line: int
    """Line of the file, from 1, on which the row begins."""
    read: Read
    fields: dict[str, str]


def read_table(text: str) -> tuple[list[TableArticle], Read | None]:
    """The rows of a table below its header; blank ones are left out, and a bad one does not affect the others.

    Returns:
        The rows, and a refusal if the header names no column of texts.
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
    """Column names, in the form that `read_json_article` knows where possible."""
    known: int
    """Number of known columns, a column of texts counted many times."""


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
