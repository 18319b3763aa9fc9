from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.clean.document import clean
from embeddings.clean.types import Stated
from embeddings.errors import InputRefusedError
from embeddings.ingest.decode import decode
from embeddings.ingest.folder import read_file, read_seeds
from embeddings.ingest.formats import FORMATS, split_front_matter, with_front_matter
from embeddings.schema import RefusedSeed, Seed

if TYPE_CHECKING:
    from tests.conftest import MakeDocx, MakePdf, MakeZip

SEEDS = Path(__file__).parents[3] / "seeds"
SIMPLIFIED = "江城市发展改革委6月18日发布低空经济行动方案，提出到2027年产业规模突破300亿元，带动就业2万人。"
TRADITIONAL = "江城市政府18日發布低空經濟行動方案，提出到2027年產業規模突破300億元，帶動就業2萬人。"
ENGLISH = "The city published its plan on Tuesday. “It is ambitious,” the deputy mayor said."


def one(folder: Path, name: str, content: str | bytes) -> Seed:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    taken, refused = read_file(folder / name, name=name)
    assert refused == []
    assert len(taken) == 1
    return taken[0]


def refusal(folder: Path, name: str, content: bytes) -> RefusedSeed:
    (folder / name).write_bytes(content)
    taken, refused = read_file(folder / name, name=name)
    assert taken == []
    assert len(refused) == 1
    return refused[0]


def test_the_five_seeds() -> None:
    taken, refused = read_seeds(SEEDS)
    assert refused == []
    assert [(seed.path[:3], seed.format, seed.encoding) for seed in taken] == [
        ("000", "html", "utf-8"),
        ("001", "html", "utf-8"),
        ("002", "text", "utf-8"),
        ("003", "text", "utf-8"),
        ("004", "html", "utf-8"),
    ]
    assert [seed.published for seed in taken] == [
        "2021-12-25 14:24:49 +0800",
        "Tue, 23 Aug 2022 11:15:26 GMT",
        None,
        None,
        "2022-06-02 14:27:31 +0800",
    ]
    assert taken[1].publisher == "财联社"
    for seed in taken:
        assert seed.seed_id == hashlib.sha256((SEEDS / seed.path).read_bytes()).hexdigest()


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, ENGLISH, "上海发布新规。", "上海發布新規定。"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    try:
        content = text.encode(encoding)
    except UnicodeEncodeError:
        assert encoding == "big5"
        return
    assert one(tmp_path, "a.txt", content).text == text


def test_encoding_of_a_gb18030_html_page_with_its_charset(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{SIMPLIFIED}</p></body></html>'
    seed = one(tmp_path, "a.html", page.encode("gb18030"))
    assert (seed.text, seed.encoding, seed.format) == (page, "gb18030", "html")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "found an empty file"),
        ("a.txt", b" \n\n", "found an empty file"),
        ("a.txt", bytes(4096), "found 4,096 zero bytes"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "found a PNG picture"),
        ("a.txt", b"%PDF-1.7\n1 0 obj", "found a PDF file"),
        ("a.txt", bytes(range(1, 32)) * 40 + b"abc", "control characters throughout"),
        ("a.doc", b"text", "expected .txt, .md, .html, .htm, .json, .jsonl, .csv, .pdf, .docx, .zip; found .doc, not"),
        ("a.pdf", b"text", "expected a PDF file; found another kind of file; give it the suffix of what it is"),
        ("a.pdf", b"", "expected a PDF file; found an empty file"),
        ("a.pdf", bytes(4096), "expected a PDF file; found 4,096 zero bytes"),
        ("a.docx", b"%PDF-1.7", "expected a Word file; found a PDF file"),
        ("a.zip", b"\xd0\xcf\x11\xe0", "expected a ZIP archive; found an old Office file"),
        ("README", b"text", "found no suffix, not an article format"),
        ("a.md", b"---\ntitle: x\n---\n\n", "found front matter only"),
        ("a.json", b'{"title": "x"}', "expected 'text' with the article's text; found only title"),
        ("a.json", b'{"text": "  "}', "found a blank one"),
        ("a.json", b'{"text": 3}', "found int"),
        ("a.json", b'"text"', "expected an object with 'text'; found str"),
        ("a.json", b"[]", "found an empty list"),
        ("a.json", b"[" * 100_000, "expected JSON"),
    ],
)
def test_refused_files(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    refused = refusal(tmp_path, name, content)
    assert refused.path == name
    assert reason in refused.reason


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, ".txt", FORMATS[".txt"]._replace(limit=10))
    assert refusal(tmp_path, "a.txt", b"x" * 11).reason == "expected at most 10 bytes; found 11"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    taken, refused = read_file(tmp_path / "gone.txt", name="gone.txt")
    assert taken == []
    assert "No such file" in refused[0].reason


@given(st.binary(max_size=300))
def test_no_bytes_make_decoding_fail(content: bytes) -> None:
    decoded = decode(content)
    assert (decoded.refusal is None) == bool(decoded.encoding)


def test_front_matter_after_blank_lines_and_with_windows_line_ends(tmp_path: Path) -> None:
    seed = one(tmp_path, "a.md", f"\n \r\n---\r\ntitle: 江城方案\r\ndate: 2024-06-18\r\n---\r\n\r\n{SIMPLIFIED}")
    assert (seed.title, seed.published, seed.text.strip()) == ("江城方案", "2024-06-18", SIMPLIFIED)
    assert seed.format == "markdown"


def test_front_matter_keeps_values_as_written_and_tells_outlets_from_people() -> None:
    head = "---\ntitle: 2024\ndate: 2024-06-18 10:21\nauthor: {}\nurl: https://a.example/1\ndraft: yes\n---\n正文。"
    outlet = split_front_matter(head.format("江城日报")).stated
    assert outlet == ("2024", "2024-06-18 10:21", "江城日报", "https://a.example/1")
    assert split_front_matter(head.format("王小明")).stated.publisher is None


@pytest.mark.parametrize(
    "text", ["---\n只有一条横线的正文。", "--- 正文", "---\n一段话。\n---\n又一段话。", "正文\n---\ntitle: x\n---"]
)
def test_a_text_without_front_matter_is_all_text(text: str) -> None:
    assert split_front_matter(text) == (text, (None, None, None, None), None, None)


def test_broken_front_matter_is_refused_by_line(tmp_path: Path) -> None:
    refused = refusal(tmp_path, "a.md", b"---\ntitle: a\nurl: [x\n---\ntext")
    assert refused.line == 4
    assert "expected YAML front matter; found" in refused.reason


@pytest.mark.parametrize(
    "block",
    [
        "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c,*c,*c]",
        "a: " + "[" * 30 + "]" * 30,
        "a: !!python/object/apply:os.system ['true']",
    ],
)
def test_hostile_front_matter_is_refused(block: str) -> None:
    assert str(split_front_matter(f"---\n{block}\n---\ntext").refusal).startswith("expected YAML front matter")


def test_front_matter_over_its_bound_is_refused() -> None:
    assert "at most 65,536" in str(split_front_matter(f"---\na: {'x' * 70_000}\n---\ntext").refusal)


def test_jsonl_takes_good_lines_and_names_bad_ones(tmp_path: Path) -> None:
    good = {
        "title": "江城方案",
        "text": SIMPLIFIED,
        "date": 1718676060,
        "publisher": "江城日报",
        "url": "https://a.cn/1",
    }
    lines = [json.dumps(good, ensure_ascii=False), "{not json", "", '{"title": "x"}', json.dumps({"text": ENGLISH})]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    taken, refused = read_file(path, name="sub/news.jsonl")
    assert [(seed.path, seed.text) for seed in taken] == [
        ("sub/news.jsonl#1", SIMPLIFIED),
        ("sub/news.jsonl#5", ENGLISH),
    ]
    assert taken[0].seed_id == hashlib.sha256(lines[0].encode()).hexdigest()
    assert (taken[0].title, taken[0].published, taken[0].publisher) == ("江城方案", "1718676060", "江城日报")
    assert [(one.line, one.reason) for one in refused] == [
        (2, "expected JSON; found Expecting property name enclosed in double quotes at column 2"),
        (4, "expected 'text' with the article's text; found only title"),
    ]
    document, _ = clean(taken[0])
    assert str(document.source.published) == "2024-06-18"


def test_a_json_list_is_named_by_place(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"text": ENGLISH, "title": None}, 3, {"text": "<p>甲。</p><p>乙。</p>"}]))
    taken, refused = read_file(path, name="a.json")
    assert [(seed.path, seed.format) for seed in taken] == [("a.json#1", "json"), ("a.json#3", "html")]
    assert [(one.path, one.reason) for one in refused] == [("a.json#2", "expected an object with 'text'; found int")]


def test_half_a_character_in_json_becomes_damage(tmp_path: Path) -> None:
    seed = one(tmp_path, "a.json", b'{"text": "\\ud83d\\ude00 good \\ud800 bad"}')
    assert seed.text == "\U0001f600 good \ufffd bad"


def test_folder_order_dotfiles_and_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "seeds"
    (folder / "b").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("不该读到的文字。", encoding="utf-8")
    (folder / "b" / "1.txt").write_text(SIMPLIFIED, encoding="utf-8")
    (folder / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / ".hidden.txt").write_text("隐藏。", encoding="utf-8")
    (folder / "c.docx").write_bytes(b"PK")
    (folder / "d.txt").symlink_to(outside / "secret.txt")
    (folder / "e").symlink_to(outside, target_is_directory=True)
    (folder / "f.txt").symlink_to(folder / "a.txt")
    taken, refused = read_seeds(folder)
    assert [seed.path for seed in taken] == ["a.txt", "b/1.txt", "f.txt"]
    assert [(one.path, one.reason.split(";")[1]) for one in refused] == [
        ("c.docx", " found another kind of file"),
        ("d.txt", " found a link to a folder or out of it, which is not followed"),
        ("e", " found a link to a folder or out of it, which is not followed"),
    ]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match="expected a folder of articles"):
        read_seeds(tmp_path / "none")


def test_a_table_gives_one_article_a_row(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes(
        f"标题;正文;日期\n江城方案;{SIMPLIFIED};2024-06-18\n空;;\n网页;<p>甲。</p><p>乙。</p>;\n".encode("gb18030")
    )
    taken, refused = read_file(path, name="sub/news.csv")
    assert [(seed.path, seed.title, seed.published, seed.format, seed.encoding) for seed in taken] == [
        ("sub/news.csv#2", "江城方案", "2024-06-18", "text", "gb18030"),
        ("sub/news.csv#4", "网页", None, "html", "gb18030"),
    ]
    assert [(one.path, one.line) for one in refused] == [("sub/news.csv", 3)]
    fields = {"date": "2024-06-18", "text": SIMPLIFIED, "title": "江城方案"}
    canonical = json.dumps(fields, ensure_ascii=True, separators=(",", ":")).encode()
    assert taken[0].seed_id != taken[1].seed_id
    assert taken[0].seed_id in {hashlib.sha256(canonical).hexdigest(), read_file(path, name="x.csv")[0][0].seed_id}
    assert refusal(tmp_path, "a.csv", "正文\n".encode()).reason.startswith(
        "expected rows below the first one; found none"
    )


def test_a_pdf_is_one_article(tmp_path: Path, make_pdf: MakePdf) -> None:
    text = "江城市发展改革委十八日发布低空经济行动方案，提出到二〇二七年"
    content = make_pdf(["江城方案", text, "规模突破三百亿元。"], title="江城方案")
    seed = one(tmp_path, "a.pdf", content)
    assert (seed.format, seed.title, seed.published) == ("pdf", "江城方案", "2024-06-18")
    assert seed.seed_id == hashlib.sha256(content).hexdigest()
    document, _ = clean(seed)
    assert document.text == f"{text}规模突破三百亿元。"
    assert (document.source.title, str(document.source.published)) == ("江城方案", "2024-06-18")


def test_the_day_that_a_file_was_made_on_is_the_last_resort(tmp_path: Path, make_pdf: MakePdf) -> None:
    lines = ["江城方案", "2022年8月23日 来源：江城日报", "规模突破三百亿元，方案今天发布。"]
    document, _ = clean(one(tmp_path, "a.pdf", make_pdf(lines, title="Microsoft Word - 1.doc")))
    assert (str(document.source.published), document.source.publisher) == ("2022-08-23", "江城日报")
    assert document.source.title == "江城方案"


def test_a_word_file_has_sections_and_rows(tmp_path: Path, make_docx: MakeDocx) -> None:
    blocks = ["# 一、目标", SIMPLIFIED, [["年份", "规模"], ["2027", "300亿元"]], "# 二、措施", TRADITIONAL]
    document, _ = clean(one(tmp_path, "a.docx", make_docx(*blocks, title="江城方案", author="江城日报")))
    assert [section.heading for section in document.sections] == ["一、目标", "二、措施"]
    assert document.text.split("\n")[2:4] == ["年份 | 规模", "2027 | 300亿元"]
    assert (document.source.title, document.source.publisher) == ("江城方案", "江城日报")


def test_an_archive_gives_the_articles_of_its_files(
    tmp_path: Path, make_zip: MakeZip, make_pdf: MakePdf, make_docx: MakeDocx
) -> None:
    files = {
        "a.pdf": make_pdf(["江城日报今天的第一篇文章。"]),
        "b/b.docx": make_docx("江城日报今天的第二篇文章。"),
        "c.jsonl": json.dumps({"text": ENGLISH}).encode() + b"\nno json\n",
        "d.zip": b"PK",
        "e.exe": b"MZ",
        "新闻.txt": SIMPLIFIED.encode("gb18030"),
    }
    path = tmp_path / "all.zip"
    path.write_bytes(make_zip(files))
    taken, refused = read_file(path, name="all.zip")
    assert [seed.path for seed in taken] == [
        "all.zip#a.pdf",
        "all.zip#b/b.docx",
        "all.zip#c.jsonl#1",
        "all.zip#新闻.txt",
    ]
    assert taken[-1].text == SIMPLIFIED
    assert [(one.path, one.line, one.reason.partition("; ")[2]) for one in refused] == [
        ("all.zip#c.jsonl", 2, "found Expecting value at column 1"),
        ("all.zip#d.zip", None, "found an archive in an archive; give it by itself"),
        ("all.zip#e.exe", None, "found .exe, not an article format"),
    ]
    assert "none in it" in refusal(tmp_path, "none.zip", make_zip({"folder/": b""})).reason


def test_a_folder_is_told_file_by_file(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SIMPLIFIED, encoding="utf-8")
    told: list[tuple[int, int]] = []
    read_seeds(tmp_path, told=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=4, max_size=4),
)
def test_front_matter_is_read_back_as_it_was_written(text: str, values: list[str | None]) -> None:
    read = split_front_matter(with_front_matter(text, Stated(*values)))
    assert (read.text, read.refusal) == (text, None)
    for found, value in zip(read.stated, values, strict=True):
        assert found == (" ".join(value.split()) or None if value is not None else None)
