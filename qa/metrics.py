"""Measures of one question: how high the right article stands, and how far an answer is the right one; their means.

Every measure lies in 0 to 1. Texts are compared as tokens of their folded form: Chinese, Japanese and Korean characters
singly, other words and numbers whole, punctuation left out. So 500亿元 is not found in 1500亿元, 3,500 is 3500, and a
traditional answer equals its simplified form.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from embeddings.normalize import fold, is_han

THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
"""12,000: a number in groups of three. Looked for before folding, which makes the Chinese comma an ASCII one."""

_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
TOKEN = re.compile(rf"\d+\.\d+|[{_SINGLE}]|[^\W_{_SINGLE}]+")
"""A decimal number, one character of a script written without spaces, or a run of other letters and digits."""

ARTICLES = frozenset({"a", "an", "the"})
"""Words that SQuAD's own script leaves out of English answers."""


def tokens(text: str) -> list[str]:
    """Tokens of the folded text; punctuation and spaces are left out."""
    return TOKEN.findall(fold(THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)))


def holds(text: str, answer: str) -> bool:
    """Whether the answer's tokens stand in the text one after another; False for an answer without any token."""
    wanted, found = tokens(answer), tokens(text)
    return bool(wanted) and any(
        found[start : start + len(wanted)] == wanted for start in range(len(found) - len(wanted) + 1)
    )


def exact_match(prediction: str | None, answers: Sequence[str]) -> float:
    """1.0 if the prediction's tokens are those of one of the answers; None and the empty prediction get 0.0."""
    given = _answer_tokens(prediction or "")
    return float(bool(given) and any(given == _answer_tokens(answer) for answer in answers))


def f1(prediction: str | None, answers: Sequence[str]) -> float:
    """Best harmonic mean of precision and recall over the answers; None and the empty prediction get 0.0.

    The overlap with an answer that holds Chinese is the longest common run of tokens (the script of CMRC 2018); with
    any other it is the number of tokens in common wherever they stand, articles left out (the script of SQuAD).
    """
    given = _answer_tokens(prediction or "")
    return max((_f1(given, answer) for answer in answers), default=0.0)


def _f1(given: list[str], answer: str) -> float:
    wanted = _answer_tokens(answer)
    common = longest_common_run(given, wanted) if _has_han(answer) else (Counter(given) & Counter(wanted)).total()
    return 2 * common / (len(given) + len(wanted)) if common else 0.0


def _answer_tokens(text: str) -> list[str]:
    found = tokens(text)
    return found if _has_han(text) else [token for token in found if token not in ARTICLES]


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def longest_common_run(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest sequence of tokens that stands unbroken in both."""
    best = 0
    ending_before = [0] * (len(second) + 1)
    for token in first:
        ending_here = [0] * (len(second) + 1)
        for place, other in enumerate(second, start=1):
            if token == other:
                ending_here[place] = ending_before[place - 1] + 1
                best = max(best, ending_here[place])
        ending_before = ending_here
    return best


def ndcg(rank: int | None, k: int) -> float:
    """NDCG with one thing to find, 1 / log2(1 + rank), and 0.0 below rank k or where it was not found (None)."""
    return 1 / math.log2(1 + rank) if rank is not None and rank <= k else 0.0


def reciprocal_rank(rank: int | None, k: int) -> float:
    """1 / rank, and 0.0 below rank k or where it was not found (None)."""
    return 1 / rank if rank is not None and rank <= k else 0.0


def recall(rank: int | None, k: int) -> float:
    """1.0 where it was found at rank k or above."""
    return float(rank is not None and rank <= k)


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; 0.0 of nothing."""
    return sum(values) / len(values) if values else 0.0
