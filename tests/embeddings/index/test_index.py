from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from embeddings.build import build
from embeddings.encoders.load import Encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import IndexMissingError, IndexVersionError, UsageError
from embeddings.index.snapshot import ARTICLE_SHARE, IN_MEMORY, Index
from embeddings.schema import Document, Hit, ScoreParts
from embeddings.text.segment import terms

MakeDocument = Callable[..., Document]


@pytest.fixture
def documents(make_document: MakeDocument) -> list[Document]:
    return [
        make_document(
            (None, "大海很蓝。"),
            ("高山", "山与海相连。"),
            title="海",
            published=date(2022, 7, 28),
            publisher="新民晚報",
        ),
        make_document((None, "湖水很深，湖上有船。"), title="湖", published=date(2021, 12, 25), publisher="证券时报"),
        make_document((None, "没有日期的山。"), title="山"),
    ]


@pytest.fixture
def index(documents: list[Document], counting_encoder: Encoder) -> Index:
    return Index.from_documents(documents, encoder=counting_encoder)


def found(hits: list[Hit]) -> list[tuple[int, str]]:
    return [(hit.rank, hit.passage.text) for hit in hits]


def test_what_it_holds(index: Index, documents: list[Document], counting_encoder: Encoder) -> None:
    assert (index.generation, index.document_count, index.passage_count) == (IN_MEMORY, 3, 4)
    assert index.documents() == documents
    assert index.document(documents[1].doc_id) == documents[1]
    assert index.encoder is counting_encoder
    assert index.document_frequencies(["高山"]).tolist() == [1]  # the heading is seen too
    assert index.idf("没有") == pytest.approx(np.log(1 + 3.5 / 1.5))
    with pytest.raises(UsageError):
        index.document("0")
    with pytest.raises(UsageError):
        index.report(documents[0].doc_id)


def test_by_terms(index: Index, documents: list[Document]) -> None:
    hits = index.lexical(terms("湖水"), 5)
    assert found(hits) == [(1, "湖水很深，湖上有船。")]
    assert hits[0].source == documents[1].source
    assert hits[0].parts.lexical == hits[0].score > 0
    assert hits[0].parts.dense is None
    assert index.lexical(terms("没有人提过"), 5)[0].passage.text == "没有日期的山。"
    assert index.lexical(terms("metaverse"), 5) == []


def test_by_vector(index: Index, counting_encoder: Encoder) -> None:
    hits = index.dense(counting_encoder.encode_query("山"), 3)
    assert found(hits) == [(1, "没有日期的山。"), (2, "山与海相连。"), (3, "大海很蓝。")]
    assert [hit.score for hit in hits] == pytest.approx([1, 2 / np.sqrt(8), 0], abs=1e-6)  # 山与海相连: 海海山山
    assert hits[1].parts.dense == hits[1].score
    assert hits[1].parts.lexical is None
    assert index.dense(counting_encoder.encode_query("?"), 3) == []


def test_candidates_are_the_best_of_both_lists_with_all_numbers(index: Index, counting_encoder: Encoder) -> None:
    vector = counting_encoder.encode_query("山")
    assert index.candidates(terms("湖水"), vector, 1).rows.tolist() == [2, 3]
    found = index.candidates(terms("高山、湖水"), vector, 4)
    assert found.rows.tolist() == [0, 1, 2, 3]
    assert found.dense.tolist() == pytest.approx([0, 2 / np.sqrt(8), 0, 1], abs=1e-6)
    for scores in (found.words, found.pairs):
        assert (scores > 0).tolist() == [False, True, True, False]
    assert found.article[0] == found.article[1] > 0
    assert (found.article[3], found.best_article) == (0, found.article.max())
    assert found.best_lexical == found.lexical.max() > 0
    assert found.chinese.tolist() == [True] * 4


def test_the_lexical_list_counts_a_share_of_the_article(index: Index, counting_encoder: Encoder) -> None:
    query = terms("高山、湖水")
    found = index.candidates(query, counting_encoder.encode_query("山"), 4)
    expected = (found.lexical + ARTICLE_SHARE * found.article).tolist()
    hits = index.lexical(query, 9)
    assert {hit.passage.text: hit.score for hit in hits} == pytest.approx({
        "山与海相连。": expected[1],
        "湖水很深，湖上有船。": expected[2],
    })
    assert expected[1] > found.lexical[1]


def test_candidates_know_the_language_of_their_articles(documents: list[Document], counting_encoder: Encoder) -> None:
    english = documents[1].source.model_copy(update={"language": "en"})
    traditional = documents[2].source.model_copy(update={"language": "zh-Hant"})
    given = [
        documents[0],
        documents[1].model_copy(update={"source": english}),
        documents[2].model_copy(update={"source": traditional}),
    ]
    index = Index.from_documents(given, encoder=counting_encoder)
    found = index.candidates(terms("山"), counting_encoder.encode_query("湖"), 4)
    assert found.chinese.tolist() == [True, True, False, True]
    assert index.sources(np.array([3, 0, 1])) == [traditional, documents[0].source, documents[0].source]


def test_candidates_of_a_question_that_nothing_is_known_of(index: Index, counting_encoder: Encoder) -> None:
    found = index.candidates(terms("metaverse"), counting_encoder.encode_query("?"), 4)
    assert found.rows.tolist() == []
    assert (found.best_lexical, found.best_article) == (0, 0)


def test_which_passages_hold_which_words(index: Index) -> None:
    passages = [hit.passage for hit in index.lexical(terms("湖水、日期"), 9)]
    assert [passage.text for passage in passages] == ["没有日期的山。", "湖水很深，湖上有船。"]
    held = index.holding(["日期", "湖水", "nobody"], passages)
    assert held.tolist() == [[True, False], [False, True], [False, False]]


def test_stored_tokens_are_those_of_the_shipped_encoder_beside_one_without_tokens(index: Index) -> None:
    encoder = index.token_encoder
    stored = index.tokens(np.array([1]))
    pieces = encoder.tokens(["海\n高山", "山与海相连。"])
    assert encoder.name == "wenju"
    assert stored.ids.tolist() == np.concatenate(pieces).tolist()
    assert stored.spans.tolist() == [[0, 0], [0, 6]]
    opening = encoder.tokens(["海大海很蓝。"])[0][:2].tolist()
    assert index.openings(np.array([1, 0]), 2).tolist() == [opening, opening]  # of the article, not of the passage


def test_filters_hold_in_both_indexes(index: Index, documents: list[Document], counting_encoder: Encoder) -> None:
    vector = counting_encoder.encode_query("海山湖")
    assert index.allowed() is None
    late = index.allowed(after=date(2022, 1, 1))
    assert found(index.dense(vector, 9, allowed=late)) == [(1, "山与海相连。"), (2, "大海很蓝。")]
    by_publisher = index.allowed(publisher="新民晚报")
    assert found(index.lexical(terms("高山、湖水、日期"), 9, allowed=by_publisher)) == [(1, "山与海相连。")]
    one = index.allowed(doc_ids=[documents[2].doc_id])
    assert found(index.dense(vector, 9, allowed=one)) == [(1, "没有日期的山。")]
    assert index.candidates(terms("高山、湖水、日期"), vector, 9, allowed=late).rows.tolist() == [0, 1]
    assert index.candidates(terms("高山、湖水、日期"), vector, 9, allowed=one).rows.tolist() == [3]
    assert index.candidates(terms("湖水"), vector, 9, allowed=np.zeros(4, dtype=np.bool_)).rows.tolist() == []


def test_stored_vectors(index: Index, counting_encoder: Encoder) -> None:
    passages = [hit.passage for hit in index.dense(counting_encoder.encode_query("湖"), 1)]
    assert index.vectors_of(passages).tolist() == [[0, 0, 1]]


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counting_encoder: Encoder) -> Path:
    for module in ("embeddings.build", "embeddings.index.snapshot"):
        monkeypatch.setattr(importlib.import_module(module), "load_encoder", lambda name: counting_encoder)
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "sea.txt").write_text(
        "海的标题\n- 新民晚报\n- 2022-07-28 08:23:56\n大海很蓝，海水很咸，海风很大。\n", encoding="utf-8"
    )
    return folder


def test_an_index_on_disk_is_the_one_that_was_built(seeds: Path, tmp_path: Path, counting_encoder: Encoder) -> None:
    report = build(seeds, tmp_path / "index")
    index = Index.open(tmp_path / "index")
    assert (index.generation, index.document_count, index.passage_count) == (report.generation, 1, report.passages)
    document = index.documents()[0]
    assert document.source.path == "sea.txt"
    assert index.report(document.doc_id).kept_chars == len(document.text)
    assert index.encoder is counting_encoder
    memory = Index.from_documents([document], encoder=counting_encoder)
    query = terms("海风")
    assert index.lexical(query, 3) == memory.lexical(query, 3) != []
    assert Index.open(tmp_path / "index", generation=report.generation).generation == report.generation
    with pytest.raises(IndexMissingError):
        Index.open(tmp_path / "index", generation="0" * 16)


def test_an_index_of_another_encoder_is_refused_when_the_encoder_is_needed(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counting_encoder: Encoder
) -> None:
    build(seeds, tmp_path / "index")
    monkeypatch.setattr(counting_encoder, "fingerprint", "other")
    index = Index.open(tmp_path / "index")
    assert index.lexical(terms("海风"), 1)[0].passage.doc_id == index.documents()[0].doc_id
    with pytest.raises(IndexVersionError, match="found other; run `wenju build`"):
        _ = index.encoder


def test_an_index_whose_tokens_are_of_another_shipped_encoder_is_refused_when_they_are_needed(
    seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word_encoder: StaticEncoder
) -> None:
    build(seeds, tmp_path / "index")
    index = Index.open(tmp_path / "index")
    assert index.token_encoder.name == "wenju"
    monkeypatch.setattr("embeddings.index.snapshot.static_encoder", lambda encoder: word_encoder)
    index = Index.open(tmp_path / "index")
    assert index.encoder.name == "counting"
    expected = rf"expected the encoder wenju of .*; found {word_encoder.fingerprint[:16]}; run `wenju build`"
    with pytest.raises(IndexVersionError, match=expected):
        _ = index.token_encoder


def test_eight_threads_search_while_builds_commit(seeds: Path, tmp_path: Path, counting_encoder: Encoder) -> None:
    root = tmp_path / "index"
    build(seeds, root)
    query, vector = terms("海水"), counting_encoder.encode_query("海")
    stop, wrong, searches = threading.Event(), list[object](), [0] * 8

    def search(number: int) -> None:
        while not stop.is_set():
            try:
                index = Index.open(root)
                candidates = index.candidates(query, vector, 5)
                hits = index.hits(candidates.rows, candidates.lexical, [ScoreParts()] * len(candidates.rows))
                if len(index.tokens(candidates.rows).passages) != len(hits) + 1:
                    wrong.append(candidates)
                texts = {document.doc_id: document.text for document in index.documents()}
                if not hits or any(hit.passage.span.of(texts[hit.passage.doc_id]) != hit.passage.text for hit in hits):
                    wrong.append(hits)
                searches[number] += 1
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=search, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for number in range(12):
        (seeds / f"{number}.txt").write_text(f"第{number}片海\n这一片海水很深，有{number}座岛屿。\n", encoding="utf-8")
        build(seeds, root)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert min(searches) > 0
    assert Index.open(root).document_count == 13
