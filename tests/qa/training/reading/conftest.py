"""A data folder of reading sets that a person can read through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qa.training.reading import sets

PINYIN = ["Nanjing", "Beijing", "Shanghai", "Shenzhen", "Chengdu", "Wuhan", "Hangzhou", "Chongqing"]
CITIES = ["南京", "北京", "上海", "深圳", "成都", "武汉", "杭州", "重庆", "广州", "天津"]


def squad(rows: list[tuple[str, str, str]]) -> str:
    """Rows of text, question and answer, each an article of its own."""
    found: list[dict[str, Any]] = [
        {
            "title": f"Article {at}",
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": str(at),
                            "question": question,
                            "answers": [{"text": answer, "answer_start": text.index(answer)}],
                        }
                    ],
                }
            ],
        }
        for at, (text, question, answer) in enumerate(rows)
    ]
    return json.dumps({"version": "v", "data": found}, ensure_ascii=False)


def chinese(thing: str) -> list[tuple[str, str, str]]:
    return [
        (
            f"{city}的{thing}很有名。{city}第一个{thing}项目建于{1950 + at}年。每逢节日游客众多。",
            f"{city}第一个{thing}项目是哪一年建的？",
            f"{1950 + at}年",
        )
        for at, city in enumerate(CITIES)
    ]


def english() -> list[tuple[str, str, str]]:
    return [
        (
            f"Town {at} has a river. The bridge over it was built in {1900 + at} by the county. Many visit it.",
            f"When was the bridge of Town {at} built?",
            str(1900 + at),
        )
        for at in range(20)
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    translated = {
        "cmrc_dev_en": [f"In which year was the first robot project of {city} built?" for city in PINYIN],
        "newwiki_train_zh": [f"{at}号镇的桥是哪一年建的？" for at in range(20)],
    }
    for name, questions in translated.items():
        lines = [json.dumps({"id": str(at), "question": asked}) for at, asked in enumerate(questions)]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(sets, "QUESTIONS", tmp_path)
    train = tmp_path / "train"
    train.mkdir()
    for name, thing in (("cmrc_dev", "机器人"), ("drcd_dev", "铁路"), ("crud_news_zh", "医院")):
        (train / f"reading_{name}.json").write_text(squad(chinese(thing)), encoding="utf-8")
    (train / "reading_squadshifts_newwiki_en.json").write_text(squad(english()), encoding="utf-8")
    return tmp_path
