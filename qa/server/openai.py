"""The OpenAI protocol: /v1/chat/completions, /v1/models, and /v1/embeddings by the shipped encoder."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, cast

import numpy as np
from fastapi import APIRouter, Path, Response
from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool

from embeddings.encoders.load import shipped_encoder
from embeddings.errors import InputRefusedError, UsageError, WenjuError
from qa.config import ServerSettings
from qa.reasons import AnswerReason
from qa.schema import MARKER, Answer, AnswerEvent, Citation, GeneratorName, TextEvent
from qa.server.ask import MEDIA_TYPE, ONE_EVENT, Events, EventStream
from qa.server.errors import UnknownModelError, as_openai, problem_of
from qa.server.models import HISTORY, AskRequest
from qa.server.openai_types import (
    CHAT_MODELS,
    ENCODER,
    Annotation,
    ChatCompletion,
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Citing,
    Delta,
    Embedding,
    EmbeddingList,
    EmbeddingRequest,
    EmbeddingUsage,
    Model,
    ModelList,
    Said,
    Usage,
    errors,
)
from qa.server.shared import Shared, SharedOf

router = APIRouter(tags=["OpenAI-compatible"])

STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with stream, chunks as server-sent events",
        "content": {MEDIA_TYPE: {"schema": ONE_EVENT, "example": 'data: {"object":"chat.completion.chunk",…}'}},
    }
}
ID_CHARS = 24


@router.post("/v1/chat/completions", response_model=ChatCompletion, responses=STREAMED | errors(404))
async def complete(sent: ChatRequest, shared: SharedOf) -> Response:
    """The answer to the last message by the user; earlier ones of theirs are the conversation's questions."""
    asked = question_of(sent)
    if sent.stream:
        events = await Events.begun(shared.gate, shared.stream(asked))
        return EventStream(_chunks(events, sent, shared), events.end)
    answer = await shared.gate.run(lambda: shared.ask(asked))
    shared.metrics.answered("openai", answer)
    whole = await run_in_threadpool(completion, answer, sent)
    return Response(whole.model_dump_json(), media_type="application/json")


@router.get("/v1/models", responses=errors())
async def list_models(shared: SharedOf) -> ModelList:
    """The models that can be named; `wenju-llm` where an LLM is configured."""
    return ModelList(data=tuple(Model(id=name) for name in _models(shared)))


@router.get("/v1/models/{model}", responses=errors(404))
async def get_model(model: Annotated[str, Path(max_length=200)], shared: SharedOf) -> Model:
    """One of them.

    Raises:
        UnknownModelError: There is none of that name.
    """
    models = _models(shared)
    if model not in models:
        raise UnknownModelError(model, models)
    return Model(id=model)


def _models(shared: Shared) -> tuple[str, ...]:
    llm = shared.assistant.settings.llm
    return (*(name for name, generator in CHAT_MODELS.items() if generator != "llm" or llm), ENCODER)


def question_of(sent: ChatRequest) -> AskRequest:
    """The question that a conversation ends with.

    Raises:
        UnknownModelError: There is no such model.
        UsageError: Nothing is asked.
    """
    if sent.model not in CHAT_MODELS:
        raise UnknownModelError(sent.model, tuple(CHAT_MODELS))
    asked = [message.text for message in sent.messages if message.role == "user" and message.text]
    if not asked:
        raise UsageError(AnswerReason.NO_USER_MESSAGE)
    return AskRequest(
        question=asked[-1],
        history=tuple(asked[:-1][-HISTORY:]),
        generator=cast(GeneratorName | None, CHAT_MODELS[sent.model]),
        after=sent.after,
        before=sent.before,
        publisher=sent.publisher,
        article=sent.article,
        today=sent.today,
    )


def completion(answer: Answer, sent: ChatRequest) -> ChatCompletion:
    """An answer as a chat completion; without evidence, the message says so."""
    return ChatCompletion(
        id=_id(answer),
        created=int(time.time()),
        model=sent.model,
        system_fingerprint=answer.generation,
        choices=(Choice(message=Said(content=answer.text, annotations=citings(answer))),),
        usage=usage(answer, sent),
        wenju=answer.model_copy(update={"hits": ()}),
    )


def citings(answer: Answer) -> tuple[Annotation, ...]:
    """A citation with its position for each marker of the text, in order of the markers, because clients count them."""
    cited = {citation.marker: citation for citation in answer.citations}
    return tuple(
        Annotation(url_citation=_citing(cited[int(found[1])], found.start(), found.end()))
        for found in sorted(MARKER.finditer(answer.text), key=lambda found: int(found[1]))
    )


def _citing(citation: Citation, start: int, end: int) -> Citing:
    article = citation.url or f"wenju://documents/{citation.doc_id}"
    # Open WebUI takes equal addresses for one source and numbers the sources, so that [2] meant another article.
    # Browsers hide what follows :~: from the page (WICG, URL Fragment Text Directives): the address still leads there.
    place = f"{'' if '#' in article else '#'}:~:cite={citation.marker}"
    return Citing(
        start_index=start,
        end_index=end,
        title=citation.title,
        url=article + place,
        marker=citation.marker,
        doc_id=citation.doc_id,
        quote=citation.quote,
        path=citation.path,
        publisher=citation.publisher,
        published=citation.published.isoformat() if citation.published else None,
    )


def usage(answer: Answer, sent: ChatRequest) -> Usage:
    """Token counts of all messages and of the answer."""
    counts = [len(tokens) for tokens in shipped_encoder().every_token([*(m.text for m in sent.messages), answer.text])]
    return Usage(prompt_tokens=sum(counts[:-1]), completion_tokens=counts[-1], total_tokens=sum(counts))


def _id(answer: Answer) -> str:
    content = f"{answer.generation}\0{answer.standalone_question}\0{answer.text}"
    return f"chatcmpl-{hashlib.sha256(content.encode()).hexdigest()[:ID_CHARS]}"


async def _chunks(events: Events, sent: ChatRequest, shared: Shared) -> AsyncIterator[bytes]:
    asked = f"{sent.model}\0{sent.messages[-1].text}\0{time.time()}"
    frame = Chunk(
        id=f"chatcmpl-{hashlib.sha256(asked.encode()).hexdigest()[:ID_CHARS]}",
        created=int(time.time()),
        model=sent.model,
        choices=(ChunkChoice(delta=Delta(role="assistant", content="")),),
    )
    yield _line(frame)
    try:
        async for event in events:
            if isinstance(event, TextEvent):
                choice = ChunkChoice(delta=Delta(content=event.text))
                yield _line(frame.model_copy(update={"choices": (choice,)}))
            elif isinstance(event, AnswerEvent):
                shared.metrics.answered("openai", event.answer)
                for last in _last(event.answer, frame, sent):
                    yield _line(last)
        yield format_sse_event(data_str="[DONE]")
    except WenjuError as error:
        yield format_sse_event(data_str=as_openai(problem_of(error))[1].model_dump_json())


def _last(answer: Answer, frame: Chunk, sent: ChatRequest) -> list[Chunk]:
    choice = ChunkChoice(delta=Delta(annotations=citings(answer)), finish_reason="stop")
    whole = answer.model_copy(update={"hits": ()})
    chunks = [frame.model_copy(update={"choices": (choice,), "wenju": whole})]
    if sent.stream_options and sent.stream_options.include_usage:
        chunks.append(frame.model_copy(update={"choices": (), "usage": usage(answer, sent)}))
    return chunks


def _line(chunk: Chunk) -> bytes:
    return format_sse_event(data_str=chunk.model_dump_json())


@router.post("/v1/embeddings", responses=errors(404))
async def embed(sent: EmbeddingRequest, shared: SharedOf) -> EmbeddingList:
    """The vectors of texts, as passages are encoded."""
    check(sent, shared.settings)
    return await shared.gate.run(lambda: embedded(sent))


def check(sent: EmbeddingRequest, settings: ServerSettings) -> None:
    """Check an embedding request.

    Raises:
        UnknownModelError: There is no such model.
        InputRefusedError: There are too many texts, or one is too long.
        UsageError: The number of dimensions requested is not the model's.
    """
    if sent.model != ENCODER:
        raise UnknownModelError(sent.model, (ENCODER,))
    if len(sent.texts) > settings.embedding_texts:
        counts = {"limit": settings.embedding_texts, "count": len(sent.texts)}
        raise InputRefusedError(AnswerReason.TOO_MANY_TEXTS, counts)
    longest = max(map(len, sent.texts))
    if longest > settings.embedding_chars:
        lengths = {"limit": settings.embedding_chars, "length": longest}
        raise InputRefusedError(AnswerReason.TEXT_TOO_LONG, lengths)
    dimensions = shipped_encoder().dim
    if sent.dimensions is not None and sent.dimensions != dimensions:
        raise UsageError(AnswerReason.OTHER_DIMENSIONS, {"dimensions": dimensions, "found": sent.dimensions})


def embedded(sent: EmbeddingRequest) -> EmbeddingList:
    """The vectors, float32 of length 1, in the order of the texts."""
    encoder = shipped_encoder()
    vectors = encoder.encode_documents(sent.texts).astype("<f4")
    as_text = sent.encoding_format == "base64"
    tokens = sum(len(each) for each in encoder.every_token(sent.texts))
    return EmbeddingList(
        data=tuple(
            Embedding(index=number, embedding=base64.b64encode(row.tobytes()).decode() if as_text else _numbers(row))
            for number, row in enumerate(vectors)
        ),
        model=ENCODER,
        usage=EmbeddingUsage(prompt_tokens=tokens, total_tokens=tokens),
    )


def _numbers(row: np.ndarray[tuple[int], np.dtype[np.float32]]) -> list[float]:
    return row.astype(np.float64).tolist()
