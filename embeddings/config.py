"""Settings that change the index. The manifest holds their fingerprint, so that an index says how it was made."""

from __future__ import annotations

import hashlib

from pydantic import Field

from embeddings.schema import Frozen


class IndexConfig(Frozen):
    """Settings of a build; every field changes what is stored."""

    encoder: str = Field(
        default="wenju", description="'wenju' for the shipped encoder, else a sentence-transformers model or folder"
    )
    passage_chars: int = Field(default=350, ge=50, le=4000, description="longest passage, in characters")
    overlap_chars: int = Field(
        default=50, ge=0, le=1000, description="sentences repeated from the passage before, in characters at most"
    )
    bm25_k1: float = Field(default=1.2, gt=0, le=10, description="BM25 term-frequency saturation, no unit")
    bm25_b: float = Field(default=0.75, ge=0, le=1, description="BM25 length normalisation, 0 to 1")
    bm25_title_weight: float = Field(
        default=1.0, gt=0, le=20, description="what a term of the title counts beside one of the body, in times"
    )
    bm25_heading_weight: float = Field(
        default=1.0, gt=0, le=20, description="what a term of the section's heading counts, in times"
    )
    flat_limit: int = Field(
        default=10_000, ge=0, description="passages up to which the scan is in float32; above, in 4-bit codes"
    )

    def fingerprint(self) -> str:
        """First 16 hex digits of the SHA-256 of the fields in canonical JSON."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]
