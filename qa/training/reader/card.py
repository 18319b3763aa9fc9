"""The card of the reader's weights, written by the recipe with the figures that it measured."""

from __future__ import annotations

from qa.training.reader.examples import ABOVE, CROSSED, EXCHANGED, NEAR_MISSES, NEGATIVES, WINDOW
from qa.training.reader.loop import BATCH, RATE
from qa.training.reader.measure import PENALTY, Figures
from qa.training.reader.questions import CROSS_FITTED, LONG, SHARES
from qa.training.reader.recipe import Recipe

Rows = dict[str, Figures]
"""What was measured on each set."""

LICENCES = {
    "cmrc2018_train": "CMRC 2018 (CC BY-SA 4.0)",
    "cmrc_dev": "CMRC 2018 (CC BY-SA 4.0)",
    "drcd_train_1q_zht": "DRCD (CC BY-SA 3.0)",
    "drcd_dev": "DRCD (CC BY-SA 3.0)",
    "crud_news_zh": "machine-asked, over CRUD-RAG's news (Apache-2.0 by its README; texts by their publishers)",
    "squad11_du_en": "SQuAD 1.1 (CC BY-SA 4.0)",
    "squad_flan_en": "SQuAD 1.1 (CC BY-SA 4.0)",
    "squadshifts_newwiki_en": "SQuADShifts (CC BY 4.0)",
    "tydiqa_goldp_en": "TyDi QA (Apache-2.0)",
    "qed_nq_en": "QED / Natural Questions (CC BY-SA 3.0)",
    "doc2dial_gov_en": "Doc2Dial (CC BY 3.0)",
}

_CARD = """---
language: [zh, en]
pipeline_tag: question-answering
---
# Wenju's reader

Finds the span of a passage that answers a question, in Chinese (simplified and traditional) and English, and says
whether the passage answers at all. A convolutional network over the tokens of the shipped encoder (embeddings/model),
trained from scratch: no pretrained model took part. Read by `qa.reader` with numpy.

## File
`reader.safetensors`, {size} bytes: rows of frequent tokens and deltas of asking words in 8 bits a weight with a scale a
row; the network in 16 bits; `discount`, what each token counts in a question.

## Measured
The right passage given, whole, nothing above it; F1 by characters as in CMRC's script. `told`: what the reader is told
of the answers, long or short; where short ones are wanted, a span costs {penalty:g} × the logarithm of its characters.
Sentence: the sentence with the most chance holds the answer. AUC: has-answer of right passages against BM25's best
wrong ones of the set. Refused: wrong ones below all but 5 % of the right ones.

| set | questions | told | F1 | exact | sentence | AUC | refused |
|---|---|---|---|---|---|---|---|
{figures}

{cross} are measured by weights that did not learn from them (the recipe's `held_out`); the shipped ones did.

## Recipe
`python -m qa.training.reader --data ../shared --out qa/model`: {trunk} steps of {batch} examples at {rate:g}, then
{shipped} with all sets, the rate falling over the last {falling}; moving average of the weights; seed {seed}. Of the
examples up to {negatives:.0%} don't answer: of these {near:.0%} are near misses, the right text without the sentence
that answers, and {exchanged:.0%} ask about another name or number than the text. {crossed:.0%} of the questions are put
word by word into the other language (by qa/model/lexicon.npz, CC BY-SA 4.0). Windows of {least} to {most} tokens;
{above:.0%} have the title above them. Type vectors are counted in the texts below, CRUD-RAG's news, xinwenlianbo
(MIT), taiwan-md (CC BY-SA 4.0) and English documentation (embeddings/model/README.md names it).

| set | share | answers | from |
|---|---|---|---|
{sets}

Texts that share a clause of 14 characters (40 in English) with what measures were left out.
"""


def card(recipe: Recipe, rows: Rows, size: int) -> str:
    """The card's Markdown.

    Args:
        recipe: With which numbers the weights were trained.
        rows: What was measured; empty after a dry run.
        size: Of the file, in bytes.
    """
    figures = [
        f"| {name} | {row.questions} | {'long' if LONG[name] else 'short'} | {row.f1:.3f} | {row.exact:.3f} "
        f"| {row.sentence:.3f} | {row.auc:.3f} | {row.refused:.3f} |"
        for name, row in rows.items()
    ]
    sets = [
        f"| {name} | {share.share:g} | {'long' if share.long else 'short'} | {LICENCES[name]} |"
        for name, share in SHARES.items()
    ]
    return _CARD.format(
        size=size, penalty=PENALTY, figures="\n".join(figures), cross=" and ".join(CROSS_FITTED), trunk=recipe.trunk,
        batch=BATCH, rate=RATE, shipped=recipe.shipped, falling=recipe.falling,
        seed=recipe.seed, negatives=NEGATIVES, near=NEAR_MISSES, exchanged=EXCHANGED, crossed=CROSSED,
        least=WINDOW[0], most=WINDOW[1], above=ABOVE, sets="\n".join(sets),
    )  # fmt: skip
