import json
import random
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.encoders import static
from embeddings.encoders.load import SHIPPED_FOLDER
from embeddings.encoders.static import StaticEncoder, is_static
from embeddings.errors import UsageError

CODEBOOK = ((np.arange(256) - 128) / 127).astype(np.float32)
TOKENS = ["[UNK]", "南京", "北京", "news"]
CODES = np.array([[128, 128], [255, 128], [128, 255], [255, 255]], dtype=np.uint8)  # 0, x, y, x + y
SCALES = np.array([0.0, 3.0, 4.0, 1.0], dtype=np.float32)


def write(folder: Path, *, codes: np.ndarray = CODES, scales: np.ndarray = SCALES) -> Path:
    """Four tokens in two dimensions: 南京 is (3, 0), 北京 is (0, 4), news is (1, 1)."""
    tokenizer = Tokenizer(models.WordLevel({token: i for i, token in enumerate(TOKENS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file({"embeddings": CODEBOOK, "mapping": codes, "weights": scales}, folder / "model.safetensors")
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> StaticEncoder:
    return StaticEncoder(write(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def shipped() -> StaticEncoder:
    return StaticEncoder(SHIPPED_FOLDER)


def test_placed_tokens_are_the_known_ones_and_where_they_stand(tiny: StaticEncoder) -> None:
    ids, spans = tiny.placed_tokens(["news xxx 南京", ""])[0]
    assert (ids.tolist(), spans.tolist()) == ([3, 1], [[0, 4], [9, 11]])
    assert [field.shape for field in tiny.placed_tokens([""])[0]] == [(0,), (0, 2)]


@pytest.mark.parametrize(
    ("text", "vector"),
    [
        ("南京", [1, 0]),
        ("南京 北京", [0.6, 0.8]),
        ("南京 南京 北京", [6 / 52**0.5, 4 / 52**0.5]),
        ("news", [0.5**0.5, 0.5**0.5]),
        ("南京 上海", [1, 0]),
        ("上海", [0, 0]),
        ("", [0, 0]),
        ("。！", [0, 0]),
    ],
)
def test_vector_is_the_normalised_sum_of_known_tokens(tiny: StaticEncoder, text: str, vector: list[float]) -> None:
    assert tiny.encode_query(text).dtype == np.float32
    assert tiny.encode_query(text) == pytest.approx(vector, abs=1e-6)


def test_documents_are_rows_in_order(tiny: StaticEncoder) -> None:
    vectors = tiny.encode_documents(["北京", "", "南京 北京"])
    assert vectors == pytest.approx(np.array([[0, 1], [0, 0], [0.6, 0.8]]), abs=1e-6)
    assert tiny.encode_documents([]).shape == (0, 2)


def test_tokens_are_the_known_ones_in_order_with_their_vectors(tiny: StaticEncoder) -> None:
    tokens = tiny.tokens(["北京 上海 南京 北京", "", "上海"])
    assert [ids.tolist() for ids in tokens] == [[2, 1, 2], [], []]
    assert [ids.dtype for ids in tokens] == [np.int32] * 3
    assert tiny.vectors_of(tokens[0]) == pytest.approx(np.array([[0, 4], [3, 0], [0, 4]]), abs=1e-6)
    assert tiny.vectors_of(tokens[1]).shape == (0, 2)
    assert tiny.tokens([]) == []


def together(tokens: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.cumsum([0, *map(len, tokens)], dtype=np.int64)
    return np.concatenate([np.zeros(0, np.int32), *tokens]), starts


def test_lengths_are_those_of_the_sums(tiny: StaticEncoder) -> None:
    tokens = tiny.tokens(["南京 北京", "", "news", "南京"] * 100)
    assert tiny.lengths(*together(tokens)).tolist() == pytest.approx([5, 0, 2**0.5, 3] * 100, abs=1e-5)
    assert tiny.lengths(*together([])).shape == (0,)
    assert tiny.lengths(*together(tiny.tokens(["上海"]))).tolist() == [0]


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
def test_texts_given_as_tokens_have_the_same_vectors_to_the_bit(
    shipped: StaticEncoder, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static, "_SUMMED_TOKENS", at_once)
    texts = ["南京的元宇宙产业", "", "。！", "News of 2022: 上海起跑。" * 9, "北京"]
    vectors = shipped.encode_tokens(*together(shipped.tokens(texts)))
    assert vectors.dtype == np.float32
    assert vectors.tolist() == shipped.encode_documents(texts).tolist()
    assert shipped.encode_tokens(*together([])).shape == (0, shipped.dim)


def test_tokens_of_a_text_cut_at_marks_are_told_from_others(shipped: StaticEncoder, tiny: StaticEncoder) -> None:
    assert shipped.parts_at_marks
    assert not tiny.parts_at_marks


def test_a_static_folder_is_told_from_others(tmp_path: Path) -> None:
    assert is_static(write(tmp_path / "a"))
    assert is_static(SHIPPED_FOLDER)
    assert not is_static(tmp_path / "nothing")
    _rename_tensor(tmp_path / "a" / "model.safetensors")
    assert not is_static(tmp_path / "a")
    (tmp_path / "a" / "model.safetensors").write_bytes(b"\xff" * 4096)
    assert not is_static(tmp_path / "a")


def test_a_very_long_text_is_summed_in_blocks(tiny: StaticEncoder) -> None:
    assert tiny.encode_query("南京 " * 8000 + "北京 " * 6000) == pytest.approx([0.5**0.5, 0.5**0.5], abs=1e-5)


def test_folder_name_dim_and_fingerprint(tmp_path: Path) -> None:
    first, second = StaticEncoder(write(tmp_path / "a")), StaticEncoder(write(tmp_path / "b"), name="own")
    assert (first.name, first.dim, second.name) == ("a", 2, "own")
    assert first.fingerprint == second.fingerprint
    other = StaticEncoder(write(tmp_path / "c", scales=SCALES * 2))
    assert other.fingerprint != first.fingerprint


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda folder: (folder / "tokenizer.json").unlink(), "no "),
        (lambda folder: (folder / "model.safetensors").unlink(), "unreadable"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b""), "unreadable"),
        (lambda folder: (folder / "model.safetensors").write_bytes(bytes(4096)), "unreadable"),
        (lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 4096), "unreadable"),
        (lambda folder: _truncate(folder / "model.safetensors"), "unreadable"),
        (lambda folder: _rename_tensor(folder / "model.safetensors"), "'mapping'"),
        (lambda folder: write(folder, codes=CODES.astype(np.float32)), "expected U8"),
        (lambda folder: write(folder, codes=CODES[:3]), "different numbers of them, [3, 4]"),
    ],
)
def test_a_folder_that_is_no_static_model_is_refused(
    tmp_path: Path, damage: Callable[[Path], object], found: str
) -> None:
    folder = write(tmp_path / "model")
    damage(folder)
    with pytest.raises(UsageError) as error:
        StaticEncoder(folder)
    assert found in error.value.found


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _rename_tensor(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"mapping"', b'"napping"'))


def test_threads_share_one_encoder(shipped: StaticEncoder) -> None:
    texts = ["南京的元宇宙产业规模目标是多少？", "上海", "Where is the metaverse industry?"] * 20
    expected = shipped.encode_documents(texts)
    results: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: results.append(shipped.encode_documents(texts))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [bool((result == expected).all()) for result in results] == [True] * 4


TEXT = st.text(alphabet=st.sampled_from("南京元宇宙產業国際ＡＢab 1２，。\n🎈\0㎡ぁ"), max_size=40)


@given(st.lists(TEXT, max_size=8), st.randoms(use_true_random=False))
def test_a_vector_does_not_depend_on_its_batch(shipped: StaticEncoder, texts: list[str], order: random.Random) -> None:
    vectors = shipped.encode_documents(texts)
    places = list(range(len(texts)))
    order.shuffle(places)
    assert (shipped.encode_documents([texts[i] for i in places]) == vectors[places]).all()
    for i in range(len(texts)):
        assert (shipped.encode_query(texts[i]) == vectors[i]).all()


@given(TEXT)
def test_every_vector_is_finite_and_of_length_one_or_zero(shipped: StaticEncoder, text: str) -> None:
    length = float(np.linalg.norm(shipped.encode_query(text)))
    assert length == pytest.approx(1, abs=1e-5) or length == 0


@given(TEXT)
def test_script_width_and_case_do_not_matter(shipped: StaticEncoder, text: str) -> None:
    folded = (
        text.replace("產業", "产业").replace("際", "际").replace("ＡＢ", "ab").replace("２", "2").replace("產", "产")
    )
    assert float(shipped.encode_query(text) @ shipped.encode_query(folded)) == pytest.approx(
        float(np.linalg.norm(shipped.encode_query(folded))), abs=1e-5
    )


def test_shipped_folder_is_small_and_holds_no_code() -> None:
    sizes = {path.name: path.stat().st_size for path in SHIPPED_FOLDER.rglob("*") if path.is_file()}
    assert sum(sizes.values()) <= 50_000_000
    assert sorted(sizes) == [
        "README.md",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "tokenizer.json",
    ]
    modules = json.loads((SHIPPED_FOLDER / "modules.json").read_text())
    assert all(module["type"].startswith("sentence_transformers.") for module in modules)
