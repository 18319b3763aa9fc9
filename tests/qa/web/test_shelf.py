from __future__ import annotations

from qa.schema import Answer
from qa.web.actions import Shelf, name_of


def refusal(question: str, milliseconds: float = 1.0) -> Answer:
    return Answer(
        question=question,
        standalone_question=question,
        status="no_evidence",
        text="无",
        generation="g1",
        timings={"read": milliseconds},
    )


def test_a_name_says_which_answer_it_is_and_not_how_long_it_took() -> None:
    assert name_of(refusal("一？")) == name_of(refusal("一？", 2.0)) != name_of(refusal("二？"))
    assert len(name_of(refusal("一？"))) == 24


def test_the_answer_used_longest_ago_leaves_first() -> None:
    shelf = Shelf(kept=2)
    one, two = shelf.put(refusal("一？")), shelf.put(refusal("二？"))
    assert shelf.get(one) == refusal("一？")
    three = shelf.put(refusal("三？"))
    assert [shelf.get(name) is not None for name in (one, two, three)] == [True, False, True]
