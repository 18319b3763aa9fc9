import json
import lzma
from pathlib import Path

from embeddings.training import sources
from embeddings.training.sources import (
    HELD_OUT_ARTICLES,
    RANKING,
    READING,
    Pair,
    read_articles,
    read_lines,
    read_pairs,
    read_squad,
)


def test_every_file_is_read_with_its_kind_and_fields(data_folder: Path) -> None:
    pairs = read_pairs(data_folder, seed=0)
    files = len(sources.SOURCES) + len(READING)
    assert len(pairs) == 100 * files - 40  # four held-out articles of ten questions
    assert Pair("dictionary", "Nanjing; a city", "南京") in pairs
    assert Pair("question_en", "Where is the robot of Nanjing?", pairs[-100].passage) in pairs
    assert [pair.language for pair in pairs if pair.kind == "other"][:4] == ["ja", "ko", "fr", "ja"]
    assert {pair.language for pair in pairs if pair.kind != "other"} == {""}
    limited = read_pairs(data_folder, seed=0, limit=3)
    assert len(limited) == 3 * files


def test_held_out_articles_are_never_among_the_pairs(data_folder: Path) -> None:
    path = data_folder / "train" / HELD_OUT_ARTICLES
    held, others = (read_articles(path, held_out=held) for held in (True, False))
    assert sorted(article["title"] for article in held) == ["Beijing", "Guangzhou", "Shanghai", "Wuhan"]
    assert sorted(article["title"] for article in others) == [
        "Chengdu", "Chongqing", "Hangzhou", "Nanjing", "Shenzhen", "Tianjin",
    ]  # fmt: skip
    passages = {pair.passage for pair in read_pairs(data_folder, seed=0)}
    contexts = [{part["context"] for article in half for part in article["paragraphs"]} for half in (held, others)]
    assert [len(contexts[0]), len(contexts[1])] == [40, 60]
    assert contexts[0].isdisjoint(passages)
    assert contexts[1] <= passages


def test_articles_of_other_sets_are_all_learnt(data_folder: Path) -> None:
    path = data_folder / "train" / READING[0][0]
    assert path.name != HELD_OUT_ARTICLES
    assert [len(read_articles(path, held_out=held)) for held in (True, False)] == [0, 1]


def test_sets_of_the_ranker_are_never_read(data_folder: Path, tmp_path: Path) -> None:
    pairs = read_pairs(data_folder, seed=0, limit=2)
    without = tmp_path / "train"
    without.mkdir()
    for path in (data_folder / "train").iterdir():
        if path.name not in RANKING:
            (without / path.name).symlink_to(path)
    assert read_pairs(tmp_path, seed=0, limit=2) == pairs
    assert len(list(without.iterdir())) == len(list((data_folder / "train").iterdir())) - 3


def test_a_capped_source_keeps_whole_blocks_in_order() -> None:
    rows = [{"src": "a", "n": n} for n in range(1000)] + [{"src": "b", "n": 0}]
    kept = sources._capped(rows, {"a": 400}, seed=1)
    numbers = [row["n"] for row in kept if row["src"] == "a"]
    assert len(kept) == 401
    assert numbers == sorted(numbers)
    assert {n // 200 for n in numbers} == {numbers[0] // 200, numbers[-1] // 200}
    assert sources._capped(rows, {"a": 400}, seed=1) == kept


def test_readers(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "a.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write('{"q": "\u2028南"}\n{"q": 2}\n')
    assert list(read_lines(tmp_path / "a.jsonl.xz")) == [{"q": "\u2028南"}, {"q": 2}]
    qas = [{"question": "一？"}, {"question": "二？"}]
    squad = {"data": [{"paragraphs": [{"context": "正文", "qas": qas}]}]}
    (tmp_path / "b.json").write_text(json.dumps(squad), encoding="utf-8")
    assert read_squad(tmp_path / "b.json") == [("一？", "正文"), ("二？", "正文")]
