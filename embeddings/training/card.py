"""The model card: what a user of the folder needs to know, written by the recipe with the figures it measured."""

from __future__ import annotations

from embeddings.training.evaluation import Figures
from embeddings.training.recipe import MIX, Recipe
from embeddings.training.sources import READING, SOURCES

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
    "parallel_en_other.jsonl.xz": "ja, ko, fr, es, pt, ru, de: taiwan-md (CC BY-SA 4.0); "
    "TensorFlow, Kubernetes (CC BY 4.0)",
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
language: [zh, en]
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embeddings, retrieval]
---
# Wenju's encoder

A static encoder of Chinese (simplified and traditional) and English in one space: {tokens} tokens × {dim} dimensions.
A text's vector is the sum of its tokens' vectors, normalised. No transformer: a question takes a fraction of a
millisecond. `SentenceTransformer("embeddings/model")` loads it with no flags (sentence-transformers 6.2 or later);
Wenju itself reads the same files with numpy and `tokenizers`.

## Files
`tokenizer.json`: a Unigram tokenizer that folds script, width and case by itself. `model.safetensors`: `embeddings` is
a codebook of 256 floats, `mapping` (tokens × dimensions, one byte) says which of them each weight is, `weights` scales
each token; pooling weights are folded into the scales. A text without a known token gets the zero vector.

## Measured
{figures}

nDCG@10 and recall@1: questions against the set's distinct whole paragraphs. NTREX: accuracy@1 among 1,997 sentences.
`float` is the same table before it was quantised to 8 bits. Command (prints the table's figures at its end):

    python -m embeddings.training --data ../shared --out embeddings/model

## Recipe
{steps} steps of {batch} pairs, in-batch cross entropy both ways on cosines × {scale:g}, Adam {rate:g} with {warm_up}
steps of warm-up and linear decay, seed {seed}. While training, a Chinese word's vector is its own plus the mean of its
characters', an English word's its own plus its stem's; both are folded into one row on export. Pooling weights
a / (a + p), a = {sif:g}.
Mix of a batch: {mix}.
Pairs that share a clause with an evaluation set (eval/, the five seeds, DRCD dev) were left out before training.

## Data
{sources}

## Limits
Chinese and English only; other scripts are ignored. Word order is not seen: 狗咬人 and 人咬狗 are one vector. Words
outside the {tokens} tokens are made of characters or pieces. Names and numbers are matched loosely: use it beside a
lexical index.
"""


def model_card(recipe: Recipe, figures: dict[str, Figures]) -> str:
    """README.md of a model folder; `figures` by set, as `evaluate` gives them."""
    files = [source.file for source in SOURCES] + [file for file, _ in READING]
    return _CARD.format(
        tokens=f"{recipe.vocabulary:,}",
        dim=recipe.dim,
        figures=_table(figures) if figures else "Not measured (dry run).",
        steps=f"{recipe.steps:,}",
        batch=f"{recipe.batch:,}",
        scale=recipe.scale,
        rate=recipe.rate,
        warm_up=recipe.warm_up,
        seed=recipe.seed,
        sif=recipe.sif,
        mix=", ".join(f"{name} {share:.2f}" for name, share in MIX.items()),
        sources="\n".join(f"- `{file}`: {_LICENCES[file]}" for file in files),
    )


def _table(figures: dict[str, Figures]) -> str:
    names = sorted({name for row in figures.values() for name in row})
    lines = ["| set | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for measured, row in figures.items():
        cells = [f"{row[name]:.4f}" if name in row else "" for name in names]
        lines.append(f"| {measured} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
