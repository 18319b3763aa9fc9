"""What changes a query or the service, and the one place that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from embeddings.errors import UsageError
from embeddings.schema import Frozen

PREFIX = "WENJU_"


class Settings(Frozen):
    """Settings of queries and of the service. Each is read from the environment as WENJU_ and its name in capitals."""

    index: Path = Field(default=Path("index"), description="folder of the index")
    seeds: Path = Field(default=Path("seeds"), description="folder of the articles that a rebuild reads")
    hits: int = Field(default=8, ge=1, le=100, description="passages that a question retrieves, in number")
    candidates: int = Field(
        default=50, ge=1, le=1000, description="passages taken from each index before fusing, in number"
    )
    lexical_weight: float = Field(default=0.7, ge=0, le=1, description="share of BM25 in the fused score, 0 to 1")
    min_coverage: float = Field(
        default=0.5, ge=0, le=1, description="share of a question's weight that its evidence must cover, 0 to 1"
    )
    max_sentences: int = Field(default=3, ge=1, le=10, description="sentences that an answer quotes at most, in number")
    max_question_chars: int = Field(default=1000, ge=1, le=100_000, description="longest question taken, in characters")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read WENJU_* variables; names that are no setting are left alone.

        Raises:
            UsageError: A value can't be read as its setting's type or lies outside its range.
        """
        given = {name: environ[PREFIX + name.upper()] for name in cls.model_fields if PREFIX + name.upper() in environ}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            name = PREFIX + str(first["loc"][0]).upper()
            raise UsageError(
                f"a usable {name} ({first['msg']})", repr(first["input"]), f"correct or unset {name}"
            ) from error
