"""A data folder of the ranker's sets that a person can read through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CITIES = ["东港", "西山", "南湖", "北岭", "海棠", "云台"]
TITLES = [f"Town {letter}" for letter in "ABCDEFGHIJ"]


def squad(articles: list[tuple[str, list[tuple[str, list[tuple[str, str]]]]]]) -> str:
    """Articles as (title, [(context, [(id, question)])])."""
    found: list[dict[str, Any]] = [
        {
            "title": title,
            "paragraphs": [
                {
                    "context": context,
                    "qas": [{"id": name, "question": question, "answers": []} for name, question in qas],
                }
                for context, qas in paragraphs
            ],
        }
        for title, paragraphs in articles
    ]
    return json.dumps({"version": "v", "data": found}, ensure_ascii=False)


def chinese(prefix: str, *, first: int) -> str:
    """A set of a paragraph for each of CITIES, two questions each; ids are PREFIX_number_QUERY_0 and _1."""
    paragraphs = [
        (
            f"{city}小学建成于{1950 + at}年。这所学校有{300 + at}名学生，在{prefix}一带很有名。",
            [
                (f"{prefix}_{first + 2 * at}_QUERY_0", f"{city}小学哪一年建成？"),
                (f"{prefix}_{first + 2 * at}_QUERY_1", f"{city}小学有多少名学生？"),
            ],
        )
        for at, city in enumerate(CITIES)
    ]
    return squad([("学校", paragraphs)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    train = tmp_path / "train"
    train.mkdir()
    for name, prefix in (("cmrc_dev", "DEV"), ("drcd_dev", "DRCD"), ("crud_news_zh", "CRUD")):
        (train / f"reading_{name}.json").write_text(chinese(prefix, first=0), encoding="utf-8")
    english = [
        (
            title,
            [
                (
                    f"{title} has {at + 2} schools. The oldest was built in {1900 + at}.",
                    [(f"{at}-a", f"How many schools has {title}?")],
                ),
                (f"The river of {title} is {at + 10} miles long.", [(f"{at}-b", f"How long is the river of {title}?")]),
            ],
        )
        for at, title in enumerate(TITLES)
    ]
    (train / "reading_squadshifts_newwiki_en.json").write_text(squad(english), encoding="utf-8")
    return tmp_path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Translations of some of the questions of `folder`; Town D and Town J are those held out for the ranker."""
    translated = tmp_path / "questions"
    translated.mkdir()
    rows = {
        "cmrc_dev_en.jsonl": [
            {
                "id": f"DEV_{2 * at}_QUERY_{at % 2}",
                "question": f"When was school number {at} built, in the year 195{at}?",
            }
            for at in range(6)
        ],
        "newwiki_train_zh.jsonl": [
            {"id": "3-a", "question": "D镇有几所学校？"},
            {"id": "9-b", "question": "J镇的河有多长？"},
        ],
    }
    for name, lines in rows.items():
        content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (translated / name).write_text(content, encoding="utf-8")
    return translated
