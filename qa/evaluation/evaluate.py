"""Evaluate retrieval, reading and refusing on questions with known answers, and list the questions that went wrong.

All measures lie between 0 and 1. Texts are compared as tokens of their folded form: single Chinese, Japanese and Korean
characters, whole words and numbers, no punctuation. So 500亿元 is not found in 1500亿元, 3,500 equals 3500, and a
traditional answer equals its simplified form.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

from pydantic import ConfigDict, Field

from embeddings.errors import InputRefusedError
from embeddings.schema import Frozen, Hit
from embeddings.text.normalize import fold, is_han
from qa.evaluation.golden import GoldenQuestion
from qa.question.rules import Kind
from qa.question.understand import understand
from qa.schema import MARKER, Answer, GeneratorName, Mode

THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
"""A number in groups of three such as 12,000; searched before folding, which makes a Chinese comma ASCII."""

_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
TOKEN = re.compile(rf"\d+\.\d+|[{_SINGLE}]|[^\W_{_SINGLE}]+")
"""A decimal number, one character of a script written without spaces, or a run of other letters and digits."""

ARTICLES = frozenset({"a", "an", "the"})
"""Words that SQuAD's script leaves out of English answers."""


def tokens(text: str) -> list[str]:
    """Tokens of the folded text; punctuation and spaces are left out."""
    return TOKEN.findall(fold(THOUSANDS.sub(lambda match: match[0].replace(",", ""), text)))


def holds(text: str, answer: str) -> bool:
    """Whether the answer's tokens occur in the text consecutively; False for an answer without tokens."""
    wanted, found = tokens(answer), tokens(text)
    return bool(wanted) and any(
        found[start : start + len(wanted)] == wanted for start in range(len(found) - len(wanted) + 1)
    )


def exact_match(prediction: str | None, answers: Sequence[str]) -> float:
    """1.0 if the prediction has the same tokens as one of the answers; None and an empty prediction get 0.0."""
    given = _answer_tokens(prediction or "")
    return float(bool(given) and any(given == _answer_tokens(answer) for answer in answers))


def f1(prediction: str | None, answers: Sequence[str]) -> float:
    """Highest harmonic mean of precision and recall over the answers; None and an empty prediction get 0.0.

    The overlap with a Chinese answer is the longest common run of tokens (as in the script of CMRC 2018); with any
    other it is the number of common tokens in any order, without articles (as in the script of SQuAD).
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
    """Length of the longest contiguous sequence of tokens that occurs in both."""
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
    """NDCG with one relevant item: 1 / log2(1 + rank), or 0.0 below rank k or if it was not found (None)."""
    return 1 / math.log2(1 + rank) if rank is not None and rank <= k else 0.0


def reciprocal_rank(rank: int | None, k: int) -> float:
    """1 / rank, or 0.0 below rank k or if it was not found (None)."""
    return 1 / rank if rank is not None and rank <= k else 0.0


def recall(rank: int | None, k: int) -> float:
    """1.0 if it was found at rank k or above, else 0.0."""
    return float(rank is not None and rank <= k)


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; 0.0 for no values."""
    return sum(values) / len(values) if values else 0.0


MODES: tuple[Mode, ...] = ("hybrid", "dense", "lexical")
DEPTH = 50
"""Passages retrieved, so that at least ten articles are among them."""
WORST = 50
"""Most questions listed under `worst`."""

MissKind = Literal["not_refused", "refused", "wrong_document", "answer_not_in_text"]
MISS_KINDS: tuple[MissKind, ...] = ("not_refused", "wrong_document", "refused", "answer_not_in_text")
"""Worst first: an answer where there is none misleads, a refusal does not."""

Done = Callable[[int, int], None]
"""Called with the number of questions done and their total."""


class Respondent(Protocol):
    """The system under evaluation; an Assistant is one."""

    def retrieve(self, question: str, k: int = 8, *, mode: Mode = "hybrid") -> list[Hit]:
        """The k best passages, best first."""
        ...

    def ask(self, question: str, *, history: Sequence[str] = (), generator: GeneratorName | None = None) -> Answer:
        """The answer, given the earlier questions."""
        ...


class Scores(Frozen):
    """Figures in 0 to 1, printed under their usual names, such as ndcg@10."""

    model_config = ConfigDict(
        alias_generator=lambda name: name.replace("_at_", "@"), serialize_by_alias=True, validate_by_name=True
    )


class RetrievalScores(Scores):
    """Means over the questions that have an answer, counting the first passage of any right article.

    The rank is that among articles: passages of an article already seen do not count.
    """

    ndcg_at_10: float = Field(ge=0, le=1)
    mrr_at_10: float = Field(ge=0, le=1)
    recall_at_1: float = Field(ge=0, le=1)
    recall_at_5: float = Field(ge=0, le=1)
    recall_at_10: float = Field(ge=0, le=1)


class ReadingScores(Scores):
    """Means over the questions that have an answer, but the last, which is over those that have none.

    An answer counts as being in a text if any of the question's answers is; a refusal holds no answer. A mean over no
    question is 0.0: `answerable` and `unanswerable` of the report say how many there are.
    """

    answer_in_first_sentence: float = Field(ge=0, le=1)
    answer_in_text: float = Field(ge=0, le=1)
    short_answer_em: float = Field(ge=0, le=1)
    short_answer_f1: float = Field(ge=0, le=1)
    refused_of_answerable: float = Field(ge=0, le=1)
    refused_of_unanswerable: float = Field(ge=0, le=1)


class GroupScores(Scores):
    """The questions of one type, language or kind; means as in RetrievalScores (hybrid) and ReadingScores."""

    n: int
    answerable: int
    recall_at_1: float = Field(ge=0, le=1)
    answer_in_first_sentence: float = Field(ge=0, le=1)
    answer_in_text: float = Field(ge=0, le=1)
    answer_all_in_text: float = Field(ge=0, le=1, description="every one of a question's answers is in the text")
    short_answer_f1: float = Field(ge=0, le=1)
    refused: float = Field(ge=0, le=1, description="of all questions of the group")


class Miss(Frozen):
    """A question that went wrong."""

    id: str
    kind: MissKind
    question: str
    expected: tuple[str, ...]
    got: str = Field(description="the short answer, or the text where there is none")
    rank: int | None = Field(description="rank of the first right article (hybrid); None if it was not found")


class EvalReport(Frozen):
    """What was measured."""

    n: int = Field(description="questions of the file: answerable, unanswerable and not asked")
    answerable: int
    unanswerable: int
    not_asked: tuple[str, ...] = Field(description="ids of questions refused as input, such as blank ones; in no mean")
    retrieval: dict[Mode, RetrievalScores]
    reading: ReadingScores
    by: dict[str, dict[str, GroupScores]] = Field(
        description="by `type` and by `lang`, where the questions state them; by `kind`, that of the answer asked for"
    )
    worst: tuple[Miss, ...]


class Outcome(NamedTuple):
    """The result for one question."""

    asked: GoldenQuestion
    answer: Answer
    ranks: dict[Mode, int | None]

    @property
    def refused(self) -> bool:
        """Whether the question was refused for lack of evidence."""
        return self.answer.status == "no_evidence"

    @property
    def kind(self) -> Kind:
        """The kind of answer that the question asks for, according to `qa.question`."""
        return understand(self.answer.standalone_question).kind

    def in_first_sentence(self) -> bool:
        """Whether the text before the first marker contains any of the answers."""
        return not self.refused and _holds_any(MARKER.split(self.answer.text)[0], self.asked.answers)

    def in_text(self) -> bool:
        """Whether the text, without markers, contains any of the answers."""
        return not self.refused and _holds_any(MARKER.sub(" ", self.answer.text), self.asked.answers)

    def all_in_text(self) -> bool:
        """Whether the text contains all the answers."""
        text = MARKER.sub(" ", self.answer.text)
        return not self.refused and all(holds(text, answer) for answer in self.asked.answers)


def evaluate(questions: Sequence[GoldenQuestion], respondent: Respondent, *, done: Done | None = None) -> EvalReport:
    """Ask every question and compute the figures.

    Args:
        questions: The questions with their right articles and answers.
        respondent: The system under evaluation.
        done: Called after each question.
    """
    outcomes: list[Outcome] = []
    not_asked: list[str] = []
    for number, question in enumerate(questions, start=1):
        outcome = _ask(question, respondent)
        if outcome is None:
            not_asked.append(question.id)
        else:
            outcomes.append(outcome)
        if done is not None:
            done(number, len(questions))
    return report(outcomes, not_asked)


def _ask(question: GoldenQuestion, respondent: Respondent) -> Outcome | None:
    """The result for a question; None if it is refused as input, as two blank ones in CMRC 2018's trial set are."""
    try:
        # an LLM's answers are measured by the evidence for their sentences, not by known answers
        answer = respondent.ask(question.question, history=question.history, generator="extractive")
    except InputRefusedError:
        return None
    ranks: dict[Mode, int | None] = dict.fromkeys(MODES)
    if question.docs:
        for mode in MODES:
            hits = respondent.retrieve(answer.standalone_question, DEPTH, mode=mode)
            ranks[mode] = first_rank([hit.source.path for hit in hits], question.docs)
    return Outcome(question, answer, ranks)


def first_rank(paths: Iterable[str], right: Sequence[str]) -> int | None:
    """Rank, from 1, among the distinct paths of the first that begins with one of the `right` prefixes."""
    for rank, path in enumerate(dict.fromkeys(paths), start=1):
        if path.startswith(tuple(right)):
            return rank
    return None


def report(outcomes: Sequence[Outcome], not_asked: Sequence[str] = ()) -> EvalReport:
    """Figures over the results of all questions.

    Args:
        outcomes: Results of the questions that were accepted.
        not_asked: Ids of the questions refused as input.
    """
    answerable = [outcome for outcome in outcomes if outcome.asked.answers]
    unanswerable = [outcome for outcome in outcomes if not outcome.asked.answers]
    misses = [miss for outcome in outcomes if (miss := _miss(outcome))]
    misses.sort(key=lambda miss: (MISS_KINDS.index(miss.kind), -(miss.rank or DEPTH + 1)))
    return EvalReport(
        n=len(outcomes) + len(not_asked),
        answerable=len(answerable),
        unanswerable=len(unanswerable),
        not_asked=tuple(not_asked),
        retrieval={mode: retrieval_scores([outcome.ranks[mode] for outcome in answerable]) for mode in MODES},
        reading=_reading(answerable, unanswerable),
        by=_by(outcomes),
        worst=tuple(misses[:WORST]),
    )


def retrieval_scores(ranks: Sequence[int | None]) -> RetrievalScores:
    """Means over questions, from the rank of the first right article of each; None if it was not found."""
    return RetrievalScores(
        ndcg_at_10=mean([ndcg(rank, 10) for rank in ranks]),
        mrr_at_10=mean([reciprocal_rank(rank, 10) for rank in ranks]),
        recall_at_1=mean([recall(rank, 1) for rank in ranks]),
        recall_at_5=mean([recall(rank, 5) for rank in ranks]),
        recall_at_10=mean([recall(rank, 10) for rank in ranks]),
    )


def _reading(answerable: Sequence[Outcome], unanswerable: Sequence[Outcome]) -> ReadingScores:
    short = [(outcome.answer.short_answer, outcome.asked.answers) for outcome in answerable]
    return ReadingScores(
        answer_in_first_sentence=mean([outcome.in_first_sentence() for outcome in answerable]),
        answer_in_text=mean([outcome.in_text() for outcome in answerable]),
        short_answer_em=mean([exact_match(given, answers) for given, answers in short]),
        short_answer_f1=mean([f1(given, answers) for given, answers in short]),
        refused_of_answerable=mean([outcome.refused for outcome in answerable]),
        refused_of_unanswerable=mean([outcome.refused for outcome in unanswerable]),
    )


def _by(outcomes: Sequence[Outcome]) -> dict[str, dict[str, GroupScores]]:
    found: dict[str, dict[str, list[Outcome]]] = {}
    for outcome in outcomes:
        for name, value in (("type", outcome.asked.type), ("lang", outcome.asked.lang), ("kind", outcome.kind)):
            if value is not None:
                found.setdefault(name, {}).setdefault(value, []).append(outcome)
    return {name: {value: _group(found[name][value]) for value in sorted(found[name])} for name in found}


def _group(outcomes: Sequence[Outcome]) -> GroupScores:
    answerable = [outcome for outcome in outcomes if outcome.asked.answers]
    return GroupScores(
        n=len(outcomes),
        answerable=len(answerable),
        recall_at_1=mean([recall(outcome.ranks["hybrid"], 1) for outcome in answerable]),
        answer_in_first_sentence=mean([outcome.in_first_sentence() for outcome in answerable]),
        answer_in_text=mean([outcome.in_text() for outcome in answerable]),
        answer_all_in_text=mean([outcome.all_in_text() for outcome in answerable]),
        short_answer_f1=mean([f1(outcome.answer.short_answer, outcome.asked.answers) for outcome in answerable]),
        refused=mean([outcome.refused for outcome in outcomes]),
    )


def _miss(outcome: Outcome) -> Miss | None:
    kind = _miss_kind(outcome)
    if kind is None:
        return None
    return Miss(
        id=outcome.asked.id,
        kind=kind,
        question=outcome.asked.question,
        expected=outcome.asked.answers,
        got=outcome.answer.short_answer or outcome.answer.text,
        rank=outcome.ranks["hybrid"],
    )


def _miss_kind(outcome: Outcome) -> MissKind | None:
    if not outcome.asked.answers:
        return None if outcome.refused else "not_refused"
    if outcome.ranks["hybrid"] != 1:
        return "wrong_document"
    if outcome.refused:
        return "refused"
    return None if outcome.in_text() else "answer_not_in_text"


def _holds_any(text: str, answers: Sequence[str]) -> bool:
    return any(holds(text, answer) for answer in answers)
