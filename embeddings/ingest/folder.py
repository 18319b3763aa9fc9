"""From a folder of articles to seeds: which files are taken, and why the others are not.

The articles of a folder: read, cleaned, what is double left out, what can't be taken told.
"""

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
from embeddings.schema import CleaningReport, Document, Duplicate, Progress, RefusedSeed, Seed
from embeddings.text.normalize import text_key

Seeds = tuple[list[Seed], list[RefusedSeed]]


def read_seeds(folder: Path, *, told: Callable[[int, int], None] | None = None) -> Seeds:
    """Read every article under `folder`, in the order of their names; dotfiles are not looked at.

    Args:
        folder: Where the articles are.
        told: Told after each file how many are done, and how many there are.

    Returns:
        The seeds, and the files and parts of files that were refused, each with its reason.

    Raises:
        InputRefusedError: If `folder` is not a folder that can be listed.
    """
    if not folder.is_dir():
        raise InputRefusedError("a folder of articles", f"none at {folder}", "give the folder that holds your articles")
    root = folder.resolve()
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    files = _files(folder)
    with Extractor() as extractor:
        for done, path in enumerate(files, 1):
            name = path.relative_to(folder).as_posix()
            reason = _refusal_before_reading(path, root)
            if reason is not None:
                refused.append(RefusedSeed(path=_shown(name), reason=reason))
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


def _refusal_before_reading(path: Path, root: Path) -> str | None:
    if path.is_symlink() and (path.is_dir() or not path.resolve().is_relative_to(root)):
        return "expected a file in the folder; found a link to a folder or out of it, which is not followed"
    if not path.is_file():
        return "expected a file; found a pipe, a device or a broken link"
    return None


def read_file(path: Path, *, name: str, extractor: Extractor | None = None) -> Seeds:
    """Read one file of articles.

    Args:
        path: Where it is.
        name: Its name under the seeds folder, with `/`: what citations show.
        extractor: For PDF and Word files; None for one of its own.
    """
    try:
        size = path.stat().st_size
        reason = refusal_by_name(name, size)
        content = path.read_bytes() if reason is None else b""
    except OSError as error:
        reason, content = f"expected a file that can be read; found: {error.strerror or error}", b""
    return _refuse(_shown(name), reason) if reason else read_content(content, name=name, extractor=extractor)


def refusal_by_name(name: str, size: int) -> str | None:
    """Why a file of this name and size, in bytes, is not even read; None where it is."""
    form = format_of(name)
    if form is None:
        suffix = _shown(suffix_of(name)) or "no suffix"
        return f"expected {', '.join(FORMATS)}; found {suffix}, not an article format"
    return f"expected at most {form.limit:,} bytes; found {size:,}" if size > form.limit else None


def read_content(content: bytes, *, name: str, extractor: Extractor | None = None) -> Seeds:
    """Read the articles in the bytes of one file; the arguments are those of `read_file`."""
    reason = refusal_by_name(name, len(content))
    name, form = _shown(name), format_of(name)
    if reason is not None or form is None:
        return _refuse(name, reason or "")
    if form.signature is not None and form.signature.mark not in content[: form.signature.within]:
        found = f"expected {form.signature.name}; found {_instead(content)}; give it the suffix of what it is"
        return _refuse(name, found)
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
    """A file of one article that is a text."""
    with_fields = form.read == "front matter"
    read = split_front_matter(decoded.text.replace("\r\n", "\n")) if with_fields else Read(decoded.text)
    if read.refusal is not None:
        return _refuse(name, read.refusal, read.line)
    if not read.text.strip():
        return _refuse(name, "expected an article; found front matter only")
    return [_seed(read, name, form, identity=content, encoding=decoded.encoding)], []


def _instead(content: bytes) -> str:
    if not content.strip(b"\x00 \t\r\n"):
        return f"{len(content):,} zero bytes" if content.strip() else "an empty file"
    return kind_of(content) or "another kind of file"


def _read_extracted(content: bytes, name: str, form: Format, extractor: Extractor) -> Seeds:
    """A PDF or Word file: one article."""
    found = extractor.extract(form.name, content)
    if found.refusal is not None:
        return _refuse(name, found.refusal)
    read = read_properties(found.text, title=found.title, author=found.author, created=found.created)
    return [_seed(read, name, form, identity=content, encoding="utf-8")], []


def _read_archive(content: bytes, name: str, form: Format, extractor: Extractor) -> Seeds:
    """A .zip archive of such files; an archive in an archive is not opened."""
    members, reason = read_archive(content)
    if reason is not None:
        return _refuse(name, reason)
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for member in members:
        path = f"{name}#{member.name}"
        if member.refusal is not None:
            taken, left = _refuse(path, member.refusal)
        elif format_of(member.name) == form:
            taken, left = _refuse(path, "expected articles; found an archive in an archive; give it by itself")
        else:
            taken, left = read_content(member.content, name=path, extractor=extractor)
        seeds.extend(taken)
        refused.extend(left)
    if not seeds and not refused:
        return _refuse(name, "expected an archive of articles; found none in it; pack the files again")
    return seeds, refused


def _read_table(decoded: Decoded, name: str, form: Format, whole: bytes) -> Seeds:
    """A .csv file: one article a row, named by the line that it begins on."""
    rows, reason = read_table(decoded.text)
    if reason is not None:
        return _refuse(name, reason.refusal or "", reason.line)
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for row in rows:
        if row.read.refusal is not None:
            refused.append(RefusedSeed(path=name, line=row.line, reason=row.read.refusal))
            continue
        canonical = json.dumps(row.fields, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
        seeds.append(_seed(row.read, f"{name}#{row.line}", form, identity=canonical, encoding=decoded.encoding))
    if not seeds and not refused:
        return _refuse(name, "expected rows below the first one; found none; add one for each article")
    return seeds, refused


def _shown(name: str) -> str:
    """A file name that is not valid UTF-8 can't be printed; its odd bytes are escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _refuse(name: str, reason: str, line: int | None = None) -> Seeds:
    return [], [RefusedSeed(path=name, line=line, reason=reason)]


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
    """A .jsonl file: each line stands for itself, and a bad one does not cost the others."""
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for number, line in enumerate(decoded.text.split("\n"), start=1):
        line = line.strip()
        if not line:
            continue
        loaded, reason, _ = load_json(line)
        read = read_json_article(loaded) if reason is None else Read("", refusal=reason)
        if read.refusal is not None:
            refused.append(RefusedSeed(path=name, line=number, reason=read.refusal))
            continue
        seeds.append(_seed(read, f"{name}#{number}", form, identity=line.encode(), encoding=decoded.encoding))
    return seeds, refused


def _read_json(decoded: Decoded, name: str, form: Format, content: bytes) -> Seeds:
    """A .json file: one article, or a list of them, named by their place in it from 1."""
    loaded, reason, line = load_json(decoded.text)
    if reason is not None:
        return _refuse(name, reason, line)
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
            refused.append(RefusedSeed(path=path, reason=read.refusal))
            continue
        canonical = json.dumps(item, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
        seeds.append(_seed(read, path, form, identity=canonical, encoding=decoded.encoding))
    if not seeds and not refused:
        return _refuse(name, "expected an article or a list of them; found an empty list")
    return seeds, refused


_READ: dict[str, Callable[[Decoded, str, Format, bytes], Seeds]] = {
    "text": _read_text,
    "front matter": _read_text,
    "json": _read_json,
    "jsonl": _read_lines,
    "csv": _read_table,
}
"""By `Format.read`: what reads a file that is a text."""


class CleanedFolder(NamedTuple):
    """What cleaning let through, and what it did not."""

    cleaned: list[tuple[Document, CleaningReport]]
    refused: list[RefusedSeed]
    duplicates: list[Duplicate]


def read_articles(seeds: Path, progress: Progress) -> CleanedFolder:
    """Read and clean every article of a folder, the first of those with the same text.

    Args:
        seeds: Folder of the articles.
        progress: Told of the stages read and clean.

    Returns:
        The articles, at least one; what was refused in order of path and line; what was left out as double.

    Raises:
        InputRefusedError: No article can be taken.
    """
    progress("read", 0, 1)
    found, unread = read_seeds(seeds, told=lambda done, total: progress("read", done, total))
    taken = _take(found, progress)
    refused = sorted([*unread, *taken.refused], key=lambda each: (each.path, each.line or 0))
    if not taken.cleaned:
        raise InputRefusedError(
            "at least one article", _nothing_taken(seeds, refused), f"add {' '.join(FORMATS)} files"
        )
    return taken._replace(refused=refused)


def _take(seeds: Sequence[Seed], progress: Progress) -> CleanedFolder:
    """Clean every seed; of articles with the same text, whatever their script and spacing, the first is kept."""
    taken = CleanedFolder([], [], [])
    first: dict[bytes, str] = {}
    for done, seed in enumerate(seeds, 1):
        try:
            document, report = clean(seed)
        except InputRefusedError as error:
            taken.refused.append(RefusedSeed(path=seed.path, reason=f"expected {error.expected}; found {error.found}"))
        else:
            kept = first.setdefault(text_key(document.text), seed.path)
            if kept == seed.path:
                taken.cleaned.append((document, report))
            else:
                taken.duplicates.append(Duplicate(path=seed.path, kept=kept))
        progress("clean", done, len(seeds))
    return taken


def _nothing_taken(seeds: Path, refused: Sequence[RefusedSeed]) -> str:
    if not refused:
        return f"none in {seeds}"
    return f"{len(refused)} in {seeds}, all refused ({refused[0].path}: {refused[0].reason})"
