"""LlamaIndex: VectorStoreIndex over FaissVectorStore, BM25Retriever (bm25s), QueryFusionRetriever without an LLM.

BM25Retriever takes no terms, only a pattern: it is given an index of the terms, and questions come as their terms
joined by spaces, under which the embedding model looks their vectors up.
"""

from __future__ import annotations

from pathlib import Path

import bm25s
import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore
from protocol import CANDIDATES, LEXICAL_WEIGHT, Opener, Passages, Question, Search, main

faiss.omp_set_num_threads(1)


class Lookup(BaseEmbedding):
    """Vectors that were worked out before, by the question's terms."""

    vectors: dict[str, list[float]]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self.vectors[query]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self.vectors[query]

    def _get_text_embedding(self, text: str) -> list[float]:
        raise NotImplementedError("nodes come with their vectors")


def build(passages: Passages, folder: Path) -> None:
    """Nodes, vectors and BM25, each kept as the library keeps it."""
    nodes = [
        TextNode(id_=str(row), text=text, embedding=vector.tolist())
        for row, (text, vector) in enumerate(zip(passages.texts, passages.vectors, strict=True))
    ]
    vectors = FaissVectorStore(faiss_index=faiss.IndexFlatIP(passages.vectors.shape[1]))
    storage = StorageContext.from_defaults(vector_store=vectors)
    index = VectorStoreIndex(nodes, storage_context=storage, embed_model=Lookup(vectors={}))
    index.storage_context.persist(str(folder / "vectors"))
    for node in nodes:
        node.embedding = None  # as the library leaves it out of the nodes that it keeps itself
    lexical = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
    lexical.corpus = [node_to_metadata_dict(node) | {"node_id": node.node_id} for node in nodes]
    lexical.index(passages.terms, show_progress=False)
    BM25Retriever(existing_bm25=lexical, similarity_top_k=CANDIDATES, skip_stemming=True).persist(
        str(folder / "lexical")
    )


def open_index(folder: Path, questions: list[Question], _: Passages | None) -> Search:
    """All from disk; relative scores, the better of its fusions here, with the weights of the others."""
    model = Lookup(vectors={" ".join(question.terms): question.vector.tolist() for question in questions})
    kept = str(folder / "vectors")
    storage = StorageContext.from_defaults(vector_store=FaissVectorStore.from_persist_dir(kept), persist_dir=kept)
    index = load_index_from_storage(storage, embed_model=model)
    lexical = BM25Retriever.from_persist_dir(str(folder / "lexical"), mmap=True)
    lexical.skip_stemming, lexical.token_pattern = True, r"\S+"  # neither is kept
    retriever = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=CANDIDATES), lexical],
        llm=MockLLM(),
        mode="relative_score",
        similarity_top_k=CANDIDATES,
        num_queries=1,
        use_async=False,
        retriever_weights=[1 - LEXICAL_WEIGHT, LEXICAL_WEIGHT],
    )

    def search(question: Question, k: int) -> list[int]:
        return [int(hit.node.node_id) for hit in retriever.retrieve(" ".join(question.terms))[:k]]

    return search


if __name__ == "__main__":
    main(build, Opener(open_index, reads_passages=False))
