"""A data folder of made-up sentences in the layout that the recipe reads, for tests that must not need the real one."""

import json
import lzma
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest

from embeddings.training.sources import HELD_OUT_ARTICLES, RANKING, READING, SOURCES

CITIES = {
    "南京": "Nanjing", "北京": "Beijing", "上海": "Shanghai", "深圳": "Shenzhen", "成都": "Chengdu", "武汉": "Wuhan",
    "杭州": "Hangzhou", "重庆": "Chongqing", "广州": "Guangzhou", "天津": "Tianjin",
}  # fmt: skip
THINGS = {
    "机器人": "robot", "芯片": "chip", "汽车": "car", "钢铁": "steel", "茶叶": "tea", "电影": "film", "铁路": "railway",
    "医院": "hospital", "学校": "school", "港口": "harbour",
}  # fmt: skip
PAIRS = list(product(CITIES, THINGS))
FURTHER = {
    "ja": "{city}は今年から新しい{thing}のプロジェクトをはじめる",
    "ko": "{city}에서 올해 새로운 {thing} 사업을 시작한다",
    "fr": "La ville de {city} développe un nouveau projet ({thing})",
}
"""Every sentence pair of the kind `other` is in one of these, in turn."""


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def passages() -> dict[tuple[str, str], str]:
    """The Chinese passage of each city and thing."""
    return {(city, thing): chinese(city, thing) for city, thing in PAIRS}


def chinese(city: str, thing: str) -> str:
    plan = f"{city}市政府今年将建设新的{thing}项目。"
    return f"{plan}当地市民对{thing}很关心，{city}官员介绍了进展。预计明年完成{thing}工程。"


def english(city: str, thing: str) -> str:
    place, thing = CITIES[city], THINGS[thing]
    return f"{place} builds a new {thing} project this year. People of {place} welcome the {thing}."


def encyclopedia(city: str, thing: str) -> str:
    return f"The long history of the {THINGS[thing]} industry around the old town of {CITIES[city]} is well known."


def ranking(city: str, thing: str) -> str:
    return f"只有排序模型才能知道{city}从前的{thing}到底在什么地方。"


def write(root: Path) -> Path:
    """Write train/, eval/ and seeds/ below `root`; one evaluation sentence is also in the training text."""
    for folder in ("train", "eval", "seeds"):
        (root / folder).mkdir()
    for source in SOURCES:
        _write_lines(root / "train" / source.file, _rows(source.kind, source.fields))
    for name in RANKING:
        _write_squad(root / "train" / name, {"": [(f"{city}？", ranking(city, thing)) for city, thing in PAIRS]})
    for name, kind in READING:
        titles = CITIES if name == HELD_OUT_ARTICLES else [""]
        _write_squad(root / "train" / name, {CITIES.get(title, ""): _questions(kind, title) for title in titles})
    held = {"en": "", "zh": "天津市政府今年将建设新的港口项目"}
    (root / "eval" / "ntrex_en_zh.jsonl").write_text(json.dumps(held, ensure_ascii=False) + "\n", encoding="utf-8")
    return root


def _rows(kind: str, fields: tuple[str, str]) -> Iterable[dict[str, object]]:
    for i, (city, thing) in enumerate(PAIRS):
        language = list(FURTHER)[i % len(FURTHER)]
        match kind:
            case "parallel":
                values: tuple[object, str] = english(city, thing), chinese(city, thing)
            case "other":
                values = english(city, thing), FURTHER[language].format(city=city, thing=thing)
            case "dictionary":
                values = [CITIES[city], "a city"], city
            case "en":
                values = f"{CITIES[city]} and its {THINGS[thing]}", english(city, thing)
            case _:
                values = f"{city}的{thing}项目", chinese(city, thing)
        yield dict(zip(fields, values, strict=True)) | {"src": f"made up {kind}", "lang": language}


def _questions(kind: str, city: str) -> list[tuple[str, str]]:
    """Questions and texts of a reading set: of the article on a city, or of one that holds all cities."""
    if city:
        return [(f"Is {THINGS[thing]} old?", encyclopedia(city, thing)) for thing in THINGS]
    if kind == "question_en":
        return [(f"Where is the {THINGS[thing]} of {CITIES[city]}?", english(city, thing)) for city, thing in PAIRS]
    return [(f"{city}什么时候完成{thing}工程？", chinese(city, thing)) for city, thing in PAIRS]


def _write_lines(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write_squad(path: Path, articles: dict[str, list[tuple[str, str]]]) -> None:
    rows = [{"title": title, "paragraphs": _paragraphs(questions)} for title, questions in articles.items()]
    path.write_text(json.dumps({"data": rows}, ensure_ascii=False), encoding="utf-8")


def _paragraphs(questions: list[tuple[str, str]]) -> list[dict[str, object]]:
    return [{"context": context, "qas": [{"question": question}]} for question, context in questions]
