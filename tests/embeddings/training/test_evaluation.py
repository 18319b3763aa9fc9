import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.training import evaluation
from embeddings.training.articles import held_out_articles
from embeddings.training.evaluation import FURTHER, evaluate, languages, measured_questions, questions, translations
from embeddings.training.sources import HELD_OUT_ARTICLES, read_lines

SENTENCES = Path(__file__).parents[3] / "benchmarks" / "languages" / "sentences.jsonl"

PLACES = {"甲": 0, "乙": 1, "丙": 2, "a": 0, "b": 1, "c": 1}


class Letters:
    """An encoder whose vector of a text is the unit vector of its first letter's place."""

    name, dim, fingerprint = "letters", 3, "0"

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.eye(3, dtype=np.float32)[[PLACES[text[0]] for text in texts]]

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return self.encode_documents([text])[0]


def test_figures_of_questions_by_hand() -> None:
    figures = questions(Letters(), [("甲？", "甲文"), ("乙？", "乙文"), ("乙？", "丙文"), ("丙？", "丙文")])
    # the third is at rank 3 (ties count against it): 1 / log2(4) = 0.5, 1 / 3
    assert figures == {"ndcg@10": 0.875, "mrr@10": pytest.approx((3 + 1 / 3) / 4, abs=1e-4), "recall@1": 0.75}


def test_accuracy_of_translations_by_hand(tmp_path: Path) -> None:
    lines = ['{"en": "a", "zh": "甲", "zh_hant": "甲"}', '{"en": "b", "zh": "乙", "zh_hant": "丙"}']
    (tmp_path / "n.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert translations(Letters(), tmp_path / "n.jsonl") == {
        "en_zh": 1,
        "zh_en": 1,
        "en_zh_hant": 0.5,
        "zh_hant_en": 0.5,
    }


def test_accuracy_of_further_languages_by_hand(tmp_path: Path) -> None:
    rows = [
        {"en": "a", "zh": "甲"} | dict.fromkeys(FURTHER, "甲"),
        {"en": "b", "zh": "丙"} | dict.fromkeys(FURTHER, "乙"),
    ]
    rows[1]["ko"] = "甲"  # the same as its neighbour: a tie counts against both
    path = tmp_path / "n.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    figures = languages(Letters(), path)
    assert list(figures) == ["zh", *FURTHER]
    assert figures["zh"] == {"en_to": 0.5, "to_en": 0.5}  # the second's are at right angles, as to the first
    assert figures["ja"] == {"en_to": 1, "to_en": 1, "to_zh": 0.5}
    assert figures["ko"] == {"en_to": 0, "to_en": 0.5, "to_zh": 0.5}


def test_english_is_measured_on_articles_that_neither_encoder_nor_ranker_learns(data_folder: Path) -> None:
    path = data_folder / "train" / HELD_OUT_ARTICLES
    titles = [article["title"] for article in json.loads(path.read_text(encoding="utf-8"))["data"]]
    pairs = measured_questions(path)
    assert len(pairs) == 20
    towns = held_out_articles(titles).measure
    assert towns == {"Beijing", "Shanghai"}
    assert {town for town in titles for _, context in pairs if town in context} == towns


def test_every_development_set_is_measured(data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "train").symlink_to(data_folder / "train")
    (tmp_path / "eval").mkdir()
    for name in ("cmrc_trial", "news_qa_dev"):
        part = {"context": "甲文", "qas": [{"question": "甲？"}]}
        (tmp_path / "eval" / f"{name}.json").write_text(
            json.dumps({"data": [{"paragraphs": [part]}]}), encoding="utf-8"
        )
    (tmp_path / "eval" / "ntrex_en_zh.jsonl").write_text('{"en": "a", "zh": "甲", "zh_hant": "甲"}', encoding="utf-8")
    asked: list[int] = []

    def counted(_: Letters, pairs: list[tuple[str, str]]) -> dict[str, float]:
        asked.append(len(pairs))
        return {"ndcg@10": float(len(pairs))}

    monkeypatch.setattr(evaluation, "questions", counted)
    tables = evaluate(Letters(), tmp_path)
    sizes = {"cmrc_trial": 1.0, "drcd_dev": 100.0, "news_qa_dev": 1.0, "newwiki_held_out": 20.0}
    assert tables["passages"] == {name: {"ndcg@10": size} for name, size in sizes.items()}
    assert tables["translations"]["ntrex"]["en_zh"] == 1
    assert asked == [1, 100, 1, 20]


def test_the_sentences_are_complete_different_and_in_their_script() -> None:
    rows = list(read_lines(SENTENCES))
    assert [row["id"] for row in rows] == [f"{i:02}" for i in range(1, 41)]
    scripts = {"zh": "\u4e00-\u9fff", "ja": "\u3041-\u30ff", "ko": "\uac00-\ud7a3", "ru": "\u0400-\u04ff"}
    for language in ("en", "zh", *FURTHER):
        sentences = [row[language] for row in rows]
        assert len(set(sentences)) == 40
        low, _, high = scripts.get(language, "a-z")
        assert all(any(low <= character <= high for character in sentence) for sentence in sentences)
        assert all(sentence == sentence.strip() and sentence[-1] in ".。" for sentence in sentences)
    kana = [row for row in rows if any("\u3041" <= c <= "\u30ff" for c in row["zh"])]
    assert kana == []
