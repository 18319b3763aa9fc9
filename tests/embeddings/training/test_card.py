from embeddings.training.card import model_card
from embeddings.training.recipe import Recipe
from embeddings.training.sources import READING, SOURCES


def test_card_names_every_set_and_figure() -> None:
    card = model_card(Recipe(), {"cmrc": {"ndcg@10": 0.91234, "recall@1": 0.8}, "ntrex": {"en_zh": 0.7}})
    for file in [*(source.file for source in SOURCES), *(file for file, _ in READING)]:
        assert f"- `{file}`: " in card
    assert "| set | en_zh | ndcg@10 | recall@1 |\n|---|---|---|---|\n| cmrc |  | 0.9123 | 0.8000 |\n" in card
    assert "| ntrex | 0.7000 |  |  |" in card
    assert "90,000 tokens × 512 dimensions" in card
    assert "Not measured" in model_card(Recipe(), {})
