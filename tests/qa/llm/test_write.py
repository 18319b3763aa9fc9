from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.scripted_llm import Asked, Manners, ScriptedLLM
from embeddings.errors import UsageError
from qa.assistant.assistant import Assistant
from qa.config import Settings
from qa.llm import AnswerCancelledError
from qa.schema import MARKER, Answer, AnswerEvent, HitsEvent, TextEvent

QUESTION = "到2025年上海元宇宙相关产业规模将达到多少？"
GOOD = "到2025年，上海元宇宙相关产业规模将达到3500亿元。[1]"
OTHER = "上海将培育10家以上创新型头部企业，打造100家以上专精特新企业。[1]"
KEY = "sk-very-secret-4711"


def said(*lines: str) -> Manners:
    return Manners(lambda asked: "\n".join(lines))


@pytest.fixture(scope="module")
def llm() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(lambda asked: GOOD) as server:
        yield server


@pytest.fixture
def settings(llm: ScriptedLLM, seeds_index: Path) -> Settings:
    llm.requests.clear()
    return Settings.from_environ({
        "WENJU_INDEX": str(seeds_index),
        "WENJU_MODEL": "scripted",
        "OPENAI_BASE_URL": llm.url,
        "OPENAI_API_KEY": KEY,
        "WENJU_LLM_RETRIES": "1",
        "WENJU_LLM_TIMEOUT": "5",
    })


@pytest.fixture
def assistant(settings: Settings) -> Iterator[Assistant]:
    with Assistant.open(settings=settings) as opened:
        yield opened


def streamed(assistant: Assistant) -> Answer:
    """The answer of a stream, whose pieces are its text."""
    events = list(assistant.stream(QUESTION))
    assert isinstance(events[0], HitsEvent)
    assert isinstance(events[-1], AnswerEvent)
    assert "".join(each.text for each in events if isinstance(each, TextEvent)) == events[-1].answer.text
    return events[-1].answer


def verbatim(answer: Answer, assistant: Assistant) -> bool:
    return all(each.span.of(assistant.document(each.doc_id).text) == each.quote for each in answer.citations)


def test_sentences_are_shown_with_quotes_of_ours(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = said(GOOD, OTHER, "上海在元宇宙赛道率先起跑。[1]")
    answer = streamed(assistant)
    assert (answer.generator, answer.status, answer.notes) == ("llm", "answered", ())
    assert answer.text == f"{GOOD}{OTHER}上海在元宇宙赛道率先起跑。[2]"
    assert [each.quote[:14] for each in answer.citations] == ["记者从峰会上获悉,到2025", "上海在元宇宙赛道率先起跑。"]
    assert answer.short_answer == "3500亿元"
    assert verbatim(answer, assistant)
    assert answer.wording is not None
    assert (answer.wording.form, answer.wording.sentences, answer.wording.removed) == ("json", 3, 0)
    assert (answer.wording.prompt_tokens, answer.wording.passages) == (100, 8)
    assert llm.keys[-1] == f"Bearer {KEY}"


def test_unsupported_sentences_are_removed_and_counted(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = said(
        "规模是9999亿元。[1]", GOOD, "没有引用。", "引用不存在。[77]", "月球有玻璃城。[2]", "见 http://a.example [1]"
    )
    answer = streamed(assistant)
    assert answer.text == GOOD
    assert answer.wording is not None
    assert (answer.wording.sentences, answer.wording.removed, answer.wording.invented) == (6, 5, 1)
    assert answer.wording.faults == {"link": 1, "number": 1, "uncited": 1, "unknown": 1, "words": 1}
    assert answer.notes == ("去掉了语言模型写的 5 句没有依据的话。", "去掉了 1 处不存在的引用。")


def test_or_marked_without_any_citation(llm: ScriptedLLM, settings: Settings) -> None:
    marking = Assistant.open(settings=settings.model_copy(update={"llm_unsupported": "mark"}))
    llm.manners = said("规模是9999亿元。[1]", GOOD, "月球有玻璃城。[2]", "见 http://a.example [1]")
    answer = streamed(marking)
    assert answer.text == f"规模是9999亿元。（未经证实）{GOOD}月球有玻璃城。（未经证实）"
    assert answer.wording is not None
    assert (answer.wording.marked, answer.wording.removed) == (2, 1)
    llm.manners = said("规模是9999亿元。[1]")
    assert "9999" not in streamed(marking).text


def test_where_nothing_is_left_the_quotes_are_given_and_called_so(llm: ScriptedLLM, assistant: Assistant) -> None:
    quotes = assistant.ask(QUESTION, generator="extractive")
    assert (quotes.wording, quotes.notes, quotes.generator) == (None, (), "extractive")
    for line, note in (("规模是9999亿元。[1]", "语言模型写的 1 句都没有依据"), ("NONE", "语言模型没有写出答案")):
        llm.manners = said(line)
        answer = streamed(assistant)
        assert (answer.text, answer.generator) == (quotes.text, "extractive")
        assert answer.notes[0].startswith(note)
        assert answer.wording is not None
        assert answer.wording.instead == "unsupported"


@pytest.mark.parametrize(
    ("statuses", "failure"), [([500, 500], "failed"), ([429, 429], "busy"), ([401], "refused"), ([404], "refused")]
)
def test_a_failing_endpoint_is_told_and_quotes_are_given(
    llm: ScriptedLLM, assistant: Assistant, statuses: list[int], failure: str
) -> None:
    llm.manners = Manners(lambda asked: GOOD, statuses=statuses, message=f"Incorrect API key provided: {KEY}")
    answer = streamed(assistant)
    assert answer.wording is not None
    assert (answer.generator, answer.wording.instead) == ("extractive", failure)
    assert answer.notes[0].startswith("语言模型没有作答：")
    assert KEY not in answer.model_dump_json()


def test_a_busy_endpoint_is_tried_again(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = Manners(lambda asked: GOOD, statuses=[429])
    assert streamed(assistant).generator == "llm"
    assert len(llm.requests) == 2


def test_an_endpoint_that_is_not_there_is_told(settings: Settings) -> None:
    away = settings.model_copy(update={"openai_base_url": "http://127.0.0.1:9/v1", "llm_retries": 0})
    answer = Assistant.open(settings=away).ask("What is Shanghai's target for 2025?", generator="llm")
    assert answer.wording is not None
    assert answer.wording.instead in {"unreachable", "no_evidence"}
    assert answer.generator == "extractive"
    assert "LLM" in answer.notes[-1]


def test_what_was_checked_before_a_break_is_kept(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = Manners(lambda asked: f"{GOOD}\n{OTHER}", schema=False, breaks_after=len(GOOD) + 12)
    answer = streamed(assistant)
    assert (answer.text, answer.generator) == (GOOD, "llm")
    assert answer.wording is not None
    assert (answer.wording.failure, answer.wording.form) == ("broken", "text")
    assert answer.notes == (
        "语言模型的回答没有写完：回答中断了，或者不合协议。只留下核对过的句子。",
        "语言模型的服务不支持 JSON 结构，用了纯文本。",
    )


@pytest.mark.parametrize(
    "raw", ["<html>busy</html>", "data: {broken\n\n", 'data: {"choices": 3}\n\n', "data: [1]\n\n", ""]
)
def test_what_is_no_protocol_is_told(llm: ScriptedLLM, assistant: Assistant, raw: str) -> None:
    llm.manners = Manners(lambda asked: GOOD, raw=raw)
    answer = streamed(assistant)
    assert answer.wording is not None
    assert answer.wording.instead == "broken"


def test_a_slow_endpoint_is_left(llm: ScriptedLLM, settings: Settings) -> None:
    llm.manners = Manners(lambda asked: GOOD * 20, pause_s=0.2)
    answer = streamed(Assistant.open(settings=settings.model_copy(update={"llm_timeout": 1.0})))
    assert answer.wording is not None
    assert answer.wording.failure == "timeout"


def test_an_endpoint_is_asked_for_less_where_it_takes_less(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = Manners(lambda asked: GOOD, schema=False, bare=True)
    answer = streamed(assistant)
    assert answer.text == GOOD
    assert answer.wording is not None
    assert (answer.wording.form, answer.wording.prompt_tokens) == ("text", None)
    asked_first = len(llm.requests)
    streamed(assistant)
    assert (asked_first, len(llm.requests)) == (4, 5)  # what it takes is remembered


def test_a_schema_that_is_not_heeded_is_no_fault(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = Manners(lambda asked: GOOD, heeds_schema=False)
    assert streamed(assistant).text == GOOD


def test_without_evidence_nothing_is_asked(llm: ScriptedLLM, assistant: Assistant) -> None:
    answer = assistant.ask("量子计算机的冷却液多少钱一升？")
    assert (answer.status, answer.generator, llm.requests) == ("no_evidence", "extractive", [])
    assert answer.notes == ("文章里没有依据，所以没有请语言模型作答。",)


def test_the_budget_leaves_passages_out_with_a_note(llm: ScriptedLLM, settings: Settings) -> None:
    llm.manners = said(GOOD)
    tight = Assistant.open(settings=settings.model_copy(update={"llm_prompt_tokens": 1500}))
    answer = streamed(tight)
    assert answer.wording is not None
    assert answer.wording.passages + answer.wording.passages_left_out == 8
    assert f"有 {answer.wording.passages_left_out} 个段落放不下，没有交给语言模型。" in answer.notes
    assert answer.wording.tokens_estimated <= 1500
    answer = streamed(Assistant.open(settings=settings.model_copy(update={"llm_prompt_tokens": 800})))
    assert answer.wording is not None
    assert answer.wording.instead == ("no_room" if not answer.wording.passages else None)


def test_a_follow_up_is_rewritten_where_that_is_wanted(llm: ScriptedLLM, settings: Settings) -> None:
    def script(asked: Asked) -> str:
        return GOOD if asked.passages else QUESTION

    llm.manners = Manners(script)
    rewriting = Assistant.open(settings=settings.model_copy(update={"llm_rewrite": True}))
    answer = rewriting.ask("那上海呢？", history=["南京的元宇宙产业规模目标是多少？"])
    assert (answer.standalone_question, answer.text) == (QUESTION, GOOD)
    assert answer.wording is not None
    assert answer.wording.rewritten
    llm.manners = Manners(lambda asked: GOOD if asked.passages else "两行\n不行")
    answer = rewriting.ask(QUESTION)
    assert answer.notes == ("语言模型没有改写问题，用的是程序自己的规则。",)


def test_an_llm_that_is_not_configured_is_a_wrong_use(seeds_index: Path) -> None:
    assistant = Assistant.open(seeds_index, settings=Settings())
    with pytest.raises(UsageError, match="OPENAI_BASE_URL"):
        assistant.ask(QUESTION, generator="llm")


def test_the_key_is_in_no_log(
    llm: ScriptedLLM, assistant: Assistant, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    llm.manners = Manners(lambda asked: GOOD, statuses=[500])
    with caplog.at_level(logging.DEBUG):
        streamed(assistant)
    assert KEY not in caplog.text + "".join(capfd.readouterr())
    assert KEY not in repr(assistant.settings)


def test_async_answers_are_the_same(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = said(GOOD)

    async def both() -> tuple[Answer, list[str]]:
        async with assistant as opened:
            events = [event async for event in opened.astream(QUESTION)]
            return await opened.aask(QUESTION), [event.event for event in events]

    answer, names = asyncio.run(both())
    assert answer.text == GOOD
    assert names == ["hits", "text", "answer"]


def test_cancelling_stops_the_work(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = Manners(lambda asked: GOOD * 50, schema=False, pause_s=0.02)

    async def cancelled() -> None:
        task = asyncio.create_task(assistant.aask(QUESTION))
        while not llm.streaming:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    until = time.monotonic() + 10
    while llm.streaming and time.monotonic() < until:
        time.sleep(0.02)
    assert not llm.streaming


def test_a_stream_that_is_closed_stops_the_endpoint(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = Manners(lambda asked: f"{GOOD}\n{OTHER}" * 20, schema=False, pause_s=0.005)
    events = assistant.stream(QUESTION)
    while not isinstance(next(events), TextEvent):
        pass
    del events
    until = time.monotonic() + 10
    while llm.streaming and time.monotonic() < until:
        time.sleep(0.02)
    assert not llm.streaming


def test_an_event_cancels_too(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = said(GOOD)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(AnswerCancelledError):
        list(assistant.stream(QUESTION, cancel=cancel))


def test_questions_that_are_only_tried_go_to_no_llm(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = said(GOOD)
    answer = assistant.ask(QUESTION)
    asked = len(llm.requests)
    assert len(assistant.suggest(answer, count=1)) <= 1
    assert len(assistant.openers(count=1)) == 1
    assert assistant.explain(QUESTION).answer.generator == "extractive"
    assert len(llm.requests) == asked == 1


def test_markers_of_an_answer_are_its_citations(llm: ScriptedLLM, assistant: Assistant) -> None:
    llm.manners = Manners(lambda asked: "".join(f"{text.splitlines()[0]}[{n}]\n" for n, text in asked.passages.items()))
    answer = streamed(assistant)
    assert {int(number) for number in MARKER.findall(answer.text)} == {each.marker for each in answer.citations}
    assert verbatim(answer, assistant)
