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

from embeddings.reasons import Cause, IndexReason, Reason, Values

if TYPE_CHECKING:
    from embeddings.schema import Replacement


class WenjuError(Exception):
    """Base of all errors meant for the user.

    Args:
        reason: Why; its English text is the message. Or the cause of another error, to say it again.
        values: What stands in the blanks of the reason's texts.
    """

    exit_code = 1

    def __init__(self, reason: Reason | Cause, values: Values | None = None) -> None:
        self.cause = reason.cause(values) if isinstance(reason, Reason) else reason
        super().__init__(*self.cause.parts)

    def __reduce__(self) -> tuple[type[WenjuError], tuple[object, ...]]:
        """For pickles: the cause makes it anew."""
        return type(self), (self.cause,)

    @property
    def expected(self) -> str:
        """What should have been there."""
        return self.cause.parts[0]

    @property
    def found(self) -> str:
        """What was there instead."""
        return self.cause.parts[1]

    @property
    def remedy(self) -> str:
        """What the user can do about it."""
        return self.cause.parts[2]

    def __str__(self) -> str:
        """One English line."""
        return str(self.cause)


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
        super().__init__(_unconfirmed(replacement))
        self.replacement = replacement

    def __reduce__(self) -> tuple[type[WenjuError], tuple[object, ...]]:
        """For pickles: what was to be replaced makes it anew."""
        return type(self), (self.replacement,)


_NAMED = 3
"""Articles that an error names."""


def _unconfirmed(replacement: Replacement) -> Cause:
    values = {"folder": replacement.seeds}
    counts = {"documents": replacement.documents}
    missing = {"missing": replacement.missing, "articles": _named(replacement)}
    if replacement.recorded is None:
        return IndexReason.ARTICLES_MISSING.cause({**values, **counts, **missing})
    values["recorded"] = replacement.recorded
    if not replacement.documents:
        return IndexReason.OTHER_EMPTY_FOLDER.cause(values)
    if not replacement.missing:
        return IndexReason.OTHER_WHOLE_FOLDER.cause({**values, **counts})
    return IndexReason.OTHER_FOLDER.cause({**values, **counts, **missing})


def _named(replacement: Replacement) -> str:
    first = [
        f"{each.path} (its file can't be taken now)" if each.refused else each.path
        for each in replacement.articles[:_NAMED]
    ]
    more = replacement.missing - len(first)
    return f"{', '.join(first)}{f' and {more:,} more' if more else ''}"
