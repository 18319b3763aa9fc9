"""A retriever for LangChain: the passages of `Assistant.retrieve` as its Documents."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import BeforeValidator, Field

from qa.adapters.hits import metadata, not_installed, opened, retrieve_hits
from qa.assistant.assistant import ANYWHERE, Assistant, default_assistant
from qa.schema import Mode, Where

try:
    from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
except ModuleNotFoundError as error:
    raise not_installed(error, "langchain") from None


class WenjuRetriever(BaseRetriever):
    """Passages of the articles, best first, for `invoke`, `ainvoke`, `batch` and chains.

    `k` and `where` can also be passed with a call. Each Document has the passage's text, its passage_id as id, and the
    metadata of `qa.adapters.hits.metadata` with score and rank. Raises as `Assistant.retrieve` does.
    """

    assistant: Annotated[Assistant, BeforeValidator(opened)] = Field(
        default_factory=default_assistant, description="to ask; the folder of an index is opened; the default index's"
    )
    k: int = Field(default=8, ge=1, description="passages at most, in number")
    mode: Mode = Field(default="hybrid", description="hybrid, or one index alone")
    where: Where = Field(default=ANYWHERE, description="exact filters on articles")
    diversify: bool = Field(default=False, description="whether articles and publishers take turns")

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun | None = None,
        k: int | None = None,
        where: Where | None = None,
    ) -> list[Document]:
        hits, generation = retrieve_hits(
            self.assistant,
            query,
            k=self.k if k is None else k,
            mode=self.mode,
            where=self.where if where is None else where,
            diversify=self.diversify,
        )
        return [
            Document(
                page_content=hit.passage.text,
                id=hit.passage.passage_id,
                metadata={**metadata(hit, generation), "score": hit.score, "rank": hit.rank},
            )
            for hit in hits
        ]

    async def _aget_relevant_documents(
        self,
        query: str,
        *,
        run_manager: AsyncCallbackManagerForRetrieverRun | None = None,
        k: int | None = None,
        where: Where | None = None,
    ) -> list[Document]:
        return await asyncio.to_thread(self._get_relevant_documents, query, k=k, where=where)
