"""Add files to the seeds folder, remove them and restore them.

`propose` checks files within limits and reports what cleaning would make of them, writing nothing; `add` writes the
files of proposals and overwrites none. `remove` moves a seed file out of the folder; `restore` moves it back.

removed/<id>/<name under seeds>      id = first 16 hex digits of the SHA-256 of name and content
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pydantic import Field

from embeddings.clean.document import clean
from embeddings.clean.types import Stated
from embeddings.errors import InputRefusedError, UsageError, WenjuError
from embeddings.ingest.extract import Extractor
from embeddings.ingest.folder import read_content, read_file, refusal_by_name, refused_by_cleaning
from embeddings.ingest.formats import format_of, suffix_of, with_front_matter
from embeddings.reasons import Cause, IndexReason
from embeddings.schema import CleaningReport, Document, Frozen, RefusedSeed
from embeddings.store.files import move_durably, write_durably
from embeddings.text.normalize import text_key

MIB = 2**20
_SLUG_CHARS = 40
"""At most 120 bytes of UTF-8: with hash and suffix far below the 255 bytes that file systems allow."""
_HASH_CHARS = 16


class Limits(NamedTuple):
    """Limits for files added at once; sizes in bytes."""

    file_bytes: int = 16 * MIB
    archive_bytes: int = 64 * MIB
    total_bytes: int = 256 * MIB
    files: int = 500


class Offered(NamedTuple):
    """A file to be added."""

    name: str
    """Its original name; only the last part of a path counts."""
    content: bytes | Path
    """Its bytes, or its path, so that a file that is too large is not read."""


class Prepared(Frozen):
    """An article as cleaning would make it of an offered file."""

    document: Document
    report: CleaningReport
    duplicate_of: str | None = Field(default=None, description="path of the article that has the same text already")


class Proposal(Frozen):
    """The articles that an offered file would add, or its refusal."""

    name: str
    size: int = Field(description="in bytes")
    content: bytes = Field(repr=False, exclude=True, description="empty where the file as a whole was refused")
    articles: tuple[Prepared, ...] = ()
    refused: tuple[RefusedSeed, ...] = ()

    @property
    def new(self) -> int:
        """Number of its articles whose text is new."""
        return sum(article.duplicate_of is None for article in self.articles)


class Added(Frozen):
    """The result of `add`."""

    written: tuple[str, ...] = Field(description="names of the new files under the seeds folder")
    left: tuple[RefusedSeed, ...] = Field(description="the files that were not written, and why")


def known_texts(documents: Iterable[Document]) -> dict[bytes, str]:
    """The path of each text by its `text_key`; for `propose`."""
    return {text_key(document.text): document.source.path for document in documents}


def propose(
    files: Iterable[Offered], *, limits: Limits | None = None, known: Mapping[bytes, str] | None = None
) -> Iterator[Proposal]:
    """Check files one by one, writing nothing.

    Args:
        files: The files to add.
        limits: None for the default limits.
        known: Texts already in the index, from `known_texts`.

    Yields:
        A proposal for each file, in order; a refused one says why.
    """
    limits = limits or Limits()
    seen = dict(known or {})
    left = limits.total_bytes
    with Extractor() as extractor:
        for number, offered in enumerate(files, 1):
            name = PurePosixPath(offered.name.replace("\\", "/")).name
            size = _size(offered.content)
            cause = _refusal(name, size, left) if number <= limits.files else _too_many(limits.files)
            cause = cause or _refusal_by_limits(name, size, limits)
            if cause is not None:
                yield _refused(name, size, cause)
                continue
            left -= size
            proposal = _proposal(name, _read(offered.content), extractor, seen)
            for article in proposal.articles:
                seen.setdefault(text_key(article.document.text), article.document.source.path)
            yield proposal


def _size(content: bytes | Path) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _read(content: bytes | Path) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _refusal(name: str, size: int, left: int) -> Cause | None:
    if not name:
        return IndexReason.NO_NAME.cause()
    if size > left:
        return IndexReason.TOO_MUCH_MORE.cause({"limit": left, "size": size})
    return None


def _too_many(files: int) -> Cause:
    return IndexReason.TOO_MANY_FILES.cause({"limit": files})


def _refusal_by_limits(name: str, size: int, limits: Limits) -> Cause | None:
    form = format_of(name)
    limit = limits.archive_bytes if form is not None and form.read == "archive" else limits.file_bytes
    if size > limit:
        return IndexReason.UPLOAD_TOO_LARGE.cause({"limit": limit, "size": size})
    return refusal_by_name(name, size)


def _refused(name: str, size: int, cause: Cause) -> Proposal:
    return Proposal(name=name, size=size, content=b"", refused=(RefusedSeed.because(name, cause),))


def _proposal(name: str, content: bytes, extractor: Extractor, known: Mapping[bytes, str]) -> Proposal:
    seeds, unread = read_content(content, name=name, extractor=extractor)
    refused = list(unread)
    articles: list[Prepared] = []
    own: dict[bytes, str] = {}
    for seed in seeds:
        try:
            document, report = clean(seed)
        except InputRefusedError as error:
            refused.append(refused_by_cleaning(seed, error))
            continue
        key = text_key(document.text)
        same = known.get(key) or own.get(key)
        own.setdefault(key, seed.path)
        articles.append(Prepared(document=document, report=report, duplicate_of=same))
    return Proposal(
        name=name,
        size=len(content),
        content=content if articles else b"",
        articles=tuple(articles),
        refused=tuple(refused),
    )


def pasted(
    title: str | None,
    text: str,
    *,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
) -> Offered:
    """Make a typed-in text a Markdown file with front matter, to be passed to `propose` like any other.

    Raises:
        InputRefusedError: The text is blank.
    """
    if not text.strip():
        raise InputRefusedError(IndexReason.NO_PASTED_TEXT)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    stated = Stated(title=title, published=published, publisher=publisher, url=url)
    name = slug(title or "") or "article"
    return Offered(f"{name}.md", with_front_matter(text, stated).encode())


def add(proposals: Sequence[Proposal], seeds: Path) -> Added:
    """Write the files of proposals that have a new article; each is completely on disk before the next is begun.

    Args:
        proposals: From `propose`.
        seeds: Folder of the articles; created if missing.

    Raises:
        WenjuError: A file can't be written; those written before stay.
    """
    written: list[str] = []
    left: list[RefusedSeed] = []
    for proposal in proposals:
        refused = _nothing_new(proposal)
        name = seed_name(proposal)
        if refused is None and (seeds / name).exists():
            refused = RefusedSeed.because(proposal.name, IndexReason.ALREADY_THERE.cause({"name": name}))
        if refused is not None:
            left.append(refused)
            continue
        try:
            seeds.mkdir(parents=True, exist_ok=True)
            write_durably(seeds / name, proposal.content)
        except OSError as error:
            raise WenjuError(
                IndexReason.SEEDS_NOT_WRITABLE,
                {
                    "folder": str(seeds),
                    "error": error.strerror or str(error),
                    "name": name,
                    "done": len(written),
                    "total": len(proposals),
                },
            ) from error
        written.append(name)
    return Added(written=tuple(written), left=tuple(left))


def _nothing_new(proposal: Proposal) -> RefusedSeed | None:
    if proposal.new:
        return None
    if not proposal.articles and proposal.refused:
        first = proposal.refused[0]
        return RefusedSeed(path=proposal.name, reason=first.reason, cause=first.cause)
    if not proposal.articles:
        return RefusedSeed.because(proposal.name, IndexReason.NO_ARTICLE.cause())
    same = proposal.articles[0].duplicate_of or ""
    return RefusedSeed.because(proposal.name, IndexReason.NOTHING_NEW.cause({"path": same}))


def seed_name(proposal: Proposal) -> str:
    """The name for a proposal's file: its title or name as a slug, and the hash of its bytes."""
    single = proposal.articles[0].document.source.title if len(proposal.articles) == 1 else ""
    shown = slug(single) or slug(PurePosixPath(proposal.name).stem) or "article"
    return f"{shown}_{hashlib.sha256(proposal.content).hexdigest()[:_HASH_CHARS]}{suffix_of(proposal.name)}"


def slug(text: str) -> str:
    """The letters and digits of a text, joined by hyphens: a safe file name on any system."""
    plain = unicodedata.normalize("NFKC", text[: 4 * _SLUG_CHARS])
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:_SLUG_CHARS].rstrip("-")


REMOVED = "removed"
"""Folder inside the index folder that removed files are moved to."""
_ID = re.compile(r"[0-9a-f]{16}")
_NAMED = 5
"""Number of articles that an error names for a file with several."""


class SharedFileError(UsageError):
    """The article's file holds further articles, and removing them was not allowed."""


class Removed(Frozen):
    """A removed seed file."""

    id: str
    path: str = Field(description="name that it had under the seeds folder")
    bytes: int


def remove(path: str, *, seeds: Path, removed: Path, whole_file: bool = False) -> Removed:
    """Remove an article's file; answers no longer use it from the next build on.

    Args:
        path: `Document.source.path` of the article, or the name of a file under the seeds folder.
        seeds: Folder of the articles.
        removed: Folder that files are moved to.
        whole_file: Whether a file with several articles may be removed.

    Raises:
        UsageError: There is no such file.
        SharedFileError: It holds several articles and `whole_file` is False.
        WenjuError: One of the folders can't be written to; nothing was changed.
    """
    name = _file_of(path, seeds)
    file = seeds / name
    form = format_of(name)
    if not whole_file and form is not None and form.several:
        articles = [seed.path for seed in read_file(file, name=name)[0]]
        if len(articles) > 1:
            raise SharedFileError(_shared(name, [each.removeprefix(f"{name}#") for each in articles]))
    gone = Removed(id=_id(name, file.read_bytes()), path=name, bytes=file.stat().st_size)
    _move(file, removed / gone.id / name)
    return gone


def _shared(name: str, articles: Sequence[str]) -> Cause:
    shown = ", ".join(articles[:_NAMED])
    values: dict[str, str | int | float | Cause] = {"name": name, "count": len(articles), "articles": shown}
    if len(articles) <= _NAMED:
        return IndexReason.SHARED_FILE.cause(values)
    return IndexReason.SHARED_BY_MORE.cause({**values, "more": len(articles) - _NAMED})


def list_removed(removed: Path) -> list[Removed]:
    """The removed files, ordered by path."""
    folders = (each for each in (removed.iterdir() if removed.is_dir() else ()) if _ID.fullmatch(each.name))
    found = [
        Removed(id=folder.name, path=file.relative_to(folder).as_posix(), bytes=file.stat().st_size)
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    ]
    return sorted(found, key=lambda each: (each.path, each.id))


def removed_since(removed: Path, moment: float) -> set[str]:
    """Names of the files removed at or after a moment, relative to the seeds folder.

    Args:
        removed: Folder that files are moved to.
        moment: In seconds since 1970.
    """
    return {
        each.path
        for each in list_removed(removed)
        if (removed / each.id / each.path).parent.stat().st_mtime >= moment  # a move keeps the file's own time
    }


def restore(removed_id: str, *, seeds: Path, removed: Path) -> str:
    """Move a removed file back to the seeds folder.

    Returns:
        Its name under the seeds folder.

    Raises:
        UsageError: Nothing was removed under that id.
        InputRefusedError: Another file has its name now.
        WenjuError: One of the folders can't be written to; nothing was changed.
    """
    gone = next((each for each in list_removed(removed) if each.id == removed_id), None)
    if gone is None:
        raise UsageError(IndexReason.NOT_REMOVED, {"id": repr(removed_id)})
    source, target = removed / gone.id / gone.path, seeds / gone.path
    if target.exists() or target.is_symlink():
        raise InputRefusedError(IndexReason.NAME_TAKEN, {"path": gone.path})
    _move(source, target)
    return gone.path


def _move(source: Path, target: Path) -> None:
    try:
        move_durably(source, target)
    except OSError as error:
        raise WenjuError(
            IndexReason.FOLDERS_NOT_WRITABLE,
            {
                "folder": str(source.parent),
                "other": str(target.parent),
                "error": error.strerror or str(error),
                "name": source.name,
            },
        ) from error


def _id(name: str, content: bytes) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape") + b"\0" + content).hexdigest()[:16]


def _file_of(path: str, seeds: Path) -> str:
    """The file of an article's path: the whole path, or the part before a #.

    Raises:
        UsageError: There is none.
    """
    parts = path.split("#")
    for end in range(len(parts), 0, -1):
        name = "#".join(parts[:end])
        pure = PurePosixPath(name)
        if not name or pure.is_absolute() or ".." in pure.parts:
            continue
        file = seeds / name
        if file.is_file() and not file.is_symlink() and file.resolve().is_relative_to(seeds.resolve()):
            return pure.as_posix()
    raise UsageError(IndexReason.NO_SEED_FILE, {"path": repr(path)})
