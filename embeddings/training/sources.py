"""What the encoder learns from: every set with its file, its kind and its cap, read by path and never copied.

All sets are marked "yes" (may train shipped weights) in the data folder's own README; the caps keep technical prose
and statutes from swamping news.
"""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from embeddings.training.articles import held_out_articles

Kind = Literal["zh", "question_zh", "parallel", "other", "dictionary", "en", "question_en"]
"""Chinese heading or lead and its text; question and passage; sentence in English and Chinese, or in English and a
further language; dictionary entry; English heading or question and its text."""

KINDS: tuple[Kind, ...] = get_args(Kind)

PASSAGE_CHARS = 1000
_BLOCK = 200  # neighbouring lines that stay together when a set is capped, so that windows of parallel text survive


class Pair(NamedTuple):
    """Two texts that belong together; for parallel text and the dictionary, English first."""

    kind: Kind
    query: str
    passage: str
    language: str = ""
    """Of the passage, for the kind `other`: ja, ko, fr, es, pt, ru or de."""


class Source(NamedTuple):
    """One file of the data folder's train/."""

    file: str
    kind: Kind
    fields: tuple[str, str]
    caps: Mapping[str, int] = {}


SOURCES = (
    Source("zh_pairs.jsonl.xz", "zh", ("q", "p"), {"cn_laws": 15_000, "zh_lctt": 30_000, "zh_visualstudio": 12_000}),
    Source("pairs_taipei_faq_zh.jsonl.xz", "question_zh", ("q", "p")),
    Source("pairs_stard_law_zh.jsonl.xz", "question_zh", ("q", "p")),
    Source("pairs_uhgeval_headline_zh.jsonl.xz", "zh", ("q", "p")),
    Source("pairs_archive_tw_zh.jsonl.xz", "zh", ("q", "p")),
    Source("parallel_en_zh.jsonl.xz", "parallel", ("en", "zh"), {"par_lctt": 200_000, "par_pythondocs": 30_000}),
    Source("parallel_en_other.jsonl.xz", "other", ("en", "text")),
    Source("cedict.jsonl.xz", "dictionary", ("en", "simp")),
    Source("en_pairs.jsonl.xz", "en", ("q", "p")),
)
READING: tuple[tuple[str, Kind], ...] = (
    ("reading_cmrc2018_train.json", "question_zh"),
    ("reading_drcd_train_1q_zht.json", "question_zh"),
    ("reading_squad11_du_en.json", "question_en"),
    ("reading_squad_flan_en.json", "question_en"),
    ("reading_squadshifts_newwiki_en.json", "question_en"),
    ("reading_tydiqa_goldp_en.json", "question_en"),
    ("reading_qed_nq_en.json", "question_en"),
)
"""Left out: CMRC 2017 and doc2dial, which hold no articles."""

HELD_OUT_ARTICLES = "reading_squadshifts_newwiki_en.json"
"""The set of which `held_out_articles` are kept out: they measure English retrieval and fit the ranker."""

RANKING: tuple[str, ...] = ("reading_cmrc_dev.json", "reading_drcd_dev.json", "reading_crud_news_zh.json")
"""Reading sets that the ranker learns from: the encoder must not know their answers, or its cosines would look better
to the ranker than they are on new questions."""


def read_pairs(folder: Path, *, seed: int, limit: int | None = None) -> list[Pair]:
    """Every pair of the data folder's train/, capped; with `limit`, at most so many of each file (a dry run)."""
    pairs: list[Pair] = []
    for source in SOURCES:
        lines = _lines(folder / "train" / source.file, limit)
        for row in _capped(lines, source.caps, seed):
            query, passage = (_text(row[field]) for field in source.fields)
            if query and passage:
                language = row["lang"] if source.kind == "other" else ""
                pairs.append(Pair(source.kind, query[:PASSAGE_CHARS], passage[:PASSAGE_CHARS], language))
    for file, kind in READING:
        questions = questions_of(read_articles(folder / "train" / file, held_out=False))
        pairs += [Pair(kind, question, passage[:PASSAGE_CHARS]) for question, passage in _first(questions, limit)]
    return pairs


def read_squad(path: Path) -> list[tuple[str, str]]:
    """(question, context) of a file in SQuAD's format, contexts whole."""
    return questions_of(json.loads(path.read_text(encoding="utf-8"))["data"])


def read_articles(path: Path, *, held_out: bool) -> list[dict[str, Any]]:
    """The articles of a reading set that are held out, or all others."""
    articles: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    kept_out: frozenset[str] = frozenset()
    if path.name == HELD_OUT_ARTICLES:
        measure, training = held_out_articles(article["title"] for article in articles)
        kept_out = measure | training
    return [article for article in articles if (article.get("title") in kept_out) == held_out]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a .jsonl or .jsonl.xz file."""
    content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    for line in content.splitlines():
        yield json.loads(line)


def questions_of(articles: Iterable[dict[str, Any]]) -> list[tuple[str, str]]:
    """(question, context) of articles in SQuAD's format."""
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    return [(qa["question"], paragraph["context"]) for paragraph in paragraphs for qa in paragraph["qas"]]


def _lines(path: Path, limit: int | None) -> list[dict[str, Any]]:
    return list(_first(read_lines(path), limit))


def _first(rows: Iterable[Any], limit: int | None) -> Iterator[Any]:
    for i, row in enumerate(rows):
        if limit is not None and i >= limit:
            return
        yield row


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _capped(rows: list[dict[str, Any]], caps: Mapping[str, int], seed: int) -> list[dict[str, Any]]:
    """`rows` in their order, with whole blocks of a capped source left out at random."""
    blocks: dict[str, list[list[int]]] = {}
    for i, row in enumerate(rows):
        own = blocks.setdefault(row.get("src", ""), [[]])
        if len(own[-1]) == _BLOCK:
            own.append([])
        own[-1].append(i)
    kept: list[int] = []
    for source in sorted(blocks):
        chosen = blocks[source]
        random.Random(f"{seed} {source}").shuffle(chosen)
        cap = caps.get(source, len(rows))
        kept += [i for block in chosen for i in block][:cap]
    return [rows[i] for i in sorted(kept)]
