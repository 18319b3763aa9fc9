"""Reasons for errors and refusals: a closed set of codes, each with an English text that has blanks for values.

The values are passed where the reason is raised. The English text is made here; `qa/words` has the texts of other
languages by code.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, unique
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, Field

_BY_CODE: dict[str, Reason] = {}


class Reason(Enum):
    """Base of the sets of reasons. A member has three parts: what was expected, what was found, what to do.

    The parts are `str.format` templates and may be empty. A member with one part names a kind of file and is used
    inside another reason.
    """

    def __init__(self, expected: str, found: str = "", remedy: str = "") -> None:
        """Set the reason's parts and its code.

        Args:
            expected: What was expected.
            found: What was found instead.
            remedy: What the user can do about it.
        """
        self.expected = expected
        self.found = found
        self.remedy = remedy
        _BY_CODE[self.code] = self

    @property
    def code(self) -> str:
        """The member's name in lower case, as used by programs and in files of translations."""
        return self.name.lower()

    def cause(self, values: Values | None = None) -> Cause:
        """This reason with values for its blanks."""
        return Cause(code=self.code, values=dict(values or {}))


class Cause(BaseModel):
    """A reason with its values, for programs and for texts in other languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(description="a member of a set of reasons, in lower case")
    values: dict[str, str | int | float | Cause] = Field(default={}, description="by the blanks of its text")

    @property
    def parts(self) -> tuple[str, str, str]:
        """What was expected, what was found and what to do, in English."""
        reason = _BY_CODE.get(self.code)
        if reason is None:  # from a report written by a later version
            return self.code, "", ""
        return (
            reason.expected.format_map(self.values),
            reason.found.format_map(self.values),
            reason.remedy.format_map(self.values),
        )

    def __str__(self) -> str:
        """One English line; line breaks in the values are shown as spaces."""
        expected, found, remedy = self.parts
        if not found:
            return expected
        line = f"expected {expected}; found {found}" + (f"; {remedy}" if remedy else "")
        return " ".join(line.split())


Values: TypeAlias = Mapping[str, str | int | float | Cause]

_REBUILD = "run `wenju build`"
_OTHER_FOLDER = "articles of {recorded}, which the index was built from"
_CONFIRM = 'confirm it (--yes, in Python confirm=True, in REST "confirm": true), or leave the index as it is'
_STATUS = "see `wenju status`"
_SAVE_AS_TEXT = "save {path} as plain text, or cut it into smaller articles"
_STATIC_MODEL = "a static model: tokenizer.json and model.safetensors with a vector and a scale for each token"
_TRAIN_ENCODER = "train one with python -m embeddings.training, or name another encoder"


@unique
class IndexReason(Reason):
    """Why a file, an encoder or an index can't be taken."""

    # kinds of file, by how they begin
    PDF_FILE = ("a PDF file",)
    WORD_FILE = ("a Word file",)
    ZIP_ARCHIVE = ("a ZIP archive",)
    ZIP_OR_OFFICE_FILE = ("a ZIP archive or Office file",)
    PNG_PICTURE = ("a PNG picture",)
    JPEG_PICTURE = ("a JPEG picture",)
    GIF_PICTURE = ("a GIF picture",)
    GZIP_ARCHIVE = ("a gzip archive",)
    OLD_OFFICE_FILE = ("an old Office file",)
    DATABASE = ("a database",)
    PROGRAM = ("a program",)
    EMPTY = ("an empty file",)
    ZERO_BYTES = ("{count:,} zero bytes",)
    OTHER_FILE = ("another kind of file",)

    # files and folders
    NO_SEEDS_FOLDER = "a folder of articles", "none at {folder}", "give the folder that holds your articles"
    NO_SEEDS = "at least one article", "none in {folder}", "add {suffixes} files"
    ALL_REFUSED = "at least one article", "{count} in {folder}, all refused ({path}: {why})", "add {suffixes} files"
    LINK_OUT = "a file in the folder", "a link to a folder or out of it, which is not followed"
    NO_REGULAR_FILE = "a file", "a pipe, a device or a broken link"
    UNREADABLE_FILE = "a file that can be read", "{error}"
    UNKNOWN_SUFFIX = "{suffixes}", "{suffix}, not an article format"
    NO_SUFFIX = "{suffixes}", "no suffix, not an article format"
    FILE_TOO_LARGE = "at most {limit:,} bytes", "{size:,}"
    WRONG_SUFFIX = "{wanted}", "{kind}", "give it the suffix of what it is"
    EMPTY_FILE = "an article", "an empty file"
    ONLY_ZERO_BYTES = "an article", "{count:,} zero bytes"
    NO_TEXT_FILE = "a text", "{kind}"
    UNKNOWN_ENCODING = "a text in UTF-8, GB18030, Big5 or UTF-16", "bytes that are none of them"
    BAD_BYTE = "text in {encoding}", "byte {byte} at {position}"
    CONTROL_CHARACTERS = "a text", "control characters throughout (a binary file?)"
    ONLY_FRONT_MATTER = "an article", "front matter only"

    # front matter, JSON and tables
    FRONT_MATTER_TOO_LONG = "front matter of at most {limit:,} characters", "{length:,}"
    BAD_YAML_LINE = "YAML front matter", "{error} in line {line}"
    BAD_YAML = "YAML front matter", "{error}"
    BAD_JSON_COLUMN = "JSON", "{error} at column {column}"
    BAD_JSON = "JSON", "{error}"
    NO_OBJECT = "an object with 'text'", "{found}"
    NO_TEXT_KEY = "'text' with the article's text", "only {keys}"
    NO_KEYS = "'text' with the article's text", "only no keys"
    TEXT_NOT_STRING = "'text' with the article's text", "{found}"
    BLANK_TEXT = "'text' with the article's text", "a blank one"
    EMPTY_LIST = "an article or a list of them", "an empty list"
    NO_TEXT_COLUMN = (
        "a first row that names a column text or content (or 正文)",
        "{columns}",
        "name the columns in the first row",
    )
    NO_COLUMNS = (
        "a first row that names a column text or content (or 正文)",
        "nothing",
        "name the columns in the first row",
    )
    NO_ROWS = "rows below the first one", "none", "add one for each article"
    BAD_ROW = "a row of a table", "{error}", "mend its quotes"
    TOO_MANY_COLUMNS = (
        "at most {limit} columns",
        "{count}",
        "put a text that holds the delimiter between quotes",
    )

    # archives
    BROKEN_ARCHIVE = "a whole ZIP archive", "a broken one ({error})", "pack it again"
    TOO_MANY_MEMBERS = "at most {limit:,} files", "{count:,}", "split the archive"
    ARCHIVE_TOO_LARGE = "at most {limit:,} bytes unpacked", "{size:,}", "split the archive"
    SAME_NAME = "names that differ", "a second file of this name", "rename it"
    MEMBER_PASSWORD = "a file that opens", "one with a password", "pack it without"
    MEMBER_COMPRESSION = "the usual compression (deflate)", "method {method}", "pack it with that"
    MEMBER_LINK = "a file", "a link, which is not followed", "pack the file itself"
    MEMBER_BOMB = (
        "a file of at most {limit} times its packed size",
        "{size:,} bytes from {packed:,} (a bomb?)",
        "give the file itself",
    )
    BROKEN_MEMBER = "a whole file", "a broken one ({error})", "pack it again"
    NESTED_ARCHIVE = "articles", "an archive in an archive", "give it by itself"
    EMPTY_ARCHIVE = "an archive of articles", "none in it", "pack the files again"

    # PDF and Word files; extract_child.py names these by their codes
    PDF_CUT_SHORT = "a whole PDF", "one without an end (cut short?)", "get it again"
    PDF_PASSWORD = "a PDF that opens", "one with a password", "save it without"
    PDF_ENCRYPTED = "a PDF without encryption", "one that is encrypted", "save it without"
    PDF_BROKEN = "a whole PDF", "a broken one ({error})", "get it again"
    PDF_PICTURES = "text", "{pages} pages of pictures (a scan?)", "run text recognition on it"
    PDF_FONTS = "text", "characters of fonts without a meaning", "run text recognition on it"
    PDF_NO_PAGES = "a whole PDF", "one without pages", "get it again"
    PDF_TOO_MANY_PAGES = "at most {limit:,} pages", "{count:,}", "split the file"
    PDF_TOO_MUCH_TEXT = "at most {limit:,} characters", "more", "split the file"
    WORD_TOO_LARGE = (
        "a Word file of at most {limit:,} bytes and {most_parts:,} parts unpacked",
        "{size:,} and {parts:,}",
        "take its pictures out",
    )
    WORD_PASSWORD = "a Word file that opens", "one with a password", "save it without"
    WORD_OTHER_ARCHIVE = "a Word file", "another kind of archive", "give it its own suffix"
    WORD_BROKEN = "a whole Word file", "a broken one ({error})", "get it again"
    WORD_NO_TEXT = "text", "a Word file without any (pictures only?)", "give its text"
    WORD_TOO_MUCH_TEXT = "at most {limit:,} characters", "{length:,}", "split the file"
    PARSER_MEMORY = "a file that can be read", "one that needs too much memory", "save it anew"
    PARSER_FAILS = "a file that can be read", "one that its parser fails on ({error})", "save it anew"
    PARSER_EXIT = "a file that can be read", "one that its parser fails on (exit {code})", "save it anew"
    PARSER_SLOW = "a file that is read in {limit:g} seconds", "one that takes longer", "split it or save it anew"
    PARSER_SLOW_CPU = (
        "a file that is read in {limit:g} seconds of processor time",
        "one that takes longer",
        "split it or save it anew",
    )

    # cleaning
    NOTHING_LEFT = "an article", "no text of its own in {path}", "look at what cleaning removed"
    HTML_TOO_LONG = "a page of at most {limit:,} characters", "{length:,}", _SAVE_AS_TEXT
    HTML_TOO_DEEP = "HTML of at most {limit:,} levels of nesting", "{count:,} in {path}", _SAVE_AS_TEXT
    HTML_ATTRIBUTES = "HTML of at most {limit:,} attributes in one tag", "{count:,} in {path}", _SAVE_AS_TEXT
    HTML_TAGS = "HTML of at most {limit:,} tags", "{count:,} in {path}", _SAVE_AS_TEXT
    HTML_UNREADABLE = "HTML", "nothing that the parser could read in {path}", "save the article as plain text"
    HTML_BROKEN = "HTML", "{error} in {path}", "save the article as plain text"

    # adding and removing
    NO_NAME = "a file with a name", "none", "name it"
    TOO_MUCH_MORE = "at most {limit:,} bytes more at once", "{size:,}", "add the others first"
    TOO_MANY_FILES = "at most {limit:,} files at once", "more", "add the others first"
    UPLOAD_TOO_LARGE = (
        "at most {limit:,} bytes",
        "{size:,}",
        "split it, or put it into the seeds folder by hand",
    )
    NO_PASTED_TEXT = "the text of an article", "none", "paste its text"
    ALREADY_THERE = "a new file", "{name} in the seeds folder already", "nothing is to be done"
    NO_ARTICLE = "an article", "none", "look at the file"
    NOTHING_NEW = "a new article", "the text of {path}", "nothing is to be done"
    SEEDS_NOT_WRITABLE = (
        "a folder that can be written to at {folder}",
        "{error} at {name}, after {done} of {total} files",
        "make room, or the folder writable, and add again",
    )
    FOLDERS_NOT_WRITABLE = (
        "folders that can be written to at {folder} and {other}",
        "{error} at {name}",
        "let this program write there, or move the file by hand",
    )
    SHARED_FILE = "a file of one article", "{name} with {count} ({articles})", "remove the whole file or edit it"
    SHARED_BY_MORE = (
        "a file of one article",
        "{name} with {count} ({articles} and {more} more)",
        "remove the whole file or edit it",
    )
    NOT_REMOVED = "the id of a removed file", "{id}", "look at the list of removed files"
    NAME_TAKEN = "no file at {path}", "another one", "rename or remove that one first"
    NO_SEED_FILE = "an article's path or a file in the seeds folder", "{path}", "see the list of articles"

    # indexes
    NO_INDEX = "an index in {folder}", "none", _REBUILD
    BAD_CURRENT = "the id of a generation and its manifest's hash in {path}", "that it {problem}", _REBUILD
    NO_EARLIER_GENERATION = "an earlier good generation", "none in {folder}", _STATUS
    NO_GENERATION_ID = "the 16 hex digits of a generation", "{generation}", _STATUS
    NO_GENERATION = "generation {generation} in {folder}", "none of that id", _STATUS
    DAMAGED_FILE = (
        "an undamaged generation {generation}",
        "{file} {problem}",
        f"{_REBUILD} or `wenju rollback`",
    )
    DAMAGED_FILES = "files as their hashes say", "{count} otherwise", _REBUILD
    FILE_GONE = "the files of generation {generation} to stay", "{file} gone", f"try again or {_REBUILD}"
    ARTICLES_MISSING = (
        "all {documents:,} articles of the index in {folder}",
        "{missing:,} missing there ({articles})",
        _CONFIRM,
    )
    OTHER_EMPTY_FOLDER = _OTHER_FOLDER, "{folder}", _CONFIRM
    OTHER_WHOLE_FOLDER = _OTHER_FOLDER, "{folder}, without 0 of its {documents:,} articles", _CONFIRM
    OTHER_FOLDER = (
        _OTHER_FOLDER,
        "{folder}, without {missing:,} of its {documents:,} articles ({articles})",
        _CONFIRM,
    )
    BUILD_RUNNING = "no other build of {folder}", "one that is running", "wait for its end"
    BUILD_CANCELLED = "a build to its end", "a cancel at the stage {stage}", "build again when ready"
    NO_MANIFEST = "a manifest at {path}", "none", _REBUILD
    OTHER_MANIFEST = "a manifest of hash {generation}… at {path}", "{hash}…", _REBUILD
    OTHER_VERSION = "an index of format {format}", "one of another version at {folder}", _REBUILD
    OTHER_FORMAT = "an index of format {format}", "format {found} at {folder}", _REBUILD
    OTHER_ENCODER = (
        "the encoder {name} of fingerprint {fingerprint}, that of the index",
        "{found}",
        _REBUILD,
    )
    BAD_ARTICLES_FILE = "articles in {path}", "a file SQLite can't open ({error})", _REBUILD
    BAD_VECTORS_FILE = "vectors in {path}", "a file FAISS can't read", _REBUILD
    NO_REPORT = "the id of a document with a cleaning report", "{id}", _STATUS
    NO_PASSAGE = "a passage of this index", "{id}", "search this index for it"
    NO_ARTICLE_LIKE = (
        "the id of an article, or what its path begins with",
        "{article}",
        "take one that `wenju search` shows",
    )
    NO_DOCUMENT = "the id of a document in this index", "{id}", _STATUS
    NO_GENERATION_BEFORE = (
        "a generation before {generation}",
        "none",
        "name two of those that `wenju status` lists",
    )

    # encoders
    MODEL_NOT_LOADED = (
        "a sentence-transformers model in {folder}",
        "one that can't be loaded ({error})",
        "check its files, or use the shipped encoder: --encoder wenju",
    )
    NO_ENCODER = (
        "an encoder that is on this machine: 'wenju', a sentence-transformers folder or a model in the local cache",
        "{name}",
        "give the path of a model folder, or fetch the model first (Wenju itself downloads nothing)",
    )
    STATIC_SIZES_DIFFER = _STATIC_MODEL, "{folder} with different numbers of them, {sizes}", _TRAIN_ENCODER
    NO_TOKENIZER = _STATIC_MODEL, "no {path}", _TRAIN_ENCODER
    STATIC_UNREADABLE = _STATIC_MODEL, "{path} unreadable ({error})", _TRAIN_ENCODER
    NO_STATIC_ENCODER = (
        "a static encoder: 'wenju' or the folder of one",
        "{name}",
        "give one of them by --encoder",
    )
    FOLDER_EXISTS = "a folder that does not exist yet", "{folder}", "give another by --out"
    FOLDER_IN_ENCODER = "a folder outside every encoder", "{folder}", "give another by --out"
    TOO_LITTLE_TO_ADAPT = (
        "at least {articles} articles and {passages} passages to adapt to",
        "{found_articles} and {found_passages}",
        "add articles, or use the encoder as it is",
    )
    NO_KNOWN_SENTENCES = "articles with sentences that the encoder knows", "none", "use another encoder"
