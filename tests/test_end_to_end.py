"""The main job from a folder of articles to verified quotes, and what happens when something is wrong with them."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.build import build
from embeddings.clean.document import clean
from embeddings.encoders.load import load_encoder
from embeddings.errors import InputRefusedError
from embeddings.index.snapshot import Index
from embeddings.schema import BuildReport, Document, Seed
from embeddings.store.generations import current_id
from qa import Answer, Assistant
from qa.cli import run

SCHOOL = """东港镇新小学九月一日开学

东港晚报讯（记者 林小溪）8月20日，东港镇教育办公室宣布，新建的海棠小学将于9月1日开学。
海棠小学总投资4800万元，共有24个班级，可以容纳1080名学生。

海棠小学校长周明远介绍，学校设有一座图书馆和两间科学教室。
"""
"""An article for these tests; nothing in seeds/ is about it."""

QUESTIONS = {
    "海棠小学总投资多少？": "4800万元",
    "海棠小学哪天开学？": "9月1日",
    "海棠小学可以容纳多少名学生？": "1080名",
}

GOLDEN_LIKE = [
    ("到2025年上海的元宇宙产业规模有多大？", ()),
    ("網易要在三亞設立什麼？", ()),
    ("横琴要打造什么试验区？", ()),
    ("横琴的实施方案有多少条措施？", ()),
    ("昆山工业元宇宙产业基金有多少钱？", ()),
    ("合肥高新区2028年的目标是多少？", ()),
    ("那南京呢？", ("合肥高新区到2028年元宇宙产业规模目标是多少？",)),
    ("2021年成都数字经济核心产业增加值是多少亿元？", ()),
    ("张江集团的董事长是谁？", ()),
    ("张江元宇宙联盟首批有哪些成员？", ()),
    ("腾讯新文创总部在哪里？", ()),
    ("潍坊的政策有多少条措施？", ()),
    ("为什么说横琴发展元宇宙还有不足？", ()),
    ("How large will Shanghai's metaverse industry be in 2025?", ()),
    ("Which company settles in Chengdu High-tech Zone?", ()),
    ("《成都市“十四五”数字经济发展规划》哪天印发？", ()),
    ("[1] 来源：新华社 元宇宙产业规模", ()),
    ("深圳的元宇宙产业规模目标是多少？", ()),
    ("Who won the World Cup in 2022?", ()),
    ("元宇宙", ()),
]


def quotes_are_verbatim(answer: Answer, assistant: Assistant) -> bool:
    documents = {document.doc_id: document for document in assistant.documents()}
    return all(
        citation.span.of(documents[citation.doc_id].text) == citation.quote
        and documents[citation.doc_id].source.path == citation.path
        for citation in answer.citations
    )


@pytest.fixture
def seeds(tmp_path: Path, repository: Path) -> Path:
    return shutil.copytree(repository / "seeds", tmp_path / "seeds")


def test_a_new_article_is_answered_after_a_rebuild_and_refused_after_a_rollback(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "index"
    build(seeds, index)
    assistant = Assistant.open(index)
    before = assistant.generation
    assert [assistant.ask(question).status for question in QUESTIONS] == ["no_evidence"] * 3

    (seeds / "学校.txt").write_bytes(SCHOOL.encode("gb18030"))
    assert run(["build", str(seeds), "--index", str(index), "--json"]) == 0
    report = BuildReport.model_validate_json(capsys.readouterr().out)
    assert (report.documents, report.refused, report.generation == before) == (6, (), False)
    for question, expected in QUESTIONS.items():
        answer = assistant.ask(question)
        assert answer.generation == report.generation
        assert answer.short_answer == expected
        assert answer.citations[0].path == "学校.txt"
        assert answer.citations[0].quote in SCHOOL
        assert quotes_are_verbatim(answer, assistant)

    assert run(["rollback", "--index", str(index)]) == 0
    assert assistant.generation == before
    assert [assistant.ask(question).status for question in QUESTIONS] == ["no_evidence"] * 3


def test_every_quote_of_every_answer_is_verbatim(seeds_index: Path) -> None:
    assistant = Assistant.open(seeds_index)
    answers = [assistant.ask(question, history=history) for question, history in GOLDEN_LIKE]
    assert [answer.question for answer in answers if not quotes_are_verbatim(answer, assistant)] == []
    assert sum(answer.status == "answered" for answer in answers) >= 15
    assert [answer.status for answer in answers[-3:-1]] == ["no_evidence", "no_evidence"]


SENTENCES = st.sampled_from([
    "东港镇去年建成三座桥。",
    "海棠小學的校長是周明遠。",
    "The port handled 8.2 million boxes in 2023.",
    "“规模将达到3500亿元！”他说[1]。",
    "<b>粗体</b>与&amp;符号",
    "（来源：东港晚报）",
    "2024年3月15日，西山公路通车",
    "國(guó)內(nèi)的產(chǎn)業(yè)",
    "e\u0301te\u0301 ﬁne ㎡ 𠮷野家😀",
    "\u3000\u3000一、目标",
    "[2][3] 记者 王小明",
    "http://example.org/a?b=1",
])
ASKED = st.sampled_from([
    "东港镇有几座桥？",
    "海棠小学的校长是谁？",
    "How many boxes did the port handle?",
    "规模多少？",
    "西山公路哪天通车？",
    "[1]是什么？",
    "产业",
    "吉野家在哪里？",
])


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(SENTENCES, min_size=1, max_size=8).map("\n".join), min_size=1, max_size=4, unique=True),
    st.lists(ASKED, min_size=1, max_size=3),
)
def test_random_articles_are_quoted_verbatim(texts: list[str], questions: list[str]) -> None:
    documents = [document for number, text in enumerate(texts) for document in cleaned(text, f"{number}.txt")]
    if not documents:
        return
    index = Index.from_documents(documents, encoder=load_encoder())
    assistant = Assistant.of(index)
    for place, question in enumerate(questions):
        answer = assistant.ask(question, history=questions[:place])
        assert quotes_are_verbatim(answer, assistant)
        assert {int(marker) for marker in re.findall(r"\[(\d+)\]", answer.text)} == {
            citation.marker for citation in answer.citations
        }
        assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))


def cleaned(text: str, path: str) -> list[Document]:
    seed = Seed(
        seed_id=hashlib.sha256(f"{path}\n{text}".encode()).hexdigest(),
        path=path,
        text=text,
        format="text",
        encoding="utf-8",
    )
    try:
        return [clean(seed)[0]]
    except InputRefusedError:
        return []


def test_what_cannot_be_taken_is_named_and_the_rest_is_built(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (seeds / "zeros.txt").write_bytes(b"\0" * 1000)
    (seeds / "empty.md").write_bytes(b"")
    (seeds / "photo.png").write_bytes(b"\x89PNG\r\n")
    (seeds / "same.txt").write_text(SCHOOL, encoding="utf-8")
    (seeds / "school.txt").write_text(SCHOOL, encoding="utf-16")
    lines = [
        json.dumps({"text": "西山公路今年延长十二公里，明年通车。", "date": "2999-01-01"}),
        "{not json",
        '{"title": "x"}',
    ]
    (seeds / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run(["build", str(seeds), "--index", str(tmp_path / "index"), "--json"]) == 0
    report = BuildReport.model_validate_json(capsys.readouterr().out)
    assert report.documents == 7
    assert sorted((refused.path, refused.line) for refused in report.refused) == [
        ("empty.md", None),
        ("news.jsonl", 2),
        ("news.jsonl", 3),
        ("photo.png", None),
        ("zeros.txt", None),
    ]
    assert [(duplicate.path, duplicate.kept) for duplicate in report.duplicates] == [("school.txt", "same.txt")]
    assert any("news.jsonl#1" in warning and "2999" in warning for warning in report.warnings)


@pytest.mark.parametrize("content", [None, b"", b"\0\0\0\0"])
def test_a_failed_build_leaves_the_earlier_generation_in_use(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, index = tmp_path / "good", tmp_path / "bad", tmp_path / "index"
    good.mkdir()
    (good / "a.txt").write_text(SCHOOL, encoding="utf-8")
    generation = build(good, index).generation
    bad.mkdir()
    if content is not None:
        (bad / "a.txt").write_bytes(content)
    assert run(["build", str(bad), "--index", str(index)]) == 4
    assert re.fullmatch(r"wenju: expected [^\n]+; found [^\n]+; [^\n]+\n", capsys.readouterr().err)
    assert current_id(index) == generation
    assert Assistant.open(index).ask("海棠小学总投资多少？").short_answer == "4800万元"


def test_a_damaged_generation_gives_way_to_the_one_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    seeds.mkdir()
    (seeds / "a.txt").write_text(SCHOOL, encoding="utf-8")
    first = build(seeds, index).generation
    (seeds / "b.txt").write_text("西山公路今年延长十二公里。", encoding="utf-8")
    second = build(seeds, index).generation
    corpus = index / "generations" / second / "corpus.sqlite"
    corpus.write_bytes(corpus.read_bytes()[:-1])
    assert run(["ask", "海棠小学总投资多少？", "--index", str(index), "--json"]) == 0
    assert Answer.model_validate_json(capsys.readouterr().out).generation == first
    assert [str(each.message).rpartition("; meanwhile ")[2] for each in recwarn] == [
        f"generation {first} is used, the newest good one"
    ]
    (index / "generations" / first / "corpus.sqlite").unlink()
    assert run(["ask", "海棠小学总投资多少？", "--index", str(index)]) == 3


def test_an_index_of_another_version_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seeds, index = tmp_path / "seeds", tmp_path / "index"
    seeds.mkdir()
    (seeds / "a.txt").write_text(SCHOOL, encoding="utf-8")
    folder = index / "generations" / build(seeds, index).generation
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    content = json.dumps({**manifest, "format": 99}).encode()
    digest = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_bytes(content)
    folder.rename(folder.with_name(digest[:16]))
    (index / "CURRENT").write_text(f"{digest[:16]} {digest}\n", encoding="ascii")
    assert run(["ask", "海棠小学总投资多少？", "--index", str(index)]) == 3
    said = capsys.readouterr().err
    assert re.fullmatch(r"wenju: expected an index of format \d+; found format 99 [^\n]+; run `wenju build`\n", said)
