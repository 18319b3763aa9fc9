import json
import math

import pytest

from embeddings.schema import Hit, Passage, ScoreParts, Source, Span
from qa.evaluation.compare import EncoderComparison, EncoderTrial, Whole, compare, ranks_of, whole_questions
from qa.evaluation.golden import GoldenQuestion
from qa.schema import Mode

FOUND: dict[Mode, list[str]] = {"hybrid": ["002", "002", "001"], "dense": ["003"], "lexical": ["001"]}


class Script:
    """A retriever that finds what it is given to find."""

    def retrieve(self, question: str, k: int = 8, *, mode: Mode = "hybrid") -> list[Hit]:
        passage = Passage(passage_id="d:0-1", doc_id="d", span=Span(start=0, end=1), text="文")
        return [
            Hit(
                passage=passage,
                source=Source(title="", path=path, language="zh"),
                score=1,
                rank=rank,
                parts=ScoreParts(),
            )
            for rank, path in enumerate(FOUND[mode], 1)
        ]


def asked(name: str, question: str, *history: str, answered: bool = True) -> GoldenQuestion:
    docs, answers = (("001",), ("答",)) if answered else ((), ())
    return GoldenQuestion(id=name, question=question, docs=docs, answers=answers, history=history)


def trial(*hybrid: int | None, dense: int | None = 1) -> EncoderTrial:
    return EncoderTrial(2, 0.5, {"hybrid": list(hybrid), "dense": [dense] * len(hybrid), "lexical": [1] * len(hybrid)})


def test_follow_ups_are_filled_in_and_what_has_no_answer_is_left_out() -> None:
    found = whole_questions(
        [
            asked("a", "那南京呢？", "合肥高新区到2028年元宇宙产业规模是多少？"),
            asked("b", " "),
            asked("c", "谁是镇长？", answered=False),
            asked("d", "南京  在哪？"),
        ],
        1000,
    )
    assert found.asked == [Whole("南京到2028年元宇宙产业规模是多少？", ("001",)), Whole("南京 在哪？", ("001",))]
    assert found.not_asked == ("b",)


def test_ranks_are_those_of_articles_in_each_mode() -> None:
    steps: list[tuple[int, int]] = []
    found = ranks_of([Whole("问", ("001",))] * 2, Script(), done=lambda done, total: steps.append((done, total)))
    assert found == {"hybrid": [2, 2], "dense": [None, None], "lexical": [1, 1]}
    assert steps == [(1, 2), (2, 2)]


def test_each_encoder_has_its_figures_and_its_distance_from_the_first() -> None:
    found = compare({"first": trial(1, 2, None), "second": trial(1, 1, 1)}, not_asked=("b",))
    first, second = found.encoders["first"], found.encoders["second"]
    assert (first.dim, first.seconds, first.questions, first.not_asked) == (2, 0.5, 3, ("b",))
    assert first.difference is None
    assert first.retrieval["hybrid"].ndcg_at_10 == pytest.approx((1 + 1 / math.log2(3)) / 3)
    assert second.retrieval["hybrid"].recall_at_1 == 1.0
    assert second.difference is not None
    recall = second.difference["hybrid"]["recall@1"]
    assert recall.mean == pytest.approx(2 / 3)
    assert (recall.low, recall.high) == (0.0, 1.0)
    assert second.difference["dense"]["mrr@10"].model_dump() == {"mean": 0.0, "low": 0.0, "high": 0.0}


def test_the_json_names_the_encoders_and_reads_back() -> None:
    found = compare({"甲": trial(1), "乙": trial(2)})
    printed = json.loads(found.model_dump_json())
    assert list(printed) == ["encoders"]
    assert list(printed["encoders"]) == ["甲", "乙"]
    assert list(printed["encoders"]["乙"]["retrieval"]["dense"])[:3] == ["ndcg@10", "mrr@10", "recall@1"]
    assert list(printed["encoders"]["乙"]["difference"]["hybrid"]) == ["ndcg@10", "mrr@10", "recall@1"]
    assert EncoderComparison.model_validate(printed) == found
