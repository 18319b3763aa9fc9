from qa.training.reader.loop import Phase
from qa.training.reader.recipe import Recipe


def test_both_ends_go_on_from_the_trunk_and_their_rate_falls_to_nothing() -> None:
    assert Recipe(trunk=100, measured=20, shipped=30, falling=10).phases() == (
        Phase("trunk", held_out=True, first=0, last=100, falling=100),
        Phase("measured", held_out=True, first=100, last=120, falling=100),
        Phase("shipped", held_out=False, first=100, last=130, falling=120),
    )
