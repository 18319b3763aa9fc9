from __future__ import annotations

import asyncio
import threading
from datetime import date
from pathlib import Path

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import MetadataMode, NodeWithScore, TextNode

from embeddings.errors import IndexMissingError, InputRefusedError, UsageError
from qa.adapters import llama_index
from qa.adapters.hits import GenerationHits
from qa.adapters.llama_index import WenjuRetriever
from qa.assistant.assistant import Assistant
from qa.schema import Mode, Where

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
BROAD = "上海元宇宙相关产业规模"
QUESTIONS = (QUESTION, BROAD, "网易在三亚设立什么？", "谁是张江集团董事长？")


def ids(nodes: list[NodeWithScore]) -> list[str]:
    return [node.node_id for node in nodes]


def expected(assistant: Assistant, question: str, k: int = 8, *, mode: Mode = "hybrid") -> list[str]:
    return [hit.passage.passage_id for hit in assistant.retrieve(question, k, mode=mode)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_nodes_are_the_passages_of_retrieve_verbatim_and_in_order(assistant: Assistant, question: str) -> None:
    retriever, hits = WenjuRetriever(assistant), assistant.retrieve(question)
    for nodes in (retriever.retrieve(question), asyncio.run(retriever.aretrieve(question))):
        assert len(nodes) == 8
        for found, hit in zip(nodes, hits, strict=True):
            node = found.node
            assert isinstance(node, TextNode)
            assert (found.node_id, found.score, node.ref_doc_id) == (
                hit.passage.passage_id, hit.score, hit.passage.doc_id,
            )  # fmt: skip
            assert node.text == hit.passage.text
            article = assistant.document(hit.passage.doc_id)
            assert article.text[node.start_char_idx : node.end_char_idx] == node.text
            assert node.metadata["generation"] == assistant.generation


def test_a_model_is_told_the_source_and_nothing_that_is_not_known(memory: Assistant) -> None:
    dated, undated = (WenjuRetriever(memory, k=1).retrieve(each)[0] for each in ("仓库可以存放粮食", "北湖灯塔"))
    assert dated.node.get_content(MetadataMode.LLM) == (
        "heading: 要闻\ntitle: 东港码头扩建\npublisher: 东港日报\npublished: 2021-05-01\n\n"
        "东港的码头建成三座仓库，可以存放粮食。"
    )
    assert dated.node.get_content(MetadataMode.EMBED) == (
        "heading: 要闻\ntitle: 东港码头扩建\n\n东港的码头建成三座仓库，可以存放粮食。"
    )
    assert undated.node.get_content(MetadataMode.LLM) == "heading: 要闻\ntitle: 灯塔\n\n北湖灯塔高42米。"
    assert TextNode.from_json(dated.node.to_json()) == dated.node


def test_arguments_narrow_what_is_found(memory: Assistant, assistant: Assistant) -> None:
    late = WenjuRetriever(memory, where=Where(after=date(2024, 1, 1)))
    assert [node.metadata["title"] for node in late.retrieve("东港的码头建成几座仓库？")] == ["东港码头再扩建"]
    for mode in ("dense", "lexical"):
        nodes = WenjuRetriever(assistant, mode=mode, k=5).retrieve(QUESTION)
        assert ids(nodes) == expected(assistant, QUESTION, 5, mode=mode)
    mixed = [hit.passage.passage_id for hit in assistant.retrieve(BROAD, 4, diversify=True)]
    assert ids(WenjuRetriever(assistant, diversify=True, k=4).retrieve(BROAD)) == mixed
    assert mixed != expected(assistant, BROAD, 4)


def test_a_query_engine_answers_from_the_passages(assistant: Assistant) -> None:
    engine = RetrieverQueryEngine.from_args(WenjuRetriever(assistant, k=2), llm=MockLLM())
    first, second = assistant.retrieve(QUESTION, 2)
    for response in (engine.query(QUESTION), asyncio.run(engine.aquery(QUESTION))):
        assert ids(response.source_nodes) == [first.passage.passage_id, second.passage.passage_id]
        said = str(response)  # the mock says its prompt
        assert said.index(first.passage.text) < said.index(second.passage.text) < said.index(QUESTION)
        assert f"title: {first.source.title}\n" in said
        assert "passage_id" not in said


@pytest.mark.parametrize("use_async", [False, True])
def test_fusion_takes_a_passage_that_two_retrievers_find_for_one(assistant: Assistant, use_async: bool) -> None:
    alone = [WenjuRetriever(assistant, mode=mode, k=5) for mode in ("dense", "lexical")]
    fused = QueryFusionRetriever(
        alone, llm=MockLLM(), mode="reciprocal_rerank", num_queries=1, similarity_top_k=20, use_async=use_async
    )
    scores: dict[str, float] = {}
    for mode in ("dense", "lexical"):
        for rank, passage_id in enumerate(expected(assistant, QUESTION, 5, mode=mode)):
            scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (60 + rank)
    assert len(scores) < 10  # some are found by both
    assert {node.node_id: node.score for node in fused.retrieve(QUESTION)} == pytest.approx(scores)
    assert {node.node_id: node.score for node in asyncio.run(fused.aretrieve(QUESTION))} == pytest.approx(scores)


def test_an_event_loop_goes_on_while_passages_are_looked_for(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()

    def waiting(*_: object, **__: object) -> GenerationHits:
        assert release.wait(60), "the event loop stood still"
        return GenerationHits([], "none")

    monkeypatch.setattr(llama_index, "retrieve_hits", waiting)

    async def both() -> list[NodeWithScore]:
        found = asyncio.create_task(WenjuRetriever(assistant).aretrieve(QUESTION))
        await asyncio.sleep(0.05)
        release.set()
        return await found

    assert asyncio.run(both()) == []


def test_a_folder_is_opened_and_the_default_index_is_that_of_the_environment(
    assistant: Assistant, seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_INDEX", str(seeds_index))
    for retriever in (WenjuRetriever(str(seeds_index), k=2), WenjuRetriever(k=2)):
        assert ids(retriever.retrieve(QUESTION)) == expected(assistant, QUESTION, 2)
    with pytest.raises(IndexMissingError):
        WenjuRetriever(tmp_path)


def test_wrong_use_is_told(assistant: Assistant) -> None:
    with pytest.raises(InputRefusedError, match="expected a question; found nothing"):
        WenjuRetriever(assistant).retrieve(" ")
    with pytest.raises(UsageError, match="expected k of at least 1; found 0"):
        WenjuRetriever(assistant, k=0).retrieve(QUESTION)
