"""From a folder of articles to seeds: which files are taken, and why the others are not."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import cast

from embeddings.clean_markup import looks_like_html
from embeddings.clean_types import Stated
from embeddings.errors import InputRefusedError
from embeddings.schema import RefusedSeed, Seed, SeedFormat
from embeddings.seed_decoding import Decoded, decode
from embeddings.seed_formats import Read, load_json, read_json_article, split_front_matter

FORMATS: dict[str, SeedFormat] = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "json",
}
MAX_FILE_BYTES = 8 * 2**20
"""An article; 8 MiB are two and a half million Chinese characters."""
MAX_LIST_BYTES = 512 * 2**20
"""A .json or .jsonl file of many articles."""

Seeds = tuple[list[Seed], list[RefusedSeed]]


def read_seeds(folder: Path) -> Seeds:
    """Read every article under `folder`, in the order of their names; dotfiles are not looked at.

    Returns:
        The seeds, and the files and lines that were refused, each with its reason.

    Raises:
        InputRefusedError: If `folder` is not a folder that can be listed.
    """
    if not folder.is_dir():
        raise InputRefusedError("a folder of articles", f"none at {folder}", "give the folder that holds your articles")
    root = folder.resolve()
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        reason = _refusal_before_reading(path, root)
        if reason is not None:
            refused.append(RefusedSeed(path=_shown(name), reason=reason))
            continue
        taken, left = read_file(path, name=name)
        seeds.extend(taken)
        refused.extend(left)
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


def read_file(path: Path, *, name: str) -> Seeds:
    """Read one file of articles.

    Args:
        path: Where it is.
        name: Its name under the seeds folder, with `/`: what citations show.
    """
    name = _shown(name)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        return _refuse(name, f"expected {', '.join(FORMATS)}; found {suffix or 'no suffix'}, not an article format")
    limit = MAX_LIST_BYTES if suffix in {".json", ".jsonl"} else MAX_FILE_BYTES
    try:
        size = path.stat().st_size
        if size > limit:
            return _refuse(name, f"expected at most {limit:,} bytes; found {size:,}")
        content = path.read_bytes()
    except OSError as error:
        return _refuse(name, f"expected a file that can be read; found: {error.strerror or error}")
    decoded = decode(content)
    if decoded.refusal is not None:
        return _refuse(name, decoded.refusal)
    if suffix == ".jsonl":
        return _read_lines(decoded, name)
    if suffix == ".json":
        return _read_json(decoded, name, content)
    read = split_front_matter(decoded.text.replace("\r\n", "\n")) if suffix in {".txt", ".md"} else Read(decoded.text)
    if read.refusal is not None:
        return _refuse(name, read.refusal, read.line)
    if not read.text.strip():
        return _refuse(name, "expected an article; found front matter only")
    return [_seed(read, name, identity=content, declared=FORMATS[suffix], encoding=decoded.encoding)], []


def _shown(name: str) -> str:
    """A file name that is not valid UTF-8 can't be printed; its odd bytes are escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _refuse(name: str, reason: str, line: int | None = None) -> Seeds:
    return [], [RefusedSeed(path=name, line=line, reason=reason)]


def _seed(read: Read, path: str, *, identity: bytes, declared: SeedFormat, encoding: str) -> Seed:
    stated: Stated = read.stated
    return Seed(
        seed_id=hashlib.sha256(identity).hexdigest(),
        path=path,
        text=read.text,
        format="html" if looks_like_html(read.text) else declared,
        encoding=encoding,
        title=stated.title,
        published=stated.published,
        publisher=stated.publisher,
        url=stated.url,
    )


def _read_lines(decoded: Decoded, name: str) -> Seeds:
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
        seeds.append(
            _seed(read, f"{name}#{number}", identity=line.encode(), declared="json", encoding=decoded.encoding)
        )
    return seeds, refused


def _read_json(decoded: Decoded, name: str, content: bytes) -> Seeds:
    """A .json file: one article, or a list of them, named by their place in it from 1."""
    loaded, reason, line = load_json(decoded.text)
    if reason is not None:
        return _refuse(name, reason, line)
    if not isinstance(loaded, list):
        read = read_json_article(loaded)
        if read.refusal is not None:
            return _refuse(name, read.refusal)
        return [_seed(read, name, identity=content, declared="json", encoding=decoded.encoding)], []
    seeds: list[Seed] = []
    refused: list[RefusedSeed] = []
    for number, item in enumerate(cast("list[object]", loaded), start=1):
        path = f"{name}#{number}"
        read = read_json_article(item)
        if read.refusal is not None:
            refused.append(RefusedSeed(path=path, reason=read.refusal))
            continue
        canonical = json.dumps(item, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
        seeds.append(_seed(read, path, identity=canonical, declared="json", encoding=decoded.encoding))
    if not seeds and not refused:
        return _refuse(name, "expected an article or a list of them; found an empty list")
    return seeds, refused
