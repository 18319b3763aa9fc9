"""Whether an answer helped, and why not: lines in a file beside the index, never sent anywhere."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from embeddings.errors import InputRefusedError
from embeddings.schema import Frozen
from qa.schema import Answer

FILE = "opinions.jsonl"
MAX_BYTES = 20_000_000
"""Longest file of opinions: some 20,000 of them. A page that anybody may use must not fill the disk."""

Reason = Literal["wrong", "incomplete", "unsupported", "refused", "outdated", "other"]


class Opinion(Frozen):
    """What a reader said of one answer."""

    helpful: bool
    reason: Reason | None = Field(default=None, description="why it did not help")
    note: str = Field(default="", max_length=2000, description="in the reader's own words, in characters")


class Kept(Frozen):
    """A line of the file."""

    at: datetime
    helpful: bool
    reason: Reason | None
    note: str
    question: str
    standalone_question: str
    status: str
    text: str
    short_answer: str | None
    generation: str


def opinion_of(body: bytes) -> Opinion:
    """Read what the page sent.

    Raises:
        InputRefusedError: It is no opinion.
    """
    try:
        return Opinion.model_validate_json(body)
    except ValidationError as error:
        found = error.errors()[0]
        raise InputRefusedError(
            "an opinion of an answer", str(found["msg"]), "send helpful, reason and note"
        ) from error


class Opinions:
    """The file of opinions. Safe to share among threads."""

    def __init__(self, folder: Path) -> None:
        """Opinions in `folder`, which is made when the first one comes."""
        self.path = folder / FILE
        self._lock = threading.Lock()

    def add(self, opinion: Opinion, answer: Answer) -> None:
        """Append one.

        Raises:
            InputRefusedError: The file is as long as it may become.
        """
        kept = Kept(
            at=datetime.now(UTC).replace(microsecond=0),
            **opinion.model_dump(),
            question=answer.question,
            standalone_question=answer.standalone_question,
            status=answer.status,
            text=answer.text,
            short_answer=answer.short_answer,
            generation=answer.generation,
        )
        line = kept.model_dump_json() + "\n"
        with self._lock:
            if self.path.exists() and self.path.stat().st_size > MAX_BYTES:
                raise InputRefusedError(f"at most {MAX_BYTES} bytes of opinions", "more", f"move {FILE} away")
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line)

    def text(self) -> str:
        """All of them, one JSON object a line, oldest first; empty where there is none."""
        with self._lock:
            return self.path.read_text(encoding="utf-8") if self.path.exists() else ""
