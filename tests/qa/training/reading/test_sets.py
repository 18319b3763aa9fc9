from __future__ import annotations

from pathlib import Path

from qa.training.reading.sets import Corpus, read_corpora


def of(corpora: list[Corpus], name: str) -> list[Corpus]:
    return [corpus for corpus in corpora if corpus.name == name]


def test_each_set_is_asked_whole_without_articles_and_without_answers(folder: Path) -> None:
    corpora = list(read_corpora(folder))
    names = ["cmrc_dev", "drcd_dev", "crud_news", "newwiki", "cmrc_dev_en", "newwiki_train_zh"]
    assert list(dict.fromkeys(corpus.name for corpus in corpora)) == names
    assert {corpus.name for corpus in corpora if corpus.across} == {"cmrc_dev_en", "newwiki_train_zh"}
    translated = of(corpora, "cmrc_dev_en")[0].questions
    assert translated[0].question == "In which year was the first robot project of Nanjing built?"
    assert translated[0].answers == ("1950年",)
    whole, thinned, missed = of(corpora, "drcd_dev")
    assert len(whole.documents) == 10
    asked = [each for each in whole.questions if each.kind == "answerable"]
    assert len(asked) == 10
    assert asked[3].answers == ("1953年",)
    assert asked[3].path == whole.documents[3].source.path

    assert len(thinned.documents) == 5
    kept = {document.source.path for document in thinned.documents}
    assert {each.kind for each in thinned.questions} == {"article_removed"}
    assert [each.question[:2] for each in thinned.questions] == ["南京", "上海", "成都", "杭州", "广州"]
    assert all(each.path == "" for each in thinned.questions)
    assert kept == {document.source.path for document in whole.documents[1::2]}

    assert len(missed.questions) == 10
    assert [document.text for document in missed.documents[:1]] == ["南京的铁路很有名。每逢节日游客众多。"]


def test_a_name_is_exchanged_for_one_that_the_article_lacks(folder: Path) -> None:
    whole = of(list(read_corpora(folder)), "cmrc_dev")[0]
    exchanged = [each for each in whole.questions if each.kind == "name_exchanged"]
    assert exchanged
    asked = {each.question for each in whole.questions if each.kind == "answerable"}
    for each in exchanged:
        assert each.answers == ()
        assert each.question.endswith("第一个机器人项目是哪一年建的？")
        assert each.question in asked  # of another city: in this corpus another article answers it
    assert list(read_corpora(folder)) == list(read_corpora(folder))


def test_of_the_news_only_what_the_reader_has_not_seen_is_asked(folder: Path) -> None:
    whole = of(list(read_corpora(folder)), "crud_news")[0]
    assert len(whole.documents) == 10
    assert [each.question[:2] for each in whole.questions if each.kind == "answerable"] == ["天津"]


def test_every_nth_question(folder: Path) -> None:
    whole = of(list(read_corpora(folder, every=5)), "drcd_dev")[0]
    assert [each.question[:2] for each in whole.questions if each.kind == "answerable"] == ["南京", "武汉"]
