from __future__ import annotations

from collections.abc import Callable

import numpy as np

from embeddings.assemble import ENCODE_BLOCK, Known, assemble
from embeddings.chunk import context_text
from embeddings.config import IndexConfig
from embeddings.corpus import content_hash
from embeddings.encoder import Encoder
from embeddings.schema import Document
from embeddings.segment import terms
from embeddings.static import StaticEncoder
from embeddings.vectors import FaissVectors

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
    assert context_text(parts.passages[1][0], "标题") == "标题\n山。"


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
