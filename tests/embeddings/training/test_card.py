import pytest

from embeddings.training.card import model_card
from embeddings.training.evaluation import LANGUAGES, PASSAGES, TRANSLATIONS, Tables
from embeddings.training.recipe import MIX, Recipe
from embeddings.training.sources import RANKING, READING, SOURCES

FIGURES: Tables = {
    PASSAGES: {"cmrc": {"ndcg@10": 0.91234, "recall@1": 0.8}, "cmrc (float)": {"ndcg@10": 0.9, "recall@1": 0.85}},
    TRANSLATIONS: {"ntrex": {"en_zh": 0.7}},
    LANGUAGES: {"zh": {"en_to": 1.0}, "ja": {"en_to": 0.975, "to_zh": 0.5}},
}


@pytest.fixture(scope="module")
def card() -> str:
    return model_card(Recipe(), FIGURES)


def test_card_names_every_set(card: str) -> None:
    for file in [*(source.file for source in SOURCES), *(file for file, _ in READING)]:
        assert f"- `{file}`: " in card
    for file in RANKING:
        assert f"`{file}`" in card.split("## Held out")[1].split("## ")[0]
        assert f"- `{file}`: " not in card


def test_each_table_has_its_rows_and_columns(card: str) -> None:
    assert (
        "| | ndcg@10 | recall@1 |\n|---|---|---|\n| cmrc | 0.9123 | 0.8000 |\n| cmrc (float) | 0.9000 | 0.8500 |\n\n"
    ) in card
    assert "| | en_zh |\n|---|---|\n| ntrex | 0.7000 |\n\n" in card
    assert "| | en_to | to_zh |\n|---|---|---|\n| zh | 1.0000 |  |\n| ja | 0.9750 | 0.5000 |\n\n" in card
    order = [
        card.index(each) for each in ("| cmrc |", "| ntrex |", "among 40", "| ja |", "cross_language", "## Recipe")
    ]
    assert order == sorted(order)


def test_card_has_the_numbers_of_the_recipe(card: str) -> None:
    assert "90,000 tokens × 512 dimensions" in card
    assert "14,000 steps of 1,024 pairs" in card
    assert "40% lose half" in card
    for name, share in MIX.items():
        assert f"{name} {share:.2f}" in card
    assert "language: [zh, en, ja, ko, fr, es, pt, ru, de]" in card


def test_a_dry_run_measures_nothing() -> None:
    card = model_card(Recipe(steps=30), {})
    assert "Not measured (dry run)." in card
    assert "nDCG" not in card
