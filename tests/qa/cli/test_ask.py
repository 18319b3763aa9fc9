import json
import re

import pytest

from qa.assistant.explain import Explanation
from qa.cli import run
from qa.schema import Answer

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
QUOTE = "高標準打造1-2個元宇宙特色園區,到2025 年,元宇宙及關聯產業規模超過1350億元。"


def test_an_answer_is_printed_with_its_short_form_text_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", QUESTION]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"1350億元\n\n{QUOTE}[1]\n")
    assert "\n[1] " in printed.out
    assert " · 元力社 · 003_862178eca5e71cc6.txt\n    “" + QUOTE + "”\n" in printed.out
    assert printed.err == ""


def test_json_is_the_answer_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", QUESTION, "--json"]) == 0
    printed = capsys.readouterr()
    answer = Answer.model_validate_json(printed.out)
    assert (answer.status, answer.short_answer, answer.citations[0].quote) == ("answered", "1350億元", QUOTE)
    assert answer.citations[0].path == "003_862178eca5e71cc6.txt"
    assert printed.err == ""


def test_explain_adds_how_it_came_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", QUESTION, "--explain"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"1350億元\n\n{QUOTE}[1]\n")
    unit = "元|人民币|美金|港币|澳门币|台币|英镑|日圆|韩圆|瑞士法郎|瑞郎|卢布|印度卢比|泰铢|林吉特|越南盾|雷亚尔"
    assert f"\n  kind number; focus 产业规模目标; unit {unit}; names 南京; searched " in printed
    assert "\n  answered by the sentences marked *\n" in printed
    assert run(["ask", QUESTION, "--explain", "--json"]) == 0
    explanation = Explanation.model_validate_json(capsys.readouterr().out)
    assert explanation.answer.short_answer == "1350億元"
    assert explanation.asked[0].sentences[0].text == QUOTE


def test_history_makes_a_follow_up_whole(capsys: pytest.CaptureFixture[str]) -> None:
    history = "合肥高新区到2028年元宇宙相关产业规模目标是多少？"
    assert run(["ask", "那南京呢？", "--history", "谁是张江集团董事长？", "--history", history, "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).short_answer == "1350億元"


def test_filters_leave_articles_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "横琴的《实施方案》一共有多少条措施？", "--publisher", "财联社", "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).short_answer == "30条"
    assert run(["ask", "横琴的《实施方案》一共有多少条措施？", "--after", "2022-08-24", "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).status == "no_evidence"


def test_one_article_is_asked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    for article in ("002", "002_bbc993df6f2fe461.txt"):
        assert run(["search", "元宇宙产业规模", "--article", article, "--json"]) == 0
        assert {hit["source"]["path"] for hit in json.loads(capsys.readouterr().out)} == {"002_bbc993df6f2fe461.txt"}
    assert run(["ask", "产业规模目标是多少？", "--article", "002", "--json"]) == 0
    answer = Answer.model_validate_json(capsys.readouterr().out)
    assert (answer.short_answer, {each.path[:3] for each in answer.citations}) == ("3500亿元", {"002"})
    assert run(["ask", "产业规模目标是多少？", "--article", answer.citations[0].doc_id, "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).short_answer == "3500亿元"


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("article", "said"),
    [
        (
            "999",
            "expected the id of an article, or what its path begins with; found '999'; take one that `wenju search`",
        ),
        ("", "expected --article with an id or the beginning of a path; found nothing; name an article"),
    ],
)
def test_an_article_that_is_not_there_is_said_in_one_line(
    command: str, article: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, "产业规模目标是多少？", "--article", article]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(f"wenju: {said}")
    assert printed.err.count("\n") == 1


def test_periods_are_counted_from_the_day_given(capsys: pytest.CaptureFixture[str]) -> None:
    asked = "去年横琴的《实施方案》一共有多少条措施？"
    assert run(["ask", asked, "--today", "2023-05-01", "--json"]) == 0
    (period,) = Answer.model_validate_json(capsys.readouterr().out).understood.periods
    assert (period.text, str(period.start), str(period.end), period.used) == (
        "去年",
        "2022-01-01",
        "2022-12-31",
        "boost",
    )
    assert run(["ask", asked, "--today", "2023-05-01"]) == 0
    assert capsys.readouterr().out.endswith("\n\n理解为：去年 = 2022-01-01…2022-12-31\n")
    assert run(["search", asked, "-k", "1", "--today", "2023-05-01"]) == 0
    assert capsys.readouterr().out.endswith("\n\n理解为：去年 = 2022-01-01…2022-12-31\n")


def test_a_search_is_filtered_and_its_sources_take_turns(capsys: pytest.CaptureFixture[str]) -> None:
    def paths(*options: str) -> list[str]:
        assert run(["search", "元宇宙产业规模", "-k", "4", "--json", *options]) == 0
        return [hit["source"]["path"][:3] for hit in json.loads(capsys.readouterr().out)]

    plain, mixed = paths(), paths("--diversify")
    assert plain[0] == plain[1] == mixed[0] != mixed[1]
    assert set(paths("--publisher", "元力社")) == {"003"}
    assert set(paths("--after", "2022-07-28", "--before", "2022-07-28")) == {"002"}


def test_what_is_in_no_article_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "苹果公司什么时候发布Vision Pro头显？"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("文章里没有找到答案。")
    assert "[1]" not in printed.out


def test_search_lists_hits_with_the_parts_of_their_scores(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", QUESTION, "-k", "2", "--mode", "lexical", "--json"]) == 0
    hits = json.loads(capsys.readouterr().out)
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["source"]["path"] == "003_862178eca5e71cc6.txt"
    assert run(["search", QUESTION, "-k", "1"]) == 0
    printed = capsys.readouterr().out
    assert re.match(
        r"1\. \d\.\d{4}  [^\n]+003_862178eca5e71cc6\.txt\n   .+\(BM25 [\d.]+, cosine [\d.]+\)\n   matched: .*南京.*\n$",
        printed,
    )


def test_search_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["search", QUESTION, "-k", "2", "--why"]) == 0
    table = capsys.readouterr().out.split("\nwhy ")[1].strip()
    rows = {line.split()[0]: line.split()[-2:] for line in f"why {table}".split("\n")}
    assert rows["why"] == ["1", "2"]
    assert run(["search", QUESTION, "-k", "2", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert rows["score"] == [f"{first['score']:.4f}", f"{second['score']:.4f}"]
    for name in first["parts"]["ranker"]:
        assert rows[name] == [f"{hit['parts']['ranker'][name]:+.2f}" for hit in (first, second)]
