from qa.training.reader.card import LICENCES, card
from qa.training.reader.measure import Figures
from qa.training.reader.questions import SHARES
from qa.training.reader.recipe import Recipe


def test_figures_and_sets_are_rows() -> None:
    text = card(Recipe(trunk=7, shipped=5, falling=3), {"drcd_dev": Figures(9, 0.71, 0.552, 0.9, 0.966, 0.8)}, 123)
    assert "| drcd_dev | 9 | short | 0.710 | 0.552 | 0.900 | 0.966 | 0.800 |" in text
    assert "123 bytes" in text
    assert "7 steps" in text
    assert "| cmrc2018_train | 0.4 | long | CMRC 2018 (CC BY-SA 4.0) |" in text


def test_every_set_has_a_licence() -> None:
    assert set(LICENCES) == set(SHARES)
