"""The model card: what a user of the folder needs to know, written by the recipe with the figures it measured."""

from __future__ import annotations

from embeddings.training.evaluation import LANGUAGES, PASSAGES, TRANSLATIONS, Figures, Tables
from embeddings.training.recipe import CLOZE, MIX, Recipe
from embeddings.training.sources import RANKING, READING, SOURCES

_LICENCES = {
    "zh_pairs.jsonl.xz": "xinwenlianbo, DXY news (MIT); taiwan-md (CC BY-SA 4.0); Microsoft, Kubernetes, "
    "TensorFlow and React docs (CC BY 4.0); PingCAP docs (CC BY-SA 3.0); servicemesher, CSL, CRUD-RAG leads, LCTT "
    "(Apache-2.0); HowToCook (Unlicense); archive.tw (CC0); Chinese statutes (no copyright)",
    "pairs_taipei_faq_zh.jsonl.xz": "Taipei city FAQ (open government data)",
    "pairs_stard_law_zh.jsonl.xz": "STARD, lay question → statute (MIT)",
    "pairs_uhgeval_headline_zh.jsonl.xz": "UHGEval headlines and stories (Apache-2.0)",
    "pairs_archive_tw_zh.jsonl.xz": "archive.tw, spoken (CC0)",
    "parallel_en_zh.jsonl.xz": "LCTT (Apache-2.0); Python docs, TICO-19 (CC0); taiwan-md (CC BY-SA 4.0); "
    "TensorFlow, Kubernetes, React, OpenTelemetry, Electron, Hugging Face course, CNCF and other docs (CC BY 4.0, MIT, "
    "Apache-2.0); Django (BSD-3); Tatoeba (CC BY 2.0 FR); Godot (MIT, CC BY 3.0); Bible (public domain); UD PUD "
    "(CC BY-SA 3.0)",
    "parallel_en_other.jsonl.xz": "sentence pairs of English and Japanese (83,274), Korean (50,698), Spanish (26,146), "
    "French (17,813), Portuguese (15,130), Russian (1,266), German (228): taiwan-md (CC BY-SA 4.0); TensorFlow and "
    "Kubernetes docs (CC BY 4.0)",
    "cedict.jsonl.xz": "CC-CEDICT (CC BY-SA 4.0)",
    "en_pairs.jsonl.xz": "taiwan-md (CC BY-SA 4.0); Kubernetes, TensorFlow, OpenTelemetry docs (CC BY 4.0)",
    "reading_cmrc2018_train.json": "CMRC 2018 (CC BY-SA 4.0)",
    "reading_drcd_train_1q_zht.json": "DRCD (CC BY-SA 3.0)",
    "reading_squad11_du_en.json": "SQuAD 1.1 (CC BY-SA 4.0)",
    "reading_squad_flan_en.json": "SQuAD 1.1 (CC BY-SA 4.0)",
    "reading_squadshifts_newwiki_en.json": "SQuADShifts (CC BY 4.0)",
    "reading_tydiqa_goldp_en.json": "TyDi QA (Apache-2.0)",
    "reading_qed_nq_en.json": "QED / Natural Questions (CC BY-SA 3.0)",
}

_CARD = """---
language: [zh, en, ja, ko, fr, es, pt, ru, de]
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embeddings, retrieval]
---
# Wenju's encoder

A static encoder of Chinese (simplified and traditional) and English in one space: {tokens} tokens × {dim} dimensions.
Japanese, Korean, French and Spanish are in it with less data, Portuguese with the documentation of software only,
Russian and German with next to none. The vector of a text is the sum of its tokens' vectors, normalised. No
transformer: a question takes a fraction of a millisecond. `SentenceTransformer("embeddings/model")` loads it with no
flags (sentence-transformers 6.2 or later); Wenju itself reads the same files with numpy and `tokenizers`.

## Files
`tokenizer.json`: a Unigram tokenizer that folds script, width and case by itself. `model.safetensors`: `embeddings` is
a codebook of 256 floats, `mapping` (tokens × dimensions, one byte) says which of them each weight is, `weights` scales
each token; pooling weights are folded into the scales. A text without a known token gets the zero vector.

## Measured
{figures}

## Recipe
{steps} steps of {batch} pairs, in-batch cross entropy both ways on cosines × {scale:g}, Adam {rate:g} with {warm_up}
steps of warm-up and linear decay, seed {seed}. While training, the vector of a Chinese or Korean word is its own plus
the mean of its characters', that of a word in letters its own plus its stem's; both are folded into one row on export.
Pooling weights a / (a + p), a = {sif:g}.
Mix of a batch: {mix}.
Of the queries that stand against their neighbours or against a window of parallel text, {cloze:.0%} lose half of their
tokens.

    python -m embeddings.training --data ../shared --out embeddings/model

## Held out
- Pairs that share a clause of 14 characters or more (40 in English) with anything measured were left out before
  training: all of eval/, the five seeds, the sets of the ranker, the held-out articles.
- Sets of the ranker, never learnt from: {ranking}.
  A ranker that learns from an encoder that knows the answers trusts it too much.
- `reading_squadshifts_newwiki_en.json`: of its 48 articles eight measure English retrieval, eight are the ranker's;
  `embeddings/training/articles.py` says which.
- No setting was chosen by the sentences in further languages; none of them stands in the training text.

## Data
{sources}

## Limits
- Made for Chinese and English. Of the further languages Portuguese is weak, Russian (1,266 sentence pairs) and German
  (228), all from Kubernetes docs, are hardly usable: what German finds is words that English has too. The others learnt
  from documentation and pages on Taiwan, not from news. Other scripts are ignored.
- Word order is not seen: 狗咬人 and 人咬狗 are one vector.
- Words outside the {tokens} tokens are made of characters or pieces. Names and numbers are matched loosely: use it
  beside a lexical index.
- Letters whose accent is a character of its own (NFD) lose it: compose such text (NFC) first.
"""

_CAPTIONS = {
    PASSAGES: "Questions against the set's distinct whole paragraphs. `newwiki_held_out`: English Wikipedia articles "
    "on which nothing was trained.",
    TRANSLATIONS: "Accuracy@1 of finding a sentence's translation among 1,997 news sentences (NTREX-128).",
    LANGUAGES: "Accuracy@1 of finding a sentence's translation among 40 news-like sentences written for this project "
    "(`benchmarks/languages`): from English, to English, to Chinese. A very small set: one sentence is .025, and .90 "
    "may be anything from .77 to .96 (95 %).",
}
_AFTER = """`float` is the same table before it was quantised to 8 bits. The recipe's command (below) prints these
figures at its end. Retrieval across languages, questions in one over paragraphs in the other:
`python -m benchmarks.cross_language --data ../shared`."""


def model_card(recipe: Recipe, figures: Tables) -> str:
    """README.md of a model folder; `figures` by table, as the recipe's export gathers them."""
    files = [source.file for source in SOURCES] + [file for file, _ in READING]
    return _CARD.format(
        tokens=f"{recipe.vocabulary:,}",
        dim=recipe.dim,
        figures=_measured(figures) if figures else "Not measured (dry run).",
        steps=f"{recipe.steps:,}",
        batch=f"{recipe.batch:,}",
        scale=recipe.scale,
        rate=recipe.rate,
        warm_up=recipe.warm_up,
        seed=recipe.seed,
        sif=recipe.sif,
        mix=", ".join(f"{name} {share:.2f}" for name, share in MIX.items()),
        cloze=CLOZE,
        ranking=", ".join(f"`{name}`" for name in RANKING),
        sources="\n".join(f"- `{file}`: {_LICENCES[file]}" for file in files),
    )


def _measured(figures: Tables) -> str:
    tables = [f"{_CAPTIONS[table]}\n\n{_table(rows)}" for table, rows in figures.items()]
    return "\n\n".join([*tables, _AFTER])


def _table(rows: dict[str, Figures]) -> str:
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for measured, row in rows.items():
        cells = [f"{row[name]:.4f}" if name in row else "" for name in names]
        lines.append(f"| {measured} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
