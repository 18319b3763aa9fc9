"""The manifest of a generation, and the check of its files against it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from embeddings.config import IndexConfig
from embeddings.errors import IndexDamagedError, IndexVersionError
from embeddings.reasons import IndexReason
from embeddings.schema import Frozen

FORMAT = 4
"""Version of the format on disk; other versions are refused."""

CORPUS, MANIFEST = "corpus.sqlite", "manifest.json"
LEXICAL, ARTICLES, TOKENS = "lexical", "articles", "tokens"
ID_CHARS = 16


class EncoderIdentity(Frozen):
    """The encoder that made a generation; questions must be encoded with the same one."""

    name: str
    dim: int
    fingerprint: str = Field(description="SHA-256 over the model's files")


class Manifest(Frozen):
    """The content of a generation. The same articles, settings and encoder give the same bytes; it holds no time."""

    format: int = FORMAT
    config_fingerprint: str
    config: IndexConfig
    encoder: EncoderIdentity
    tokens: EncoderIdentity = Field(description="the static encoder whose tokens are stored; often the encoder itself")
    documents: int
    passages: int
    files: dict[str, str] = Field(description="SHA-256 of every file, by its path under the generation's folder")


class Finding(Frozen):
    """Something wrong on disk."""

    generation: str
    file: str
    problem: str


class GenerationSummary(Frozen):
    """A generation in one line."""

    id: str
    current: bool
    committed: datetime = Field(description="when it was last committed, UTC")
    documents: int
    passages: int
    encoder: str
    bytes: int = Field(description="size of all its files")


class Generation(NamedTuple):
    """A generation whose files were checked against its manifest."""

    id: str
    folder: Path
    manifest: Manifest


def file_hash(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes; 0.1 s for 100 MB."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def generation_id(manifest: bytes) -> str:
    """The id of a generation with this manifest."""
    return hashlib.sha256(manifest).hexdigest()[:ID_CHARS]


def write_manifest(
    folder: Path,
    *,
    config: IndexConfig,
    encoder: EncoderIdentity,
    tokens: EncoderIdentity,
    documents: int,
    passages: int,
) -> bytes:
    """Write the manifest of all files in `folder`.

    Returns:
        The manifest's bytes.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = Manifest(
        config_fingerprint=config.fingerprint(),
        config=config,
        encoder=encoder,
        tokens=tokens,
        documents=documents,
        passages=passages,
        files={path.relative_to(folder).as_posix(): file_hash(path) for path in files},
    )
    content = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True).encode()
    (folder / MANIFEST).write_bytes(content)
    return content


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation's folder, whose name is its id.

    Raises:
        IndexDamagedError: It is missing or does not match the id.
        IndexVersionError: Another version wrote it.
    """
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise IndexDamagedError(IndexReason.NO_MANIFEST, {"path": str(path)}) from error
    if generation_id(content) != folder.name:
        differ = {"generation": folder.name, "path": str(path), "hash": generation_id(content)}
        raise IndexDamagedError(IndexReason.OTHER_MANIFEST, differ)
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError as error:
        raise IndexVersionError(IndexReason.OTHER_VERSION, {"format": FORMAT, "folder": str(folder)}) from error
    if manifest.format != FORMAT:
        differ = {"format": FORMAT, "found": manifest.format, "folder": str(folder)}
        raise IndexVersionError(IndexReason.OTHER_FORMAT, differ)
    return manifest


def check(folder: Path) -> list[Finding]:
    """What is wrong with a generation's folder: the manifest, or files that do not match their hashes in it."""
    try:
        manifest = read_manifest(folder)
    except (IndexDamagedError, IndexVersionError) as error:
        return [
            Finding(generation=folder.name, file=MANIFEST, problem=f"expected {error.expected}, found {error.found}")
        ]
    findings: list[Finding] = []
    for name, expected in manifest.files.items():
        try:
            problem = None if file_hash(folder / name) == expected else "differs from its hash in the manifest"
        except FileNotFoundError:  # not tested before: a build may remove the file at any moment
            problem = "missing"
        if problem:
            findings.append(Finding(generation=folder.name, file=name, problem=problem))
    return findings
