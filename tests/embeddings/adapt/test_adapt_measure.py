from collections.abc import Callable

import numpy as np
import pytest

from embeddings.adapt.measure import RetrievalTrial, by_cloze, by_title, ndcg_at_10, ranks
from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder
from embeddings.schema import Document

MakeDocument = Callable[..., Document]
CONFIG = IndexConfig(passage_chars=50, overlap_chars=0)


def derived(document: Document) -> Document:
    return document.model_copy(update={"source": document.source.model_copy(update={"title_derived": True})})


def test_a_stated_title_is_asked_of_passages_without_it(make_document: MakeDocument) -> None:
    asked, other = make_document((None, "海很大。"), title="论海"), make_document(("山", "山很高。"), title="论山")
    trial = by_title([asked], [other], CONFIG)
    assert trial.queries == ["论海"]
    assert trial.right.tolist() == [0]
    assert trial.passages == ["海很大。", "山\n山很高。"]
    assert trial.owners.tolist() == [0, 1]


def test_a_derived_title_is_the_first_sentence_which_is_taken_out(make_document: MakeDocument) -> None:
    long = derived(make_document((None, "海很大。" + "湖很小。" * 12 + "山很高。"), title="海很大"))
    alone = derived(make_document((None, "只有一句。"), title="只有一句"))
    trial = by_title([long, alone], [], CONFIG)
    assert trial.queries == ["海很大。"]  # nothing of the other article is left to find
    assert "".join(trial.passages) == "湖很小。" * 12 + "山很高。"
    assert trial.owners.tolist() == [0] * len(trial.passages)


def test_a_cloze_is_half_of_a_sentences_words(make_document: MakeDocument) -> None:
    sentence = "南京计划到2025年让元宇宙产业的规模超过1350亿元，并建设两个特色园区。"
    documents = [make_document((None, sentence)) for _ in range(20)]
    trial = by_cloze(documents[:10], documents[10:], CONFIG, seed=0)
    assert set(trial.right.tolist()) <= set(range(10))
    assert len(trial.passages) == 20
    pieces = [piece for query in trial.queries for piece in query.split()]
    assert all(piece in sentence for piece in pieces)
    assert len(set(trial.queries)) > 5
    assert by_cloze(documents[:10], [], CONFIG, seed=0).queries == trial.queries
    assert by_cloze(documents[:10], [], CONFIG, seed=1).queries != trial.queries


def test_the_rank_is_that_of_the_nearest_passage_and_ties_count_against(counting_encoder: Encoder) -> None:
    trial = RetrievalTrial(
        queries=["海", "山", "湖", "海山"],
        right=np.array([0, 1, 2, 0]),
        passages=["山", "海", "山", "海海山", "湖"],
        owners=np.array([0, 0, 1, 2, 2]),
    )
    # 山 is as near to article 0 as to 1; 海山 is nearest to 海海山 of article 2
    assert ranks(trial, counting_encoder).tolist() == [1, 2, 1, 3]


def test_ndcg_by_hand() -> None:
    assert ndcg_at_10(np.array([1, 2, 3, 10, 11])) == pytest.approx([1, 1 / np.log2(3), 0.5, 1 / np.log2(11), 0])
