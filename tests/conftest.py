"""What all tests share: random tests that are the same every time, and the index of the five seeds."""

from __future__ import annotations

import json
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from embeddings.build import build
from embeddings.static import StaticEncoder
from embeddings.static_folder import write_model

REPOSITORY = Path(__file__).resolve().parents[1]

hypothesis.settings.register_profile("wenju", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("wenju")

WORDS = {"a": (3, 0, 0), "b": (0, 4, 0), "c": (1, 1, 0), "d": (0, 0, 2), "e": (-1, 0, 1), "o": (0, 0, 0)}

SUBJECTS = 30
HAN = [chr(0x4E00 + number) for number in range(3 * SUBJECTS)]
"""Subject n is the n-th of these in titles and the one 30 further in bodies; the last 30 are in no article."""


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


@pytest.fixture(scope="session")
def paired_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 120 articles of six sentences on four subjects each; nothing else says what belongs together."""
    generator = np.random.default_rng(0)
    lines: list[str] = []
    for _ in range(120):
        subjects = generator.permutation(SUBJECTS)[:4].tolist()
        said = ["".join(HAN[SUBJECTS + subjects[at]] for at in generator.integers(4, size=12)) for _ in range(6)]
        article = {"title": "".join(HAN[number] for number in subjects), "text": "".join(f"{each}。" for each in said)}
        lines.append(json.dumps(article, ensure_ascii=False))
    folder = tmp_path_factory.mktemp("articles")
    (folder / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def paired_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a static encoder that knows those characters, each in a random direction of 32."""
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0} | {c: i + 1 for i, c in enumerate(HAN)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    rows = np.random.default_rng(1).standard_normal((len(HAN) + 1, 32)).astype(np.float32)
    rows[0] = 0
    folder = tmp_path_factory.mktemp("models") / "paired"
    write_model(folder, tokenizer=tokenizer, rows=rows, card="")
    return folder
