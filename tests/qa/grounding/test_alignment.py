from __future__ import annotations

from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.schema import Hit, ScoreParts
from embeddings.text.chunk import chunk
from qa.evaluation.golden import as_document
from qa.grounding.alignment import align, clauses
from qa.grounding.passages import Passages

SENTENCES = (
    "南京市政府发布了元宇宙产业发展规划。",
    "规划提出建设三座跨江桥梁和两条地铁线路。",
    "苏州的丝绸博物馆昨天重新开放。",
)


def test_each_clause_goes_to_the_sentence_that_holds_most_of_its_words() -> None:
    document = as_document("\n".join(SENTENCES), path="a.txt")
    index = Index.from_documents([document], encoder=load_encoder())
    hits = [
        Hit(passage=passage, source=document.source, score=0.0, rank=1, parts=ScoreParts())
        for passage in chunk(document, index.config)
    ]
    said = "苏州的丝绸博物馆重新开放，南京市政府发布了产业发展规划。"
    assert [text for text, _ in clauses(said, index)] == [
        "苏州的丝绸博物馆重新开放，",
        "南京市政府发布了产业发展规划。",
    ]
    aligned = align(said, [Passages(hits, index).given(1)], index)
    assert [each.ground.text for each in aligned] == [SENTENCES[2], SENTENCES[0]]
    assert all(each.covered > 0.9 for each in aligned)


def test_a_short_clause_joins_the_next() -> None:
    document = as_document(SENTENCES[0], path="a.txt")
    index = Index.from_documents([document], encoder=load_encoder())
    assert [text for text, _ in clauses("到2025年，南京市政府发布产业规划。", index)] == [
        "到2025年，南京市政府发布产业规划。"
    ]
