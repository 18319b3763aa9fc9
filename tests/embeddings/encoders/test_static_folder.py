from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoders.static import CODEBOOK, StaticEncoder, quantise, write_model


def test_quantised_rows_by_hand() -> None:
    codes, scales = quantise(np.array([[1, -2, 0.5], [0, 0, 0]], dtype=np.float32))
    assert codes.tolist() == [[192, 1, 160], [128, 128, 128]]  # 128 + 127 × (0.5, -1, 0.25), rounded
    assert scales.tolist() == [2, 0]
    assert CODEBOOK[[1, 128, 255]] == pytest.approx([-1, 0, 1])


def test_a_quantised_row_keeps_its_direction() -> None:
    rows = np.random.default_rng(0).standard_normal((100, 512)).astype(np.float32)
    codes, scales = quantise(rows)
    again = CODEBOOK[codes] * scales[:, None]
    cosines = (rows * again).sum(axis=1) / np.linalg.norm(rows, axis=1) / np.linalg.norm(again, axis=1)
    assert float(cosines.min()) > 0.9999


def test_a_written_model_is_read_by_both_run_times(tmp_path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "南京": 1, "北京": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    rows = np.array([[0, 0], [3, 4], [1, 0]], dtype=np.float32)
    write_model(tmp_path, tokenizer=tokenizer, rows=rows, card="# Card\n")
    texts, expected = ["南京", "南京 北京", "x"], np.array([[0.6, 0.8], [0.5**0.5, 0.5**0.5], [0, 0]])
    assert StaticEncoder(tmp_path).encode_documents(texts) == pytest.approx(expected, abs=5e-3)
    theirs = SentenceTransformer(str(tmp_path), device="cpu").encode(texts, show_progress_bar=False)
    assert theirs == pytest.approx(StaticEncoder(tmp_path).encode_documents(texts), abs=1e-6)
    assert (tmp_path / "README.md").read_text() == "# Card\n"
