"""Errors that a person may see: one line each, saying what was expected, what was found and what to do.

WenjuError              exit code 1   anything else that stops a command
├── UsageError          exit code 2   a command or function used wrongly
├── IndexUnusableError  exit code 3   no usable index
│   ├── IndexMissingError              nothing was built here yet
│   ├── IndexVersionError              built by another version or encoder
│   └── IndexDamagedError              a file's hash is not the manifest's
├── BuildCancelledError exit code 1   a build that was told to stop
├── BuildRunningError   exit code 1   another build of the same index is running
└── InputRefusedError   exit code 4   a seed, a folder of seeds or a question that can't be taken
    └── UnconfirmedError               a build that would replace the index by another, and was not told to
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embeddings.schema import Replacement


class WenjuError(Exception):
    """Base of all errors meant for the user.

    Args:
        expected: What should have been there.
        found: What was there instead.
        remedy: What the user can do about it.
    """

    exit_code = 1

    def __init__(self, expected: str, found: str, remedy: str) -> None:
        super().__init__(expected, found, remedy)
        self.expected = expected
        self.found = found
        self.remedy = remedy

    def __str__(self) -> str:
        """One line: line breaks in the parts are shown as spaces."""
        line = f"expected {self.expected}; found {self.found}; {self.remedy}"
        return " ".join(line.split())


class UsageError(WenjuError):
    """A command, function or setting was used wrongly."""

    exit_code = 2


class IndexUnusableError(WenjuError):
    """There is no index that can answer."""

    exit_code = 3


class IndexMissingError(IndexUnusableError):
    """The index folder is absent or holds no committed generation."""


class IndexVersionError(IndexUnusableError):
    """The generation was written by another format version or for another encoder."""


class IndexDamagedError(IndexUnusableError):
    """A file of the generation is missing or differs from its hash in the manifest."""


class BuildCancelledError(WenjuError):
    """A build was told to stop before its generation was whole; the one in use stays."""


class BuildRunningError(WenjuError):
    """Another build, or a roll-back, of the same index is running."""


class InputRefusedError(WenjuError):
    """A seed, a folder of seeds or a question can't be taken as it is."""

    exit_code = 4


class UnconfirmedError(InputRefusedError):
    """A build would take another folder than the index was built from, or leave articles out that nobody removed.

    Args:
        replacement: Which folder, and which articles.
    """

    def __init__(self, replacement: Replacement) -> None:
        self.replacement = replacement
        expected = f"all {replacement.documents:,} articles of the index in {replacement.seeds}"
        found = f"{replacement.missing:,} missing there"
        if replacement.recorded is not None:
            expected = f"articles of {replacement.recorded}, which the index was built from"
            found = replacement.seeds
            if replacement.documents:
                found += f", without {replacement.missing:,} of its {replacement.documents:,} articles"
        super().__init__(expected, found + _named(replacement), _CONFIRM)


_CONFIRM = 'confirm it (--yes, in Python confirm=True, in REST "confirm": true), or leave the index as it is'
_NAMED = 3
"""Articles that an error names."""


def _named(replacement: Replacement) -> str:
    if not replacement.missing:
        return ""
    first = [
        f"{each.path} (its file can't be taken now)" if each.refused else each.path
        for each in replacement.articles[:_NAMED]
    ]
    more = replacement.missing - len(first)
    return f" ({', '.join(first)}{f' and {more:,} more' if more else ''})"
