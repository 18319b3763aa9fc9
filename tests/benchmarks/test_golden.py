from __future__ import annotations

import hashlib
import json
import lzma
from pathlib import Path

import pytest

from benchmarks.golden import (
    ARTICLES,
    HALVES,
    QUESTIONS,
    ask_all,
    draw_articles,
    groups,
    half_of,
    table,
    unfounded,
    write_articles,
)
from embeddings.build import build
from embeddings.errors import InputRefusedError
from qa import Assistant
from qa.evaluation.golden import GoldenQuestion, read_golden

SEEDS = read_golden(QUESTIONS["seeds"]).questions
NEWS = read_golden(QUESTIONS["news"]).questions


def corpus(folder: Path, lengths: list[int]) -> Path:
    file = folder / "news.jsonl.xz"
    with lzma.open(file, "wt", encoding="utf-8") as lines:
        for number, length in enumerate(lengths):
            text = f"第{number}篇" + "新" * length
            lines.write(json.dumps({"date": "2023-08-01", "text": text}) + "\n")
    return file


def test_questions_are_many_and_of_both_halves() -> None:
    assert (len(SEEDS), len(NEWS)) == (48, 72)
    for questions in (SEEDS, NEWS):
        assert len({question.id for question in questions}) == len(questions)
        for half in HALVES:
            asked = [question for question in questions if half_of(question) == half]
            assert len(asked) == len(questions) // 2
            assert {question.lang for question in asked} == {"zh", "zh-Hant", "en"}
            assert sum(not question.answers for question in asked) >= 3


def test_a_fifth_has_no_answer() -> None:
    unanswerable = [question for question in (*SEEDS, *NEWS) if not question.answers]
    assert len(unanswerable) == 23


def test_answers_stand_in_the_seeds(seeds_index: Path) -> None:
    assert unfounded(SEEDS, Assistant.open(seeds_index).documents()) == []


def test_an_answer_that_no_article_holds_is_named(seeds_index: Path) -> None:
    documents = Assistant.open(seeds_index).documents()
    question = GoldenQuestion(id="s1", question="多少？", docs=("000",), answers=("网易海南总部", "3500亿元"))
    assert unfounded([question], documents) == ["s1: 3500亿元"]


def test_articles_are_drawn_by_their_text_alone(tmp_path: Path) -> None:
    forwards = draw_articles(corpus(tmp_path, [400, 500, 10, 600, 5000]), 2)
    texts = [f"第{number}篇" + "新" * length for number, length in ((0, 400), (1, 500), (3, 600))]
    digests = sorted(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    assert [article.name for article in forwards] == [digest[:16] for digest in digests[:2]]


def test_too_few_articles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match=f"{ARTICLES} articles"):
        draw_articles(corpus(tmp_path, [400]), ARTICLES)
    with pytest.raises(InputRefusedError, match="--data"):
        draw_articles(tmp_path / "none.xz", 1)


def test_articles_become_seeds(tmp_path: Path) -> None:
    articles = draw_articles(corpus(tmp_path, [400, 500]), 2)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "old.json").write_text("{}", encoding="utf-8")
    write_articles(articles, tmp_path / "seeds")
    build(tmp_path / "seeds", tmp_path / "index")
    documents = Assistant.open(tmp_path / "index").documents()
    assert [document.source.path for document in documents] == [f"{article.name}.json" for article in articles]
    assert [str(document.source.published) for document in documents] == ["2023-08-01", "2023-08-01"]


def test_right_and_wrong_are_counted(seeds_index: Path) -> None:
    questions = [
        GoldenQuestion(id="s1", lang="zh", question="网易将在三亚设立什么？", docs=("000",), answers=("网易海南总部",)),
        GoldenQuestion(id="s3", lang="zh", question="网易将在三亚设立什么？", docs=("004",), answers=("腾讯",)),
        GoldenQuestion(id="s5", lang="zh", question="世界杯冠军是谁？", docs=(), answers=()),
    ]
    scored = ask_all(questions, Assistant.open(seeds_index))
    assert [one.article_first for one in scored[:2]] == [True, False]
    assert [one.right for one in scored] == [True, False, True]
    lines = table(groups(scored)[:2]).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["all", "1/2", "1/2", "1/2", "1/2", "1/2", "0/2", "1/1", "0/2", "0/1"],
        ["tune", "1/2", "1/2", "1/2", "1/2", "1/2", "0/2", "1/1", "0/2", "0/1"],
    ]
