"""What a door refuses beside what the Assistant does: one line each, with the seconds after which to try again."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.errors import WenjuError


class AbsentError(WenjuError):
    """There is nothing under the name given (404)."""


class UnknownModelError(AbsentError):
    """There is no model of that name (404).

    Args:
        name: What was asked for.
        known: The models that there are.
    """

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"one of the models {', '.join(known)}", repr(name), "name one of them")


class ConflictError(WenjuError):
    """It can't be done as things stand (409)."""


class ForeignError(WenjuError):
    """Another site's page asks for something that would change something here (403)."""


class UnauthorisedError(WenjuError):
    """The token or password is missing or wrong (401)."""


class LaterError(WenjuError):
    """Too much is asked at present.

    Args:
        expected: As WenjuError has it.
        found: As WenjuError has it.
        remedy: As WenjuError has it.
        seconds: After which to try again.
    """

    def __init__(self, expected: str, found: str, remedy: str, *, seconds: int) -> None:
        super().__init__(expected, found, remedy)
        self.seconds = seconds


class OverloadedError(LaterError):
    """More questions than can be worked on (503)."""


class TooManyRequestsError(LaterError):
    """More requests from one address than are taken (429)."""
