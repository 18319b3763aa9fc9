import numpy as np

from qa.training.reader.examples import Library
from qa.training.reader.prepare import Known, asking_tokens, new_network


def test_asking_tokens_are_those_of_questions_by_frequency(letters: Library) -> None:
    places = asking_tokens(letters, 7)
    assert places[6] == 1  # o stands in every question
    assert sorted(places[1:6].tolist()) == [2, 3, 4, 5, 6]
    assert places[0] == 0


def test_a_seed_gives_one_network(known_letters: Known) -> None:
    one, two, other = (
        dict(new_network(known_letters, seed=seed).named_parameters())["row.weight"].detach().numpy()
        for seed in (1, 1, 2)
    )
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)
