from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.ingest import archive as module
from embeddings.ingest.archive import name_of, read_archive

if TYPE_CHECKING:
    from tests.conftest import MakeZip

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


def members(content: bytes) -> dict[str, bytes | str]:
    """Content of each member by its name, or why it is refused."""
    found, refusal = read_archive(content)
    assert refusal is None
    return {member.name: member.refusal or member.content for member in found}


def unmarked(name: bytes) -> zipfile.ZipInfo:
    """A member as an archive without the mark for UTF-8 gives it."""
    entry = zipfile.ZipInfo()
    entry.orig_filename = entry.filename = name.decode("cp437")
    entry.flag_bits = 0
    return entry


@given(HAN)
def test_names_without_the_mark_are_utf8_or_gbk(name: str) -> None:
    assert name_of(unmarked(f"{name}.txt".encode())) == f"{name}.txt"
    raw = name.encode("gbk")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        assert name_of(unmarked(raw + b".txt")) == f"{name}.txt"


@given(st.text(max_size=30))
def test_any_name_can_be_shown(name: str) -> None:
    entry = zipfile.ZipInfo()
    entry.orig_filename, entry.flag_bits = name, 0x800
    shown = name_of(entry)
    assert {unicodedata.category(each) for each in shown}.isdisjoint({"Cc", "Cf", "Cs"})
    shown.encode()


def test_members_come_in_order_and_names_are_only_shown(make_zip: MakeZip) -> None:
    files = {"b/2.txt": b"2", "../../etc/passwd.txt": b"1", "c\\3.txt": b"3", ".git/x.txt": b"", "__MACOSX/a.txt": b""}
    assert list(members(make_zip(files)).items()) == [
        ("../../etc/passwd.txt", b"1"),
        ("b/2.txt", b"2"),
        ("c/3.txt", b"3"),
    ]


def test_bombs_links_passwords_doubles_and_odd_compression_are_refused_one_by_one() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", bytes(5_000_000))
        archive.writestr("good.txt", b"good")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, b"/etc/passwd")
        archive.writestr(zipfile.ZipInfo("odd.txt"), b"x" * 100, zipfile.ZIP_BZIP2)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("good.txt", b"other")
        archive.writestr("secret.txt", b"secret")
    content = made.getvalue()
    at = content.rfind(b"PK\x01\x02")
    content = content[: at + 8] + b"\x01\x00" + content[at + 10 :]  # the mark of a password, on the last member
    found, refusal = read_archive(content)
    assert refusal is None
    assert [
        (member.name, str(member.refusal or "; taken").partition("; ")[2].partition(" from")[0]) for member in found
    ] == [
        ("bomb.txt", "found 5,000,000 bytes"),
        ("good.txt", "taken"),
        ("good.txt", "found a second file of this name; rename it"),
        ("link.txt", "found a link, which is not followed; pack the file itself"),
        ("odd.txt", "found method 12; pack it with that"),
        ("secret.txt", "found one with a password; pack it without"),
    ]


def test_a_broken_archive_and_one_over_its_bounds(make_zip: MakeZip, monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_zip({"a.txt": b"a" * 40, "b.txt": b"b"})
    assert "found a broken one" in str(read_archive(content[:40])[1])
    damaged = content.replace(content[35:38], b"\xff\xff\xff", 1)
    assert "expected a whole file; found a broken one (" in str(members(damaged)["a.txt"])
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 40)
    assert str(read_archive(content)[1]) == "expected at most 40 bytes unpacked; found 41; split the archive"
    monkeypatch.setattr(module, "MAX_MEMBERS", 1)
    assert str(read_archive(content)[1]) == "expected at most 1 files; found 2; split the archive"
