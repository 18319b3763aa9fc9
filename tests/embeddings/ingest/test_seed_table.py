from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.ingest.formats import read_table

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\"';,"), min_size=1, max_size=40)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_what_the_csv_module_writes_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter)
    writer.writerows([("标题", "正文"), *rows])
    found, refusal = read_table(made.getvalue())
    assert refusal is None
    kept = [text for _, text in rows if text.strip()]
    assert [row.read.text for row in found if row.read.refusal is None] == kept
    titles = [" ".join(title.split()) or None for title, text in rows if text.strip()]
    assert [row.read.stated.title for row in found if row.read.refusal is None] == titles


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_found_by_name_whatever_their_order_and_case(delimiter: str) -> None:
    header = delimiter.join(["id", "Publisher", "URL", "Text", "日期", "Headline"])
    row = delimiter.join(["7", "江城日报", "https://a.example/1", '"甲,乙;丙\n丁"', "2024-06-18", "江城方案"])
    found, refusal = read_table(f"{header}\n\n{row}\n")
    assert refusal is None
    assert [(row.line, row.read.text, tuple(row.read.stated)) for row in found] == [
        (3, "甲,乙;丙\n丁", ("江城方案", "2024-06-18", "江城日报", "https://a.example/1"))
    ]


def test_bad_rows_are_named_by_line_and_cost_no_other() -> None:
    text = 'sep=,\ntitle,text\n甲,"第一篇\n两行"\n乙,\n丙,a,b\n丁,"好"坏\n戊,第五篇\n己,"没有结束\n'
    found, _ = read_table(text)
    assert [(row.line, row.read.text or str(row.read.refusal)) for row in found] == [
        (3, "第一篇\n两行"),
        (5, "expected 'text' with the article's text; found only title"),
        (6, "expected at most 2 columns; found 3; put a text that holds the delimiter between quotes"),
        (7, "expected a row of a table; found ',' expected after '\"'; mend its quotes"),
        (8, "第五篇"),
        (9, "expected a row of a table; found unexpected end of data; mend its quotes"),
    ]


def test_a_table_without_a_column_of_texts_is_refused() -> None:
    rows, refusal = read_table("title,date\n甲,2024-01-01\n")
    assert rows == []
    assert refusal is not None
    assert str(refusal.refusal) == (
        "expected a first row that names a column text or content (or 正文); found title, date; "
        "name the columns in the first row"
    )
    assert read_table("")[1] is not None


def test_a_cell_longer_than_the_csv_module_takes_by_itself() -> None:
    found, _ = read_table(f"text\n{'长' * 200_000}\n")
    assert len(found[0].read.text) == 200_000
