"""Read the files in a .zip archive, within limits. Member names are only displayed, never used as paths."""

from __future__ import annotations

import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from embeddings.reasons import Cause, IndexReason

MAX_MEMBERS = 10_000
MAX_TOTAL_BYTES = 512 * 2**20
"""Limit for all members together, unpacked."""
MAX_RATIO = 200
"""Largest ratio of unpacked to packed size: text has 3 to 10, lists of similar lines up to 100, a bomb 1,000."""
_SMALL = 2**20
"""Unpacked size up to which the ratio is not checked."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_NOT_LOOKED_AT = ("__MACOSX/",)


class Member(NamedTuple):
    """A file of an archive, or why it can't be taken."""

    name: str
    content: bytes = b""
    refusal: Cause | None = None


def read_archive(content: bytes) -> tuple[Iterator[Member], Cause | None]:
    """The files in an archive in order of name; folders and dotfiles are left out.

    Returns:
        The members, unpacked one at a time, and a refusal if the archive as a whole can't be taken.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        return iter(()), IndexReason.BROKEN_ARCHIVE.cause({"error": str(error)})
    entries = archive.infolist()
    if len(entries) > MAX_MEMBERS:
        return iter(()), IndexReason.TOO_MANY_MEMBERS.cause({"limit": MAX_MEMBERS, "count": len(entries)})
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        return iter(()), IndexReason.ARCHIVE_TOO_LARGE.cause({"limit": MAX_TOTAL_BYTES, "size": total})
    return _members(archive, entries), None


def _members(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Member]:
    named = sorted(((name_of(entry), at) for at, entry in enumerate(entries)), key=lambda each: each)
    before = None
    with archive:
        for name, at in named:
            entry = entries[at]
            if entry.is_dir() or name.startswith(_NOT_LOOKED_AT) or any(part.startswith(".") for part in _parts(name)):
                continue
            refusal = IndexReason.SAME_NAME.cause() if name == before else None
            before = name
            refusal = refusal or _refusal(entry)
            yield Member(name, refusal=refusal) if refusal else _unpacked(archive, entry, name)


def name_of(entry: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag it is read as UTF-8 or, as Chinese Windows writes it, as GBK."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = b""
        name = next((text for encoding in ("utf-8", "gb18030") if (text := _decoded(raw, encoding))), name)
    name = name.replace("\\", "/")
    return "".join("�" if unicodedata.category(each) in {"Cc", "Cf", "Cs"} else each for each in name)


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _parts(name: str) -> list[str]:
    return [part for part in name.split("/") if part not in {"", ".", ".."}]


def _refusal(entry: zipfile.ZipInfo) -> Cause | None:
    if entry.flag_bits & _ENCRYPTED:
        return IndexReason.MEMBER_PASSWORD.cause()
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return IndexReason.MEMBER_COMPRESSION.cause({"method": entry.compress_type})
    if stat.S_ISLNK(entry.external_attr >> 16):
        return IndexReason.MEMBER_LINK.cause()
    if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
        sizes = {"limit": MAX_RATIO, "size": entry.file_size, "packed": entry.compress_size}
        return IndexReason.MEMBER_BOMB.cause(sizes)
    return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Member:
    try:
        with archive.open(entry) as file:
            content = file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        said = " ".join(str(error).split())[:100]
        return Member(name, refusal=IndexReason.BROKEN_MEMBER.cause({"error": said}))
    return Member(name, content)
