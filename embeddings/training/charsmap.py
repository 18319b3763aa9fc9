"""Folding inside tokenizer.json: the table of `normalize.fold` as a `Precompiled` normaliser of `tokenizers`.

With it the plain tokenizer.json gives the same tokens in any program: sentence-transformers, our run time, another
language. The format is SentencePiece's precompiled_charsmap: the byte length of a double-array trie (darts-clone,
32-bit units) over UTF-8 keys, the trie, and the NUL-terminated replacements that the trie's values point into.
"""

from __future__ import annotations

import struct
import sys
import unicodedata

from embeddings.text.normalize import fold

_HAS_LEAF = 1 << 8
_LEAF = 1 << 31
_TRIES = 1500  # places tried before those before them are given up: 25 s without a limit
_Tree = dict[int, "_Tree | int"]


def folding_rules() -> dict[str, str]:
    """Each character that folding changes, and its folded form; compatibility forms may be several characters (㎡)."""
    rules: dict[str, str] = {}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if 0xD800 <= code <= 0xDFFF or unicodedata.category(character) in {"Cn", "Co"}:
            continue
        folded = fold(unicodedata.normalize("NFKC", fold(character)))
        if folded != character:
            rules[character] = folded
    return rules


def compile_charsmap(rules: dict[str, str]) -> bytes:
    """The rules in SentencePiece's binary form, for `tokenizers.normalizers.Precompiled`.

    Raises:
        ValueError: A rule's characters begin another rule's.
    """
    tree: _Tree = {}
    replacements = bytearray()
    for key in sorted(rules):
        node = tree
        for byte in key.encode():
            child = node.setdefault(byte, {})
            if isinstance(child, int):
                raise ValueError(f"expected no key inside another, found {key!r}")
            node = child
        node[0] = len(replacements)
        replacements += rules[key].encode() + b"\0"
    trie = _double_array(tree)
    return struct.pack(f"<I{len(trie)}I", 4 * len(trie), *trie) + bytes(replacements)


def _double_array(tree: _Tree) -> list[int]:
    """Units of a double array: a child stands at its parent's offset XOR its byte; byte 0 is the value of a key."""
    units = [0]
    free = _Places()
    queue: list[tuple[int, _Tree]] = [(0, tree)]
    for place, node in queue:
        offset = free.take(sorted(node))
        units += [0] * ((offset | 255) + 1 - len(units))
        units[place] |= (place ^ offset) << 10 | (_HAS_LEAF if 0 in node else 0)
        for byte, child in node.items():
            if isinstance(child, int):
                units[offset ^ byte] = _LEAF | child
            else:
                units[offset ^ byte] = byte
                queue.append((offset ^ byte, child))
    return units


class _Places:
    """Which places of the double array are taken; two nodes never share an offset, or one would find the other's."""

    def __init__(self) -> None:
        self._used = {0}
        self._offsets: set[int] = set()
        self._first = 1

    def take(self, children: list[int]) -> int:
        """The first offset at which all `children` (bytes) find free places; they are taken."""
        offset = self._near(children)
        while offset is None:
            self._first += _TRIES
            offset = self._near(children)
        self._offsets.add(offset)
        self._used.update(offset ^ byte for byte in children)
        return offset

    def _near(self, children: list[int]) -> int | None:
        candidates = (place ^ children[0] for place in range(self._first, self._first + _TRIES))
        return next((offset for offset in candidates if self._fits(offset, children)), None)

    def _fits(self, offset: int, children: list[int]) -> bool:
        return offset not in self._offsets and not any(offset ^ byte in self._used for byte in children)
