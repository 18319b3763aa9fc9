from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.training.evaluation import questions, translations

PLACES = {"甲": 0, "乙": 1, "丙": 2, "a": 0, "b": 1, "c": 1}


class Letters:
    """An encoder whose vector of a text is the unit vector of its first letter's place."""

    name, dim, fingerprint = "letters", 3, "0"

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.eye(3, dtype=np.float32)[[PLACES[text[0]] for text in texts]]

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return self.encode_documents([text])[0]


def test_figures_of_questions_by_hand() -> None:
    figures = questions(Letters(), [("甲？", "甲文"), ("乙？", "乙文"), ("乙？", "丙文"), ("丙？", "丙文")])
    # the third is at rank 3 (ties count against it): 1 / log2(4) = 0.5, 1 / 3
    assert figures == {"ndcg@10": 0.875, "mrr@10": pytest.approx((3 + 1 / 3) / 4, abs=1e-4), "recall@1": 0.75}


def test_accuracy_of_translations_by_hand(tmp_path: Path) -> None:
    lines = ['{"en": "a", "zh": "甲", "zh_hant": "甲"}', '{"en": "b", "zh": "乙", "zh_hant": "丙"}']
    (tmp_path / "n.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert translations(Letters(), tmp_path / "n.jsonl") == {
        "en_zh": 1,
        "zh_en": 1,
        "en_zh_hant": 0.5,
        "zh_hant_en": 0.5,
    }
