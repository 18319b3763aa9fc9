"""Another encoder: tiny sentence-transformers models made on the spot, whose vectors a person can compute."""

import time
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoders.load import load_encoder
from embeddings.encoders.sbert import SbertEncoder
from embeddings.errors import UsageError

TOKENS = ["[UNK]", "q", "d", "南京", "北京"]
WEIGHTS = np.array([[0, 0, 0], [1, 0, 0], [-1, 0, 0], [0, 2, 0], [0, 0, 2]], dtype=np.float32)


def make(folder: Path, prompts: dict[str, str] | None) -> Path:
    tokenizer = Tokenizer(models.WordLevel({token: i for i, token in enumerate(TOKENS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    module = StaticEmbedding(tokenizer, embedding_weights=WEIGHTS)
    SentenceTransformer(modules=[module], prompts=prompts, device="cpu").save(str(folder), create_model_card=False)
    return folder


@pytest.fixture(scope="module")
def prompted(tmp_path_factory: pytest.TempPathFactory) -> SbertEncoder:
    return SbertEncoder(str(make(tmp_path_factory.mktemp("prompted"), {"query": "q ", "document": "d "})))


def test_the_models_own_prompts_are_used_and_vectors_normalised(prompted: SbertEncoder) -> None:
    assert prompted.dim == 3
    assert prompted.encode_query("南京") == pytest.approx(np.array([1, 2, 0]) / 5**0.5, abs=1e-6)
    documents = prompted.encode_documents(["南京", "北京 北京", ""])
    expected = [np.array([-1, 2, 0]) / 5**0.5, np.array([-1, 0, 4]) / 17**0.5, [-1, 0, 0]]
    assert documents == pytest.approx(np.array(expected), abs=1e-6)
    assert documents.dtype == np.float32
    assert prompted.encode_documents([]).shape == (0, 3)


def test_a_model_without_prompts_gets_none(tmp_path: Path) -> None:
    encoder = load_encoder(str(make(tmp_path / "plain", None)))
    assert encoder.encode_query("南京 北京") == pytest.approx(np.array([0, 0.5**0.5, 0.5**0.5]), abs=1e-6)
    assert encoder.encode_documents(["北京"])[0] == pytest.approx([0, 0, 1], abs=1e-6)
    assert np.isfinite(encoder.encode_query("")).all()


def test_fingerprint_is_that_of_the_files(tmp_path: Path) -> None:
    first, second = make(tmp_path / "a", None), make(tmp_path / "b", {"query": "q ", "document": "d "})
    assert SbertEncoder(str(first)).fingerprint == SbertEncoder(str(first)).fingerprint
    assert SbertEncoder(str(first)).fingerprint != SbertEncoder(str(second)).fingerprint
    assert SbertEncoder(str(first)).name == str(first)


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no-such-model", "/no/such/folder", "", "a b/c", "../x/y/z"])
def test_a_missing_model_is_refused_at_once(name: str) -> None:
    started = time.monotonic()
    with pytest.raises(UsageError, match="expected an encoder that is on this machine"):
        SbertEncoder(name)
    assert time.monotonic() - started < 2


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no model")
    with pytest.raises(UsageError) as error:
        SbertEncoder(str(tmp_path))
    assert str(tmp_path) in error.value.expected


def test_a_model_with_code_of_its_own_is_not_run(tmp_path: Path) -> None:
    folder = make(tmp_path / "code", None)
    (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "own.Module"}]')
    (folder / "own.py").write_text("raise SystemExit('run')")
    with pytest.raises(UsageError, match="can't be loaded"):
        SbertEncoder(str(folder))
