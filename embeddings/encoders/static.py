"""The static encoder: a text's vector is the normalised sum of its tokens' vectors. It also writes model folders.

It needs only numpy and `tokenizers`, and SciPy in a build.

The folder is a sentence-transformers model (StaticEmbedding + Normalize) in the layout that StaticEmbedding reads with
no custom code: `embeddings` is a codebook of 256 floats, evenly spaced, `mapping` one byte a weight (its place in the
codebook) and `weights` one scale a token, so that the vector of token i is `embeddings[mapping[i]] * weights[i]`. The
weights of smooth inverse frequency (SIF) are folded into the scales by the recipe. A model folder is identified by the
content of its files (`folder_fingerprint`).
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypedDict

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Encoding, Tokenizer
from tokenizers.normalizers import Precompiled

from embeddings.arrays import distinct
from embeddings.errors import UsageError
from embeddings.reasons import IndexReason


def folder_fingerprint(folder: Path) -> str:
    """SHA-256 (hex) over the relative path and SHA-256 of every file below `folder`, in sorted order.

    `__pycache__` and hidden files are left out: they are not part of a model.
    """
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if not path.is_file() or any(part.startswith((".", "__pycache__")) for part in parts):
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        whole.update(f"{'/'.join(parts)}\0{digest}\n".encode())
    return whole.hexdigest()


FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TokenArray = npt.NDArray[np.int32]

_BATCH_TEXTS = 256
_BLOCK_TOKENS = 4096  # rows gathered at once: 4,096 × 512 × 4 bytes = 8 MB, however long a text is
_SUMMED_TOKENS = 1 << 18
"""Tokens of a batch that are summed in one step: in news some 30,000 distinct ones, 60 MB of vectors."""
_RUNS_OF_ONE_SCRIPT = {
    "type": "Split",
    "pattern": {
        "Regex": r"\p{Han}+|\p{Latin}+|\p{Nd}+|[\p{Hiragana}\p{Katakana}ー]+|\p{Hangul}+|\p{Cyrillic}+",
    },
    "behavior": "Removed",
    "invert": True,
}
"""How the shipped tokenizer splits a text before tokenisation."""
_BYTES = {"U8": 1, "F32": 4}
_LAYOUT = {"embeddings": ("F32", 1), "mapping": ("U8", 2), "weights": ("F32", 1)}
"""Type and number of dimensions of each tensor."""


class StaticEncoder:
    """Encodes texts with the model in `folder`; immutable after loading and safe to share among threads.

    A text without any known token (an empty one, or punctuation only) gets the zero vector: its cosine with
    everything is 0. Every other vector has length 1. A text's vector is bit for bit the same in any batch.

    Raises:
        UsageError: The folder is not such a model.
    """

    def __init__(self, folder: Path, *, name: str | None = None) -> None:
        self._folder = folder
        self.name = name or folder.name
        self._weights = _read_weights(folder / "model.safetensors")
        self.dim = int(self._weights.codes.shape[1])
        self._tokenizer = _read_tokenizer(folder / "tokenizer.json")
        sizes = {len(self._weights.codes), len(self._weights.steps), self._tokenizer.get_vocab_size()}
        if len(sizes) != 1:
            raise UsageError(IndexReason.STATIC_SIZES_DIFFER, {"folder": str(folder), "sizes": str(sorted(sizes))})

    @property
    def token_count(self) -> int:
        """Size of the vocabulary, with the unknown token."""
        return len(self._weights.steps)

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over the folder's files, computed on first use."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        return folder_fingerprint(self._folder)

    def encode_documents(self, texts: Sequence[str]) -> FloatArray:
        """Vectors of passages: float32 (n, dim), each of length 1, or 0 for a text without a known token."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), _BATCH_TEXTS):
            self._encode_batch(texts[start : start + _BATCH_TEXTS], vectors[start : start + _BATCH_TEXTS])
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """Vector of a question: float32 (dim,). Questions and passages share one space and have no prompts."""
        return self.encode_documents([text])[0]

    def tokens(self, texts: Sequence[str]) -> list[TokenArray]:
        """The known tokens of each text in order, int32; a token without a vector (the unknown one) is left out."""
        weighted = self._weights.steps > 0
        return [ids[weighted[ids]] for ids in self.every_token(texts)]

    def every_token(self, texts: Sequence[str]) -> list[TokenArray]:
        """All tokens of each text, unknown ones included."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids, dtype=np.int32) for encoding in encodings]

    def every_span(self, texts: Sequence[str]) -> list[TokenArray]:
        """The span of each of `every_token` in its text, in characters, half-open, (n, 2)."""
        return [_spans(encoding) for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def placed_tokens(self, texts: Sequence[str]) -> list[tuple[TokenArray, TokenArray]]:
        """The known tokens of each text, int32 (n,), and their spans in characters, int32 (n, 2)."""
        weighted = self._weights.steps > 0
        found: list[tuple[TokenArray, TokenArray]] = []
        for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False):
            ids = np.array(encoding.ids, dtype=np.int32)
            spans = _spans(encoding)
            known = weighted[ids] & (spans[:, 0] < spans[:, 1])
            found.append((ids[known], spans[known]))
        return found

    def vectors_of(self, tokens: npt.NDArray[np.integer]) -> FloatArray:
        """The vectors of tokens, float32 (n, dim); a vector's length is its weight in a text's sum."""
        weights = self._weights
        vectors = weights.codes[tokens].astype(np.float32)  # a codebook look-up of each took 3 times as long
        vectors += weights.zero
        vectors *= weights.steps[tokens, None]
        return vectors

    def lengths(self, ids: TokenArray, starts: IntArray) -> FloatArray:
        """Length of the sum of the vectors of each text's tokens, float32 (n,).

        Args:
            ids: Known tokens of the texts, concatenated.
            starts: Index of each text's first token, and the end, (n + 1,).
        """
        return np.concatenate([np.zeros(0, np.float32), *map(_lengths, self._sums(ids, starts))])

    def encode_tokens(self, ids: TokenArray, starts: IntArray) -> FloatArray:
        """The same as `encode_documents` for texts with these tokens; bit for bit up to 4,096 tokens per text.

        Args:
            ids: As for `lengths`.
            starts: As for `lengths`.
        """
        vectors = [np.zeros((0, self.dim), dtype=np.float32)]
        for sums in self._sums(ids, starts):
            lengths = _lengths(sums)[:, None]
            vectors.append(np.divide(sums, lengths, out=sums, where=lengths > 0))
        return np.concatenate(vectors)

    def knows(self, ids: TokenArray) -> npt.NDArray[np.bool_]:
        """Whether each token has a vector: all but the unknown one have."""
        return self._weights.steps[ids] > 0

    def sizes(self, ids: TokenArray) -> IntArray:
        """Length of each token in characters, (n,); 0 for one without a vector."""
        sizes = self._sizes
        asked = distinct(ids)
        new = asked[sizes[asked] < 0]
        sizes[new] = [len(self._tokenizer.id_to_token(token) or "") for token in new.tolist()]
        return np.where(self.knows(ids), sizes[ids], 0)

    @cached_property
    def _sizes(self) -> IntArray:
        """Length in characters of each token met so far; -1 for others."""
        return np.full(self.token_count, -1, dtype=np.int64)

    def tokenises_as(self, other: StaticEncoder) -> bool:
        """Whether both encoders tokenise every text alike; their vectors may differ."""
        return self is other or self._vocabulary == other._vocabulary

    @cached_property
    def _vocabulary(self) -> bytes:
        found = hashlib.sha256((self._folder / "tokenizer.json").read_bytes())
        found.update((self._weights.steps > 0).tobytes())
        return found.digest()

    @cached_property
    def parts_at_marks(self) -> bool:
        """Whether cutting a text at punctuation or whitespace leaves its tokens the same.

        This holds if the tokenizer works on runs of a single script, each by itself.
        """
        splits = self._tokenizer.pre_tokenizer
        return (
            isinstance(self._tokenizer.normalizer, Precompiled)
            and splits is not None
            and json.loads(splits.__getstate__()) == _RUNS_OF_ONE_SCRIPT
            and not self._tokenizer.get_added_tokens_decoder()
        )

    def _sums(self, ids: TokenArray, starts: IntArray) -> Iterator[FloatArray]:
        """Sum of each text's token vectors, (texts, dim), in batches of texts; each sum is taken in token order."""
        from scipy import sparse  # noqa: PLC0415  (0.2 s: only a build sums many texts)

        first, places = 0, np.zeros(self.token_count, dtype=np.int32)
        while first < len(starts) - 1:
            last = max(first + 1, int(np.searchsorted(starts, starts[first] + _SUMMED_TOKENS, side="right")) - 1)
            block = ids[starts[first] : starts[last]]
            known, rows = self._rows([block])
            places[known] = np.arange(len(known))
            ones = np.ones(len(block), dtype=np.float32)
            offsets = (starts[first : last + 1] - starts[first]).astype(np.int32)
            yield sparse.csr_matrix((ones, places[block], offsets), shape=(last - first, len(known))) @ rows
            first = last

    def _encode_batch(self, texts: Sequence[str], vectors: FloatArray) -> None:
        ids = self.tokens(texts)
        known, rows = self._rows(ids)
        for i in range(len(texts)):
            total = _sum(rows, np.searchsorted(known, ids[i]))
            length = np.sqrt(np.square(total).sum())
            vectors[i] = total / length if length > 0 else total

    def _rows(self, texts: Sequence[TokenArray]) -> tuple[TokenArray, FloatArray]:
        """The distinct tokens of a batch and their vectors, each decoded once for the whole batch."""
        known = distinct(np.concatenate(texts))
        return known, self.vectors_of(known)


def is_static(folder: Path) -> bool:
    """Whether a folder holds a model of this layout: a codebook, codes and scales."""
    try:
        header, _ = _read_header(folder / "model.safetensors")
    except (OSError, ValueError, struct.error):
        return False
    return _LAYOUT.keys() <= header.keys()


def _spans(encoding: Encoding) -> TokenArray:
    offsets = chain.from_iterable(encoding.offsets)
    return np.fromiter(offsets, dtype=np.int32, count=2 * len(encoding.ids)).reshape(-1, 2)


def _lengths(sums: FloatArray) -> FloatArray:
    return np.sqrt(np.square(sums).sum(axis=1))


def _sum(rows: FloatArray, places: npt.NDArray[np.intp]) -> FloatArray:
    total = np.zeros(rows.shape[1], dtype=np.float32)
    for start in range(0, len(places), _BLOCK_TOKENS):
        total += rows[places[start : start + _BLOCK_TOKENS]].sum(axis=0)
    return total


def _read_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer, with neither padding nor truncation.

    Raises:
        UsageError: There is no such file.
    """
    if not path.is_file():
        raise UsageError(IndexReason.NO_TOKENIZER, {"path": str(path)})
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class _Entry(TypedDict):
    dtype: str
    shape: list[int]
    data_offsets: list[int]


class _Weights(NamedTuple):
    """The vector of token i is `(codes[i] + zero) * steps[i]`."""

    codes: npt.NDArray[np.uint8]  # (tokens, dim)
    zero: np.float32
    """Minus the code of 0."""
    steps: FloatArray  # (tokens,)


def _read_weights(path: Path) -> _Weights:
    """Map the arrays of a safetensors file: 8 bytes of header length, a JSON header, then the tensors' bytes.

    Raises:
        UsageError: The file is missing or isn't such a model's.
    """
    try:
        header, start = _read_header(path)
        places = {name: start + _place(header[name], *kind) for name, kind in _LAYOUT.items()}
        codebook = np.memmap(path, np.float32, "r", places["embeddings"], (256,))
        codes = np.memmap(path, np.uint8, "r", places["mapping"], _shape(header["mapping"]))
        scales = np.memmap(path, np.float32, "r", places["weights"], _shape(header["weights"]))
        step, zero = _evenly_spaced(codebook)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError, struct.error) as error:
        raise UsageError(IndexReason.STATIC_UNREADABLE, {"path": str(path), "error": repr(error)}) from error
    return _Weights(np.asarray(codes), zero, np.asarray(scales) * step)


def _evenly_spaced(codebook: FloatArray) -> tuple[np.float32, np.float32]:
    """Step and zero of a codebook whose value of code c is (c + zero) × step.

    Raises:
        ValueError: Its values are not evenly spaced.
    """
    first, last = float(codebook[0]), float(codebook[-1])
    step = (last - first) / (len(codebook) - 1)
    zero = round(first / step) if step > 0 else 0
    even = (np.arange(len(codebook)) + zero) * step
    if not step > 0 or not np.allclose(codebook, even, rtol=0, atol=1e-4 * step):
        raise ValueError("a codebook whose values are not evenly spaced around 0")
    return np.float32(step), np.float32(zero)


def _read_header(path: Path) -> tuple[dict[str, _Entry], int]:
    """The header of a safetensors file and the offset of its first tensor.

    Raises:
        ValueError: The file has no such header.
        OSError: The file can't be read.
        struct.error: The file is too short.
    """
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > path.stat().st_size:
            raise ValueError(f"a header of {length} bytes in a file of {path.stat().st_size}")
        header: dict[str, _Entry] = json.loads(file.read(length))
    return header, 8 + length


def _shape(entry: _Entry) -> tuple[int, ...]:
    return tuple(entry["shape"])


def _place(entry: _Entry, dtype: str, dimensions: int) -> int:
    """Offset of a tensor's first byte from the end of the header.

    Raises:
        ValueError: The entry does not fit the layout.
    """
    first, last = entry["data_offsets"]
    if entry["dtype"] != dtype or len(entry["shape"]) != dimensions:
        raise ValueError(f"expected {dtype} of {dimensions} dimensions, found {entry['dtype']} of {entry['shape']}")
    if math.prod(entry["shape"]) * _BYTES[dtype] != last - first:
        raise ValueError(f"expected the bytes of {entry['shape']}, found {last - first}")
    return first


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
    """Codes (uint8) and scales (float32, one per row), so that `CODEBOOK[codes] * scales[:, None]` is close to `rows`.

    The largest value of a row gets the largest code, without clipping: at 8 bits the cosine of a row with its quantised
    form is 0.9999.
    """
    scales = np.abs(rows).max(axis=1)
    steps = np.rint(rows / np.maximum(scales, 1e-12)[:, None] * 127)
    return (steps + 128).astype(np.uint8), scales.astype(np.float32)


def write_model(folder: Path, *, tokenizer: Tokenizer, rows: FloatArray, card: str) -> None:
    """Write `rows` (float32, one per token, SIF weights folded in) and the tokenizer as a model folder."""
    codes, scales = quantise(rows)
    write_quantised(folder, tokenizer=tokenizer, codes=codes, scales=scales)
    write_card(folder, card)


def write_quantised(folder: Path, *, tokenizer: Tokenizer, codes: npt.NDArray[np.uint8], scales: FloatArray) -> None:
    """Write the codes and scales of `quantise`, and the tokenizer, as a model folder without a card.

    StaticEmbedding of sentence-transformers reads the layout without custom code: `mapping` holds for each weight its
    index in `embeddings`, and `weights` scales each row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_file({"embeddings": CODEBOOK, "mapping": codes, "weights": scales}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # safetensors makes the file readable for its owner only
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in (("modules.json", _MODULES), ("config_sentence_transformers.json", _CONFIG)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def write_card(folder: Path, card: str) -> None:
    """Write README.md of a model folder."""
    (folder / "README.md").write_text(card, encoding="utf-8")
