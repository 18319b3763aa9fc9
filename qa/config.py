"""What changes a query or the service, and the one place that reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
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
    candidates: int = Field(default=50, ge=1, le=1000, description="passages taken from each index, in number")
    reranked: int = Field(default=30, ge=1, le=200, description="passages that the ranker reads, in number")
    min_probability: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="probability that the articles hold the answer below which there is none, 0 to 1",
    )
    max_sentences: int = Field(default=3, ge=1, le=10, description="sentences that an answer quotes at most, in number")
    max_question_chars: int = Field(default=1000, ge=1, le=100_000, description="longest question taken, in characters")
    feed_file_mib: int = Field(default=16, ge=1, le=512, description="largest file that can be fed, in MiB")
    feed_archive_mib: int = Field(default=64, ge=1, le=256, description="largest .zip archive that can be fed, in MiB")
    feed_total_mib: int = Field(default=256, ge=1, le=4096, description="files fed at once, together, in MiB")
    feed_files: int = Field(default=500, ge=1, le=10_000, description="files that can be fed at once, in number")

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


HOST, PORT = "127.0.0.1", 7860
"""Where the page is served unless the environment says otherwise; the port is gradio's own default."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where the page is served, and the password it asks for."""

    host: str = HOST
    port: int = PORT
    credentials: tuple[str, str] | None = None

    @property
    def local_only(self) -> bool:
        """Whether only this machine can reach the page."""
        return self.host in LOOPBACK

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Address:
        """Read GRADIO_SERVER_NAME, GRADIO_SERVER_PORT and WENJU_AUTH (user:password).

        A value that can't be read is a UsageError, and so is what `checked` refuses.
        """
        host = environ.get("GRADIO_SERVER_NAME") or HOST
        address = cls(
            host=host,
            port=_port(environ.get("GRADIO_SERVER_PORT") or str(PORT)),
            credentials=_credentials(environ.get("WENJU_AUTH") or None),
        )
        return address.checked()

    def checked(self) -> Address:
        """This address, where it is safe to serve on.

        Raises:
            UsageError: Other machines could reach the page without a password.
        """
        if not self.local_only and self.credentials is None:
            raise UsageError(
                "a password for a page that other machines can reach",
                f"the host {self.host} and no WENJU_AUTH",
                "set WENJU_AUTH=user:password or serve on 127.0.0.1",
            )
        return self


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise UsageError("GRADIO_SERVER_PORT from 1 to 65535", repr(text), "correct or unset it")
    return int(text)


def _credentials(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        raise UsageError("WENJU_AUTH as user:password", "something else", "correct or unset it")
    return user, password
