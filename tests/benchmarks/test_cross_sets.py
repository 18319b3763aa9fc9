import json
import re
from pathlib import Path

import pytest

from benchmarks.cross_language import row
from benchmarks.cross_sets import (
    SETS,
    TRANSLATED,
    Answer,
    Article,
    Articles,
    Paragraph,
    Question,
    Translation,
    as_bytes,
    measured_articles,
    place,
    translated,
)
from embeddings.errors import InputRefusedError
from qa.evaluation.evaluate import report

REPOSITORY = Path(__file__).resolve().parents[2]
TRAINING = REPOSITORY / "qa" / "training" / "questions"
HAN = re.compile("[一-鿿]")
FILES = {
    TRANSLATED / "cmrc_trial_en.jsonl": ("en", 256),
    TRANSLATED / "newwiki_measure_zh.jsonl": ("zh", 232),
    TRAINING / "cmrc_dev_en.jsonl": ("en", 300),
    TRAINING / "newwiki_train_zh.jsonl": ("zh", 261),
}


ANSWER = Answer(text="海边", answer_start=2)


def articles() -> Articles:
    return [
        Article(
            title=title,
            paragraphs=(
                Paragraph(
                    context=f"{title}在海边。",
                    qas=(
                        Question(id=f"{title}1", question="在哪里？", answers=(ANSWER,)),
                        Question(id=f"{title}2", question="何时？", answers=()),
                    ),
                ),
                Paragraph(context=f"{title}很大。", qas=()),
            ),
        )
        for title in "庚己戊丁丙乙甲"
    ]


def test_translations_replace_the_questions_and_all_paragraphs_stay() -> None:
    made = translated(articles(), [Translation(id="乙1", question="Where is it?")])
    assert [len(article.paragraphs) for article in made] == [2] * 7
    asked = [asked for article in made for part in article.paragraphs for asked in part.qas]
    assert asked == [Question(id="乙1", question="Where is it?", answers=(ANSWER,))]


@pytest.mark.parametrize(("ids", "named"), [(["乙1", "辛9"], "辛9"), (["乙1", "乙1"], "twice")])
def test_a_translation_of_no_question_is_refused(ids: list[str], named: str) -> None:
    with pytest.raises(InputRefusedError, match=named):
        translated(articles(), [Translation(id=name, question="Where?") for name in ids])


def test_measured_articles_are_those_held_out_in_the_order_of_their_titles() -> None:
    # in code-point order: 丁 丙 乙 己 庚 戊 甲
    assert [article.title for article in measured_articles(articles())] == ["丁", "甲"]


def test_a_set_is_put_together_with_the_same_bytes_each_time(tmp_path: Path) -> None:
    source = tmp_path / "train" / "reading_squadshifts_newwiki_en.json"
    source.parent.mkdir()
    rows = [article.model_dump() for article in articles()]
    source.write_text(json.dumps({"version": "1", "data": rows}, indent=1), encoding="utf-8")
    file = place("cross/newwiki_measure", tmp_path, into=tmp_path)
    first = file.read_bytes()
    assert first == as_bytes(measured_articles(articles()))
    assert json.loads(first)["data"][0] == json.loads(json.dumps(rows[3]))
    source.write_text(json.dumps({"data": rows}, ensure_ascii=False), encoding="utf-8")
    assert place("cross/newwiki_measure", tmp_path, into=tmp_path).read_bytes() == first
    assert place("eval/cmrc_trial.json", tmp_path, into=tmp_path / "none") == tmp_path / "eval" / "cmrc_trial.json"


def test_a_row_of_the_table_counts_different_paragraphs() -> None:
    twice = [*articles(), articles()[0]]
    assert row("a", twice, report([])) == ["a", "14", "0", "0.0000", "0.0000", "0.0000", "0.0000"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_translations_are_unique_not_blank_and_in_their_language(file: Path) -> None:
    language, count = FILES[file]
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [set(row) for row in rows] == [{"id", "question"}] * count
    assert len({row["id"] for row in rows}) == count
    for row_ in rows:
        question = row_["question"]
        assert question == question.strip()
        assert question.endswith("?" if language == "en" else ("？", "。"))
        assert bool(HAN.search(question)) == (language == "zh")


def test_no_question_is_both_measured_and_learnt() -> None:
    ids = [{json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()} for file in FILES]
    assert sum(map(len, ids)) == len(set.union(*ids))


def test_every_translated_set_has_its_builder() -> None:
    assert {f"cross/{file.stem}" for file in TRANSLATED.glob("*.jsonl")} <= SETS.keys()
