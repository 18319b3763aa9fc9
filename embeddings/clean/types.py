"""Types passed between the steps of cleaning: lines, stated metadata, and the log of changes."""

from __future__ import annotations

from typing import Literal, NamedTuple

from embeddings.schema import Change, CleaningReport

LineKind = Literal["paragraph", "heading", "item", "row"]
"""A row is a line of a table, its cells joined by ` | `."""

SENTENCE_END = "。！？!?…；;.”’\"'」』）)】〕》"
"""Characters that a finished Chinese or English paragraph ends in."""


class Line(NamedTuple):
    """One paragraph, heading, list item or table row, without line breaks."""

    text: str
    kind: LineKind = "paragraph"
    bold: bool = False
    """Whether every character is bold: how 001 and 004 set their sub-headings."""
    linked: float = 0.0
    """Share of the characters that lie in links, 0 to 1."""


class Stated(NamedTuple):
    """Metadata stated by an article, None where it states nothing. The date is still unparsed."""

    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None

    def or_else(self, other: Stated) -> Stated:
        """These values, with those of `other` in place of missing ones."""
        return Stated(*(mine or theirs for mine, theirs in zip(self, other, strict=True)))


class Page(NamedTuple):
    """A seed split into lines."""

    lines: list[Line]
    stated: Stated = Stated()
    around: tuple[Line, ...] = ()
    """Lines of the page outside the article; logged as removed, but they may still give a source or a date."""
    site: Stated = Stated()
    """Metadata of the site: the last resort."""


class Log:
    """Records what cleaning does, in order."""

    def __init__(self) -> None:
        self._removed: list[Change] = []
        self._repaired: list[Change] = []
        self._damaged: list[Change] = []
        self._recognised: list[Change] = []
        self._warnings: list[str] = []

    def remove(self, kind: str, text: str, reason: str) -> None:
        """Record that `text` was removed."""
        self._removed.append(Change(kind=kind, text=text, reason=reason))

    def repair(self, kind: str, text: str, *, replacement: str, reason: str) -> None:
        """Record that `text` was replaced by `replacement`."""
        self._repaired.append(Change(kind=kind, text=text, replacement=replacement, reason=reason))

    def damage(self, kind: str, text: str, reason: str) -> None:
        """Record damage that stays in the text; `text` includes the characters around it."""
        self._damaged.append(Change(kind=kind, text=text, replacement=text, reason=reason))

    def recognise(self, kind: str, text: str, *, value: str, reason: str) -> None:
        """Record that `text` was read as the article's title, date, publisher and so on."""
        self._recognised.append(Change(kind=kind, text=text, replacement=value, reason=reason))

    def warn(self, warning: str) -> None:
        """Record something that a person should check."""
        self._warnings.append(warning)

    def report(self, doc_id: str, *, path: str, encoding: str, source_chars: int, kept_chars: int) -> CleaningReport:
        """The report of all that was recorded."""
        return CleaningReport(
            doc_id=doc_id,
            path=path,
            encoding=encoding,
            source_chars=source_chars,
            kept_chars=kept_chars,
            removed=tuple(self._removed),
            repaired=tuple(self._repaired),
            damaged=tuple(self._damaged),
            recognised=tuple(self._recognised),
            warnings=tuple(self._warnings),
        )
