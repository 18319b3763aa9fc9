import json
import lzma
from pathlib import Path

from embeddings.training import sources
from embeddings.training.sources import Pair, read_lines, read_pairs, read_squad


def test_every_file_is_read_with_its_kind_and_fields(data_folder: Path) -> None:
    pairs = read_pairs(data_folder, seed=0)
    assert len(pairs) == 100 * (len(sources.SOURCES) + len(sources.READING))
    assert Pair("dictionary", "Nanjing; a city", "南京") in pairs
    assert Pair("question_en", "Where is the robot of Nanjing?", pairs[-100].passage) in pairs
    limited = read_pairs(data_folder, seed=0, limit=3)
    assert len(limited) == 3 * (len(sources.SOURCES) + len(sources.READING))


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
