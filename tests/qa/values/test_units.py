from __future__ import annotations

import re
from pathlib import Path

import pytest

import embeddings
import qa
from embeddings.text.numerals import MONTH_ABBREVIATION, MONTH_NAME, month_of
from qa.evidence.spans import NUMBER
from qa.question.understand import understand
from qa.values.units import CURRENCIES, FIGURE_NAMES, UNITS, dimension_names, names_like

MODULES = [
    path
    for package in (qa, embeddings)
    for path in Path(package.__file__ or "").parent.rglob("*.py")
    if "training" not in path.parts
]


@pytest.mark.parametrize(
    ("written", "module"),
    [
        (r"\bseptember\b", "numerals.py"),
        (r"\bjan\|feb\b", None),
        (r"\"wednesday\"|\bwednes\b", "numerals.py"),
        (r"\"eleven\"", "numerals.py"),
        ("平方公里\\|", "units.py"),
        (r"公斤\|", "units.py"),
        ("英镑", "units.py"),
    ],
)
def test_months_weekdays_numbers_and_units_are_one_table_each(written: str, module: str | None) -> None:
    holding = {path.name for path in MODULES if re.search(written, path.read_text("utf-8"))}
    assert holding == ({module} if module else set())


@pytest.mark.parametrize(("name", "number"), [("january", 1), ("Sept", 9), ("Sep", 9), ("may", 5), ("DECEMBER", 12)])
def test_month_of_a_name(name: str, number: int) -> None:
    assert month_of(name) == number
    assert re.fullmatch(f"{MONTH_NAME}|{MONTH_ABBREVIATION}", name.lower())


def test_no_month() -> None:
    with pytest.raises(ValueError, match="index"):
        month_of("Monday")


def test_every_measured_unit_ends_a_figure() -> None:
    names = {name for each in UNITS.values() if each.dimension != "count" for name in each.chinese}
    assert names - set(FIGURE_NAMES) == {"分", "年", "个小时"}
    for name in FIGURE_NAMES:
        figure = NUMBER.match(f"3500{name}")
        assert figure
        assert figure[0] == f"3500{name}"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("20家企业", "20家"),
        ("65.46万亿韩元", "65.46万亿韩元"),
        ("三千克", "三千克"),
        ("22篇", "22篇"),
        ("2025年", "2025"),
    ],
)
def test_a_figure_of_an_answer(text: str, figure: str) -> None:
    match = NUMBER.match(text)
    assert match
    assert match[0] == figure


@pytest.mark.parametrize("text", ["一起", "一层", "一批", "一年"])
def test_a_spelt_one_makes_a_word(text: str) -> None:
    assert NUMBER.search(text) is None


@pytest.mark.parametrize(
    ("question", "unit", "fits", "does_not"),
    [
        ("大桥全长多少公里？", "公里|千米|km", "5千米", "5公顷"),
        ("捐款多少人民币？", "元人民币|人民币|元", "5亿元", "300人"),
        ("有多少名教师？", "名", "30名", "3000人"),
        ("公园面积多大？", "平方|平米|㎡|m²|公顷|亩", "3英亩", "3公里"),
    ],
)
def test_the_unit_that_a_question_asks_for(question: str, unit: str, fits: str, does_not: str) -> None:
    wanted = understand(question).unit
    assert wanted
    assert wanted.pattern == unit
    assert wanted.search(fits)
    assert not wanted.search(does_not)


def test_money_is_every_currency() -> None:
    assert set(dimension_names("money")) == {name for each in CURRENCIES for name in each.chinese}
    assert names_like("美金") == ("美元", "美金")
