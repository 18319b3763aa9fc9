from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.text.normalize import Text, fold
from qa.question.facets import NEAR_DAYS, as_terms, period_boost, periods
from qa.schema import Period

TODAY = date(2026, 11, 21)
"""A Saturday."""

Row = tuple[str, str, str, str]


def found(question: str, today: date = TODAY) -> list[Row]:
    """What was typed, the first and the last day, and the use of each period."""
    return [(each.text, str(each.start), str(each.end), each.used) for each in periods(Text.of(question), today)]


def only(question: str, today: date = TODAY) -> tuple[str, str]:
    """The first and the last day of the one period that the whole question is."""
    ((text, start, end, _),) = found(question, today)
    assert text == question
    return start, end


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022年", "2022-01-01", "2022-12-31"),
        ("２０２２年", "2022-01-01", "2022-12-31"),
        ("二〇二二年", "2022-01-01", "2022-12-31"),
        ("二○二二年七月八日", "2022-07-08", "2022-07-08"),
        ("民國111年7月", "2022-07-01", "2022-07-31"),
        ("2022年7月", "2022-07-01", "2022-07-31"),
        ("2022年2月", "2022-02-01", "2022-02-28"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2022 年 7 月 8 日", "2022-07-08", "2022-07-08"),
        ("2022年十二月三十一日", "2022-12-31", "2022-12-31"),
        ("2022年7月中旬", "2022-07-11", "2022-07-20"),
        ("2022年2月下旬", "2022-02-21", "2022-02-28"),
        ("2022年上半年", "2022-01-01", "2022-06-30"),
        ("2022年第三季度", "2022-07-01", "2022-09-30"),
        ("2022年前三季度", "2022-01-01", "2022-09-30"),
        ("2022年1-7月", "2022-01-01", "2022-07-31"),
        ("2022年前七个月", "2022-01-01", "2022-07-31"),
        ("2022年底", "2022-10-01", "2022-12-31"),
        ("2022年年初", "2022-01-01", "2022-03-31"),
        ("2020至2025年", "2020-01-01", "2025-12-31"),
        ("2020年—2025年", "2020-01-01", "2025-12-31"),
        ("从2020年7月到2021年3月", "2020-07-01", "2021-03-31"),
        ("2022年7月至9月", "2022-07-01", "2022-09-30"),
        ("2020年和2022年之间", "2020-01-01", "2022-12-31"),
        ("2021-2022", "2021-01-01", "2022-12-31"),
        ("2022-07-08", "2022-07-08", "2022-07-08"),
        ("2022/7/8", "2022-07-08", "2022-07-08"),
        ("2022.7.8", "2022-07-08", "2022-07-08"),
        ("2022-07", "2022-07-01", "2022-07-31"),
        ("十四五期间", "2021-01-01", "2025-12-31"),
        ("“十四五”时期", "2021-01-01", "2025-12-31"),
        ("十五五期間", "2026-01-01", "2030-12-31"),
        ("十五期间", "2001-01-01", "2005-12-31"),
        ("第十三个五年规划期间", "2016-01-01", "2020-12-31"),
        ("上世纪九十年代", "1990-01-01", "1999-12-31"),
        ("1990年代", "1990-01-01", "1999-12-31"),
        ("July 8, 2022", "2022-07-08", "2022-07-08"),
        ("8 July 2022", "2022-07-08", "2022-07-08"),
        ("3rd of May 2022", "2022-05-03", "2022-05-03"),
        ("Sept. 2022", "2022-09-01", "2022-09-30"),
        ("between 2020 and 2025", "2020-01-01", "2025-12-31"),
        ("from July 2020 to March 2021", "2020-07-01", "2021-03-31"),
        ("between May and July 2022", "2022-05-01", "2022-07-31"),
        ("Q3 2022", "2022-07-01", "2022-09-30"),
        ("2022 Q3", "2022-07-01", "2022-09-30"),
        ("the second half of 2022", "2022-07-01", "2022-12-31"),
        ("early 2022", "2022-01-01", "2022-03-31"),
        ("the end of 2022", "2022-10-01", "2022-12-31"),
        ("the 14th Five-Year Plan period", "2021-01-01", "2025-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
    ],
)
def test_what_names_its_year_means_the_same_days_whenever_it_is_asked(text: str, start: str, end: str) -> None:
    assert only(text) == (start, end)
    assert only(text, date(2040, 1, 1)) == (start, end)
    assert periods(Text.of(text), TODAY)[0].kind == "absolute"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("去年", "2025-01-01", "2025-12-31"),
        ("今年", "2026-01-01", "2026-12-31"),
        ("前年", "2024-01-01", "2024-12-31"),
        ("大前年", "2023-01-01", "2023-12-31"),
        ("去年7月", "2025-07-01", "2025-07-31"),
        ("去年年底", "2025-10-01", "2025-12-31"),
        ("今年上半年", "2026-01-01", "2026-06-30"),
        ("上个月", "2026-10-01", "2026-10-31"),
        ("上個月8日", "2026-10-08", "2026-10-08"),
        ("本月", "2026-11-01", "2026-11-30"),
        ("上周", "2026-11-09", "2026-11-15"),
        ("上週五", "2026-11-13", "2026-11-13"),
        ("上个星期天", "2026-11-15", "2026-11-15"),
        ("本周末", "2026-11-21", "2026-11-22"),
        ("上季度", "2026-07-01", "2026-09-30"),
        ("昨天", "2026-11-20", "2026-11-20"),
        ("前天", "2026-11-19", "2026-11-19"),
        ("近三年", "2023-11-22", "2026-11-21"),
        ("近半年", "2026-05-22", "2026-11-21"),
        ("過去兩年", "2024-11-22", "2026-11-21"),
        ("过去五年", "2021-11-22", "2026-11-21"),
        ("最近10天", "2026-11-12", "2026-11-21"),
        ("三年前", "2023-01-01", "2023-12-31"),
        ("两个月前", "2026-09-01", "2026-09-30"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("第三季度", "2026-07-01", "2026-09-30"),
        ("7月", "2026-07-01", "2026-07-31"),
        ("11月", "2026-11-01", "2026-11-30"),
        ("12月", "2025-12-01", "2025-12-31"),
        ("11月22日", "2025-11-22", "2025-11-22"),
        ("十一月二十一日", "2026-11-21", "2026-11-21"),
        ("2月29日", "2024-02-29", "2024-02-29"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("the year before last", "2024-01-01", "2024-12-31"),
        ("last month", "2026-10-01", "2026-10-31"),
        ("last week", "2026-11-09", "2026-11-15"),
        ("this quarter", "2026-10-01", "2026-12-31"),
        ("yesterday", "2026-11-20", "2026-11-20"),
        ("the day before yesterday", "2026-11-19", "2026-11-19"),
        ("last Friday", "2026-11-20", "2026-11-20"),
        ("last Saturday", "2026-11-14", "2026-11-14"),
        ("last August", "2026-08-01", "2026-08-31"),
        ("last November", "2025-11-01", "2025-11-30"),
        ("this May", "2026-05-01", "2026-05-31"),
        ("August of last year", "2025-08-01", "2025-08-31"),
        ("the first half of last year", "2025-01-01", "2025-06-30"),
        ("the past three years", "2023-11-22", "2026-11-21"),
        ("the past year", "2025-11-22", "2026-11-21"),
        ("the last decade", "2016-11-22", "2026-11-21"),
        ("two years ago", "2024-01-01", "2024-12-31"),
        ("the third quarter", "2026-07-01", "2026-09-30"),
    ],
)
def test_what_names_no_year_is_counted_from_today(text: str, start: str, end: str) -> None:
    assert only(text) == (start, end)
    assert periods(Text.of(text), TODAY)[0].kind == "relative"
    assert found(text, TODAY - timedelta(days=1500)) != found(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021年以来", "2021-01-01", "None"),
        ("自2021年7月以来", "2021-07-01", "None"),
        ("2021年起", "2021-01-01", "None"),
        ("去年以來", "2025-01-01", "None"),
        ("2021年后", "2022-01-01", "None"),
        ("2025年前", "None", "2024-12-31"),
        ("2025年7月以前", "None", "2025-06-30"),
        ("since 2021", "2021-01-01", "None"),
        ("since last August", "2026-08-01", "None"),
        ("from 2021 onwards", "2021-01-01", "None"),
        ("after July 2022", "2022-08-01", "None"),
        ("before 2025", "None", "2024-12-31"),
        ("prior to March 3, 2025", "None", "2025-03-02"),
    ],
)
def test_what_stands_around_leaves_one_side_open(text: str, start: str, end: str) -> None:
    assert found(text) == [(text, start, end, "boost")]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("到2025年", "2025-12-31"),
        ("到2025 年底", "2025-12-31"),
        ("至2028年", "2028-12-31"),
        ("2025年底前", "2025-12-31"),
        ("2022年7月底前", "2022-07-31"),
        ("到“十四五”末", "2025-12-31"),
        ("by 2025", "2025-12-31"),
        ("by the end of 2025", "2025-12-31"),
        ("before the end of 2025", "2025-12-31"),
        ("until July 2027", "2027-07-31"),
        ("2030年前", "2029-12-31"),
    ],
)
def test_a_goal_is_no_time_of_publication(text: str, end: str) -> None:
    assert found(text) == [(text, "None", end, "goal")]


@pytest.mark.parametrize(
    "text", ["2030年", "明年", "未来三年", "下个月", "next year", "the next five years", "tomorrow"]
)
def test_what_is_still_to_come_is_a_goal(text: str) -> None:
    ((typed, _, _, used),) = found(text)
    assert (typed, used) == (text, "goal")


@pytest.mark.parametrize(
    "text",
    [
        "三年行动计划",
        "2000年前的遗址",
        "近2000年的历史",
        "1500年",
        "如今年轻人",
        "目前年产量",
        "此前年产量",
        "登上月球",
        "日本月球探测",
        "今日头条",
        "一月饼",
        "十月革命",
        "五月天",
        "3个月",
        "附近三年级",
        "近80年的历史",
        "2月30日",
        "2022-02-30",
        "2022世界杯",
        "may 8 people march",
        "2000 people",
        "12022 yuan",
        "Model 3 costs 2,022 dollars",
        "“十四五”数字经济发展规划",
        "哪一年的2月14日",
        "每年7月",
        "They were better in the second half",
        "谁是张江集团董事长？",
        "",
    ],
)
def test_what_only_looks_like_a_period_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("2022年南京第三季度的产值", [("2022年", "2022-01-01"), ("第三季度", "2022-07-01")]),
        ("到2025年的目标是在第三季度定的吗？", [("到2025年", "None"), ("第三季度", "2026-07-01")]),
        ("今年和去年相比", [("今年", "2026-01-01"), ("去年", "2025-01-01")]),
        ("2022年中国", [("2022年", "2022-01-01")]),
        ("2022年底特律", [("2022年", "2022-01-01")]),
        ("2021年起诉", [("2021年", "2021-01-01")]),
        ("截至2022年底", [("2022年底", "2022-10-01")]),
        ("来自2021年", [("2021年", "2021-01-01")]),
        ("What did Shanghai say in August about 2022?", [("August", "2026-08-01")]),
        ("Who won in 2022 and in 2018?", [("2022", "2022-01-01"), ("2018", "2018-01-01")]),
    ],
)
def test_periods_inside_a_question(question: str, expected: list[tuple[str, str]]) -> None:
    assert [(text, start) for text, start, _, _ in found(question)] == expected


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("去年", ("2025年",)),
        ("上个月", ("2026年10月",)),
        ("上个月8日", ("2026年10月",)),
        ("昨天", ("2026年11月20日",)),
        ("上周", ("2026年11月",)),
        ("第三季度", ("2026年",)),
        ("7月", ("2026年",)),
        ("last August", ("2026年",)),
        ("last month", ("2026年10月",)),
        ("明年", ("2027年",)),
        ("民国111年7月", ("2022年",)),
        ("去年和前年", ("2025年", "2024年")),
        ("去年和last year", ("2025年",)),
        ("近三年", ()),
        ("2021年以来", ()),
        ("2022年7月", ()),
        ("2022 年", ()),
        ("二〇二二年7月", ()),
        ("in July 2022", ()),
        ("Q3 2022", ()),
        ("2022-07-08", ()),
        ("by 2025", ()),
        ("到2025年", ()),
    ],
)
def test_terms_to_search_beside_the_question(question: str, terms: tuple[str, ...]) -> None:
    assert as_terms(periods(Text.of(question), TODAY)) == terms


@pytest.mark.parametrize(
    ("question", "published", "expected"),
    [
        ("去年", date(2025, 1, 1), 1.0),
        ("去年", date(2025, 12, 31), 1.0),
        ("去年", date(2026, 1, 1), 1 - 1 / NEAR_DAYS),
        ("去年", date(2024, 12, 22), 1 - 10 / NEAR_DAYS),
        ("去年", date(2026, 12, 31), 0.0),
        ("去年", date(2020, 1, 1), 0.0),
        ("去年", None, 0.0),
        ("2021年以来", date(2026, 1, 1), 1.0),
        ("2025年前", date(1999, 1, 1), 1.0),
        ("去年和前年", date(2024, 5, 5), 1.0),
        ("到2025年", date(2025, 5, 5), 0.0),
        ("董事长是谁", date(2025, 5, 5), 0.0),
    ],
)
def test_an_article_gains_by_its_nearness_to_a_period(question: str, published: date | None, expected: float) -> None:
    assert period_boost(published, periods(Text.of(question), TODAY)) == pytest.approx(expected)


WORDS = st.sampled_from([
    *"年月日天周前后来到至半上下初底末的和与近",
    *"一二三十两〇",
    *("2022", "2025", "7", "12", "-", " ", ",", "/", ".", "’"),
    *("去年", "今年", "前年", "上个月", "第三季度", "以来", "之间", "十四五", "期间", "世纪", "民国", "過去", "週"),
    *(
        "last ",
        "this ",
        "in ",
        "by ",
        "since ",
        "between ",
        " and ",
        " to ",
        "July ",
        "may ",
        "year",
        "Q3 ",
        "ago",
        "past ",
    ),
])
QUESTIONS = st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=14).map("".join))
DAYS = st.dates()


@given(QUESTIONS, DAYS)
def test_periods_lie_in_the_question_in_order_and_apart(question: str, today: date) -> None:
    end = 0
    for period in periods(Text.of(question), today):
        assert period.span.start >= end
        assert period.text == period.span.of(question)
        assert period.start is not None or period.end is not None
        assert period.start is None or period.start <= today or period.used == "goal"
        end = period.span.end


@given(QUESTIONS, DAYS)
def test_scripts_and_widths_are_read_alike(question: str, today: date) -> None:
    def days(text: str) -> list[tuple[date | None, date | None, str]]:
        return [(each.start, each.end, each.used) for each in periods(Text.of(text), today)]

    assert days(question) == days(fold(question))


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), DAYS)
def test_a_day_is_found_however_it_is_written(day: date, today: date) -> None:
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
    month = (*months, "November", "December")[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month[:3]} {day.year}",
    ):
        (period,) = periods(Text.of(f"x {text}，y"), today)
        assert (period.text, period.start, period.end) == (text, day, day)


@given(st.none() | DAYS, QUESTIONS, DAYS)
def test_a_boost_is_a_share(published: date | None, question: str, today: date) -> None:
    named = periods(Text.of(question), today)
    gain = period_boost(published, named)
    assert 0.0 <= gain <= 1.0
    assert gain == max((period_boost(published, [period]) for period in named), default=0.0)
    assert len(set(as_terms(named))) == len(as_terms(named)) <= len(named)


def test_a_period_is_in_order_and_not_open_at_both_ends() -> None:
    (period,) = periods(Text.of("去年"), TODAY)
    kept = period.model_dump()
    with pytest.raises(ValueError, match="start <= end"):
        Period.model_validate({**kept, "end": date(2024, 1, 1)})
    with pytest.raises(ValueError, match="found neither"):
        Period.model_validate({**kept, "start": None, "end": None})
