from hypothesis import given
from hypothesis import strategies as st

from embeddings.training.articles import held_out_articles

TITLES = ["Tin", "Acronym", "Lens", "Oxford", "Latin", "Andes", "Surname", "Acronym", "Istanbul", "Baltic_Sea", "苏州"]


def test_every_sixth_title_is_measured_and_every_sixth_trains_the_ranker() -> None:
    # Acronym Andes Baltic_Sea | Istanbul Latin Lens | Oxford Surname Tin | 苏州
    held = held_out_articles(TITLES)
    assert held.measure == {"Acronym", "Oxford"}
    assert held.training == {"Istanbul", "苏州"}
    assert held == held_out_articles(reversed(TITLES))


def test_the_answer_is_a_pair() -> None:
    measure, training = held_out_articles(["b", "a"])
    assert (measure, training) == (frozenset({"a"}), frozenset())


@given(st.lists(st.text(max_size=3)))
def test_no_article_is_both_measured_and_learnt(titles: list[str]) -> None:
    held = held_out_articles(titles)
    assert not held.measure & held.training
    assert held.measure | held.training <= set(titles)
    assert len(held.measure) == -(-len(set(titles)) // 6)
