"""What answers in words ask of an LLM: the pieces of a reply, what is known of it, and how it can fail."""

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
    """The endpoint gave no whole reply."""

    def __init__(self, failure: Failure, reason: Reason, values: Values | None = None) -> None:
        super().__init__(reason, values)
        self.failure: Failure = failure


class AnswerCancelledError(WenjuError):
    """An answer was told to stop."""

    def __init__(self) -> None:
        super().__init__(AnswerReason.ANSWER_CANCELLED)


class TokenUsage(NamedTuple):
    """Tokens as the endpoint counted them."""

    prompt: int
    reply: int


class Reply:
    """One reply as it comes; what is known of it besides stands here once the pieces are taken."""

    def __init__(self) -> None:
        self.form: Form = "text"
        self.usage: TokenUsage | None = None
        self.begun = False
        """Whether the endpoint took the request and something of the reply may have come."""
        self.ended: str | None = None
        """The endpoint's reason: stop, length, …; None where it gave none, as when it broke off."""
        self.form_refused = False
        """Whether the endpoint did not take the JSON schema."""

    @property
    def whole(self) -> bool:
        """Whether the endpoint said that the reply ends here by itself."""
        return self.ended == "stop"


class Generator(Protocol):
    """A model that writes replies; safe to share among threads. Making one loads and reaches nothing."""

    def generate(
        self,
        messages: Sequence[PromptMessage],
        reply: Reply,
        *,
        schema: bool = False,
        cancel: threading.Event | None = None,
    ) -> abc.Generator[str]:
        """The pieces of a reply.

        Args:
            messages: What is said to the model.
            reply: Filled in as the pieces are taken.
            schema: Whether the reply should be JSON by `qa.llm.prompt.SCHEMA`, where settings and endpoint have it.
            cancel: Stops the reply when set, at the next piece.

        Raises:
            EndpointError: There is no reply, or it broke off; what came before has been given.
            AnswerCancelledError: `cancel` was set.
        """
        ...

    def close(self) -> None:
        """Give the connections back; the next reply opens new ones."""
        ...
