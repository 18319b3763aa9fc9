"""Parse a model's reply, while it streams, into sentences with the passage numbers that they cite.

Plain text and JSON by `qa.llm.prompt.SCHEMA` are distinguished by the beginning of the reply, because some endpoints
accept a schema and ignore it. A sentence is plain text: without its markers, markup or invisible characters.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple, cast

from embeddings.text.normalize import is_han
from embeddings.text.sentences import sentences
from qa.llm.prompt import NOTHING
from qa.schema import MARKER

MOST_CITED = 8
"""Most passages cited by a sentence; further ones are left out."""
_NUMBERS = r"\d{1,6}(?:\s*(?:[,，、;；]|and|和)\s*\^?\d{1,6})*"
_CITED = re.compile(rf"[\[【［〔]\s*(?:\^|passages?\s+|段落\s*)?({_NUMBERS})\s*[\]】］〕]", re.IGNORECASE)
"""[1], [1, 2], 【1】, [^1], [passage 1]."""
_AFTER_END = re.compile(rf"([。！？.!?…]+[”’」』）)\"']*)\s*((?:{_CITED.pattern}\s*)+)", re.IGNORECASE)
"""Markers after the full stop, which belong to the sentence before it."""
_OPEN_MARKER = re.compile(r"[\[【［〔][^\]】］〕]{0,40}$")
"""The beginning of what may become a marker of the previous sentence."""
_MAY_END = re.compile(r"[。！？.!?…\n；;]")
_LEADING = re.compile(r"^(?:\s|[#>*•·–—-]\s|\d{1,2}[.、)]\s+)+")
_MARKUP = re.compile(r"\*\*|__|`+|^#+\s*")
_THINKING = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)
_OPENED = re.compile(r'"sentences"\s*:\s*\[')
_DECODER = json.JSONDecoder()


class WrittenSentence(NamedTuple):
    """A sentence of the model."""

    text: str
    """Without markers and markup, on one line."""
    cited: tuple[int, ...]
    """The numbers that it cites, each once."""


class ReplySentences:
    """Collects the reply so far; each sentence is returned once."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0
        self._at = 0
        """In JSON: position of the next sentence."""

    def feed(self, piece: str) -> list[WrittenSentence]:
        """The sentences that a further piece completes; the last one of plain text may still go on and is held back."""
        self._text += piece
        if self._thinks():
            return []
        if self._is_json():
            return list(self._of_json())
        found = _split(self._text)
        kept = -2 if found and _OPEN_MARKER.match(found[-1]) else -1
        new = found[self._given : kept]
        self._given += len(new)
        return [said for each in new if (said := _said(each, ())) is not None]

    def finish(self, *, whole: bool) -> list[WrittenSentence]:
        """The remaining sentences.

        Args:
            whole: Whether the reply is complete; otherwise a last sentence without an end mark is left out.
        """
        if self._thinks():
            return []
        if self._is_json():
            return list(self._of_json())
        rest = _split(self._text)[self._given :]
        if rest and not whole and not _MAY_END.search(_CITED.sub("", rest[-1]).rstrip()[-1:]):
            rest = rest[:-1]
        self._given += len(rest)
        return [said for each in rest if (said := _said(each, ())) is not None]

    def _thinks(self) -> bool:
        """Whether a reasoning model is still thinking; its thoughts are left out of the reply."""
        self._text = _THINKING.sub("", self._text, count=1)
        start = self._text.lstrip()
        return start.startswith("<think>") or (bool(start) and "<think>".startswith(start))

    def _is_json(self) -> bool:
        start = self._text.lstrip()
        return start.startswith(("{", "```"))

    def _of_json(self) -> Iterator[WrittenSentence]:
        if not self._at:
            opened = _OPENED.search(self._text)
            if not opened:
                return
            self._at = opened.end()
        while True:
            at = self._at + len(self._text[self._at :]) - len(self._text[self._at :].lstrip(" \t\r\n,"))
            try:
                found, self._at = _DECODER.raw_decode(self._text, at)
            except ValueError:  # incomplete, or the end of the list
                return
            if isinstance(found, dict):
                yield from _of_object(cast("dict[str, object]", found))


def _of_object(found: dict[str, object]) -> Iterator[WrittenSentence]:
    text, passages = found.get("text"), found.get("passages")
    if not isinstance(text, str):
        return
    cited = [each for each in cast("list[object]", passages) if type(each) is int] if isinstance(passages, list) else []
    for each in _split(text):
        said = _said(each, tuple(number for number in cited if number > 0))
        if said is not None:
            yield said


def _split(text: str) -> list[str]:
    """Split into sentences with their markers; markers after a full stop are moved before it."""
    moved = _AFTER_END.sub(lambda match: f"{match[2].strip()}{match[1]} ", text)
    return [moved[start:end] for start, end in sentences(moved, 0, len(moved))]


def _said(text: str, cited: tuple[int, ...]) -> WrittenSentence | None:
    """A cleaned sentence; None if nothing is left or if it is NOTHING."""
    numbers = [*cited, *(int(number) for match in _CITED.finditer(text) for number in re.findall(r"\d+", match[1]))]
    plain = _MARKUP.sub("", _LEADING.sub("", _CITED.sub("", text)))
    shown = "".join(_seen(character) for character in plain)
    line = re.sub(r"\s+([，。！？；、,.!?;])", r"\1", " ".join(shown.split()))
    line = MARKER.sub(r"［\1］", line)
    if line.strip(" .。") in {"", NOTHING} or not any(map(str.isalnum, line)):
        return None
    return WrittenSentence(line, tuple(dict.fromkeys(numbers))[:MOST_CITED])


def _seen(character: str) -> str:
    """A character as it may be shown: a blank for a control character, nothing for an invisible one."""
    category = unicodedata.category(character)
    return " " if category == "Cc" else "" if category in {"Cf", "Cs", "Co", "Cn"} else character


def joiner(text: str) -> str:
    """The separator between two sentences in the script of the first."""
    return "" if any(map(is_han, text)) else " "
