"""Decode bytes to text: a guessed encoding is always reported, and no character is dropped."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from embeddings.reasons import Cause, IndexReason
from embeddings.text.normalize import is_han

_CANDIDATES = ["utf_8", "gb18030", "big5", "big5hkscs", "utf_16", "utf_16_le", "utf_16_be", "cp1252"]
"""Without this list charset-normalizer 3.5 takes 上海发布新规。 in GB18030 for EUC-JIS (the tests cover every case)."""
_UTF_16 = ["utf_16", "utf_16_le", "utf_16_be"]
_PUNCTUATION = frozenset("“”‘’—…·、。《》（）：，；！？「」『』")
_LONE_HIGH_BYTE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
"""In Western text accented letters are single high bytes; English with Chinese quotes in GB18030 has them in pairs."""
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 200_000
"""Bytes used to detect the encoding; the whole file is then decoded strictly."""
_CONTROL_SHARE = 0.02
_NUL_SHARE = 0.1
_TEXT_CONTROLS = frozenset("\t\n\r\f\v")
_MAGIC = (
    (b"%PDF", IndexReason.PDF_FILE),
    (b"PK\x03\x04", IndexReason.ZIP_OR_OFFICE_FILE),
    (b"\x89PNG", IndexReason.PNG_PICTURE),
    (b"\xff\xd8\xff", IndexReason.JPEG_PICTURE),
    (b"GIF8", IndexReason.GIF_PICTURE),
    (b"\x1f\x8b", IndexReason.GZIP_ARCHIVE),
    (b"\xd0\xcf\x11\xe0", IndexReason.OLD_OFFICE_FILE),
    (b"SQLite format 3", IndexReason.DATABASE),
    (b"\x7fELF", IndexReason.PROGRAM),
)


class Decoded(NamedTuple):
    """A decoded text and its encoding; `refusal` is set if it could not be decoded."""

    text: str
    encoding: str
    refusal: Cause | None = None


def decode(content: bytes) -> Decoded:
    """Decode a file's bytes by byte order mark, as strict UTF-8, or else as charset-normalizer detects.

    UTF-8 comes first because 40 or more bytes of another encoding are practically never valid UTF-8; UTF-16 without a
    byte order mark is recognised by its zero bytes.
    """
    refusal = _not_a_text(content)
    if refusal is not None:
        return Decoded("", "", refusal)
    encoding = _encoding_of(content)
    if encoding is None:
        return Decoded("", "", IndexReason.UNKNOWN_ENCODING.cause())
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        byte = f"0x{content[error.start]:02x}"
        values = {"encoding": encoding, "byte": byte, "position": error.start}
        return Decoded("", "", IndexReason.BAD_BYTE.cause(values))
    text = text.removeprefix("\ufeff")
    controls = sum(ord(character) < 32 and character not in _TEXT_CONTROLS for character in text[:_SAMPLE])
    if controls > _CONTROL_SHARE * min(len(text), _SAMPLE) + 1:
        return Decoded("", "", IndexReason.CONTROL_CHARACTERS.cause())
    return Decoded(text, encoding)


def _not_a_text(content: bytes) -> Cause | None:
    if not content.strip():
        return IndexReason.EMPTY_FILE.cause()
    if not content.strip(b"\x00"):
        return IndexReason.ONLY_ZERO_BYTES.cause({"count": len(content)})
    found = kind_of(content)
    return IndexReason.NO_TEXT_FILE.cause({"kind": found}) if found else None


def kind_of(content: bytes) -> Cause | None:
    """The kind of file that begins with these bytes; None for an unknown kind, such as text."""
    return next((kind.cause() for magic, kind in _MAGIC if content.startswith(magic)), None)


def _encoding_of(content: bytes) -> str | None:
    for mark, name in _BOMS:
        if content.startswith(mark) and not content.startswith(codecs.BOM_UTF32_LE):
            return name
    zeros = content.count(0)
    if zeros <= _NUL_SHARE * len(content) and _is_utf8(content):
        return "utf-8"
    candidates = _UTF_16 if zeros > _NUL_SHARE * len(content) else _CANDIDATES
    best = from_bytes(content[:_SAMPLE], cp_isolation=candidates).best()
    if best and best.encoding == "cp1252" and not _LONE_HIGH_BYTE.search(content):
        return next((name for name in ("gb18030", "big5") if _is_chinese(content, name)), "cp1252")
    return best.encoding.replace("_", "-") if best else None


def _is_chinese(content: bytes, encoding: str) -> bool:
    """Whether the bytes decode to nothing but ASCII, Chinese characters and Chinese punctuation."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return all(character.isascii() or character in _PUNCTUATION or is_han(character) for character in text)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
