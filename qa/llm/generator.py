"""The interface of an LLM: replies that arrive in pieces, and the errors that a reply can end with."""

from __future__ import annotations

import threading
from collections import abc
from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from embeddings.errors import WenjuError
from embeddings.reasons import Reason, Values
from qa.llm.prompt import PromptMessage
from qa.reasons import AnswerReason
from qa.schema import Failure

Form = Literal["json", "text"]


class EndpointError(WenjuError):
    """The endpoint gave no complete reply."""

    def __init__(self, failure: Failure, reason: Reason, values: Values | None = None) -> None:
        super().__init__(reason, values)
        self.failure: Failure = failure


class AnswerCancelledError(WenjuError):
    """An answer was cancelled."""

    def __init__(self) -> None:
        super().__init__(AnswerReason.ANSWER_CANCELLED)


class TokenUsage(NamedTuple):
    """Token counts reported by the endpoint."""

    prompt: int
    reply: int


class Reply:
    """The state of one reply; filled in while its pieces are read."""

    def __init__(self) -> None:
        self.form: Form = "text"
        self.usage: TokenUsage | None = None
        self.begun = False
        """Whether the endpoint accepted the request, so that a part of the reply may have arrived."""
        self.ended: str | None = None
        """The endpoint's finish reason: stop, length, …; None if it gave none, for example because it broke off."""
        self.form_refused = False
        """Whether the endpoint refused the JSON schema."""

    @property
    def whole(self) -> bool:
        """Whether the endpoint reported that the reply is complete."""
        return self.ended == "stop"


class Generator(Protocol):
    """A model that writes replies; safe to share among threads. Creating one loads nothing and opens no connection."""

    def generate(
        self,
        messages: Sequence[PromptMessage],
        reply: Reply,
        *,
        schema: bool = False,
        cancel: threading.Event | None = None,
    ) -> abc.Generator[str]:
        """Yield the pieces of a reply.

        Args:
            messages: The messages to the model.
            reply: Filled in as the pieces are read.
            schema: Whether the reply should be JSON by `qa.llm.prompt.SCHEMA`, if settings and endpoint allow it.
            cancel: Stops the reply, when set, at the next piece.

        Raises:
            EndpointError: There is no reply, or it broke off after the pieces already yielded.
            AnswerCancelledError: `cancel` was set.
        """
        ...

    def close(self) -> None:
        """Close the connections; the next reply opens new ones."""
        ...
