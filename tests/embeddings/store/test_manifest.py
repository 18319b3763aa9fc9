from __future__ import annotations

import json
from pathlib import Path

import pytest

from embeddings.config import IndexConfig
from embeddings.errors import IndexDamagedError, IndexVersionError
from embeddings.store.manifest import EncoderIdentity, check, generation_id, read_manifest, write_manifest

ENCODER = EncoderIdentity(name="counting", dim=3, fingerprint="c0")
TOKENS = EncoderIdentity(name="wenju", dim=4, fingerprint="d1")


def written(folder: Path) -> Path:
    """A generation's folder under the name that its manifest demands."""
    (folder / "new" / "lexical").mkdir(parents=True)
    (folder / "new" / "b").write_bytes(b"bytes")
    (folder / "new" / "lexical" / "a").write_bytes(b"")
    content = write_manifest(
        folder / "new", config=IndexConfig(), encoder=ENCODER, tokens=TOKENS, documents=2, passages=3
    )
    return (folder / "new").rename(folder / generation_id(content))


def test_a_manifest_says_what_a_generation_is(tmp_path: Path) -> None:
    folder = written(tmp_path)
    manifest = read_manifest(folder)
    assert manifest.files == {
        "b": "277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9",
        "lexical/a": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    assert (manifest.format, manifest.documents, manifest.passages) == (4, 2, 3)
    assert manifest.config_fingerprint == IndexConfig().fingerprint()
    assert (manifest.encoder, manifest.tokens) == (ENCODER, TOKENS)
    assert check(folder) == []


def test_damage_is_found(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "b").write_bytes(b"bytez")
    (folder / "lexical" / "a").unlink()
    assert [(finding.file, finding.problem) for finding in check(folder)] == [
        ("b", "differs from its hash in the manifest"),
        ("lexical/a", "missing"),
    ]
    (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes() + b" ")
    with pytest.raises(IndexDamagedError, match=f"a manifest of hash {folder.name}"):
        read_manifest(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(IndexDamagedError, match="found none"):
        read_manifest(folder)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"format": 1}, "found format 1"),
        ({"format": 1, "model": "x"}, "found one of another version"),
        ({"files": None}, "found one of another version"),
    ],
)
def test_another_version_is_refused(change: dict[str, object], found: str, tmp_path: Path) -> None:
    folder = written(tmp_path)
    content = json.dumps({**json.loads((folder / "manifest.json").read_bytes()), **change}).encode()
    (folder / "manifest.json").write_bytes(content)
    folder = folder.rename(tmp_path / generation_id(content))
    with pytest.raises(IndexVersionError, match=f"expected an index of format 4; {found}.*run `wenju build`"):
        read_manifest(folder)
