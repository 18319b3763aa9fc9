from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from embeddings.index import Index
from embeddings.schema import Hit
from embeddings.segment import Terms, question_terms
from qa.config import Settings
from qa.question import understand
from qa.retrieve import known_share, retrieve
from qa.schema import Mode, Where

SETTINGS = Settings()
QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"


@pytest.fixture(scope="module")
def index(seeds_index: Path) -> Index:
    return Index.open(seeds_index)


def ask(question: str, index: Index, *, mode: Mode = "hybrid", where: Where | None = None, k: int = 5) -> list[Hit]:
    return retrieve(understand(question), index, k=k, mode=mode, where=where or Where(), settings=SETTINGS)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_the_right_section_comes_first(mode: Mode, index: Index) -> None:
    first = ask(QUESTION, index, mode=mode)[0]
    assert first.source.path.startswith("003")
    assert first.passage.heading == "南京"


def test_hybrid_hits_know_both_parts_and_their_sum(index: Index) -> None:
    hits = ask(QUESTION, index)
    weight = 0.7 * known_share(question_terms(understand(QUESTION).content), index)
    best = max(hit.parts.lexical or 0.0 for hit in hits)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    for hit in hits:
        assert hit.parts.lexical is not None
        assert hit.parts.dense is not None
        assert hit.score == pytest.approx(weight * hit.parts.lexical / best + (1 - weight) * hit.parts.dense)


def test_simplified_and_traditional_are_one(index: Index) -> None:
    simplified, traditional = ask("无锡的核心产业规模", index), ask("無錫的核心產業規模", index)
    assert [hit.passage.passage_id for hit in simplified] == [hit.passage.passage_id for hit in traditional]


@pytest.mark.parametrize(
    ("where", "paths"),
    [
        (Where(after=date(2022, 8, 23)), {"001"}),
        (Where(before=date(2021, 12, 25)), {"000"}),
        (Where(after=date(2022, 6, 2), before=date(2022, 7, 28)), {"002", "004"}),
        (Where(publisher="財聯社"), {"001"}),
        (Where(publisher="无此报"), set[str]()),
    ],
)
def test_filters_are_exact(where: Where, paths: set[str], index: Index) -> None:
    found = ask("元宇宙产业", index, where=where, k=50)
    assert {hit.source.path[:3] for hit in found} == paths


def test_the_lexical_weight_shrinks_with_what_the_index_does_not_know(index: Index) -> None:
    assert known_share(Terms(["南京", "产业"], ["南京"]), index) == 1.0
    assert known_share(Terms(["metaverse", "industry"], []), index) == 0.0
    unknown, known = index.idf("metaverse"), index.idf("2025")
    assert known_share(Terms(["metaverse", "2025"], []), index) == pytest.approx(known / (known + unknown))
    assert known_share(Terms([], []), index) == 0.0
