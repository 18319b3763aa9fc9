from __future__ import annotations

import json
from pathlib import Path

import pytest

from embeddings.training.articles import held_out_articles
from qa.training import sets
from qa.training.sets import QUESTIONS, Corpus, read_sets


@pytest.fixture
def corpora(folder: Path, questions: Path, monkeypatch: pytest.MonkeyPatch) -> list[Corpus]:
    monkeypatch.setattr(sets, "QUESTIONS", questions)
    monkeypatch.setattr(sets, "CONTEXTS", 3)
    return list(read_sets(folder))


def texts(corpus: Corpus) -> list[str]:
    return [document.text for document in corpus.documents]


def test_sets_are_dealt_out_to_corpora(corpora: list[Corpus]) -> None:
    assert [(each.name, each.across, len(each.documents), len(each.questions)) for each in corpora] == [
        ("cmrc_dev", False, 3, 6),
        ("cmrc_dev", False, 3, 6),
        ("drcd_dev", False, 3, 6),
        ("drcd_dev", False, 3, 6),
        ("crud_news", False, 3, 6),
        ("crud_news", False, 3, 6),
        ("newwiki", False, 4, 4),
        ("cmrc_dev_en", True, 3, 3),
        ("cmrc_dev_en", True, 3, 3),
        ("newwiki_zh", True, 4, 2),
    ]


def test_the_corpora_of_a_set_share_no_article_and_leave_none_out(corpora: list[Corpus]) -> None:
    for name in ("cmrc_dev", "drcd_dev", "crud_news", "cmrc_dev_en"):
        own = [texts(corpus) for corpus in corpora if corpus.name == name]
        assert len(own) == 2
        assert set(own[0]).isdisjoint(own[1])
        assert len(set(own[0]) | set(own[1])) == 6


def test_every_question_is_asked_of_the_corpus_that_holds_its_article(corpora: list[Corpus]) -> None:
    for corpus in corpora:
        by_path = {document.source.path: document.text for document in corpus.documents}
        assert len(by_path) == len(corpus.documents)
        assert {asked.path for asked in corpus.questions} <= by_path.keys()
        for asked in corpus.questions:
            if not corpus.across and corpus.name != "newwiki":
                assert asked.question[:2] == by_path[asked.path][:2]  # the city


def test_english_articles_are_those_that_neither_train_nor_measure(corpora: list[Corpus]) -> None:
    own = [corpus for corpus in corpora if corpus.name.startswith("newwiki")]
    assert held_out_articles(f"Town {letter}" for letter in "ABCDEFGHIJ").training == {"Town D", "Town J"}
    for corpus in own:
        assert all("Town D" in text or "Town J" in text for text in texts(corpus))
    by_path = {document.source.path: document.text for document in own[1].documents}
    assert [(asked.question, by_path[asked.path]) for asked in own[1].questions] == [
        ("D镇有几所学校？", "Town D has 5 schools. The oldest was built in 1903."),
        ("J镇的河有多长？", "The river of Town J is 19 miles long."),
    ]


def test_across_languages_only_translated_questions_are_asked(corpora: list[Corpus]) -> None:
    asked = [question for corpus in corpora if corpus.name == "cmrc_dev_en" for question in corpus.questions]
    assert sorted(each.question[:22] for each in asked) == sorted(
        f"When was school number {at}"[:22] for at in range(6)
    )


def test_equal_contexts_are_one_article_and_blank_questions_none(
    folder: Path, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "QUESTIONS", questions)
    path = folder / "train" / "reading_drcd_dev.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    paragraphs = content["data"][0]["paragraphs"]
    blank = {"context": paragraphs[0]["context"], "qas": [{"id": "x", "question": " ？", "answers": []}]}
    content["data"].append({"title": "again", "paragraphs": [blank, paragraphs[1]]})
    path.write_text(json.dumps(content), encoding="utf-8")
    drcd = [corpus for corpus in read_sets(folder) if corpus.name == "drcd_dev"]
    assert [(len(corpus.documents), len(corpus.questions)) for corpus in drcd] == [(6, 14)]


def test_the_translations_in_the_repository_can_be_read() -> None:
    for name, count in (("cmrc_dev_en.jsonl", 300), ("newwiki_train_zh.jsonl", 261)):
        rows = [json.loads(line) for line in (QUESTIONS / name).read_text(encoding="utf-8").splitlines()]
        assert len({row["id"] for row in rows}) == len(rows) == count
        assert all(row.keys() == {"id", "question"} and row["question"].strip() for row in rows)
