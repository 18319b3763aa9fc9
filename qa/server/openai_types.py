"""Types of the OpenAI protocol, with the fields that are used here; other fields that a client sends are ignored."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from qa.schema import Answer
from qa.server.models import EXAMPLE, Filtered

CHAT_MODELS = {"wenju": None, "wenju-extractive": "extractive", "wenju-llm": "llm"}
"""Names of chat models and their generators; None for the default."""

ENCODER = "wenju-encoder"
MESSAGES = 500
FIRST_DAY = 0
"""Creation time of a model: unknown."""


class Sent(BaseModel):
    """What a client sends."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Part(Sent):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class Message(Sent):
    """A message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | tuple[Part, ...] | None = None

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or () if part.type == "text")


class StreamOptions(Sent):
    """What a stream has beside its text."""

    include_usage: bool = False


class ChatRequest(Filtered):
    """A conversation whose last message by the user is the question; the filters are Wenju's own."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        json_schema_extra={"examples": [{"model": "wenju", "messages": [{"role": "user", "content": EXAMPLE}]}]},
    )

    model: str = Field(max_length=200)
    messages: tuple[Message, ...] = Field(min_length=1, max_length=MESSAGES)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = Field(default=None, description="there is one answer")


class Citing(BaseModel):
    """Where a marker stands in the text, and what it stands for."""

    model_config = ConfigDict(frozen=True)

    start_index: int = Field(description="of the marker in the message's text, in characters")
    end_index: int
    title: str
    url: str = Field(description="of the article, or wenju://documents/ and its id; ends in :~:cite= and the marker")
    marker: int
    doc_id: str
    quote: str = Field(description="verbatim")
    path: str
    publisher: str | None
    published: str | None


class Annotation(BaseModel):
    """A citation, as the protocol has it."""

    model_config = ConfigDict(frozen=True)

    type: Literal["url_citation"] = "url_citation"
    url_citation: Citing


class Usage(BaseModel):
    """Tokens, counted by the shipped encoder's tokenizer."""

    model_config = ConfigDict(frozen=True)

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Said(BaseModel):
    """The answering message."""

    model_config = ConfigDict(frozen=True)

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: tuple[Annotation, ...]


class Choice(BaseModel):
    """The only choice."""

    model_config = ConfigDict(frozen=True)

    index: Literal[0] = 0
    message: Said
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatCompletion(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="seconds since 1970")
    model: str
    system_fingerprint: str = Field(description="the generation of the index that answered")
    choices: tuple[Choice]
    usage: Usage
    wenju: Answer = Field(description="the Answer as /v1/ask has it, without its hits")


class Delta(BaseModel):
    """What a chunk adds to the message."""

    model_config = ConfigDict(frozen=True)

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: tuple[Annotation, ...] | None = None

    @model_serializer(mode="wrap")
    def _what_there_is(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in whole(self).items() if value is not None}


class ChunkChoice(BaseModel):
    """The only choice of a chunk."""

    model_config = ConfigDict(frozen=True)

    index: Literal[0] = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """A piece of an answer."""

    model_config = ConfigDict(frozen=True)

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: tuple[ChunkChoice, ...]
    usage: Usage | None = None
    wenju: Answer | None = None

    @model_serializer(mode="wrap")
    def _what_there_is(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in whole(self).items() if value is not None}


class Model(BaseModel):
    """A model that can be named."""

    model_config = ConfigDict(frozen=True)

    id: str
    object: Literal["model"] = "model"
    created: int = FIRST_DAY
    owned_by: Literal["wenju"] = "wenju"


class ModelList(BaseModel):
    """All of them."""

    model_config = ConfigDict(frozen=True)

    object: Literal["list"] = "list"
    data: tuple[Model, ...]


Text = Annotated[str, Field(min_length=1)]


class EmbeddingRequest(Sent):
    """Texts whose vectors are wanted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"model": ENCODER, "input": ["元宇宙", "metaverse"]}]})

    model: str = Field(max_length=200)
    input: Text | Annotated[tuple[Text, ...], Field(min_length=1)]
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: int | None = Field(default=None, ge=1, description="as many as the encoder has, where given")

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts, of one too."""
        return (self.input,) if isinstance(self.input, str) else self.input


class Embedding(BaseModel):
    """A vector of length 1."""

    model_config = ConfigDict(frozen=True)

    object: Literal["embedding"] = "embedding"
    index: int
    embedding: list[float] | str = Field(description="numbers, or their float32 bytes (little-endian) in base64")


class EmbeddingUsage(BaseModel):
    """Tokens, counted by the encoder's own tokenizer."""

    model_config = ConfigDict(frozen=True)

    prompt_tokens: int
    total_tokens: int


class EmbeddingList(BaseModel):
    """The vectors in the order of the texts."""

    model_config = ConfigDict(frozen=True)

    object: Literal["list"] = "list"
    data: tuple[Embedding, ...]
    model: str
    usage: EmbeddingUsage


class ProtocolFault(BaseModel):
    """What went wrong."""

    message: str
    type: str
    param: str | None
    code: str | None


class ProtocolError(BaseModel):
    """An error, as the protocol has it."""

    error: ProtocolFault


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors in the description of a route of the protocol."""
    return {status: {"model": ProtocolError} for status in (400, 401, 403, 411, 413, 421, 429, 500, 503, *statuses)}
