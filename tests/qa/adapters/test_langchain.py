from __future__ import annotations

import asyncio
import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompt_values import PromptValue
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import ConfigurableField, RunnableLambda, RunnablePassthrough
from langchain_core.tools import create_retriever_tool
from langchain_tests.integration_tests import RetrieversIntegrationTests
from pydantic import BaseModel, ValidationError

from embeddings.errors import IndexMissingError, InputRefusedError, UsageError
from qa.adapters import langchain
from qa.adapters.hits import GenerationHits
from qa.adapters.langchain import WenjuRetriever
from qa.assistant.assistant import ANYWHERE, Assistant
from qa.schema import Mode, Where

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
BROAD = "上海元宇宙相关产业规模"
QUESTIONS = (QUESTION, BROAD, "网易在三亚设立什么？", "谁是张江集团董事长？")


@pytest.mark.anyio
class TestAsLangChainHasIt(RetrieversIntegrationTests):
    """LangChain's own tests of a retriever."""

    @pytest.fixture(autouse=True)
    def over_the_seeds(self, assistant: Assistant) -> None:
        self.assistant = assistant

    @pytest.fixture
    def anyio_backend(self) -> str:
        return "asyncio"

    @property
    def retriever_constructor(self) -> type[WenjuRetriever]:
        return WenjuRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"assistant": self.assistant}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


def passages(documents: list[Document]) -> list[tuple[str | None, str]]:
    return [(document.id, document.page_content) for document in documents]


def expected(
    assistant: Assistant,
    question: str,
    k: int = 8,
    *,
    mode: Mode = "hybrid",
    where: Where = ANYWHERE,
    diversify: bool = False,
) -> list[tuple[str, str]]:
    hits = assistant.retrieve(question, k, mode=mode, where=where, diversify=diversify)
    return [(hit.passage.passage_id, hit.passage.text) for hit in hits]


@pytest.mark.parametrize("question", QUESTIONS)
def test_documents_are_the_passages_of_retrieve_verbatim_and_in_order(assistant: Assistant, question: str) -> None:
    documents = WenjuRetriever(assistant=assistant).invoke(question)
    assert len(documents) == 8
    assert passages(documents) == expected(assistant, question)
    for rank, (document, hit) in enumerate(zip(documents, assistant.retrieve(question), strict=True), 1):
        known = document.metadata
        assert assistant.document(known["doc_id"]).text[known["start"] : known["end"]] == document.page_content
        assert (known["rank"], known["score"], known["generation"]) == (rank, hit.score, assistant.generation)
        assert json.loads(json.dumps(known)) == known


def test_fields_narrow_what_is_found(memory: Assistant, assistant: Assistant) -> None:
    question = "东港的码头建成几座仓库？"
    late = WenjuRetriever(assistant=memory, where=Where(after=date(2024, 1, 1)))
    assert [document.metadata["title"] for document in late.invoke(question)] == ["东港码头再扩建"]
    assert [document.metadata["title"] for document in late.invoke(question, where=Where(publisher="西山日报"))] == [
        "公路延长"
    ]
    assert late.invoke(question, where=Where(article="0000000000000003"))[0].page_content == "北湖灯塔高42米。"
    for mode in ("dense", "lexical"):
        documents = WenjuRetriever(assistant=assistant, mode=mode, k=5).invoke(QUESTION)
        assert passages(documents) == expected(assistant, QUESTION, 5, mode=mode)
    mixed = WenjuRetriever(assistant=assistant, diversify=True, k=4).invoke(BROAD)
    assert passages(mixed) == expected(assistant, BROAD, 4, diversify=True) != expected(assistant, BROAD, 4)


def test_many_questions_at_once_come_back_in_order(assistant: Assistant) -> None:
    retriever = WenjuRetriever(assistant=assistant, k=3)
    wanted = [expected(assistant, question, 3) for question in QUESTIONS]
    assert [passages(documents) for documents in retriever.batch(list(QUESTIONS))] == wanted
    assert [passages(documents) for documents in asyncio.run(retriever.abatch(list(QUESTIONS)))] == wanted
    two = asyncio.run(retriever.ainvoke(QUESTION, k=2, where=Where(article="002_")))
    assert passages(two) == expected(assistant, QUESTION, 2, where=Where(article="002_"))


def test_an_event_loop_goes_on_while_passages_are_looked_for(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()

    def waiting(*_: object, **__: object) -> GenerationHits:
        assert release.wait(60), "the event loop stood still"
        return GenerationHits([], "none")

    monkeypatch.setattr(langchain, "retrieve_hits", waiting)

    async def both() -> list[Document]:
        found = asyncio.create_task(WenjuRetriever(assistant=assistant).ainvoke(QUESTION))
        await asyncio.sleep(0.05)
        release.set()
        return await found

    assert asyncio.run(both()) == []


def test_a_chain_gives_its_model_the_passages(assistant: Assistant) -> None:
    asked: list[str] = []

    def noted(prompt: PromptValue) -> PromptValue:
        asked.append(prompt.to_string())
        return prompt

    def joined(documents: list[Document]) -> str:
        return "\n\n".join(document.page_content for document in documents)

    chain = (
        {"context": WenjuRetriever(assistant=assistant, k=2) | joined, "question": RunnablePassthrough()}
        | ChatPromptTemplate.from_template("{context}\n\n{question}")
        | RunnableLambda(noted)
        | GenericFakeChatModel(messages=iter(["一千三百五十亿元"] * 2))
        | StrOutputParser()
    )
    assert chain.invoke(QUESTION) == asyncio.run(chain.ainvoke(QUESTION)) == "一千三百五十亿元"
    first, second = (text for _, text in expected(assistant, QUESTION, 2))
    assert asked == [f"Human: {first}\n\n{second}\n\n{QUESTION}"] * 2


def test_a_tool_of_a_retriever_answers_with_passages(assistant: Assistant) -> None:
    tool = create_retriever_tool(WenjuRetriever(assistant=assistant, k=2), "search", "Searches the articles.")
    assert tool.invoke({"query": QUESTION}) == "\n\n".join(text for _, text in expected(assistant, QUESTION, 2))


def test_copies_share_the_assistant(assistant: Assistant) -> None:
    class Holder(BaseModel):
        retriever: WenjuRetriever

    retriever = WenjuRetriever(assistant=assistant)
    assert Holder(retriever=retriever).retriever.assistant is assistant
    configurable = retriever.configurable_fields(k=ConfigurableField(id="k"))
    assert len(configurable.invoke(QUESTION, config={"configurable": {"k": 2}})) == 2
    assert len(retriever.bind(k=3).invoke(QUESTION)) == 3


def test_a_folder_is_opened_and_the_default_index_is_that_of_the_environment(
    assistant: Assistant, seeds_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENJU_INDEX", str(seeds_index))
    for retriever in (WenjuRetriever(assistant=str(seeds_index), k=2), WenjuRetriever(k=2)):
        assert passages(retriever.invoke(QUESTION)) == expected(assistant, QUESTION, 2)
    with pytest.raises(IndexMissingError):
        WenjuRetriever(assistant=tmp_path)


def test_wrong_use_is_told(assistant: Assistant) -> None:
    retriever = WenjuRetriever(assistant=assistant)
    with pytest.raises(InputRefusedError, match="expected a question; found nothing"):
        retriever.invoke(" ")
    with pytest.raises(UsageError, match="expected k of at least 1; found 0"):
        retriever.invoke(QUESTION, k=0)
    with pytest.raises(TypeError, match="top_k"):
        retriever.invoke(QUESTION, top_k=3)
    with pytest.raises(ValidationError, match="k\n  Input should be greater than or equal to 1"):
        WenjuRetriever(assistant=assistant, k=0)
