import json
from pathlib import Path

from embeddings.training.holdout import clauses, drop_held_out, evaluation_clauses
from embeddings.training.sources import Pair


def test_clauses_are_folded_and_long() -> None:
    text = "據了解，南京市計劃到2025年建成三個元宇宙產業園區！好。"
    assert list(clauses(text)) == ["南京市计划到2025年建成三个元宇宙产业园区"]
    english = "Nanjing plans three parks, by 2025. The city of Nanjing plans to build three metaverse parks"
    assert list(clauses(english)) == ["thecityofnanjingplanstobuildthreemetaverseparks"]


def test_pairs_that_share_a_clause_with_an_evaluation_set_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "eval").mkdir()
    (tmp_path / "seeds").mkdir()
    squad = {"data": [{"paragraphs": [{"context": "甲。南京市计划到二零二五年建成三个产业园区。", "qas": []}]}]}
    (tmp_path / "eval" / "a.json").write_text(json.dumps(squad), encoding="utf-8")
    (tmp_path / "eval" / "b.jsonl").write_text('{"zh": "上海的生产总值在去年增长了百分之五点五"}\n', encoding="utf-8")
    (tmp_path / "seeds" / "c.txt").write_text("工业和信息化部办公厅印发三年行动计划", encoding="utf-8")
    held = evaluation_clauses(tmp_path)
    kept, dropped = drop_held_out(
        [
            Pair("zh", "南京市計劃到二零二五年建成三個產業園區", "别的"),
            Pair("parallel", "Other", "上海的生产总值在去年增长了百分之五点五，很好"),
            Pair("zh", "题", "工业和信息化部办公厅印发三年行动计划。"),
            Pair("zh", "北京的天气", "甲。今天晴"),
        ],
        held,
    )
    assert kept == [Pair("zh", "北京的天气", "甲。今天晴")]
    assert dropped == {"zh": 2, "parallel": 1}
