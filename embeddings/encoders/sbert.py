"""Any sentence-transformers model as an encoder: the only module that imports sentence_transformers, and so torch.

Only `load_encoder` imports it, when needed, because that takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from huggingface_hub import snapshot_download
from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
from sentence_transformers import SentenceTransformer

from embeddings.encoders.static import folder_fingerprint
from embeddings.errors import UsageError
from embeddings.reasons import IndexReason

FloatArray = npt.NDArray[np.float32]

_ORGANISATION = "sentence-transformers"  # prefix of a name without /, as in the library itself


class SbertEncoder:
    """Encodes with a model in a folder or in the local Hugging Face cache; nothing is downloaded.

    The model's query and document prompts are used if it has any. Vectors are always normalised, so that a dot product
    is a cosine.

    Args:
        name: A folder, or a name such as `intfloat/multilingual-e5-small`.

    Raises:
        UsageError: There is no such model on this machine, or it can't be loaded.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._folder = _find(name)
        try:
            self._model = SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(
                IndexReason.MODEL_NOT_LOADED, {"folder": str(self._folder), "error": str(error)}
            ) from error
        self.dim = len(self.encode_query(""))

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over the model's files, computed on first use."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        return folder_fingerprint(self._folder)

    def encode_documents(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages, float32 (n, dim), made with the model's document prompt."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question, float32 (dim,), made with the model's query prompt."""
        vector = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)


def _find(name: str) -> Path:
    if name and Path(name).is_dir():
        return Path(name)
    for repository in (name,) if "/" in name else (name, f"{_ORGANISATION}/{name}"):
        try:
            return Path(snapshot_download(repository, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    raise UsageError(IndexReason.NO_ENCODER, {"name": repr(name)})
