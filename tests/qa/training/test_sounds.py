from __future__ import annotations

import json
import lzma
import math
from pathlib import Path

import pytest

from qa.training.sounds import learn, read_names

NAMES = [
    (("te", "lang", "pu"), "trump"),
    (("bu", "lang"), "brown"),
    (("te", "li"), "terry"),
    (("pu", "li"), "pury"),
    (("te", "lang"), "trown"),
    (("bu", "li"), "bry"),
]


def test_syllables_stand_for_the_letters_that_they_are_seen_with() -> None:
    chances, shares = learn(NAMES)
    likeliest = {
        syllable: max((chance, piece) for (each, piece), chance in chances.items() if each == syllable)[1]
        for syllable in ("bu", "li")
    }
    assert likeliest["bu"][0] == "b"
    assert likeliest["li"].endswith("ry")
    assert math.fsum(shares.values()) == pytest.approx(1.0)
    assert learn(NAMES) == (chances, shares)


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_names_come_from_entries_and_from_brackets(tmp_path: Path) -> None:
    entries = [
        {"simp": "特朗普", "trad": "特朗普", "en": ["Trump (name)"]},
        {"simp": "马克斯·普朗克", "trad": "馬克斯·普朗克", "en": ["Max Planck (1858-1947), German physicist"]},
        {"simp": "南京", "trad": "南京", "en": ["Nanjing, capital of Jiangsu"]},
        {"simp": "桥", "trad": "橋", "en": ["bridge"]},
    ]
    write(tmp_path / "train/cedict.jsonl.xz", entries)
    write(
        tmp_path / "train/parallel_en_zh.jsonl.xz",
        [{"en": "x", "zh": "市场人士埃德·亚德尼（Ed Yardeni）说", "src": "a"}],
    )
    write(tmp_path / "train/zh_pairs.jsonl.xz", [{"q": "x", "p": "没有名字", "src": "a"}])
    write(tmp_path / "corpus/crud_news.jsonl.xz", [{"date": "2023-01-01", "text": "没有名字"}])
    assert read_names(tmp_path) == [
        (("ma", "ke", "si"), "max"),
        (("pu", "lang", "ke"), "planck"),
        (("te", "lang", "pu"), "trump"),
        (("ya", "de", "ni"), "yardeni"),
    ]
