from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from embeddings.encoders.static import StaticEncoder
from embeddings.errors import UsageError
from qa.reader.network import ReaderWeights


def write(path: Path, count: int = 7) -> Path:
    save_file(
        {
            "row_codes": np.array([[127, -127], [0, 64]], np.int8),
            "row_scales": np.array([0.5, 0.25], np.float16),
            "row_tokens": np.array([2, 5], np.int32),
            "delta_codes": np.array([[10, 20]], np.int8),
            "delta_scales": np.array([0.5], np.float16),
            "delta_tokens": np.array([5], np.int32),
            "row": np.array([[1, 0, 0], [0, 2, 0]], np.float16),
            "discount": np.array([255] * (count - 1) + [51], np.uint8),
            "pool.weight": np.arange(6, dtype=np.float16).reshape(2, 3),
        },
        path,
    )
    return path


@pytest.fixture
def weights(tmp_path: Path, word_encoder: StaticEncoder) -> ReaderWeights:
    return ReaderWeights.load(write(tmp_path / "w.safetensors"), word_encoder)


def test_stored_rows_are_decoded_and_others_projected(weights: ReaderWeights) -> None:
    vectors = np.array([(9, 9, 9), (3, 4, 5), (9, 9, 9)], np.float32)
    assert weights.rows(np.array([5, 1, 2]), vectors).tolist() == [[0, 16], [3, 8], [63.5, -63.5]]


def test_tokens_without_a_delta_get_none(weights: ReaderWeights) -> None:
    assert weights.deltas(np.array([1, 5])).tolist() == [[0, 0], [5, 10]]


def test_discounts_and_matrices(weights: ReaderWeights) -> None:
    assert weights.discount(np.array([0, 6])).tolist() == pytest.approx([1, 0.2])
    assert weights.matrices["pool.weight"].tolist() == [[0, 3], [1, 4], [2, 5]]


def test_another_encoder_is_refused(tmp_path: Path, word_encoder: StaticEncoder) -> None:
    with pytest.raises(UsageError, match="made for another encoder"):
        ReaderWeights.load(write(tmp_path / "w.safetensors", count=8), word_encoder)


@pytest.mark.parametrize("content", [None, b"", b"no such thing"])
def test_what_is_no_file_of_weights_is_refused(
    content: bytes | None, tmp_path: Path, word_encoder: StaticEncoder
) -> None:
    path = tmp_path / "w.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"w\.safetensors unreadable"):
        ReaderWeights.load(path, word_encoder)


def test_a_file_without_some_of_the_weights_is_refused(tmp_path: Path, word_encoder: StaticEncoder) -> None:
    path = write(tmp_path / "w.safetensors")
    tensors = load_file(path)
    del tensors["row_codes"]
    save_file(tensors, path)
    with pytest.raises(UsageError, match="row_codes"):
        ReaderWeights.load(path, word_encoder)
