"""Read the articles of a folder as seeds and clean them; refused files and duplicates are reported."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple, cast

from embeddings.clean.document import clean
from embeddings.clean.html import looks_like_html
from embeddings.clean.types import Stated
from embeddings.errors import InputRefusedError
from embeddings.ingest.archive import read_archive
from embeddings.ingest.decode import Decoded, decode, kind_of
from embeddings.ingest.extract import Extractor
from embeddings.ingest.formats import (
    FORMATS,
    Format,
    Read,
    format_of,
    load_json,
    read_json_article,
    read_properties,
    read_table,
    split_front_matter,
    suffix_of,
)
from embeddings.reasons import Cause, IndexReason
from embeddings.schema import CleaningReport, Document, Duplicate, Progress, RefusedSeed, Seed
from embeddings.text.normalize import text_key

Seeds = tuple[list[Seed], list[RefusedSeed]]


def read_seeds(folder: Path, *, told: Callable[[int, int], None] | None = None) -> Seeds:
    """Read every article under `folder`, in order of name; dotfiles are skipped.

    Args:
        folder: Folder of the articles.
        told: Called after each file with the number of files done and their total.

    Returns:
        The seeds, and the files and parts of files that were refused, each with its reason.

    Raises:
        InputRefusedError: `folder` is not a folder that can be listed.
    """
    if not folder.is_dir():
        raise InputRefusedError(IndexReason.NO_SEEDS_FOLDER, {"folder": str(folder)})
    root = folder.resolve()
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    files = _files(folder)
    with Extractor() as extractor:
        for done, path in enumerate(files, 1):
            name = path.relative_to(folder).as_posix()
            cause = _refusal_before_reading(path, root)
            if cause is not None:
                refused.append(RefusedSeed.because(_shown(name), cause))
            else:
                taken, left = read_file(path, name=name, extractor=extractor)
                seeds.extend(taken)
                refused.extend(left)
            if told is not None:
                told(done, len(files))
    return seeds, refused


def _files(folder: Path) -> list[Path]:
    """All files below a folder, sorted by name; linked folders are not entered."""
    found: list[Path] = []
    for parent, folders, names in os.walk(folder, followlinks=False):
        here = Path(parent)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        found.extend(here / name for name in (*names, *links) if not name.startswith("."))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _refusal_before_reading(path: Path, root: Path) -> Cause | None:
    if path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(root)):
        return IndexReason.LINK_OUT.cause()
    if not path.is_file():
        return IndexReason.NO_REGULAR_FILE.cause()
    return None


def read_file(path: Path, *, name: str, extractor: Extractor | None = None) -> Seeds:
    """Read one file of articles.

    Args:
        path: Path of the file.
        name: Its name under the seeds folder, with `/`, as citations show it.
        extractor: For PDF and Word files; None to start one for this file.
    """
    try:
        size = path.stat().st_size
        cause = refusal_by_name(name, size)
        content = path.read_bytes() if cause is None else b""
    except OSError as error:
        cause, content = IndexReason.UNREADABLE_FILE.cause({"error": error.strerror or str(error)}), b""
    return _refuse(_shown(name), cause) if cause else read_content(content, name=name, extractor=extractor)


def refusal_by_name(name: str, size: int) -> Cause | None:
    """The reason not to read a file of this name and size in bytes; None if it is to be read."""
    form = format_of(name)
    if form is None:
        suffix, suffixes = _shown(suffix_of(name)), ", ".join(FORMATS)
        if not suffix:
            return IndexReason.NO_SUFFIX.cause({"suffixes": suffixes})
        return IndexReason.UNKNOWN_SUFFIX.cause({"suffixes": suffixes, "suffix": suffix})
    return IndexReason.FILE_TOO_LARGE.cause({"limit": form.limit, "size": size}) if size > form.limit else None


def read_content(content: bytes, *, name: str, extractor: Extractor | None = None) -> Seeds:
    """Read the articles in the bytes of one file; the arguments are those of `read_file`."""
    cause = refusal_by_name(name, len(content))
    form, name = format_of(name), _shown(name)
    if cause is not None:
        return _refuse(name, cause)
    assert form is not None  # else there is a cause above
    if form.signature is not None and form.signature.mark not in content[: form.signature.within]:
        kinds = {"wanted": form.signature.kind.cause(), "kind": _instead(content)}
        return _refuse(name, IndexReason.WRONG_SUFFIX.cause(kinds))
    if form.read in {"extracted", "archive"}:
        with ExitStack() as stack:
            ours = extractor or stack.enter_context(Extractor())
            read_packed = _read_archive if form.read == "archive" else _read_extracted
            return read_packed(content, name, form, ours)
    decoded = decode(content)
    if decoded.refusal is not None:
        return _refuse(name, decoded.refusal)
    return _READ[form.read](decoded, name, form, content)


def _read_text(decoded: Decoded, name: str, form: Format, content: bytes) -> Seeds:
    """Read a text file that holds one article."""
    with_fields = form.read == "front matter"
    read = split_front_matter(decoded.text.replace("\r\n", "\n")) if with_fields else Read(decoded.text)
    if read.refusal is not None:
        return _refuse(name, read.refusal, read.line)
    if not read.text.strip():
        return _refuse(name, IndexReason.ONLY_FRONT_MATTER.cause())
    return [_seed(read, name, form, identity=content, encoding=decoded.encoding)], []


def _instead(content: bytes) -> Cause:
    if not content.strip(b"\x00 \t\r\n"):
        return IndexReason.ZERO_BYTES.cause({"count": len(content)}) if content.strip() else IndexReason.EMPTY.cause()
    return kind_of(content) or IndexReason.OTHER_FILE.cause()


def _read_extracted(content: bytes, name: str, form: Format, extractor: Extractor) -> Seeds:
    """Read a PDF or Word file as one article."""
    found = extractor.extract(form.name, content)
    if found.refusal is not None:
        return _refuse(name, found.refusal)
    read = read_properties(found.text, title=found.title, author=found.author, created=found.created)
    return [_seed(read, name, form, identity=content, encoding="utf-8")], []


def _read_archive(content: bytes, name: str, form: Format, extractor: Extractor) -> Seeds:
    """Read a .zip archive of article files; archives inside it are not opened."""
    members, cause = read_archive(content)
    if cause is not None:
        return _refuse(name, cause)
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for member in members:
        path = f"{name}#{member.name}"
        if member.refusal is not None:
            taken, left = _refuse(path, member.refusal)
        elif format_of(member.name) == form:
            taken, left = _refuse(path, IndexReason.NESTED_ARCHIVE.cause())
        else:
            taken, left = read_content(member.content, name=path, extractor=extractor)
        seeds.extend(taken)
        refused.extend(left)
    if not seeds and not refused:
        return _refuse(name, IndexReason.EMPTY_ARCHIVE.cause())
    return seeds, refused


def _read_table(decoded: Decoded, name: str, form: Format, whole: bytes) -> Seeds:
    """Read a .csv file: one article per row, named by the line on which it begins."""
    rows, unread = read_table(decoded.text)
    if unread is not None and unread.refusal is not None:
        return _refuse(name, unread.refusal, unread.line)
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for row in rows:
        if row.read.refusal is not None:
            refused.append(RefusedSeed.because(name, row.read.refusal, line=row.line))
            continue
        canonical = json.dumps(row.fields, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
        seeds.append(_seed(row.read, f"{name}#{row.line}", form, identity=canonical, encoding=decoded.encoding))
    if not seeds and not refused:
        return _refuse(name, IndexReason.NO_ROWS.cause())
    return seeds, refused


def _shown(name: str) -> str:
    """A file name that can be printed: bytes that are not valid UTF-8 are escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _refuse(name: str, cause: Cause, line: int | None = None) -> Seeds:
    return [], [RefusedSeed.because(name, cause, line=line)]


def _seed(read: Read, path: str, form: Format, *, identity: bytes, encoding: str) -> Seed:
    stated: Stated = read.stated
    markup = form.read != "extracted" and looks_like_html(read.text)
    return Seed(
        seed_id=hashlib.sha256(identity).hexdigest(),
        path=path,
        text=read.text,
        format="html" if markup else form.name,
        encoding=encoding,
        title=stated.title,
        published=stated.published,
        publisher=stated.publisher,
        url=stated.url,
    )


def _read_lines(decoded: Decoded, name: str, form: Format, whole: bytes) -> Seeds:
    """Read a .jsonl file: one article per line; a bad line does not affect the others."""
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        loaded, cause, _ = load_json(line)
        read = read_json_article(loaded) if cause is None else Read("", refusal=cause)
        if read.refusal is not None:
            refused.append(RefusedSeed.because(name, read.refusal, line=number))
            continue
        seeds.append(_seed(read, f"{name}#{number}", form, identity=line.encode(), encoding=decoded.encoding))
    return seeds, refused


def _read_json(decoded: Decoded, name: str, form: Format, content: bytes) -> Seeds:
    """Read a .json file: one article, or a list of articles named by their position from 1."""
    loaded, cause, line = load_json(decoded.text)
    if cause is not None:
        return _refuse(name, cause, line)
    if not isinstance(loaded, list):
        read = read_json_article(loaded)
        if read.refusal is not None:
            return _refuse(name, read.refusal)
        return [_seed(read, name, form, identity=content, encoding=decoded.encoding)], []
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for number, item in enumerate(cast("list[object]", loaded), start=1):
        path = f"{name}#{number}"
        read = read_json_article(item)
        if read.refusal is not None:
            refused.append(RefusedSeed.because(path, read.refusal))
            continue
        canonical = json.dumps(item, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
        seeds.append(_seed(read, path, form, identity=canonical, encoding=decoded.encoding))
    if not seeds and not refused:
        return _refuse(name, IndexReason.EMPTY_LIST.cause())
    return seeds, refused


_READ: dict[str, Callable[[Decoded, str, Format, bytes], Seeds]] = {
    "text": _read_text,
    "front matter": _read_text,
    "json": _read_json,
    "jsonl": _read_lines,
    "csv": _read_table,
}
"""Functions that read text files, by `Format.read`."""


class CleanedFolder(NamedTuple):
    """The cleaned articles of a folder, and what was left out."""

    cleaned: list[tuple[Document, CleaningReport]]
    refused: list[RefusedSeed]
    duplicates: list[Duplicate]


def read_articles(seeds: Path, progress: Progress) -> CleanedFolder:
    """Read and clean every article of a folder; of articles with the same text the first is kept.

    Args:
        seeds: Folder of the articles.
        progress: Called with the stages read and clean.

    Returns:
        The articles, at least one; the refused files in order of path and line; the duplicates left out.

    Raises:
        InputRefusedError: No article can be taken.
    """
    progress("read", 0, 1)
    found, unread = read_seeds(seeds, told=lambda done, total: progress("read", done, total))
    taken = _take(found, progress)
    refused = sorted([*unread, *taken.refused], key=lambda each: (each.path, each.line or 0))
    if not taken.cleaned:
        raise InputRefusedError(_nothing_taken(seeds, refused))
    return taken._replace(refused=refused)


def _take(seeds: Sequence[Seed], progress: Progress) -> CleanedFolder:
    """Clean every seed; of articles whose texts differ at most in script and spacing, the first is kept."""
    taken = CleanedFolder([], [], [])
    first: dict[bytes, str] = {}
    for done, seed in enumerate(seeds, 1):
        try:
            document, report = clean(seed)
        except InputRefusedError as error:
            taken.refused.append(refused_by_cleaning(seed, error))
        else:
            kept = first.setdefault(text_key(document.text), seed.path)
            if kept == seed.path:
                taken.cleaned.append((document, report))
            else:
                taken.duplicates.append(Duplicate(path=seed.path, kept=kept))
        progress("clean", done, len(seeds))
    return taken


def refused_by_cleaning(seed: Seed, error: InputRefusedError) -> RefusedSeed:
    """The refusal of a seed by cleaning; its text omits the remedy, as in the reports of all versions."""
    return RefusedSeed(path=seed.path, reason=f"expected {error.expected}; found {error.found}", cause=error.cause)


def _nothing_taken(seeds: Path, refused: Sequence[RefusedSeed]) -> Cause:
    values: dict[str, str | int | float | Cause] = {"folder": str(seeds), "suffixes": " ".join(FORMATS)}
    if not refused:
        return IndexReason.NO_SEEDS.cause(values)
    first = refused[0]
    values |= {"count": len(refused), "path": first.path, "why": first.cause or first.reason}
    return IndexReason.ALL_REFUSED.cause(values)
