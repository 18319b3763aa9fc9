"""The examples of the documents are run: what a command prints is what the page says it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.examples import PAGE, Example, examples, output_of, rewritten

EXAMPLES = examples(PAGE.read_text(encoding="utf-8"))
LEAST = 13
"""One fact, a list, a comparison, figures of several things, a verdict, a reason, a date, English over Chinese, two
refusals, two follow-ups and one article alone."""


def test_the_page_has_an_example_of_each_kind_and_is_short() -> None:
    assert len(EXAMPLES) >= LEAST
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.command for example in EXAMPLES])
def test_an_example_prints_what_the_page_says(example: Example, seeds_index: Path) -> None:
    assert output_of(example.command, seeds_index) == example.printed


def test_a_page_that_is_out_of_date_is_seen_and_mended(seeds_index: Path) -> None:
    page = "# 例\n```console\n$ wenju ask 横琴的《实施方案》一共有多少条措施？\n31条\n```\n完\n"
    new = rewritten(page, seeds_index)
    assert new != page
    assert new.startswith("# 例\n```console\n$ wenju ask 横琴的《实施方案》一共有多少条措施？\n30条\n\n")
    assert new.endswith("。”\n```\n完\n")
    assert rewritten(new, seeds_index) == new
