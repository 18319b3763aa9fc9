"""Reading sets that a person can read through, for the real encoder, and letters for one of seven tokens."""

from __future__ import annotations

import json
import lzma
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from embeddings.encoders.static import StaticEncoder, write_model
from qa.training.reader.examples import Library, build_library, vocabulary
from qa.training.reader.prepare import Known, asking_tokens
from qa.training.reader.questions import SHARES, Question

CITIES = ["南京", "北京", "上海", "深圳", "成都", "武汉", "杭州", "重庆", "广州", "天津"]
THINGS = ["机器人", "芯片", "汽车", "钢铁", "茶叶", "电影", "铁路", "医院", "学校", "港口"]
YEAR = 1900


def chinese(city: str, thing: str, number: int) -> tuple[str, str, str]:
    """A text, a question about it and the answer."""
    year = f"{YEAR + number}年"
    text = f"{city}的{thing}很有名。{city}第一个{thing}项目建于{year}，当地居民十分自豪。每逢节日游客众多。"
    return text, f"{city}第一个{thing}项目是哪一年建的？", year


def english(number: int) -> tuple[str, str, str]:
    text = f"Town {number} has a river. The bridge over it was built in {YEAR + number} by the county. Many visit it."
    return text, f"When was the bridge of Town {number} built?", str(YEAR + number)


def squad(rows: list[tuple[str, str, str]], title: str) -> str:
    articles: list[dict[str, Any]] = [
        {
            "title": f"{title} {at}",
            "paragraphs": [
                {
                    "context": text,
                    "qas": [
                        {
                            "id": f"{title}{at}",
                            "question": question,
                            "answers": [{"text": answer, "answer_start": text.index(answer)}],
                        }
                    ],
                }
            ],
        }
        for at, (text, question, answer) in enumerate(rows)
    ]
    return json.dumps({"data": articles}, ensure_ascii=False)


def lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_bytes(lzma.compress("\n".join(json.dumps(row) for row in rows).encode()))


@pytest.fixture(scope="session")
def reading_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("reading")
    for name in ("train", "eval", "seeds", "corpus"):
        (root / name).mkdir()
    pairs = list(product(CITIES, THINGS))
    rows = [chinese(city, thing, number) for number, (city, thing) in enumerate(pairs)]
    for at, name in enumerate(SHARES):
        own = rows[at::12] if not name.endswith("_en") else [english(n) for n in range(10 * at, 10 * at + 8)]
        (root / "train" / f"reading_{name}.json").write_text(squad(own, name), encoding="utf-8")
    for at, name in enumerate(("cmrc_trial", "news_qa_dev")):
        (root / "eval" / f"{name}.json").write_text(squad(rows[11::12][at::2], name), encoding="utf-8")
    news = [{"text": "".join(text for text, _, _ in rows[at::9]), "date": "2023"} for at in range(9)]
    lines(root / "corpus" / "crud_news.jsonl.xz", news)
    lines(root / "train" / "zh_pairs.jsonl.xz", [{"q": "", "p": rows[0][0], "src": "xinwenlianbo"}])
    told = [english(number)[0] for number in range(200)]
    lines(root / "train" / "en_pairs.jsonl.xz", [{"q": "", "p": text} for text in told])
    lines(root / "train" / "parallel_en_zh.jsonl.xz", [{"en": text, "zh": ""} for text in told])
    return root


@pytest.fixture(scope="session")
def character_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a static encoder whose tokens are the characters of those texts, each in a random direction."""
    said = "".join("".join(chinese(city, thing, 0)) for city, thing in product(CITIES, THINGS)) + "".join(english(0))
    characters = sorted({each for each in said if each.isalnum()} | set("0123456789"))
    vocabulary = {"[UNK]": 0} | {character: place for place, character in enumerate(characters, 1)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    rows = np.random.default_rng(1).standard_normal((len(vocabulary), 16)).astype(np.float32)
    rows[0] = 0
    folder = tmp_path_factory.mktemp("models") / "characters"
    write_model(folder, tokenizer=tokenizer, rows=rows, card="")
    return folder


@pytest.fixture(scope="session")
def letter_questions() -> list[Question]:
    """The answer is the letter behind the first of the question."""
    letters = "abcde"
    found: list[Question] = []
    for first, second, third in product(letters, repeat=3):
        if len({first, second, third}) == 3:
            context = f"{first} {second} {third}! {' '.join(third * 22)}."
            found.append(Question(f"{first} o", context, "e", ((2, 3),), (second,)))
    return found


@pytest.fixture(scope="session")
def letters(letter_questions: list[Question], word_encoder: StaticEncoder) -> Library:
    return build_library({"drcd_dev": letter_questions[::2], "cmrc_dev": letter_questions[1::2]}, word_encoder)


@pytest.fixture(scope="session")
def known_letters(letters: Library, word_encoder: StaticEncoder) -> Known:
    count = word_encoder.token_count
    types = np.random.default_rng(0).standard_normal((count, 2)).astype(np.float32)
    types[1] = 0
    words = vocabulary(word_encoder, letters)
    return Known(words, types, np.arange(count), asking_tokens(letters, count))
