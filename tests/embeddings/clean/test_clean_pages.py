from __future__ import annotations

from embeddings.clean.pdf_docx import join_pages, split_blocks
from embeddings.clean.types import Line, Log


def joined(*pages: str) -> tuple[list[str], list[tuple[str, str, str]], tuple[str, ...]]:
    """Paragraphs, then kind, text and replacement of each change, then warnings."""
    log = Log()
    paragraphs = join_pages("\f".join(pages), log).split("\n\n")
    report = log.report("0" * 16, path="a", encoding="utf-8", source_chars=0, kept_chars=0)
    return (
        paragraphs,
        [(each.kind, each.text, each.replacement) for each in (*report.removed, *report.repaired)],
        report.warnings,
    )


def test_chinese_lines_are_joined_without_a_space_over_pages_too() -> None:
    first = (
        "江城市发展改革委十八日发布低空经济行动方案，提出到二〇\n二七年产业规模突破三百亿元，带动就业两万人。方案明确三"
    )
    second = "年内建成三个起降场。\n　　下一步，江城将设立专项资金，支持企业研发和试飞，并\n推动场景开放。"
    paragraphs, changes, _ = joined(first, second)
    assert paragraphs == [
        "江城市发展改革委十八日发布低空经济行动方案，提出到二〇二七年产业规模突破三百亿元，带动就业两万人。方案明确三年内建成三个起降场。",
        "下一步，江城将设立专项资金，支持企业研发和试飞，并推动场景开放。",
    ]
    assert changes == []


def test_a_divided_word_is_mended_unless_it_is_written_with_a_hyphen_elsewhere() -> None:
    lines = [
        "The council said on Tuesday that its plan was ambi-",
        "tious and that it would spend more on it. The well-",
        "known architect goes on with his well-known design",
        "of the tower by the river in the north, which is cov-",
        "ered in glass. It opens in May.",
    ]
    paragraphs, changes, _ = joined("\n".join(lines))
    assert paragraphs == [
        "The council said on Tuesday that its plan was ambitious and that it would spend more on it. The well-known "
        "architect goes on with his well-known design of the tower by the river in the north, which is covered in "
        "glass. It opens in May."
    ]
    assert changes == [("divided_word", "ambi-\ntious", "ambitious"), ("divided_word", "cov-\nered", "covered")]


def test_running_heads_and_page_numbers_go_and_are_reported() -> None:
    bodies = ["第一页的正文写了东港。", "第二页的正文写了西山。", "第三页的正文写了南湖。", "第四页的正文写了北城。"]
    pages = [f"江城年报 {2020 + at}\n{body}\n{at + 5}" for at, body in enumerate(bodies)]
    paragraphs, changes, _ = joined(*pages)
    assert paragraphs == bodies
    assert [(kind, text) for kind, text, _ in changes[:2]] == [("running_head", "江城年报 2020"), ("page_number", "5")]
    assert len(changes) == 8


def test_a_head_without_a_number_stays_on_the_first_page_as_the_title() -> None:
    pages = [f"低空经济白皮书\n{body}" for body in ("写了东港。", "写了西山。", "写了南湖。")]
    paragraphs, changes, _ = joined(*pages)
    assert paragraphs == ["低空经济白皮书", "写了东港。", "写了西山。", "写了南湖。"]
    assert [text for _, text, _ in changes] == ["低空经济白皮书", "低空经济白皮书"]


def test_page_numbers_at_the_foot_of_some_pages_only() -> None:
    pages = ["封面", "目录", "一。\n1", "二。", "三。\n3", "四。", "五。\n5", "六。\n600", "七。", "八。"]
    paragraphs, changes, _ = joined(*pages)
    assert [text for _, text, _ in changes] == ["1", "3", "5"]
    assert "600" in paragraphs


def test_page_numbers_in_words_go_on_any_page_and_figures_stay() -> None:
    paragraphs, changes, warnings = joined("正文第一段。\n2027\n- 1 -", "", "第 3 页 共 3 页\n2027\n正文末段。")
    assert paragraphs == ["正文第一段。", "2027", "2027", "正文末段。"]
    assert [text for _, text, _ in changes] == ["- 1 -", "第 3 页 共 3 页"]
    assert warnings == ("1 of 3 pages hold no text (pictures?)",)


def test_a_first_sentence_that_two_pages_share_stays() -> None:
    assert joined("一样的开头。\n甲。", "一样的开头。\n乙。")[0] == ["一样的开头。", "甲。", "一样的开头。", "乙。"]


def test_forms_of_fonts_become_characters() -> None:
    paragraphs, changes, _ = joined("江城⽇报发布了⽂件，称 eﬃciency 提高。")
    assert paragraphs == ["江城日报发布了文件，称 efficiency 提高。"]
    assert [(text, replacement) for _, text, replacement in changes] == [("⽂", "文"), ("⽇", "日"), ("ﬃ", "ffi")]


def test_blocks_of_a_word_file() -> None:
    assert split_blocks("# 目标\n规模 300\u3000亿元。\n- 要点\n| 年份 | 规模 |\n\n# \n") == [
        Line("目标", "heading"),
        Line("规模 300 亿元。"),
        Line("要点", "item"),
        Line("年份 | 规模", "row"),
        Line("#"),
    ]
