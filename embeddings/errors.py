"""Errors for users: each is one line that says what was expected, what was found and what to do.

WenjuError              exit code 1   anything else that stops a command
├── UsageError          exit code 2   a command or function used wrongly
├── IndexUnusableError  exit code 3   no usable index
│   ├── IndexMissingError              nothing was built here yet
│   ├── IndexVersionError              built by another version or encoder
│   └── IndexDamagedError              a file's hash is not the manifest's
├── BuildCancelledError exit code 1   a build that was cancelled
├── BuildRunningError   exit code 1   another build of the same index is running
└── InputRefusedError   exit code 4   a seed, a folder of seeds or a question that can't be taken
    └── UnconfirmedError               a build that needs a confirmation
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from embeddings.reasons import Cause, IndexReason, Reason, Values

if TYPE_CHECKING:
    from embeddings.schema import Replacement


class WenjuError(Exception):
    """Base of all errors meant for the user.

    Args:
        reason: The reason, whose English text is the message; or the cause of another error, which is repeated.
        values: Values for the blanks in the reason's text.
    """

    exit_code = 1

    def __init__(self, reason: Reason | Cause, values: Values | None = None) -> None:
        self.cause = reason.cause(values) if isinstance(reason, Reason) else reason
        super().__init__(*self.cause.parts)

    def __reduce__(self) -> tuple[type[WenjuError], tuple[object, ...]]:
        """Pickle support: rebuilds the error from its cause."""
        return type(self), (self.cause,)

    @property
    def expected(self) -> str:
        """What was expected."""
        return self.cause.parts[0]

    @property
    def found(self) -> str:
        """What was found instead."""
        return self.cause.parts[1]

    @property
    def remedy(self) -> str:
        """What the user can do about it."""
        return self.cause.parts[2]

    def __str__(self) -> str:
        """The message as one line of English."""
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
    """A build was cancelled before its generation was complete; the one in use stays."""


class BuildRunningError(WenjuError):
    """Another build, or a roll-back, of the same index is running."""


class InputRefusedError(WenjuError):
    """A seed, a folder of seeds or a question can't be accepted."""

    exit_code = 4


class UnconfirmedError(InputRefusedError):
    """A build would use another folder than the index was built from, or lose articles that nobody removed.

    Args:
        replacement: The folder, and the articles that would be lost.
    """

    def __init__(self, replacement: Replacement) -> None:
        super().__init__(_unconfirmed(replacement))
        self.replacement = replacement

    def __reduce__(self) -> tuple[type[WenjuError], tuple[object, ...]]:
        """Pickle support: rebuilds the error from `replacement`."""
        return type(self), (self.replacement,)


_NAMED = 3
"""Number of articles that an error names."""


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
