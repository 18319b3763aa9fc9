"""Settings of queries and of the service. Only this module reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, SecretStr, ValidationError, field_validator

from embeddings.errors import UsageError
from embeddings.schema import Frozen
from qa.reasons import AnswerReason

PREFIX = "WENJU_"

SettingsT = TypeVar("SettingsT", bound=Frozen)
OPENAI = "openai_"
"""Prefix of the settings whose variables are those of every OpenAI client, without WENJU_."""
EARLIER_QUESTIONS = 6
"""Earlier questions that page and terminal pass along: a follow-up refers to a recent one, and each costs time."""
Unsupported = Literal["remove", "mark"]
ReplyForm = Literal["auto", "json", "text"]


def variable(name: str) -> str:
    """The environment variable of a setting: WENJU_HITS, OPENAI_BASE_URL."""
    return ("" if name.startswith(OPENAI) else PREFIX) + name.upper()


class Settings(Frozen):
    """Settings of queries and of the service. `variable` gives the environment variable of each."""

    model_config = ConfigDict(hide_input_in_errors=True)  # one of them is a key

    index: Path = Field(default=Path("index"), description="folder of the index")
    seeds: Path = Field(
        default=Path("seeds"),
        description="folder that articles are added to and rebuilt from; unset: that of the index, else seeds",
    )
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
    model: str = Field(default="", max_length=200, description="model that words the answers; empty: no LLM")
    openai_base_url: str = Field(default="", description="address of an OpenAI-compatible endpoint; empty: no LLM")
    openai_api_key: SecretStr = Field(
        default=SecretStr(""), description="key for that endpoint; empty where it has none"
    )
    llm_timeout: float = Field(
        default=60.0,
        ge=1,
        le=3600,
        description="longest wait for a try of the endpoint and for a whole reply, in seconds",
    )
    llm_retries: int = Field(
        default=2, ge=0, le=10, description="further tries of a busy or failing endpoint, in number"
    )
    llm_prompt_tokens: int = Field(
        default=6000, ge=800, le=1_000_000, description="longest prompt, in tokens as estimated from above"
    )
    llm_answer_tokens: int = Field(default=800, ge=16, le=32_768, description="longest reply of the LLM, in tokens")
    llm_unsupported: Unsupported = Field(
        default="remove", description="sentences that the passages do not bear out: remove, or mark"
    )
    llm_form: ReplyForm = Field(
        default="auto",
        description="reply of the LLM: json (by a schema), text, or auto: json where the endpoint has it",
    )
    llm_rewrite: bool = Field(
        default=False, description="whether the LLM rewrites questions before anything is looked for"
    )

    @property
    def llm(self) -> bool:
        """Whether a model and an endpoint are configured, so that an LLM writes the answers."""
        return bool(self.model and self.openai_base_url)

    @field_validator("openai_base_url")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        url = urlsplit(given.strip())
        if given.strip() and (url.scheme not in {"http", "https"} or not url.hostname):
            raise ValueError("an address that begins with http:// or https://")
        if "@" in url.netloc:
            raise ValueError("an address without a password: the key goes into OPENAI_API_KEY")
        return given.strip()

    @field_validator("openai_api_key")
    @classmethod
    def _fits_a_header(cls, given: SecretStr) -> SecretStr:
        key = given.get_secret_value().strip()
        if any(not "!" <= character <= "~" for character in key):
            raise ValueError("a key of printable ASCII characters")
        return SecretStr(key)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """Read WENJU_* and OPENAI_* variables; names that are no setting are ignored.

        Raises:
            UsageError: A value can't be read as its setting's type or lies outside its range.
        """
        given = {name: environ[variable(name)] for name in cls.model_fields if variable(name) in environ}
        return _usable(cls, given)


HOST, PORT = "127.0.0.1", 7860
"""Default address of the page; the port is gradio's default."""

TOKEN_USER = "wenju"
"""The page's user name if WENJU_TOKEN is the password."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """The page's address and the password that it asks for."""

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

        Raises:
            UsageError: A value can't be read, or `checked` refuses the address.
        """
        host = environ.get("GRADIO_SERVER_NAME") or HOST
        address = cls(
            host=host,
            port=_port(environ.get("GRADIO_SERVER_PORT") or str(PORT)),
            credentials=_credentials(environ.get("WENJU_AUTH") or None),
        )
        return address.guarded(environ.get("WENJU_TOKEN") or None).checked()

    def guarded(self, token: str | None) -> Address:
        """This address; if other machines can reach it and only a token is set, the token becomes the page's password.

        Args:
            token: The bearer token of the interfaces for programs.
        """
        if self.local_only or self.credentials or token is None:
            return self
        return replace(self, credentials=(TOKEN_USER, token))

    def checked(self) -> Address:
        """This address, if it is safe to serve on.

        Raises:
            UsageError: Other machines could reach the page without a password.
        """
        if not self.local_only and self.credentials is None:
            raise UsageError(AnswerReason.OPEN_WITHOUT_PASSWORD, {"host": self.host})
        return self


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise UsageError(AnswerReason.BAD_PORT, {"found": repr(text)})
    return int(text)


def _credentials(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    user, colon, password = text.partition(":")
    if not (user and colon and password):
        raise UsageError(AnswerReason.BAD_AUTH)
    return user, password


class ServerSettings(Frozen):
    """Settings of the interfaces for programs (REST, OpenAI-compatible, MCP), read in the same way as `Settings`."""

    token: str | None = Field(
        default=None,
        pattern=r"^[!-~]{8,200}$",
        repr=False,
        description="bearer token that programs must send, 8 to 200 visible ASCII characters; None asks for none",
    )
    requests_per_minute: int = Field(
        default=6000, ge=1, le=1_000_000, description="requests taken from one address, in number per minute"
    )
    questions_at_once: int = Field(default=2, ge=1, le=256, description="questions worked on at once, in number")
    questions_waiting: int = Field(default=64, ge=0, le=10_000, description="questions that may wait, in number")
    question_wait_seconds: float = Field(
        default=20, gt=0, le=600, description="longest wait before a question is turned away, in seconds"
    )
    eval_questions: int = Field(default=200, ge=1, le=10_000, description="questions of one evaluation, in number")
    embedding_texts: int = Field(default=256, ge=1, le=10_000, description="texts encoded at once, in number")
    embedding_chars: int = Field(default=8192, ge=1, le=1_000_000, description="longest text encoded, in characters")
    cors_origins: str = Field(
        default="",
        pattern=r"^(https?://[^\s,/*]+(,https?://[^\s,/*]+)*)?$",
        description="origins whose pages may ask, as https://a.example, parted by commas; none by default",
    )
    shutdown_seconds: float = Field(
        default=10, ge=0, le=600, description="how long an end waits for answers under way, in seconds"
    )

    @property
    def origins(self) -> tuple[str, ...]:
        """The allowed origins."""
        return tuple(self.cors_origins.split(",")) if self.cors_origins else ()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> ServerSettings:
        """Read WENJU_* variables; an empty one counts as unset, and no error repeats the token.

        Raises:
            UsageError: A value can't be read as its setting's type or lies outside its range.
        """
        given = {name: value for name in cls.model_fields if (value := environ.get(variable(name)))}
        return _usable(cls, given)


def _usable(settings: type[SettingsT], given: Mapping[str, str]) -> SettingsT:
    """Settings with the values read from the environment.

    Raises:
        UsageError: A value can't be read or lies outside its range; an address, a key or a token is not shown.
    """
    try:
        return settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = variable(str(first["loc"][0]))
        secret = name.startswith("OPENAI_") or name == variable("token")
        values = {"name": name, "rule": first["msg"].removeprefix("Value error, ")}
        if secret:
            raise UsageError(AnswerReason.SECRET_SETTING, values) from None
        raise UsageError(AnswerReason.BAD_SETTING, {**values, "found": repr(first["input"])}) from None
