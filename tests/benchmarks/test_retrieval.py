import json
import lzma
import sys
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest

from embeddings.build import build
from embeddings.encoders.load import load_encoder
from embeddings.index.snapshot import Index
from embeddings.text.segment import terms


class Programs(NamedTuple):
    """benchmarks/ is a folder of programs and no package: they are imported from the repository's root."""

    retrieval: ModuleType
    corpus: ModuleType
    peers: ModuleType
    protocol: ModuleType


@pytest.fixture(scope="module")
def programs(repository: Path) -> Programs:
    sys.path.insert(0, str(repository))
    try:
        from benchmarks import retrieval, retrieval_corpus, retrieval_peers  # noqa: PLC0415
        from benchmarks.peers import protocol  # noqa: PLC0415
    finally:
        sys.path.remove(str(repository))
    return Programs(retrieval, retrieval_corpus, retrieval_peers, protocol)


TEXTS = [
    f"{place}的{thing}去年新建了{count}座仓库。这里还延长了{count}公里公路。"
    for place, thing, count in zip(("东港", "西山", "南湖"), ("码头", "车站", "渡口"), ("三", "五", "七"), strict=True)
]
NEWS = ["北镇的大桥今年通车。", TEXTS[1], "中城的地铁将在明年开工。", "上林的水库已经蓄水。"]


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """Three contexts with one question, and four news of which one is a context."""
    folder = tmp_path / "sets"
    (folder / "eval").mkdir(parents=True)
    (folder / "corpus").mkdir()
    question = {"id": "q", "question": "请问西山新建了几座仓库？", "answers": [{"text": "五座"}]}
    paragraphs = [{"context": text, "qas": [question] if text == TEXTS[1] else []} for text in TEXTS]
    squad = json.dumps({"data": [{"title": "t", "paragraphs": paragraphs}]})
    (folder / "eval" / "news_qa_dev.json").write_text(squad, encoding="utf-8")
    with lzma.open(folder / "corpus" / "crud_news.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"date": "", "text": text}) + "\n" for text in NEWS)
    return folder


def test_the_sets_articles_come_first_and_news_follow_until_there_are_enough(programs: Programs, sets: Path) -> None:
    assert programs.corpus.choose_articles(sets, 1) == TEXTS
    more = programs.corpus.choose_articles(sets, 5)
    assert more[:3] == TEXTS
    assert len(more) == 5
    every = programs.corpus.choose_articles(sets, 1000)
    assert set(every[3:]) == {NEWS[0], NEWS[2], NEWS[3]}
    assert every[:5] == more
    assert programs.corpus.development_questions(sets, every) == [
        programs.corpus.Asked("请问西山新建了几座仓库？", frozenset({"news.jsonl#2"}))
    ]


class Built(NamedTuple):
    folder: Path
    index: Index


@pytest.fixture
def given(programs: Programs, sets: Path, tmp_path: Path) -> Built:
    """A built index and the files that a peer gets of it."""
    articles = programs.corpus.choose_articles(sets, 1000)
    programs.corpus.write_seeds(articles, tmp_path / "seeds")
    build(tmp_path / "seeds", tmp_path / "index")
    folder, encoder, index = tmp_path / "given", load_encoder(), Index.open(tmp_path / "index")
    folder.mkdir()
    shared = programs.corpus.write_passages(index, encoder, folder)
    known = programs.corpus.development_questions(sets, articles)
    sentences = programs.corpus.sentence_questions(shared.passages, 2)
    took = programs.corpus.write_questions([*known, *sentences], 2, encoder, folder)
    assert len(took) == 2
    return Built(folder, index)


def test_a_peer_reads_the_passages_terms_and_vectors_of_our_index(programs: Programs, given: Built) -> None:
    passages = programs.protocol.read_passages(given.folder)
    documents = given.index.documents()
    assert len(passages.texts) == given.index.passage_count == 6
    assert [text.endswith(document.text) for text, document in zip(passages.texts, documents, strict=True)] == [
        True
    ] * 6
    assert passages.terms == [programs.corpus.flat(terms(text)) for text in passages.texts]
    assert "仓库" in passages.terms[0]
    assert (passages.vectors == load_encoder().encode_documents(passages.texts)).all()


def test_a_peer_reads_questions_as_our_retrieval_asks_them(programs: Programs, given: Built) -> None:
    questions = programs.protocol.read_questions(given.folder)
    assert [(each.timed, each.scored) for each in questions] == [(True, True), (True, False), (False, False)]
    first = questions[0]
    assert first.text == "请问西山新建了几座仓库？"
    assert "仓库" in first.terms
    assert "请问" not in first.terms  # what only asks is no term
    assert first.vector.shape == (load_encoder().dim,)


def test_time_counts_after_a_warm_up_and_only_where_it_should(programs: Programs) -> None:
    heard: list[tuple[str, int]] = []

    def search(question: object, k: int) -> list[int]:
        heard.append((question.text, k))
        return [3, 1]

    vector = np.zeros(2, np.float32)
    questions = [
        programs.protocol.Question(text, [text], vector, timed, scored)
        for text, timed, scored in (("a", True, True), ("b", True, False), ("c", False, True))
    ]
    said = programs.protocol.ask(search, questions)
    assert heard == [("a", 10), ("b", 10), ("c", 10), ("a", 10), ("b", 10), ("a", 50), ("c", 50)]
    assert len(said["milliseconds"]) == len(said["cpu_milliseconds"]) == 2
    assert said["found"] == [[3, 1], [3, 1]]
    assert programs.protocol.peak_memory() > 1_000_000


def test_figures_are_by_article_and_percentiles_by_rank(programs: Programs) -> None:
    retrieval, peers = programs.retrieval, programs.peers
    asked = [
        programs.corpus.Asked("a", frozenset({"x"})),
        programs.corpus.Asked("b", frozenset({"z"})),
        programs.corpus.Asked("c", frozenset()),
    ]
    queried = peers.Queried(
        seconds=0.5, memory=7, milliseconds=[4.0, 1.0, 2.0, 3.0], cpu_milliseconds=[0.5], found=[[0, 1, 2], [0, 1]]
    )
    found = retrieval.row(peers.Measured(peers.Built(seconds=2.0, memory=9), queried, 11), asked, ["y", "y", "x"])
    assert found == retrieval.Row(2.0, 0.5, 2.0, 4.0, 0.5, pytest.approx(0.5 * 0.63093, abs=1e-5), 7, 11)
    assert [retrieval.percentile(range(1, 101), percent) for percent in (50, 95, 100)] == [50, 95, 100]
    assert retrieval.percentile([5.0], 50) == 5.0


def test_a_peer_that_was_not_measured_has_a_line_that_says_why(programs: Programs) -> None:
    lines = programs.retrieval.table({
        "Ours": programs.retrieval.Row(1, 2, 3, 4, 2.5, 0.5, 6_000_000, 7_000_000),
        "X": "no net",
    })
    assert lines[2:] == [
        "| Ours | 1.0 | 2.00 | 3.00 | 4.00 | 2.50 | 0.5000 | 6 | 7 |",
        "| X | not measured: no net | | | | | | | |",
    ]


def test_a_program_that_fails_says_its_last_line(programs: Programs) -> None:
    run, error = programs.peers.run, programs.peers.NotMeasuredError
    assert run([sys.executable, "-c", "print('one'); print('two')"], {}) == "two"
    assert run([sys.executable, "-c", "import os; print(os.environ['WENJU_TEST'])"], {"WENJU_TEST": "1"}) == "1"
    with pytest.raises(error, match=r"^ValueError: no good$"):
        run([sys.executable, "-c", "raise ValueError('no good')"], {})
    with pytest.raises(error, match=r"^no message, exit code 3$"):
        run([sys.executable, "-c", "raise SystemExit(3)"], {})
    with pytest.raises(error, match=r"^more than 1 seconds$"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], {}, seconds=1)
    with pytest.raises(error, match="No such file"):
        run([Path("/no/such/program")], {})


def test_packages_that_cant_be_installed_are_a_reason(
    programs: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "odd.txt").write_text("no such requirement ==\n", encoding="utf-8")
    monkeypatch.setattr(programs.peers, "HERE", tmp_path)
    with pytest.raises(programs.peers.NotMeasuredError, match=r"^its packages can't be installed: ERROR: "):
        programs.peers.environment("odd", tmp_path)
    assert not (tmp_path / "odd" / ".installed").exists()


def test_every_peer_has_its_list_of_packages_and_its_program(programs: Programs) -> None:
    folder = programs.peers.HERE / "peers"
    assert sorted(path.stem for path in folder.glob("*.txt")) == sorted(programs.peers.PEERS)
    assert sorted(path.stem for path in folder.glob("with_*.py")) == sorted(
        f"with_{name}" for name in programs.peers.PEERS
    )
    pinned = [line for path in folder.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in pinned if "==" not in line] == []


def test_names_of_peers_are_checked(programs: Programs) -> None:
    assert programs.retrieval.chosen_peers("none") == []
    assert programs.retrieval.chosen_peers("all") == ["faiss_bm25s", "langchain", "llama_index", "txtai"]
    assert programs.retrieval.chosen_peers("txtai,langchain") == ["txtai", "langchain"]
    with pytest.raises(Exception, match=r"expected all, none or some of .*; found elastic"):
        programs.retrieval.chosen_peers("txtai,elastic")


def test_our_side_is_measured_whole(programs: Programs, sets: Path, tmp_path: Path) -> None:
    lines = programs.retrieval.compare(sets, tmp_path / "work", passages=6, questions=4, peers=[])
    assert lines[0].startswith("| system | index s ")
    assert lines[2].startswith("| Wenju | ")
    assert lines[2].split(" | ")[6] == "1.0000"
    heads = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")][2:]
    end = heads.index("all") + 1
    assert heads[:end] == ["stage", "start", "read", "clean", "chunk", "encode", "index", "write", "all"]
    assert heads[end] == "part of a question"
    assert "features" in heads[end:]
    assert lines[-1].endswith("| 100% |")
