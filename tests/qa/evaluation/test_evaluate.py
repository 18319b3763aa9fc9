import json
import math
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from embeddings.errors import InputRefusedError
from embeddings.schema import Hit, Passage, ScoreParts, Source, Span
from qa.evaluation.evaluate import EvalReport, Outcome, evaluate, first_rank, report
from qa.evaluation.golden import GoldenQuestion
from qa.reasons import AnswerReason
from qa.schema import Answer, Citation, Mode


def hit(path: str, rank: int) -> Hit:
    passage = Passage(passage_id=f"{path}:0-1", doc_id=path, span=Span(start=0, end=1), text="文")
    return Hit(
        passage=passage, source=Source(title="", path=path, language="zh"), score=1, rank=rank, parts=ScoreParts()
    )


def answered(sentences: Sequence[str], short: str | None = None, *, whole: str = "全问") -> Answer:
    citations = tuple(
        Citation(
            marker=number,
            doc_id="d",
            span=Span(start=0, end=len(sentence)),
            quote=sentence,
            answer=_place(sentence, short) if number == 1 and short else None,
            title="题",
            path="001.txt",
        )
        for number, sentence in enumerate(sentences, 1)
    )
    text = "\n".join(f"{sentence}[{number}]" for number, sentence in enumerate(sentences, 1))
    return Answer(
        question="问",
        standalone_question=whole,
        status="answered",
        text=text,
        short_answer=short,
        citations=citations,
        generation="memory",
    )


def _place(sentence: str, short: str) -> Span:
    start = sentence.index(short)
    return Span(start=start, end=start + len(short))


REFUSAL = Answer(
    question="问", standalone_question="全问", status="no_evidence", text="没有30条。", generation="memory"
)


def asked(name: str, *answers: str, kind: str | None = None, lang: str | None = None) -> GoldenQuestion:
    docs = ("001",) if answers else ()
    return GoldenQuestion(id=name, question=f"{name}？", docs=docs, answers=answers, type=kind, lang=lang)


def ranks(hybrid: int | None, dense: int | None = None, lexical: int | None = None) -> dict[Mode, int | None]:
    return {"hybrid": hybrid, "dense": dense, "lexical": lexical}


class Script(NamedTuple):
    """A respondent that says what it is given to say, and remembers what it was asked."""

    answers: dict[str, Answer]
    found: dict[Mode, list[str]]
    heard: list[tuple[str, ...]]

    def retrieve(self, question: str, k: int = 8, *, mode: Mode = "hybrid") -> list[Hit]:
        self.heard.append((mode, question))
        return [hit(path, rank) for rank, path in enumerate(self.found[mode], 1)][:k]

    def ask(self, question: str, *, history: Sequence[str] = (), generator: str | None = None) -> Answer:
        self.heard.append((question, *history))
        if question not in self.answers:
            raise InputRefusedError(AnswerReason.EMPTY_QUESTION)
        return self.answers[question]


def test_ranks_count_articles_not_passages() -> None:
    assert first_rank(["b", "b", "c", "a", "a"], ["a"]) == 3
    assert first_rank(["002_x.txt", "003_y.txt"], ["001", "003"]) == 2
    assert first_rank(["b"], ["a"]) is None
    assert first_rank([], ["a"]) is None


def test_questions_are_asked_with_their_history_and_retrieved_as_they_stand_alone() -> None:
    respondent = Script(
        answers={"那南京呢？": answered(["南京是1350亿元。"], "1350亿元")},
        found={"hybrid": ["002", "001"], "dense": ["001"], "lexical": ["002", "002", "003"]},
        heard=[],
    )
    question = GoldenQuestion(
        id="f", question="那南京呢？", docs=("001",), answers=("1350亿元",), history=("合肥呢？",)
    )
    steps: list[tuple[int, int]] = []
    found = evaluate([question, asked("空", "答")], respondent, done=lambda done, total: steps.append((done, total)))
    assert respondent.heard == [
        ("那南京呢？", "合肥呢？"),
        ("hybrid", "全问"),
        ("dense", "全问"),
        ("lexical", "全问"),
        ("空？",),
    ]
    assert steps == [(1, 2), (2, 2)]
    assert (found.n, found.answerable, found.unanswerable, found.not_asked) == (2, 1, 0, ("空",))
    assert found.retrieval["hybrid"].mrr_at_10 == 0.5
    assert found.retrieval["hybrid"].ndcg_at_10 == pytest.approx(math.log(2) / math.log(3))
    assert found.retrieval["dense"].recall_at_1 == 1.0
    assert found.retrieval["lexical"].recall_at_10 == 0.0


def four() -> EvalReport:
    return report([
        Outcome(asked("甲", "30条", kind="number", lang="zh"), answered(["共30条。"], "30条"), ranks(1, 2, 3)),
        Outcome(
            asked("乙", "百度", "腾讯", kind="list", lang="zh"), answered(["有人。", "有百度。"]), ranks(6, None, 1)
        ),
        Outcome(asked("丙", "30条", kind="number", lang="en"), REFUSAL, ranks(1, 1, 1)),
        Outcome(asked("丁", kind="unanswerable", lang="zh"), answered(["有些1。"]), ranks(None)),
    ])


def test_means_are_over_answerable_questions_and_refusals_hold_no_answer() -> None:
    found = four()
    assert (found.n, found.answerable, found.unanswerable) == (4, 3, 1)
    assert found.retrieval["hybrid"].recall_at_1 == pytest.approx(2 / 3)
    assert found.retrieval["hybrid"].recall_at_5 == pytest.approx(2 / 3)
    assert found.retrieval["hybrid"].recall_at_10 == 1.0
    assert found.retrieval["hybrid"].mrr_at_10 == pytest.approx((1 + 1 / 6 + 1) / 3)
    assert found.retrieval["dense"].mrr_at_10 == pytest.approx((1 / 2 + 0 + 1) / 3)
    assert found.reading.model_dump() == {
        "answer_in_first_sentence": pytest.approx(1 / 3),
        "answer_in_text": pytest.approx(2 / 3),
        "short_answer_em": pytest.approx(1 / 3),
        "short_answer_f1": pytest.approx(1 / 3),
        "refused_of_answerable": pytest.approx(1 / 3),
        "refused_of_unanswerable": 0.0,
    }


def test_groups_are_by_type_language_and_kind() -> None:
    by = four().by
    assert {name: list(groups) for name, groups in by.items()} == {
        "type": ["list", "number", "unanswerable"],
        "lang": ["en", "zh"],
        "kind": ["other"],
    }
    assert by["type"]["list"].model_dump() == {
        "n": 1,
        "answerable": 1,
        "recall@1": 0.0,
        "answer_in_first_sentence": 0.0,
        "answer_in_text": 1.0,
        "answer_all_in_text": 0.0,
        "short_answer_f1": 0.0,
        "refused": 0.0,
    }
    assert (by["type"]["number"].n, by["type"]["number"].refused) == (2, 0.5)
    assert (by["type"]["unanswerable"].n, by["type"]["unanswerable"].answerable) == (1, 0)


def test_the_kind_is_that_of_the_question_standing_by_itself() -> None:
    found = report([
        Outcome(asked("甲", "30条"), answered(["共30条。"], "30条", whole="措施共多少条？"), ranks(1)),
        Outcome(asked("乙", "300条"), answered(["共300条措施。"], "300条措施", whole="措施有几条？"), ranks(1)),
        Outcome(asked("丙", "周明远"), answered(["有人主持。"], whole="谁主持了春茶节？"), ranks(1)),
        Outcome(asked("丁"), REFUSAL.model_copy(update={"standalone_question": "谁主持了春茶节？"}), ranks(None)),
    ]).by
    assert list(found) == ["kind"]
    assert {kind: (each.n, each.answerable, each.refused) for kind, each in found["kind"].items()} == {
        "number": (2, 2, 0.0),
        "person": (2, 1, 0.5),
    }
    assert found["kind"]["number"].answer_in_first_sentence == 1.0
    assert found["kind"]["number"].short_answer_f1 == pytest.approx((1 + 2 * 2 / (4 + 2)) / 2)
    assert found["kind"]["person"].short_answer_f1 == 0.0


def test_the_worst_come_first() -> None:
    assert [(miss.id, miss.kind, miss.rank) for miss in four().worst] == [
        ("丁", "not_refused", None),
        ("乙", "wrong_document", 6),
        ("丙", "refused", 1),
    ]
    assert [(miss.expected, miss.got) for miss in four().worst] == [
        ((), "有些1。[1]"),
        (("百度", "腾讯"), "有人。[1]\n有百度。[2]"),
        (("30条",), "没有30条。"),
    ]


def test_a_marker_is_no_answer() -> None:
    found = report([Outcome(asked("戊", "1"), answered(["一个也没有。"]), ranks(1))])
    assert found.reading.answer_in_text == 0.0
    assert [miss.kind for miss in found.worst] == ["answer_not_in_text"]


def test_the_json_has_the_usual_names_and_reads_back() -> None:
    found = four()
    printed = json.loads(found.model_dump_json())
    assert list(printed) == ["n", "answerable", "unanswerable", "not_asked", "retrieval", "reading", "by", "worst"]
    assert list(printed["retrieval"]) == ["hybrid", "dense", "lexical"]
    assert list(printed["retrieval"]["hybrid"]) == ["ndcg@10", "mrr@10", "recall@1", "recall@5", "recall@10"]
    assert EvalReport.model_validate(printed) == found


def test_no_question_at_all_is_no_division_by_zero() -> None:
    found = report([])
    assert found.n == 0
    assert found.reading.answer_in_text == 0.0
    assert found.retrieval["hybrid"].ndcg_at_10 == 0.0
