import hashlib
from pathlib import Path

from embeddings.encoders.static import folder_fingerprint


def test_fingerprint_is_over_names_and_contents_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b").write_bytes(b"2")
    (tmp_path / "a").write_bytes(b"1")
    one, two = (hashlib.sha256(content).hexdigest() for content in (b"1", b"2"))
    assert folder_fingerprint(tmp_path) == hashlib.sha256(f"a\0{one}\nsub/b\0{two}\n".encode()).hexdigest()


def test_hidden_files_and_pythons_leavings_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    before = folder_fingerprint(tmp_path)
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x").write_bytes(b"3")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "x.pyc").write_bytes(b"4")
    assert folder_fingerprint(tmp_path) == before
    (tmp_path / "a").write_bytes(b"5")
    assert folder_fingerprint(tmp_path) != before
