from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.config import IndexConfig
from embeddings.encoders.load import Encoder, load_encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.index.bm25 import LexicalIndex
from embeddings.index.vectors.faiss import FaissVectors
from embeddings.index.writer import ENCODE_BLOCK, Known, assemble
from embeddings.schema import Document
from embeddings.store.corpus import content_hash
from embeddings.text.segment import terms

MakeDocument = Callable[..., Document]

CONFIG = IndexConfig(passage_chars=50, overlap_chars=0)


def test_row_i_is_passage_i_in_both_indexes(make_document: MakeDocument, counting_encoder: Encoder) -> None:
    documents = [make_document((None, "海。"), ("山", "山高。")), make_document((None, "湖湖。"), title="湖与海")]
    parts = assemble(documents, counting_encoder, config=CONFIG)
    assert [[passage.text for passage in own] for own in parts.passages] == [["海。", "山高。"], ["湖湖。"]]
    expected = np.array([[1, 0, 0], [0, 1, 0], [1, 0, 3]], dtype=np.float32)  # title and heading are seen too
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert parts.vectors.reconstruct(np.arange(3)).tolist() == expected.tolist()
    assert parts.lexical.search(terms("湖湖"), 3)[0].tolist() == [2]
    assert parts.lexical.search(terms("山"), 3)[0].tolist() == [1]
    assert parts.reused == 0


def test_articles_are_indexed_whole_and_tokens_sentence_by_sentence(
    make_document: MakeDocument, word_encoder: StaticEncoder
) -> None:
    documents = [make_document((None, "a b。"), ("c", "d。x。"), title="o"), make_document((None, "b。"), title="")]
    parts = assemble(documents, word_encoder, config=CONFIG)
    assert parts.articles.passage_count == 2
    assert parts.articles.search(terms("b"), 9)[0].tolist() == [1, 0]
    assert parts.articles.search(terms("d"), 9)[0].tolist() == [0]
    assert parts.token_encoder is word_encoder
    tokens = parts.tokens.of(np.arange(3))
    words = np.split(tokens.ids, tokens.sentences[1:-1])
    assert [ids.tolist() for ids in words] == [[6], [1, 2], [6, 3], [4], [], [], [2]]
    assert tokens.passages.tolist() == [0, 2, 5, 7]
    assert tokens.spans.tolist() == [[0, 0], [0, 4], [0, 0], [0, 2], [2, 4], [0, 0], [0, 2]]


def test_beside_an_encoder_without_tokens_the_shipped_ones_are_stored(
    make_document: MakeDocument, counting_encoder: Encoder
) -> None:
    parts = assemble([make_document((None, "海。"), title="海")], counting_encoder, config=CONFIG)
    assert parts.token_encoder.name == "wenju"
    assert parts.tokens.of(np.arange(1)).ids.tolist() == 2 * parts.token_encoder.tokens(["海"])[0].tolist()


def test_known_vectors_are_not_worked_out_again(make_document: MakeDocument, counting_encoder: Encoder) -> None:
    documents = [make_document((None, "海。")), make_document((None, "山。"))]
    known = Known(
        {content_hash("标题\n山。"): 1},
        FaissVectors.build(np.array([[0, 0, 1], [0.6, 0.8, 0]], dtype=np.float32), CONFIG),
    )
    parts = assemble(documents, counting_encoder, config=CONFIG, known=known)
    assert parts.reused == 1
    assert parts.vectors.reconstruct(np.arange(2)).tolist() == [[1, 0, 0], [np.float32(0.6), np.float32(0.8), 0]]
    assert parts.passages[1][0].in_context("标题") == "标题\n山。"


def test_progress_is_told_by_stage(make_document: MakeDocument, counting_encoder: Encoder) -> None:
    told: list[tuple[str, int, int]] = []
    body = "\n".join(f"海{number:045}。" for number in range(ENCODE_BLOCK + 1))
    assemble([make_document((None, body))], counting_encoder, config=CONFIG, progress=lambda *step: told.append(step))
    total = ENCODE_BLOCK + 1
    assert told == [
        ("chunk", 1, 1),
        ("encode", ENCODE_BLOCK, total),
        ("encode", total, total),
        ("index", 0, total),
        ("index", total, total),
    ]


def test_no_documents_make_an_empty_index(counting_encoder: Encoder) -> None:
    parts = assemble([], counting_encoder, config=CONFIG)
    assert parts.passages == []
    assert parts.vectors.shape == (0, 3)
    assert parts.lexical.passage_count == 0


def test_vectors_of_shared_tokens_are_those_of_the_passages_to_the_bit(make_document: MakeDocument) -> None:
    encoder = load_encoder()
    bodies = [
        "南京发布计划。规模超过1,350亿元！\n“元宇宙”产业起跑。" * 9,
        "甲" * 120,
        "News of 2022. 上海。\u0301É。",
        "海\n海",
    ]
    documents = [make_document((None, body), title=title) for body in bodies for title in ("元宇宙", "")]
    parts = assemble(documents, encoder, config=CONFIG)
    contexts = [
        passage.in_context(document.source.title)
        for document, own in zip(documents, parts.passages, strict=True)
        for passage in own
    ]
    rows = parts.vectors.reconstruct(np.arange(len(contexts)))
    assert len(contexts) > 20
    assert rows.tolist() == encoder.encode_documents(contexts).tolist()


class FailingEncoder:
    name, dim, fingerprint = "failing", 3, "fa" * 32

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        raise OSError("no memory left")

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return np.zeros(3, dtype=np.float32)


def test_an_encoder_that_fails_ends_the_work_beside_it(
    make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[str] = []

    def wait(passages: object, articles: object, config: object, *, stop: Event) -> None:
        ends.append("stopped" if stop.wait(60) else "never stopped")

    monkeypatch.setattr(LexicalIndex, "build_both", wait)
    with pytest.raises(OSError, match="no memory left"):
        assemble([make_document((None, "海。"))], FailingEncoder(), config=CONFIG)
    assert ends == ["stopped"]


def test_what_fails_beside_the_encoder_is_told(
    make_document: MakeDocument, counting_encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no memory left")

    monkeypatch.setattr(LexicalIndex, "build_both", fail)
    with pytest.raises(OSError, match="no memory left"):
        assemble([make_document((None, "海。"))], counting_encoder, config=CONFIG)
