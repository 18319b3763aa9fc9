"""Dense retrieval with whole contexts as passages, and translation retrieval: what a model folder is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from embeddings.encoders.load import Encoder
from embeddings.training.articles import held_out_articles
from embeddings.training.sources import HELD_OUT_ARTICLES, questions_of, read_articles, read_lines, read_squad

Figures = dict[str, float]
Tables = dict[str, dict[str, Figures]]
"""Figures by table and row."""

PASSAGES, TRANSLATIONS, LANGUAGES = "passages", "translations", "languages"
FURTHER = ("ja", "ko", "fr", "es", "pt", "ru", "de")


class FloatEncoder:
    """The table before it is quantised, as an encoder: what 8 bits cost is the difference of the figures."""

    name = "float"
    fingerprint = "not stored"

    def __init__(self, tokenizer: Tokenizer, rows: npt.NDArray[np.float32]) -> None:
        self._tokenizer = tokenizer
        self._rows = rows
        self.dim = int(rows.shape[1])

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Vectors of passages, float32 (n, dim)."""
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        sums = np.stack([self._rows[encoding.ids].sum(axis=0) for encoding in encodings])
        lengths = np.maximum(np.sqrt(np.square(sums).sum(axis=1)), np.float32(1e-12))
        return sums / lengths[:, None]

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        """Vector of one question, float32 (dim,)."""
        return self.encode_documents([text])[0]


def evaluate(encoder: Encoder, folder: Path) -> Tables:
    """Figures of the development sets below the data folder `folder`; all in [0, 1]."""
    sets = {
        "cmrc_trial": read_squad(folder / "eval" / "cmrc_trial.json"),
        "drcd_dev": read_squad(folder / "train" / "reading_drcd_dev.json"),
        "news_qa_dev": read_squad(folder / "eval" / "news_qa_dev.json"),
        "newwiki_held_out": measured_questions(folder / "train" / HELD_OUT_ARTICLES),
    }
    return {
        PASSAGES: {name: questions(encoder, pairs) for name, pairs in sets.items()},
        TRANSLATIONS: {"ntrex": translations(encoder, folder / "eval" / "ntrex_en_zh.jsonl")},
    }


def measured_questions(path: Path) -> list[tuple[str, str]]:
    """(question, context) of those held-out English articles on which nothing at all is trained."""
    held_out = read_articles(path, held_out=True)
    others = read_articles(path, held_out=False)
    measured = held_out_articles(article["title"] for article in held_out + others).measure
    return questions_of(article for article in held_out if article["title"] in measured)


def questions(encoder: Encoder, pairs: list[tuple[str, str]]) -> Figures:
    """nDCG@10 (one right context a question: 1 / log2(1 + rank)), MRR@10 and recall@1 over the distinct contexts."""
    contexts = sorted({context for _, context in pairs})
    place = {context: i for i, context in enumerate(contexts)}
    passages = encoder.encode_documents(contexts)
    right = np.array([place[context] for _, context in pairs])
    vectors = np.stack([encoder.encode_query(question) for question, _ in pairs])
    ranks = _ranks(vectors @ passages.T, right)
    return {
        "ndcg@10": _mean(np.where(ranks <= 10, 1 / np.log2(1 + ranks), 0.0)),
        "mrr@10": _mean(np.where(ranks <= 10, 1 / ranks, 0.0)),
        "recall@1": _mean(ranks == 1),
    }


def translations(encoder: Encoder, path: Path) -> Figures:
    """Accuracy@1 of finding a sentence's translation among all, each way, simplified and traditional."""
    rows = list(read_lines(path))
    english, simplified, traditional = (
        encoder.encode_documents([row[key] for row in rows]) for key in ("en", "zh", "zh_hant")
    )
    own = np.arange(len(rows))
    return {
        "en_zh": _mean(_ranks(english @ simplified.T, own) == 1),
        "zh_en": _mean(_ranks(simplified @ english.T, own) == 1),
        "en_zh_hant": _mean(_ranks(english @ traditional.T, own) == 1),
        "zh_hant_en": _mean(_ranks(traditional @ english.T, own) == 1),
    }


def languages(encoder: Encoder, path: Path) -> dict[str, Figures]:
    """Accuracy@1 of finding a sentence's translation among the file's, by language: from English, to it, to Chinese."""
    rows = list(read_lines(path))
    vectors = {
        language: encoder.encode_documents([row[language] for row in rows]) for language in ("en", "zh", *FURTHER)
    }
    english, chinese = vectors["en"], vectors["zh"]
    own = np.arange(len(rows))

    def accuracy(asked: npt.NDArray[np.float32], found: npt.NDArray[np.float32]) -> float:
        return _mean(_ranks(asked @ found.T, own) == 1)

    figures = {"zh": {"en_to": accuracy(english, chinese), "to_en": accuracy(chinese, english)}}
    for language in FURTHER:
        further = vectors[language]
        figures[language] = {
            "en_to": accuracy(english, further),
            "to_en": accuracy(further, english),
            "to_zh": accuracy(further, chinese),
        }
    return figures


def _ranks(scores: npt.NDArray[np.float32], right: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Rank from 1 of each row's right column; ties count against it."""
    own = scores[np.arange(len(scores)), right]
    return (scores >= own[:, None]).sum(axis=1).astype(np.float64)


def _mean(values: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> float:
    return round(float(values.mean()), 4)
