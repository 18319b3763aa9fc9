from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from qa.crosslingual.lexicon import Lexicon
from qa.training import lexicon as recipe
from qa.training.lexicon import Pair, associations, read_pairs


def test_words_that_only_meet_each_other_stand_for_each_other() -> None:
    pairs = [Pair(["cat", "black"], ["猫", "黑色"]), Pair(["cat", "white"], ["猫", "白色"]), Pair(["dog"], ["狗"])] * 5
    found = associations(pairs)
    assert found["cat", "猫"] > 0.8
    assert found["black", "黑色"] > 0.7
    assert found["dog", "狗"] > 0.8
    assert found.get(("cat", "黑色"), 0.0) < 0.2
    assert ("dog", "猫") not in found
    assert all(0.01 <= strength <= 1 for strength in found.values())


def test_a_chance_meeting_is_less_sure_than_many() -> None:
    found = associations([Pair(["cat"], ["猫"])] * 9 + [Pair(["dog"], ["狗"])])
    assert found["dog", "狗"] < found["cat", "猫"]


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / name).write_bytes(lzma.compress(lines.encode()))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    train = tmp_path / "train"
    train.mkdir()
    sentences: list[dict[str, object]] = [{"en": "The railways of 2021", "zh": "2021年的鐵路", "src": "tatoeba"}]
    sentences += [{"en": f"Kernel {at}", "zh": f"内核{at}", "src": "par_pythondocs"} for at in range(4)]
    sentences.append({"en": "railway " + " ".join(f"w{at}" for at in range(40)), "zh": "铁路", "src": "tatoeba"})
    write(train, "parallel_en_zh.jsonl.xz", sentences)
    entries: list[dict[str, object]] = [
        {"simp": "张", "trad": "張", "en": ["surname Zhang", "CL:個|个[ge4]"]},
        {"simp": "铁路公司", "trad": "鐵路公司", "en": ["railway company (of a state); rail operator"]},
        {"simp": "%", "trad": "%", "en": ["percent"]},
    ]
    write(train, "cedict.jsonl.xz", entries)
    return tmp_path


def test_sentences_are_capped_and_entries_cut_into_glosses(data: Path) -> None:
    assert list(read_pairs(data)) == [
        Pair(["railway"], ["铁路"]),
        Pair(["kernel"], ["内核"]),
        Pair(["kernel"], ["内核"]),
        Pair(["zhang"], ["张"]),
        Pair(["railway", "compani"], ["铁路", "公司"]),
        Pair(["railway", "compani"], ["铁路公司"]),
        Pair(["rail", "oper"], ["铁路", "公司"]),
        Pair(["rail", "oper"], ["铁路公司"]),
    ]


def test_the_recipe_writes_a_table_that_questions_can_use(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "lexicon.npz"
    recipe.main(["--data", str(data), "--out", str(out)])
    (found,) = Lexicon(out).translations(["kernel"])
    assert found == {"内核": 1.0, "kernel": 1.0}
    first = out.read_bytes()
    recipe.main(["--data", str(data), "--out", str(out)])
    assert out.read_bytes() == first
