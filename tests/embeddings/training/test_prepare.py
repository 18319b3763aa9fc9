"""What a store holds and a tokenizer knows; the figures are those of the made-up data folder."""

import json
from pathlib import Path

import numpy as np
import pytest

from embeddings.training.holdout import clauses, clauses_of
from embeddings.training.prepare import Prepared, _pairs, prepare
from embeddings.training.recipe import Recipe
from embeddings.training.sources import HELD_OUT_ARTICLES, RANKING, Pair, read_articles, read_squad

RECIPE = Recipe(vocabulary=1500)


@pytest.fixture(scope="module")
def prepared(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(data_folder, tmp_path_factory.mktemp("work"), RECIPE, limit=100)


def test_tokens_and_probabilities(prepared: Prepared) -> None:
    assert len(prepared.tokens) <= 1500
    assert prepared.tokens[0] == "[UNK]"
    assert len(prepared.probabilities) == len(prepared.tokens)
    assert float(prepared.probabilities.sum()) == pytest.approx(1)
    counts = np.bincount(prepared.store.tokens, minlength=len(prepared.tokens)) + 1
    assert prepared.probabilities == pytest.approx(counts / counts.sum())


def test_further_languages_are_tokens_of_their_own(prepared: Prepared) -> None:
    assert {"プロジェクト", "사업", "développe", "南京", "robot"} <= set(prepared.tokens)
    assert prepared.tokenizer.encode("プロジェクト、사업을 DÉVELOPPE").tokens == ["プロジェクト", "사업을", "développe"]


@pytest.mark.parametrize("name", [*RANKING, HELD_OUT_ARTICLES])
def test_a_pair_that_repeats_what_is_held_out_is_dropped(data_folder: Path, tmp_path: Path, name: str) -> None:
    """A copy of the text in another training file does not bring it in."""
    held = read_articles(data_folder / "train" / HELD_OUT_ARTICLES, held_out=True)
    contexts = [part["context"] for article in held for part in article["paragraphs"]]
    if name in RANKING:
        contexts = [context for _, context in read_squad(data_folder / "train" / name)]
    for folder in ("train", "eval", "seeds"):
        (tmp_path / folder).mkdir()
        for path in (data_folder / folder).iterdir():
            (tmp_path / folder / path.name).symlink_to(path)
    copied = {"paragraphs": [{"context": f"Once more: {text}", "qas": [{"question": "Why?"}]} for text in contexts]}
    target = tmp_path / "train" / "reading_qed_nq_en.json"
    target.unlink()
    target.write_text(json.dumps({"data": [copied]}), encoding="utf-8")
    pairs = _pairs(tmp_path, RECIPE, None)
    forbidden = {clause for context in contexts for clause in clauses(context)}
    assert len(forbidden) >= len(set(contexts))
    assert not any(_shares(pair, forbidden) for pair in pairs)
    assert sum(pair.query == "Why?" for pair in pairs) == 0
    assert sum(pair.kind == "question_en" for pair in pairs) == 360


def test_clauses_of_articles_are_those_of_their_strings(data_folder: Path) -> None:
    articles = read_articles(data_folder / "train" / HELD_OUT_ARTICLES, held_out=True)
    found = clauses_of(articles)
    assert "thelonghistoryoftherobotindustryaroundtheoldtownofbeijingiswellknown" in found
    assert len(found) == 40


def _shares(pair: Pair, forbidden: set[str]) -> bool:
    return not forbidden.isdisjoint(clauses(pair.query)) or not forbidden.isdisjoint(clauses(pair.passage))
