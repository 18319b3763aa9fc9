from __future__ import annotations

import numpy as np
import pytest

from embeddings.config import IndexConfig
from embeddings.encoders.load import shipped_encoder
from embeddings.encoders.static import StaticEncoder
from embeddings.index.snapshot import Index
from embeddings.schema import ScoreParts
from qa.evaluation.golden import as_document
from qa.reader import StoredPassages, load_reader
from qa.reader.convolutional import stored_tokens
from qa.reader.features import tokenise

TEXTS = [
    "据了解，“元宇宙”产业2025年将达到3500亿元（约合480亿美元）。记者获悉：《行动方案》已发布！"
    "O'Neill said 3.5% growth … yes.\n南京、上海。",
    "没有句号的长句" * 20,
    "……",
]
QUESTION = "元宇宙产业2025年将达到多少？"


@pytest.fixture(scope="module")
def index() -> Index:
    documents = [as_document(text, path=str(at)) for at, text in enumerate(TEXTS)]
    config = IndexConfig(passage_chars=60, overlap_chars=20)
    return Index.from_documents(documents, encoder=shipped_encoder(), config=config)


def test_stored_tokens_are_those_of_the_texts(index: Index) -> None:
    hits = index.dense(index.encoder.encode_query(QUESTION), 20)
    above = [hit.passage.above(hit.source.title) for hit in hits]
    found = stored_tokens([hit.passage for hit in hits], above, index)
    assert len(found) == len(hits) == index.passage_count
    unsure = [hit.passage.text for hit, (_, text) in zip(hits, found, strict=True) if text is None]
    assert all("没有句号的长句" in text for text in unsure)
    for hit, head, (stored_head, stored) in zip(hits, above, found, strict=True):
        expected_head, expected = tokenise([head, hit.passage.text], shipped_encoder())
        for got, wanted in ((stored_head, expected_head), (expected if stored is None else stored, expected)):
            assert [field.tolist() for field in got] == [field.tolist() for field in wanted]
            assert [field.dtype for field in got] == [field.dtype for field in wanted]


def test_no_passages_have_no_tokens(index: Index) -> None:
    assert stored_tokens([], [], index) == []


def test_the_reader_finds_the_same_in_stored_tokens(index: Index) -> None:
    hits = index.dense(index.encoder.encode_query(QUESTION), 20)
    passages, above = [hit.passage for hit in hits], [hit.passage.above(hit.source.title) for hit in hits]
    reader = load_reader()
    texts = [each.text for each in passages]
    stored = reader.read(QUESTION, texts, above, stored=StoredPassages(index, passages))
    for got, wanted in zip(stored, reader.read(QUESTION, texts, above), strict=True):
        assert (got.answered, got.best(penalty=0.5)) == (wanted.answered, wanted.best(penalty=0.5))


def test_passages_of_an_index_with_another_vocabulary_are_tokenised(word_encoder: StaticEncoder) -> None:
    own = Index.from_documents([as_document(TEXTS[0], path="0")], encoder=word_encoder)
    rows, scores = np.zeros(1, np.int64), np.zeros(1, np.float32)
    passage = own.hits(rows, scores, [ScoreParts()])[0].passage
    assert not own.token_encoder.tokenises_as(shipped_encoder())
    (got,) = load_reader().read(QUESTION, [passage.text], stored=StoredPassages(own, [passage]))
    (wanted,) = load_reader().read(QUESTION, [passage.text])
    assert (got.answered, got.best(penalty=0.5)) == (wanted.answered, wanted.best(penalty=0.5))
