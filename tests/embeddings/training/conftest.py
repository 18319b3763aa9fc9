"""A data folder of made-up sentences in the layout that the recipe reads, for tests that must not need the real one."""

import json
import lzma
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import pytest

from embeddings.training.sources import READING, SOURCES

CITIES = {
    "南京": "Nanjing", "北京": "Beijing", "上海": "Shanghai", "深圳": "Shenzhen", "成都": "Chengdu", "武汉": "Wuhan",
    "杭州": "Hangzhou", "重庆": "Chongqing", "广州": "Guangzhou", "天津": "Tianjin",
}  # fmt: skip
THINGS = {
    "机器人": "robot", "芯片": "chip", "汽车": "car", "钢铁": "steel", "茶叶": "tea", "电影": "film", "铁路": "railway",
    "医院": "hospital", "学校": "school", "港口": "harbour",
}  # fmt: skip
PAIRS = list(product(CITIES, THINGS))


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


def write(root: Path) -> Path:
    """Write train/, eval/ and seeds/ below `root`; one evaluation sentence is also in the training text."""
    for folder in ("train", "eval", "seeds"):
        (root / folder).mkdir()
    for source in SOURCES:
        _write_lines(root / "train" / source.file, _rows(source.kind, source.fields))
    for name in [*(file for file, _ in READING), "reading_drcd_dev.json"]:
        foreign = name.endswith("_en.json")
        _write_squad(root / "train" / name, [] if "drcd_dev" in name else _questions(foreign=foreign))
    held = {"en": "", "zh": "天津市政府今年将建设新的港口项目"}
    (root / "eval" / "ntrex_en_zh.jsonl").write_text(json.dumps(held, ensure_ascii=False) + "\n", encoding="utf-8")
    return root


def _rows(kind: str, fields: tuple[str, str]) -> Iterable[dict[str, object]]:
    for city, thing in PAIRS:
        match kind:
            case "parallel":
                values: tuple[object, str] = english(city, thing), chinese(city, thing)
            case "dictionary":
                values = [CITIES[city], "a city"], city
            case "en":
                values = f"{CITIES[city]} and its {THINGS[thing]}", english(city, thing)
            case _:
                values = f"{city}的{thing}项目", chinese(city, thing)
        yield dict(zip(fields, values, strict=True)) | {"src": f"made up {kind}"}


def _questions(*, foreign: bool) -> list[tuple[str, str]]:
    if foreign:
        return [(f"Where is the {THINGS[thing]} of {CITIES[city]}?", english(city, thing)) for city, thing in PAIRS]
    return [(f"{city}什么时候完成{thing}工程？", chinese(city, thing)) for city, thing in PAIRS]


def _write_lines(path: Path, rows: Iterable[dict[str, object]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write_squad(path: Path, questions: list[tuple[str, str]]) -> None:
    paragraphs = [{"context": context, "qas": [{"question": question}]} for question, context in questions]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}, ensure_ascii=False), encoding="utf-8")
