import json
from pathlib import Path

import pytest

from embeddings.training.articles import held_out_articles
from qa.training.reader.questions import CROSS_FITTED, LONG, SHARES, Question, measures, read_questions, training_sets


def write(path: Path, contexts: dict[str, list[tuple[str, str, int]]], title: str = "T_1") -> Path:
    paragraphs = [
        {
            "context": text,
            "qas": [
                {"id": "1", "question": asked, "answers": [{"text": a, "answer_start": at}]} for asked, a, at in qas
            ],
        }
        for text, qas in contexts.items()
    ]
    path.write_text(json.dumps({"data": [{"title": title, "paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def test_questions_have_spans_where_the_file_is_right(tmp_path: Path) -> None:
    path = write(
        tmp_path / "x.json", {"南京在江苏。": [("哪里？", "江苏", 3), ("何处？", "江苏", 1), (" ？", "江苏", 3)]}
    )
    assert read_questions(path) == [
        Question("哪里？", "南京在江苏。", "T 1", ((3, 5),), ("江苏",)),
        Question("何处？", "南京在江苏。", "T 1", (), ("江苏",)),
    ]


def test_a_set_called_news_has_no_title(tmp_path: Path) -> None:
    assert read_questions(write(tmp_path / "x.json", {"a b": [("q", "a", 0)]}, title="news"))[0].title == ""


@pytest.mark.parametrize("held_out", [True, False])
def test_cross_fitted_sets_are_left_out_on_demand(reading_folder: Path, held_out: bool) -> None:
    found = training_sets(reading_folder, held_out=held_out)
    assert (set(SHARES) - set(found)) == (set(CROSS_FITTED) if held_out else set())
    assert len(found["cmrc2018_train"]) == 9


def test_what_shares_a_clause_with_what_measures_is_left_out(reading_folder: Path, tmp_path: Path) -> None:
    for name in ("train", "eval", "seeds"):
        (tmp_path / name).mkdir()
        for path in (reading_folder / name).iterdir():
            (tmp_path / name / path.name).write_bytes(path.read_bytes())
    clause = "这是一个只在测量里才会出现的很长的句子"
    write(tmp_path / "eval" / "cmrc_trial.json", {f"{clause}。": [("哪里？", "测量", 6)]})
    write(
        tmp_path / "train" / "reading_cmrc2018_train.json",
        {f"前文。{clause}，后文。": [("哪里？", "前文", 0)], "另外一段话。": [("哪里？", "一段", 2)]},
    )
    assert [each.context for each in training_sets(tmp_path, held_out=True)["cmrc2018_train"]] == ["另外一段话。"]


def test_news_and_english_articles_are_kept_aside(reading_folder: Path) -> None:
    found, aside = training_sets(reading_folder, held_out=True), measures(reading_folder)
    assert set(aside) == set(LONG)
    news, held = ({each.context for each in rows} for rows in (found["crud_news_zh"], aside["crud_news_held_out"]))
    assert (len(held), held & news) == (1, set())
    wiki = {each.title for each in read_questions(reading_folder / "train" / "reading_squadshifts_newwiki_en.json")}
    split = held_out_articles(wiki)
    assert {each.title for each in aside["newwiki_held_out_en"]} == split.measure
    assert {each.title for each in found["squadshifts_newwiki_en"]} == wiki - split.measure - split.training
