"""What all tests share: random tests that are the same every time, and the index of the five seeds."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.build import build
from embeddings.static import StaticEncoder

REPOSITORY = Path(__file__).resolve().parents[1]

hypothesis.settings.register_profile("wenju", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("wenju")

WORDS = {"a": (3, 0, 0), "b": (0, 4, 0), "c": (1, 1, 0), "d": (0, 0, 2), "e": (-1, 0, 1), "o": (0, 0, 0)}


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of seeds/; not to be changed."""
    folder = tmp_path_factory.mktemp("seeds") / "index"
    build(REPOSITORY / "seeds", folder)
    return folder


@pytest.fixture(scope="session")
def words_by_hand() -> dict[str, tuple[int, ...]]:
    """The tokens of `word_encoder` and their vectors; token i of it is the i-th from 1."""
    return dict(WORDS)


@pytest.fixture(scope="session")
def word_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of `word_encoder`."""
    folder = tmp_path_factory.mktemp("words")
    vectors = np.array([(0, 0, 0), *WORDS.values()], dtype=np.float32)
    scales = np.abs(vectors).max(axis=1)
    scales[-1] = 1.0  # o counts and points nowhere
    codebook = ((np.arange(256) - 128) / 127).astype(np.float32)
    codes = np.round(vectors / np.maximum(scales, 1.0)[:, None] * 127 + 128).astype(np.uint8)
    tokenizer = Tokenizer(models.WordLevel({token: i for i, token in enumerate(("[UNK]", *WORDS))}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embeddings": codebook, "mapping": codes, "weights": scales}, folder / "model.safetensors")
    return folder


@pytest.fixture(scope="session")
def word_encoder(word_folder: Path) -> StaticEncoder:
    """A static encoder of WORDS, which blanks part; it knows no others."""
    return StaticEncoder(word_folder)
