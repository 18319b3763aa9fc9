from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from embeddings.training.sources import Pair
from embeddings.training.store import build_store, load_store, save_store, split_sentences

PAIRS = [
    Pair("zh", "a", "a b. c！d"),
    Pair("parallel", "a b", "c"),
    Pair("parallel", "d", "d d"),
    Pair("zh", "d", "a b. c！d"),
]


def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1, "b": 2, "c": 3, "d": 4}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.CharDelimiterSplit(" ")
    return made


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("第一句。第二句！？第三句", ["第一句。", "第二句！？", "第三句"]),
        ("One. Two 3.5 three?\nFour", ["One. ", "Two 3.5 three?\n", "Four"]),
        ("", [""]),
        ("。", ["。"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_queries_and_passages_of_a_kind_lie_together() -> None:
    store = build_store(PAIRS, tokenizer())
    assert {kind: group for kind, group in store.groups.items() if group.size} == {
        "zh": (0, 2, 2),
        "parallel": (4, 6, 2),
    }
    texts = [
        store.tokens[store.sentences[store.texts[i]] : store.sentences[store.texts[i + 1]]].tolist() for i in range(8)
    ]
    assert texts[0] == [1]
    assert texts[2] == texts[3]
    assert texts[4:] == [[1, 2], [4], [3], [4, 4]]
    assert (np.diff(store.texts).tolist(), int(store.keys[2] == store.keys[3])) == ([1, 1, 3, 3, 1, 1, 1, 1], 1)
    assert len(set(store.keys.tolist())) == 6  # "d" is a query twice, "a b. c！d" a passage twice


def test_a_store_is_read_back_as_it_was(tmp_path: Path) -> None:
    store = build_store(PAIRS, tokenizer())
    save_store(store, tmp_path / "store.npz")
    again = load_store(tmp_path / "store.npz")
    assert again.groups == store.groups
    for name in ("tokens", "sentences", "texts", "keys"):
        assert getattr(again, name).tolist() == getattr(store, name).tolist()
