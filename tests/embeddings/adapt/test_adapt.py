import hashlib
from pathlib import Path

import numpy as np
import pytest

from embeddings.adapt.adapt import AdaptConfig, adapt
from embeddings.adapt.report import verdict
from embeddings.adapt.train import StepSizes
from embeddings.encoders.load import SHIPPED_FOLDER
from embeddings.encoders.static import StaticEncoder
from embeddings.errors import InputRefusedError, UsageError

SUBJECTS = 30
CONFIG = AdaptConfig(steps=60, batch=64, rates=StepSizes(rate=0.1, warm_up=5))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_what_articles_say_belongs_together_is_learnt(
    tmp_path: Path, paired_articles: Path, paired_encoder: Path
) -> None:
    before = digests(paired_encoder)
    told: list[tuple[str, int, int]] = []
    made = adapt(
        paired_articles,
        tmp_path / "new",
        encoder=str(paired_encoder),
        config=CONFIG,
        progress=lambda *report: told.append(report),
    )
    assert (made.articles, made.held_out, made.tokens, made.steps) == (108, 12, 91, 51)
    assert made.tokens_trained == 2 * SUBJECTS  # the rest of the characters is in no article
    assert made.measured["title"].queries == 12
    assert made.measured["title"].articles == 120
    assert made.measured["title"].ndcg_before < 0.2
    assert made.measured["title"].ndcg_after > 0.5
    assert (made.measured["title"].verdict, made.verdict) == ("helped", "helped")
    assert made.loss_after < made.loss_before
    assert digests(paired_encoder) == before
    assert made.base_fingerprint == StaticEncoder(paired_encoder).fingerprint
    assert made.fingerprint == StaticEncoder(tmp_path / "new").fingerprint
    assert [stage for stage, done, total in told if done == total] == ["read", "clean", "train", "measure"]


def test_tokens_in_no_article_keep_their_bytes(tmp_path: Path, paired_articles: Path, paired_encoder: Path) -> None:
    adapt(paired_articles, tmp_path / "new", encoder=str(paired_encoder), config=CONFIG)
    old, new = StaticEncoder(paired_encoder), StaticEncoder(tmp_path / "new")
    untouched = np.arange(2 * SUBJECTS + 1, 3 * SUBJECTS + 1)
    assert (new.vectors_of(untouched) == old.vectors_of(untouched)).all()
    assert (new.vectors_of(np.array([0])) == 0).all()
    assert (new.vectors_of(np.array([1])) != old.vectors_of(np.array([1]))).any()
    assert digests(tmp_path / "new")["tokenizer.json"] == digests(paired_encoder)["tokenizer.json"]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, paired_articles: Path, paired_encoder: Path) -> None:
    for name in ("one", "two"):
        adapt(paired_articles, tmp_path / name, encoder=str(paired_encoder), config=CONFIG)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    adapt(
        paired_articles, tmp_path / "three", encoder=str(paired_encoder), config=AdaptConfig(steps=60, batch=64, seed=1)
    )
    assert digests(tmp_path / "three")["model.safetensors"] != digests(tmp_path / "one")["model.safetensors"]


def test_the_card_says_what_it_was_made_from(tmp_path: Path, paired_articles: Path, paired_encoder: Path) -> None:
    made = adapt(paired_articles, tmp_path / "new", encoder=str(paired_encoder), config=CONFIG)
    card = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")
    assert "| articles trained on | 108 |" in card
    assert "| tokens trained, of all | 60 of 91 |" in card
    assert f"`{made.base_fingerprint}`" in card
    title = made.measured["title"]
    assert f"| title | 12 | {title.ndcg_before:.4f} | {title.ndcg_after:.4f} |" in card
    assert "Over both together it helped." in card


def test_nothing_that_exists_is_written_over(tmp_path: Path, paired_articles: Path, paired_encoder: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError, match=r"expected a folder that does not exist yet; found .*there; give another"):
        adapt(paired_articles, tmp_path / "there", encoder=str(paired_encoder))
    for model in (paired_encoder, SHIPPED_FOLDER):
        with pytest.raises(UsageError, match="expected a folder outside every encoder"):
            adapt(paired_articles, model / "new", encoder=str(paired_encoder))
    assert list((tmp_path / "there").iterdir()) == []


@pytest.mark.parametrize("stage", ["train", "measure"])
def test_a_stop_leaves_nothing(tmp_path: Path, paired_articles: Path, paired_encoder: Path, stage: str) -> None:
    def stop(told: str, done: int, total: int) -> None:
        if told == stage and done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adapt(paired_articles, tmp_path / "new", encoder=str(paired_encoder), config=CONFIG, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_too_few_articles_are_refused(tmp_path: Path, repository: Path) -> None:
    with pytest.raises(InputRefusedError, match="at least 20 articles and 50 passages to adapt to; found 5 and"):
        adapt(repository / "seeds", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["sentence-transformers/all-MiniLM-L6-v2", "seeds"])
def test_only_a_static_encoder_is_adapted(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch, paired_articles: Path, name: str
) -> None:
    monkeypatch.chdir(repository)
    with pytest.raises(UsageError, match="expected a static"):
        adapt(paired_articles, tmp_path / "new", encoder=name)
    assert list(tmp_path.iterdir()) == []


def test_a_verdict_is_what_the_whole_interval_says() -> None:
    assert [verdict(0.01, 0.2), verdict(-0.01, 0.2), verdict(0.0, 0.2), verdict(-0.2, -0.01)] == [
        "helped",
        "made no difference",
        "made no difference",
        "hurt",
    ]
