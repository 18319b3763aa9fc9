"""Writing a table of vectors as a sentence-transformers folder: one byte a weight, one scale a token."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer

FloatArray = npt.NDArray[np.float32]

CODEBOOK: FloatArray = ((np.arange(256) - 128) / 127).astype(np.float32)

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.sentence_transformer.modules.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.base.modules.Normalize"},
]
_CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def quantise(rows: FloatArray) -> tuple[npt.NDArray[np.uint8], FloatArray]:
    """Codes (uint8) and scales (float32, one a row), so that `CODEBOOK[codes] * scales[:, None]` is close to `rows`.

    The largest value of a row gets the largest code: at 8 bits no clipping is needed, the cosine of a row with its
    quantised self is 0.9999.
    """
    scales = np.abs(rows).max(axis=1)
    steps = np.rint(rows / np.maximum(scales, 1e-12)[:, None] * 127)
    return (steps + 128).astype(np.uint8), scales.astype(np.float32)


def write_model(folder: Path, *, tokenizer: Tokenizer, rows: FloatArray, card: str) -> None:
    """Write `rows` (float32, one a token, SIF weights folded in) and the tokenizer as a model folder."""
    codes, scales = quantise(rows)
    write_quantised(folder, tokenizer=tokenizer, codes=codes, scales=scales)
    write_card(folder, card)


def write_quantised(folder: Path, *, tokenizer: Tokenizer, codes: npt.NDArray[np.uint8], scales: FloatArray) -> None:
    """Write what `quantise` made, and the tokenizer, as a model folder without a card.

    The layout is the one that StaticEmbedding of sentence-transformers reads without custom code: `mapping` says for
    each weight which entry of `embeddings` it is, and `weights` scales each row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_file({"embeddings": CODEBOOK, "mapping": codes, "weights": scales}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # safetensors writes it for its owner alone
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in (("modules.json", _MODULES), ("config_sentence_transformers.json", _CONFIG)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_card(folder: Path, card: str) -> None:
    """Write README.md of a model folder."""
    (folder / "README.md").write_text(card, encoding="utf-8")
