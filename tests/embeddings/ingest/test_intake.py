from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.clean.document import clean
from embeddings.errors import InputRefusedError, WenjuError
from embeddings.ingest.folder import read_content, read_seeds
from embeddings.ingest.intake import Limits, Offered, Proposal, add, known_texts, pasted, propose, seed_name, slug

TEXT = "江城市发展改革委18日发布低空经济行动方案，提出到2027年产业规模突破300亿元。"
OTHER = "西山县的公路今年将延长十二公里，沿途新建五座桥梁。"


def proposed(*files: Offered, limits: Limits | None = None) -> list[Proposal]:
    return list(propose(files, limits=limits))


def test_a_proposal_says_what_cleaning_makes_and_writes_nothing(tmp_path: Path) -> None:
    content = f"江城方案\n{TEXT}\n责任编辑：李小雨".encode()
    (proposal,) = proposed(Offered("C:\\新闻\\方案.txt", content))
    assert (proposal.name, proposal.size, proposal.new, proposal.refused) == ("方案.txt", len(content), 1, ())
    assert proposal.articles[0].document.text == TEXT
    assert [change.kind for change in proposal.articles[0].report.removed] == ["credit_line"]
    assert list(tmp_path.iterdir()) == []


def test_texts_that_are_there_already_are_named(tmp_path: Path) -> None:
    first, second, both = proposed(
        Offered("a.txt", TEXT.encode()),
        Offered("b.md", f"{TEXT[:20]}\n{TEXT[20:]}".encode()),
        Offered("c.jsonl", f'{{"text": "{TEXT}"}}\n{{"text": "{OTHER}"}}'.encode()),
    )
    assert [each.duplicate_of for each in (*first.articles, *second.articles, *both.articles)] == [
        None,
        "a.txt",
        "a.txt",
        None,
    ]
    added = add([first, second, both], tmp_path)
    assert len(added.written) == 2
    assert [(each.path, each.reason) for each in added.left] == [
        ("b.md", "expected a new article; found the text of a.txt; nothing is to be done")
    ]
    known = known_texts(each.document for each in first.articles)
    assert next(propose([Offered("x.txt", TEXT.encode())], known=known)).new == 0


def test_files_are_written_once_under_a_harmless_name(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    (proposal,) = proposed(Offered("../../etc/passwd.MD", f"---\ntitle: ../江城/方案?\n---\n{TEXT}".encode()))
    name = f"江城-方案_{hashlib.sha256(proposal.content).hexdigest()[:16]}.md"
    assert add([proposal], seeds).written == (name,)
    assert [path.name for path in seeds.iterdir()] == [name]
    assert (seeds / name).read_bytes() == proposal.content
    again = add([proposal], seeds)
    assert again.written == ()
    assert again.left[0].reason.startswith(f"expected a new file; found {name} in the seeds folder already")
    assert read_seeds(seeds)[0][0].title == "../江城/方案?"


def test_limits_of_size_number_and_total(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(50 * 2**20)
    limits = Limits(file_bytes=1000, archive_bytes=2000, total_bytes=300, files=5)
    found = proposed(
        Offered("huge.txt", huge),
        Offered("a.zip", b"PK" * 900),
        Offered("a.txt", TEXT.encode()),
        Offered("b.txt", (OTHER * 3).encode()),
        Offered("", OTHER.encode()),
        Offered("c.txt", OTHER.encode()),
        limits=limits,
    )
    assert [each.new for each in found] == [0, 0, 1, 0, 0, 0]
    assert [each.refused[0].reason for each in found if each.refused] == [
        "expected at most 300 bytes more at once; found 52,428,800; add the others first",
        "expected at most 300 bytes more at once; found 1,800; add the others first",
        f"expected at most {300 - len(TEXT.encode())} bytes more at once; found 225; add the others first",
        "expected a file with a name; found none; name it",
        "expected at most 5 files at once; found more; add the others first",
    ]
    (single,) = proposed(Offered("huge.txt", huge), limits=Limits())
    assert single.refused[0].reason == (
        "expected at most 16,777,216 bytes; found 52,428,800; split it, or put it into the seeds folder by hand"
    )
    assert single.content == b""


def test_a_folder_that_cannot_be_written_to_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WenjuError, match=r"expected a folder that can be written to at .*; make room, or"):
        add(proposed(Offered("a.txt", TEXT.encode())), tmp_path / "file" / "seeds")


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip() != ""),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
)
def test_a_pasted_text_is_read_back(text: str, title: str) -> None:
    offered = pasted(title, text, published="2024-06-18", publisher="江城日报", url="https://a.example/1")
    assert isinstance(offered.content, bytes)
    seeds, refused = read_content(offered.content, name=offered.name)
    if refused:  # control characters throughout
        assert "control characters" in refused[0].reason
        return
    assert seeds[0].text == text.replace("\r\n", "\n").replace("\r", "\n")
    assert seeds[0].title == (" ".join(title.split()) or None)
    assert (seeds[0].published, seeds[0].publisher, seeds[0].url) == ("2024-06-18", "江城日报", "https://a.example/1")


def test_a_pasted_article_has_what_was_stated() -> None:
    (proposal,) = proposed(
        pasted("江城方案: 第一版", f"{TEXT}\n\n{OTHER}", published="2024年6月18日", publisher="江城日报")
    )
    source = proposal.articles[0].document.source
    assert (source.title, str(source.published), source.publisher) == ("江城方案: 第一版", "2024-06-18", "江城日报")
    assert proposal.articles[0].document.text == f"{TEXT}\n{OTHER}"
    assert seed_name(proposal).startswith("江城方案-第一版_")
    with pytest.raises(InputRefusedError, match="expected the text of an article; found none; paste its text"):
        pasted("标题", " \n")


@given(st.text())
def test_a_slug_is_a_safe_name(text: str) -> None:
    made = slug(text)
    assert len(made.encode()) <= 160
    assert set(made).isdisjoint('/\\:*?"<>|. \x00\n')
    assert not made.startswith("-")


def test_the_proposal_of_a_file_is_what_a_build_makes(tmp_path: Path) -> None:
    (proposal,) = proposed(Offered("a.txt", f"江城方案\n{TEXT}".encode()))
    add([proposal], tmp_path)
    (seed,) = read_seeds(tmp_path)[0]
    document, report = clean(seed)
    assert document.text == proposal.articles[0].document.text
    assert document.doc_id == proposal.articles[0].document.doc_id
    assert report.model_copy(update={"path": "a.txt"}) == proposal.articles[0].report
