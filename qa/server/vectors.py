"""/v1/embeddings, as OpenAI has it, by the shipped encoder."""

from __future__ import annotations

import base64

import numpy as np
from fastapi import APIRouter

from embeddings.encoder import shipped_encoder
from embeddings.errors import InputRefusedError, UsageError
from qa.config import ServerSettings
from qa.server.errors import UnknownModelError
from qa.server.protocol import ENCODER, Embedding, EmbeddingList, EmbeddingRequest, EmbeddingUsage, errors
from qa.server.shared import SharedOf

router = APIRouter(tags=["OpenAI-compatible"])


@router.post("/v1/embeddings", responses=errors(404))
async def embed(sent: EmbeddingRequest, shared: SharedOf) -> EmbeddingList:
    """The vectors of texts, as passages are encoded."""
    check(sent, shared.settings)
    return await shared.gate.run(lambda: embedded(sent))


def check(sent: EmbeddingRequest, settings: ServerSettings) -> None:
    """Whether the texts can be taken.

    Raises:
        UnknownModelError: There is no such model.
        InputRefusedError: There are too many texts, or one is too long.
        UsageError: Another number of dimensions is wanted than there are.
    """
    if sent.model != ENCODER:
        raise UnknownModelError(sent.model, (ENCODER,))
    if len(sent.texts) > settings.embedding_texts:
        found = f"{len(sent.texts)}"
        raise InputRefusedError(f"at most {settings.embedding_texts} texts at once", found, "send them in parts")
    longest = max(map(len, sent.texts))
    if longest > settings.embedding_chars:
        raise InputRefusedError(f"texts of at most {settings.embedding_chars} characters", f"{longest}", "cut it")
    if sent.dimensions not in {None, shipped_encoder().dim}:
        raise UsageError(f"{shipped_encoder().dim} dimensions", f"{sent.dimensions}", "leave dimensions out")


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
