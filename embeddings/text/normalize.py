"""Fold a text for matching: compatibility forms, case, width and traditional characters; offsets stay the same.

A folded text has exactly as many characters as the text it came from, so an offset in one is an offset in the other.
Characters whose compatibility form is longer than one character (such as ㎡ or ½) stay as they are for that reason.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple, Self

import numpy as np
from opencc import OpenCC


def _compatibility_form(character: str) -> str:
    return unicodedata.normalize("NFKC", character)


class _FoldTable(dict[int, str]):
    """A table for `str.translate` that computes each character when it first occurs."""

    def __init__(self) -> None:
        super().__init__()
        simplified = OpenCC("t2s")
        self._steps: tuple[Callable[[str], str], ...] = (_compatibility_form, str.lower, simplified.convert)

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if 0xD800 <= code <= 0xDFFF:  # a lone surrogate: OpenCC takes valid UTF-8 only
            return self.setdefault(code, character)
        for step in self._steps:
            folded = step(character)
            if len(folded) == 1:
                character = folded
        if character != chr(code):  # 薴 → 苧 → 苎: folded to the end, so that folding twice changes nothing
            character = self[ord(character)]
        return self.setdefault(code, character)


_TABLE = _FoldTable()
_LONG = 128
"""Length from which a text is folded as an array, in a quarter of the time."""
_KNOWN = np.zeros(sys.maxunicode + 1, dtype=np.uint32)
"""The folded form of each character met in a long text; 0 for others."""


def fold(text: str) -> str:
    """Fold `text` for matching: NFKC, lower case, traditional to simplified (OpenCC t2s, character by character).

    Returns:
        A text of the same number of characters: `len(fold(text)) == len(text)`.
    """
    if len(text) < _LONG:
        return text.translate(_TABLE)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = _KNOWN[codes]
    if not folded.all():
        new: list[int] = sorted(set(codes[folded == 0].tolist()))
        _KNOWN[new] = [ord(chr(code).translate(_TABLE)) for code in new]
        folded = _KNOWN[codes]
    return folded.tobytes().decode("utf-32-le", "surrogatepass")


class Text(NamedTuple):
    """A text with its folded form, computed once; an offset in one is an offset in the other."""

    raw: str
    folded: str

    @classmethod
    def of(cls, raw: str) -> Self:
        """Fold a text."""
        return cls(raw, fold(raw))

    def part(self, start: int, end: int) -> Self:
        """The characters from `start` up to `end` in both forms; nothing is folded again."""
        return type(self)(self.raw[start:end], self.folded[start:end])

    def strip(self, characters: str | None = None) -> Self:
        """Without these characters at its ends, whitespace if none are given; both forms lose what `raw` would."""
        start = len(self.raw) - len(self.raw.lstrip(characters))
        return self.part(start, max(start, len(self.raw.rstrip(characters))))

    def put(self, start: int, end: int, new: Text) -> Self:
        """With `new` in the place of the characters from `start` up to `end`."""
        size = len(self.raw)
        return self.join((self.part(0, start), new, self.part(end, size)), by="")

    @classmethod
    def join(cls, parts: Iterable[Text], by: str = " ") -> Self:
        """Join several texts with `by`, which must fold to itself."""
        raws, folded = zip(*parts, strict=True)
        return cls(by.join(raws), by.join(folded))


HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
"""A run of Chinese characters, as `is_han` defines them."""


def is_han(character: str) -> bool:
    """Whether one character is a Chinese character (unified ideographs, extensions A to H and compatibility forms)."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x323AF or 0xF900 <= code <= 0xFAFF
    )


def text_key(text: str) -> bytes:
    """A key equal for texts that differ only in script, width, case and spacing: SHA-256 of the folded text."""
    return hashlib.sha256("".join(fold(text).split()).encode("utf-8", "surrogatepass")).digest()
