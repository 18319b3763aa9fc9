"""What is known of candidates in another language than the question: its translated words and its names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from embeddings.candidates import Candidates, Translated
from qa.question import Question
from qa.spelt import spellings, spelt

FloatArray = npt.NDArray[np.float32]


def names_in(question: Question) -> dict[str, int]:
    """The names of an English question that Chinese characters may spell, as `spellings` gives them."""
    return {} if question.chinese else spellings(question.text)


def features_across(candidates: Candidates, names: dict[str, int], texts: Sequence[str]) -> FloatArray:
    """The features that NAMES_ACROSS adds to NAMES, float32 (n, 3).

    Args:
        candidates: n passages; without translations, these features are 0.
        names: As `names_in` gives them.
        texts: Of the same passages; may be empty where there are no names.
    """
    n = len(candidates.rows)
    nothing = np.zeros(n, dtype=np.float32)
    says = candidates.translated or Translated(nothing, nothing, 0.0, 0.0)
    columns = [
        says.passages / (says.best_passage or 1.0),
        says.articles / (says.best_article or 1.0),
        spelt(names, texts) if names else nothing,
    ]
    return np.stack(columns, axis=1).astype(np.float32)
