"""The encoder interface, and `load_encoder`, which loads the shipped static encoder or any other by name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from embeddings.encoders.static import StaticEncoder, is_static

FloatArray = npt.NDArray[np.float32]

SHIPPED = "wenju"
SHIPPED_FOLDER = Path(__file__).parents[1] / "model"


class Encoder(Protocol):
    """Encodes passages and questions as vectors whose dot product is their cosine.

    Rows are float32 of length 1. A text without a known token (empty, or for the shipped encoder punctuation only) may
    give the zero vector, whose cosine with everything is 0; no value is ever NaN or infinite.
    A text's vector is the same in any batch, to the bit for the shipped encoder and to 1e-5 for a transformer.
    """

    @property
    def name(self) -> str:
        """The name that `load_encoder` was given."""
        ...

    @property
    def dim(self) -> int:
        """Number of dimensions."""
        ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over the model's files: a different fingerprint means different vectors."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, float32 (n, dim)."""
        ...

    def encode_query(self, text: str) -> FloatArray:
        """Vector of one question, float32 (dim,)."""
        ...


def load_encoder(name: str = SHIPPED) -> Encoder:
    """Load an encoder from this machine; nothing is ever downloaded.

    Args:
        name: "wenju" for the shipped encoder, else the folder of a sentence-transformers model or the name of one in
            the local Hugging Face cache. A folder in the shipped encoder's layout, as training and adapting write them,
            needs no torch.

    Raises:
        UsageError: There is no such encoder on this machine.
    """
    if name == SHIPPED:
        return shipped_encoder()
    if is_static(Path(name)):
        return StaticEncoder(Path(name), name=name)
    from embeddings.encoders.sbert import SbertEncoder  # noqa: PLC0415  (torch takes seconds to import; few need it)

    return SbertEncoder(name)


@cache
def shipped_encoder() -> StaticEncoder:
    """The shipped encoder, loaded once per process: its tokenizer takes 0.25 s."""
    return StaticEncoder(SHIPPED_FOLDER, name=SHIPPED)


def static_encoder(encoder: Encoder) -> StaticEncoder:
    """The encoder itself if it has token vectors, else the shipped one: late interaction needs token vectors."""
    return encoder if isinstance(encoder, StaticEncoder) else shipped_encoder()
