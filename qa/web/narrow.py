"""What a reader narrows a question to, and where in the chat it goes: what the page sends beside the question."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, ValidationError, model_validator

from embeddings.errors import InputRefusedError
from embeddings.schema import Frozen
from qa.schema import Where

MAX_CHARS = 2000


class Narrowed(Frozen):
    """Filters on articles, each of them optional, and the turn that the question takes the place of."""

    after: date | None = None
    before: date | None = None
    publisher: str | None = Field(default=None, min_length=1, max_length=200)
    article: str | None = Field(default=None, pattern=r"^[0-9a-f]{16}$", description="id of the only article to ask")
    turn: int | None = Field(default=None, ge=1, description="asked anew: this turn and those after it leave the chat")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.after and self.before and self.before < self.after:
            raise ValueError(f"expected after <= before, found {self.after} and {self.before}")
        return self

    @property
    def where(self) -> Where:
        """The filters as the Assistant takes them."""
        return Where.model_validate(self.model_dump(exclude={"turn"}, exclude_none=True))


def narrowed(sent: object) -> Narrowed:
    """Read what the page sent; nothing at all is no filter.

    Raises:
        InputRefusedError: It can't be read, which only a period that ends before it begins or a hand-made request does.
    """
    if sent is None or sent == "":
        return Narrowed()
    if not isinstance(sent, str) or len(sent) > MAX_CHARS:
        raise InputRefusedError("filters as JSON text", type(sent).__name__, "ask without filters")
    try:
        return Narrowed.model_validate_json(sent)
    except ValidationError as error:
        raise InputRefusedError(
            "usable filters", str(error.errors()[0]["msg"]), "correct or clear the filters"
        ) from error


ANYTHING = Narrowed()
"""No filter."""
