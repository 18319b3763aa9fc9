"""A retriever for LlamaIndex: the passages of `Assistant.retrieve` as its nodes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from embeddings.schema import Hit
from qa.adapters.hits import metadata, not_installed, opened, retrieve_hits
from qa.assistant.assistant import ANYWHERE, Assistant, default_assistant
from qa.schema import Mode, Where

try:
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
except ModuleNotFoundError as error:
    raise not_installed(error, "llama-index") from None

EMBEDDED = frozenset({"title", "heading"})
"""Metadata put before a passage for an encoder."""
LLM_METADATA = EMBEDDED | {"publisher", "published"}
"""Metadata put before a passage for an LLM."""


class WenjuRetriever(BaseRetriever):
    """Passages of the articles, best first, for `retrieve`, `aretrieve` and query engines.

    Each node has the passage's text and span, its passage_id as id, its article's id as source, and the metadata of
    `qa.adapters.hits.metadata`. Score and rank are left out of the metadata: LlamaIndex compares nodes by text and
    metadata, and would take a passage found by two questions for two. Raises as `Assistant.retrieve` does.
    """

    def __init__(
        self,
        assistant: Assistant | str | Path | None = None,
        *,
        k: int = 8,
        mode: Mode = "hybrid",
        where: Where = ANYWHERE,
        diversify: bool = False,
    ) -> None:
        """Use an assistant, or open an index.

        Args:
            assistant: An assistant, or the folder of an index to open; None for the default index.
            k: Largest number of passages.
            mode: hybrid, or one index alone.
            where: Exact filters on articles.
            diversify: Whether articles and publishers take turns.

        Raises:
            IndexUnusableError: There is no usable index.
        """
        super().__init__()  # pyright: ignore[reportUnknownMemberType]
        self.assistant = default_assistant() if assistant is None else opened(assistant)
        self.k = k
        self.mode: Mode = mode
        self.where = where
        self.diversify = diversify

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits, generation = retrieve_hits(
            self.assistant,
            query_bundle.query_str,
            k=self.k,
            mode=self.mode,
            where=self.where,
            diversify=self.diversify,
        )
        return [NodeWithScore(node=_node(hit, generation), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(hit: Hit, generation: str) -> TextNode:
    passage, known = hit.passage, metadata(hit, generation)
    stated = {name for name, value in known.items() if value is not None}
    return TextNode(
        id_=passage.passage_id,
        text=passage.text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata=known,
        excluded_embed_metadata_keys=sorted(known.keys() - (EMBEDDED & stated)),
        excluded_llm_metadata_keys=sorted(known.keys() - (LLM_METADATA & stated)),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.doc_id)},
    )
