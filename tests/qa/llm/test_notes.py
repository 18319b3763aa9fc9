from qa.config import Settings
from qa.llm.write import mark, remarks
from qa.schema import Wording


def said(question: str, wording: Wording, *, form_refused: bool = False) -> tuple[str, ...]:
    return remarks(question, wording, settings=Settings(), form_refused=form_refused)


def test_nothing_is_said_where_all_went_well() -> None:
    assert said("问？", Wording(model="m", sentences=3)) == ()


def test_counts_are_said_in_the_script_of_the_question() -> None:
    wording = Wording(model="m", sentences=3, removed=2, invented=1, passages=3, passages_left_out=5)
    assert said("How many?", wording) == (
        "Sentences of the LLM that are not borne out and were removed: 2.",
        "Citations of passages that do not exist and were removed: 1.",
        "Passages that did not fit and that the LLM did not see: 5.",
    )
    assert said("目標是多少？元宇宙產業", wording)[0] == "去掉了語言模型寫的 2 句沒有依據的話。"
    assert (mark("问？"), mark("Why?")) == ("（未经证实）", " (not borne out)")


def test_why_it_is_quotes_comes_first() -> None:
    wording = Wording(model="m", instead="busy", failure="busy", removed=1, sentences=1)
    assert said("问？", wording, form_refused=True) == (
        "语言模型没有作答：太忙（429）。下面是原文句子。",
        "语言模型的服务不支持 JSON 结构，用了纯文本。",
    )
    assert said("问？", Wording(model="m", instead="no_room"))[0].startswith("提示放不下任何段落")


def test_a_broken_reply_is_told() -> None:
    assert said("Why?", Wording(model="m", failure="timeout", cut=True)) == (
        "The LLM did not finish: it did not answer in time. Only the sentences that were checked are kept.",
        "The LLM's reply ended at the longest allowed, unfinished.",
    )
