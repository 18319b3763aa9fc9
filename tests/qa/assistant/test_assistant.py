from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa
from embeddings.build import build
from embeddings.config import IndexConfig
from embeddings.encoders.load import load_encoder
from embeddings.errors import IndexDamagedError, IndexMissingError, InputRefusedError, UsageError, WenjuError
from embeddings.index.snapshot import Index
from embeddings.reasons import IndexReason
from embeddings.schema import Document, Section, Source, Span
from qa.answer.compose import compose
from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.evidence.select import Selection
from qa.question.understand import Question
from qa.retrieval.retrieve import diversify
from qa.schema import MARKER, AnswerEvent, DocumentOf, Draft, HitsEvent, Item, Lack, TextEvent

SEEDS = Path(__file__).parents[3] / "seeds"
QUESTION = "到2025年上海元宇宙相关产业规模将达到多少？"


@pytest.fixture(scope="module")
def assistant(seeds_index: Path) -> Assistant:
    return Assistant.open(seeds_index, settings=Settings())


def test_an_answer_is_a_verified_quote(assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    first = answer.citations[0]
    assert (answer.status, answer.short_answer, answer.generator) == ("answered", "3500亿元", "extractive")
    assert answer.generation == assistant.generation
    assert first.quote in assistant.document(first.doc_id).text
    assert first.path == "002_bbc993df6f2fe461.txt"
    assert (first.publisher, str(first.published)) == ("新民晚报", "2022-07-28")
    assert set(answer.timings) == {"retrieve", "read"}


def test_a_stream_ends_with_what_ask_gives(assistant: Assistant) -> None:
    events = list(assistant.stream(QUESTION))
    assert isinstance(events[0], HitsEvent)
    assert isinstance(events[-1], AnswerEvent)
    text = "".join(event.text for event in events if isinstance(event, TextEvent))
    assert text == events[-1].answer.text
    asked = assistant.ask(QUESTION)
    assert events[-1].answer.model_copy(update={"timings": {}}) == asked.model_copy(update={"timings": {}})


def test_a_comparison_reads_each_side_and_says_which_it_lacks(assistant: Assistant) -> None:
    answer = assistant.ask("比较南京、無錫和深圳的元宇宙产业规模目标")
    assert answer.table is not None
    assert answer.table.kind == "comparison"
    assert [(row.entity, row.value, row.marker) for row in answer.table.rows] == [
        ("南京", "1350億元", 1),
        ("無錫", "500 億元", 2),
    ]
    assert answer.unanswered == ("深圳",)
    assert answer.short_answer is None
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))


def test_a_table_holds_the_figures_of_every_article(assistant: Assistant) -> None:
    answer = assistant.ask("哪些城市或地区提出了2025年的元宇宙产业规模目标？分别是多少？")
    assert answer.table is not None
    assert {(row.entity, row.value) for row in answer.table.rows} == {
        ("南京", "1350億元"),
        ("無錫", "500 億元"),
        ("上海松江區", "500億元"),
        ("上海", "3500亿元"),
    }


def test_a_list_holds_its_items(assistant: Assistant) -> None:
    answer = assistant.ask("海南陵水要打造哪三张名片？")
    assert [item.text for item in answer.items] == [
        "文旅元宇宙看陵水", "全國最大的數字人培訓基地在陵水", "元宇宙內容創作者來陵水",
    ]  # fmt: skip


def test_a_quote_has_its_context(assistant: Assistant) -> None:
    first = assistant.ask("网易与三亚市政府是哪一天签署战略合作协议的？").citations[0]
    assert assistant.context(first) == (None, "网易将在三亚设立网易海南总部，建设网易元宇宙产业基地项目。")
    with pytest.raises(WenjuError, match="another version"):
        assistant.context(first.model_copy(update={"text_sha256": "0" * 64}))


def test_an_answer_with_a_part_that_no_quote_holds_is_refused(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forging(
        question: Question, parts: Sequence[Question], selections: Sequence[Selection], document_of: DocumentOf
    ) -> Draft:
        draft = compose(question, parts, selections, document_of)
        return draft.model_copy(update={"items": (Item(marker=1, span=Span(start=0, end=2), text="伪造"),)})

    monkeypatch.setattr("qa.assistant.pipeline.compose", forging)
    with pytest.raises(WenjuError, match="expected an answer whose every part stands in a quote"):
        assistant.ask(QUESTION)


def test_a_follow_up_says_how_it_was_understood(assistant: Assistant) -> None:
    answer = assistant.ask("那南京呢？", history=["合肥高新区到2028年元宇宙相关产业规模目标是多少？"])
    assert answer.question == "那南京呢？"
    assert answer.standalone_question == "南京到2028年元宇宙相关产业规模目标是多少？"
    assert answer.short_answer == "1350億元"


def test_what_a_question_was_taken_to_mean_is_in_its_first_event_and_its_answer(assistant: Assistant) -> None:
    question, today = "据新民晚报报道，去年上海元宇宙相关产业规模将达到多少？", date(2023, 5, 1)
    first, *_, last = assistant.stream(question, today=today)
    assert isinstance(first, HitsEvent)
    assert isinstance(last, AnswerEvent)
    meant = assistant.search(question, today=today).understood
    assert [(each.text, str(each.start), str(each.end)) for each in meant.periods] == [
        ("去年", "2022-01-01", "2022-12-31")
    ]
    assert [(each.names, each.used) for each in meant.publishers] == [(("新民晚报",), "boost")]
    assert first.understood == last.answer.understood == meant
    assert assistant.ask(question).understood.periods[0].end == date(date.today().year - 1, 12, 31)


def test_a_follow_up_is_understood_whole(assistant: Assistant) -> None:
    answer = assistant.ask("那南京呢？", history=["去年合肥高新区产业规模目标是多少？"], today=date(2026, 11, 21))
    assert answer.standalone_question == "去年南京产业规模目标是多少？"
    assert [(each.text, each.span) for each in answer.understood.periods] == [("去年", Span(start=0, end=2))]


def test_a_correction_is_made_and_said(assistant: Assistant) -> None:
    answer = assistant.ask("到2025年上海元宙宇相关产业规模将达到多少？")
    assert [(each.typed, each.used) for each in answer.understood.corrections] == [("元宙宇", "元宇宙")]
    assert (answer.short_answer, answer.standalone_question) == ("3500亿元", answer.question)
    plain = assistant.retrieve("横琴的元宙宇产业", 3)
    assert [hit.passage for hit in plain] == [hit.passage for hit in assistant.retrieve("横琴的元宇宙产业", 3)]
    assert assistant.search("元宇宙产业规模").understood.corrections == ()


def test_an_article_of_the_period_or_publisher_that_is_named_comes_first() -> None:
    texts = [
        ("东港的码头建成三座仓库，可以存放粮食。", "2021-05-01", "东港日报"),
        ("东港的码头建成五座仓库，由西山公司管理。", "2025-05-01", "西山晚报"),
        ("西山的公路今年将延长十二公里。", "2020-01-01", "西山日报"),
        ("北湖灯塔高42米。", "2020-01-01", "西山日报"),
        ("海棠小学总投资4800万元，共有24个班级。", "2020-01-01", "西山日报"),
        ("码头上的工人很多，他们从早忙到晚。", "2020-01-01", "西山日报"),
    ]
    documents: list[Document] = []
    for number, (text, published, publisher) in enumerate(texts):
        found = article(text, number=number)
        dated = {"published": date.fromisoformat(published), "publisher": publisher}
        documents.append(found.model_copy(update={"source": found.source.model_copy(update=dated)}))
    memory = Assistant.of(Index.from_documents(documents, encoder=load_encoder()))

    def first(question: str, today: str) -> str:
        return memory.retrieve(question, today=date.fromisoformat(today))[0].source.path

    assert first("去年东港的码头建成几座仓库？", "2026-11-21") == "1.txt"
    assert first("去年东港的码头建成几座仓库？", "2022-11-21") == "0.txt"
    assert first("How many warehouses did Donggang build last year?", "2026-11-21") == "1.txt"
    assert first("How many warehouses did Donggang build last year?", "2022-11-21") == "0.txt"
    assert first("据东港日报报道，码头建成几座仓库？", "2026-11-21") == "0.txt"
    assert first("据西山晚报报道，码头建成几座仓库？", "2026-11-21") == "1.txt"
    assert {hit.source.path for hit in memory.retrieve("1999年东港的码头建成几座仓库？", 2)} == {"0.txt", "1.txt"}


def test_sources_take_turns_when_asked(assistant: Assistant) -> None:
    hits = assistant.retrieve("元宇宙产业规模", 4, diversify=True)
    assert hits == diversify(assistant.retrieve("元宇宙产业规模", 12))[:4]
    articles = [hit.passage.doc_id for hit in hits]
    assert articles[0] != articles[1]
    assert hits[0].passage == assistant.retrieve("元宇宙产业规模", 1)[0].passage


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "特斯拉在上海的工厂有多少员工？",
            "文章里没有找到答案。找的是：特斯拉、上海、员工（数字）。没有一篇文章提到：特斯拉。"
            "最接近的句子里没有对得上的数字。",
        ),
        (
            "深圳的元宇宙产业规模目标是多少？",
            "文章里没有找到答案。找的是：深圳、元宇宙产业规模目标（数字）。最接近的段落没有提到：深圳。",
        ),
        ("蘋果公司什麼時候發布新手機？", "文章裡沒有找到答案。找的是：新手機（日期）。沒有一篇文章提到：新手機。"),
        (
            "Who won the 2022 FIFA World Cup?",
            "The articles do not say. Looked for: FIFA World Cup (a person). "
            "The nearest passages do not mention: FIFA World Cup.",
        ),
    ],
)
def test_a_refusal_is_an_answer(question: str, text: str, assistant: Assistant) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.text, answer.citations, answer.short_answer) == ("no_evidence", text, (), None)


def test_a_refusal_shows_what_comes_nearest_and_calls_it_no_answer(assistant: Assistant) -> None:
    answer = assistant.ask("深圳的元宇宙产业规模目标是多少？")
    assert answer.missing == (Lack(kind="name", text="深圳", by="found"),)
    assert [each.marker for each in answer.nearest] == [1, 2, 3]
    assert [each.quote for each in answer.nearest] == [
        each.span.of(assistant.document(each.doc_id).text) for each in answer.nearest
    ]
    assert "合肥高新區" in {each.heading for each in answer.nearest}
    assert all(each.text_sha256 for each in answer.nearest)


def test_a_nearest_sentence_in_another_language_has_its_figures_beside_it(assistant: Assistant) -> None:
    nearest = assistant.ask("Who won the 2022 FIFA World Cup?").nearest
    assert "27 July 2022" in {each.text for one in nearest for each in one.renderings}


def test_nothing_is_near_where_no_sentence_holds_a_word_of_the_question(assistant: Assistant) -> None:
    assert assistant.ask("火星殖民地的飲用水價格是多少？").nearest == ()


@pytest.mark.parametrize("question", ["", " \n", "长" * 1001, "南京\x07"])
def test_bad_questions_are_refused(question: str, assistant: Assistant) -> None:
    with pytest.raises(InputRefusedError):
        assistant.ask(question)
    with pytest.raises(InputRefusedError):
        assistant.retrieve(question)


def test_wrong_use(assistant: Assistant) -> None:
    with pytest.raises(UsageError, match="k of at least 1"):
        assistant.retrieve(QUESTION, 0)
    with pytest.raises(UsageError, match="extractive"):
        assistant.ask(QUESTION, generator="llm")


def test_an_index_in_memory_is_not_rebuilt() -> None:
    memory = Assistant.of(Index.from_documents([article("南京很大。")], encoder=load_encoder()))
    with pytest.raises(UsageError, match="an index on disk"):
        memory.rebuild(SEEDS)


def test_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        Assistant.open(tmp_path / "none", settings=Settings())
    waiting = Assistant.open(tmp_path / "none", settings=Settings(), unusable_ok=True)
    with pytest.raises(IndexMissingError, match="run `wenju build`"):
        waiting.ask(QUESTION)
    report = waiting.rebuild(SEEDS)
    assert (report.documents, waiting.generation) == (5, report.generation)
    assert waiting.ask(QUESTION).short_answer == "3500亿元"


def test_a_damaged_index_can_be_rebuilt_from_the_page(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    built = build(SEEDS, folder)
    (folder / "generations" / built.generation / "vectors.faiss").write_bytes(b"damaged")
    with pytest.raises(IndexDamagedError):
        Assistant.open(folder, settings=Settings())
    waiting = Assistant.open(folder, settings=Settings(), unusable_ok=True)
    with pytest.raises(IndexDamagedError):
        waiting.ask(QUESTION)
    assert waiting.rebuild(SEEDS).generation == built.generation
    assert waiting.ask(QUESTION).short_answer == "3500亿元"


def test_a_build_elsewhere_is_followed(tmp_path: Path) -> None:
    seeds, folder = tmp_path / "seeds", tmp_path / "index"
    shutil.copytree(SEEDS, seeds)
    build(seeds, folder)
    open_all_along = Assistant.open(folder, settings=Settings())
    earlier = open_all_along.snapshot()
    assert open_all_along.ask("徐州的数字产业基金规模是多少？").status == "no_evidence"
    (seeds / "005_new.txt").write_text(
        "徐州设立数字产业基金\n\n徐州日报讯 徐州昨天设立数字产业基金，规模为77亿元。\n", "utf-8"
    )
    report = build(seeds, folder)
    answer = open_all_along.ask("徐州的数字产业基金规模是多少？")
    assert (answer.short_answer, answer.generation) == ("77亿元", report.generation)
    then = earlier.ask("徐州的数字产业基金规模是多少？")
    assert (then.status, then.generation) == ("no_evidence", earlier.generation)
    assert earlier.generation != report.generation == open_all_along.snapshot().generation


def test_a_rebuild_keeps_the_encoder_of_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.from_documents(
        [article("南京很大。")], encoder=load_encoder(), config=IndexConfig(encoder="other", passage_chars=200)
    )
    assistant = Assistant(Settings(index=tmp_path), index, on_disk=True)
    asked: list[IndexConfig] = []

    def refuse(*_: object, config: IndexConfig, **__: object) -> None:
        asked.append(config)
        raise InputRefusedError(IndexReason.NO_SEEDS, {"folder": "seeds", "suffixes": ".txt"})

    monkeypatch.setattr("qa.assistant.snapshots.build", refuse)
    with pytest.raises(InputRefusedError):
        assistant.rebuild()
    assert asked == [IndexConfig(encoder="other")]
    assert assistant.ask("南京很大吗？").generation == "memory"


def test_module_functions_use_the_index_of_the_environment(seeds_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_INDEX", str(seeds_index))
    assert qa.ask(QUESTION).short_answer == "3500亿元"
    assert [hit.rank for hit in qa.retrieve(QUESTION, k=2)] == [1, 2]


def article(text: str, *, number: int = 0) -> Document:
    return Document(
        doc_id=f"{number:016x}",
        source=Source(title="", path=f"{number}.txt", language="zh"),
        text=text,
        sections=(Section(heading=None, span=Span(start=0, end=len(text))),),
    )


WORDS = st.sampled_from([
    "南京",
    "无锡",
    "产业",
    "规模",
    "[1]",
    "2025年",
    "3500亿元",
    "，",
    "。",
    "；",
    "“",
    "”",
    "《",
    "》",
    "是",
    "VR",
    " ",
    "<b>",
])
TEXTS = st.lists(WORDS, min_size=1, max_size=60).map(lambda words: "南京" + "".join(words) + "。")
QUESTIONS = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: "".join(["南京", *words, "是多少？"]))


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=3, unique=True), QUESTIONS)
def test_every_citation_is_verbatim_whatever_the_article_and_the_question(texts: list[str], question: str) -> None:
    documents = [article(text, number=number) for number, text in enumerate(texts)]
    memory = Assistant.of(Index.from_documents(documents, encoder=load_encoder()))
    answer = memory.ask(question)
    for citation in answer.citations:
        text = memory.document(citation.doc_id).text
        assert text[citation.span.start : citation.span.end] == citation.quote
        if citation.answer:
            assert citation.answer.of(citation.quote)
    assert sorted({int(n) for n in MARKER.findall(answer.text)}) == [c.marker for c in answer.citations]
