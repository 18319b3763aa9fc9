from __future__ import annotations

import html
import re
from datetime import date
from typing import TYPE_CHECKING

from embeddings.errors import IndexMissingError, InputRefusedError
from embeddings.reasons import IndexReason
from embeddings.text.normalize import Text
from qa.question.understand import understood
from qa.reasons import AnswerReason
from qa.schema import Answer, Where
from qa.web.answer import answer, growing, problem, problem_line, question, welcome
from qa.words.page import AskWords

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk

EN = AskWords("en")
ZH_CN = AskWords("zh-CN")
ZH_TW = AskWords("zh-TW")


def final(desk: ScriptedDesk, asked: str, history: tuple[str, ...] = ()) -> Answer:
    return list(desk.stream(asked, history=history))[-1].answer


def test_an_answer_links_its_markers_to_its_own_citations(desk: ScriptedDesk) -> None:
    markup = answer(final(desk, "吞吐量？"), 7, ZH_CN)
    assert re.findall(r'<sup><a class="wj-cite" href="([^"]*)"', markup) == ["#cite-7-1-0123456789abcdef-0-17-11-16"]
    assert '<p class="wj-short"><bdi>820万箱</bdi></p><p class="wj-short-by">' in markup
    assert "<bdi>港口日报</bdi>" in markup.partition("wj-sources")[0]
    assert "2024-04-02</time>" in html.unescape(markup.partition("wj-sources")[0])
    assert "出处" in markup
    assert "港口日报" in markup
    assert "理解为" not in markup


def test_what_an_llm_did_is_said_above_the_text(desk: ScriptedDesk) -> None:
    found = final(desk, "吞吐量？").model_copy(update={"notes": ("语言模型没有作答：<b>连不上。",)})
    markup = answer(found, 7, ZH_CN)
    assert '<p class="wj-stale"><bdi>语言模型没有作答：&#60;b&#62;连不上。</bdi></p><div class="wj-answer">' in markup


def test_a_source_names_the_section_of_its_quote(desk: ScriptedDesk) -> None:
    found = final(desk, "吞吐量？")
    cited = found.citations[0].model_copy(update={"heading": "<客运>"})
    markup = answer(found.model_copy(update={"citations": (cited,)}), 7, ZH_CN)
    assert " · <bdi>&#60;客运&#62;</bdi></span>" in markup


def test_a_marker_that_is_no_citation_stays_text(desk: ScriptedDesk) -> None:
    found = final(desk, "吞吐量？")
    forged = found.model_copy(update={"text": found.text + "又见[9]"})
    markup = answer(forged, 1, ZH_CN)
    assert len(re.findall(r'class="wj-cite"', markup)) == 1
    assert "<sup>&#91;9&#93;</sup>" in markup


def test_a_refusal_is_no_answer(desk: ScriptedDesk) -> None:
    markup = answer(final(desk, "天气？"), 1, ZH_TW)
    assert 'class="wj-refusal"' in markup
    assert "這些文章裡沒有依據" in markup
    assert "wj-answer" not in markup
    assert "cite-" not in markup
    assert "#retry-" in markup


def test_a_follow_up_says_how_it_was_understood(desk: ScriptedDesk) -> None:
    assert "Understood as" in answer(final(desk, "那吞吐量呢？", ("前一问",)), 2, EN)


def test_periods_and_sources_stand_above_the_answer_as_typed(desk: ScriptedDesk) -> None:
    found = final(desk, "吞吐量？")
    meant = understood(
        Text.of("据<b>报社报道，去年定了到2030年的目标吗？"), ("<b>报社",), today=date(2026, 11, 21), where=Where()
    )
    markup = answer(found.model_copy(update={"understood": meant}), 7, ZH_TW)
    assert markup.startswith(
        '<p class="wj-understood">理解為：<span class="wj-chip"><b><bdi>去年</bdi></b> '
        "<bdi>2025&#45;01&#45;01…2025&#45;12&#45;31</bdi>"
        ' <a class="wj-chip-act" href="#only-after&#61;2025&#45;01&#45;01&#38;before&#61;2025&#45;12&#45;31">'
    )
    assert '<span class="wj-chip"><b><bdi>來源</bdi></b> <bdi>&#60;b&#62;报社</bdi> <a class="wj-chip-act"' in markup
    assert "2030" not in markup
    follow_up = found.model_copy(update={"understood": meant, "standalone_question": "東港？"})
    assert '">Understood as&#58; <bdi>東港？</bdi><span class="wj-chip">' in answer(follow_up, 7, EN)
    refused = final(desk, "天气？").model_copy(update={"understood": meant})
    assert "<bdi>source</bdi>" in answer(refused, 1, EN)
    assert "wj-chip" not in answer(found, 7, ZH_CN)


def test_growing_text_has_no_links() -> None:
    assert growing("一[1]\n\n二") == (
        '<div class="wj-answer wj-growing"><p>一<sup>&#91;1&#93;</sup></p><p>二</p></div>'
    )


def test_question_is_shown_as_typed() -> None:
    assert html.unescape(question("a<b>\n\nc", 2)).endswith('id="turn-2"><bdi>a<b>\n\nc</bdi></div>')


def test_problems_are_one_line_in_the_readers_language() -> None:
    assert problem_line(InputRefusedError(AnswerReason.EMPTY_QUESTION), ZH_CN) == "问题是空的：请写下想知道的内容。"
    long = InputRefusedError(AnswerReason.QUESTION_TOO_LONG, {"limit": 50, "length": 51})
    assert problem_line(long, EN).startswith("The question has 51 characters, at most 50 are taken")
    control = InputRefusedError(AnswerReason.CONTROL_CHARACTER, {"character": "U+0000"})
    assert problem_line(control, EN).startswith("expected a question without control characters; found U+0000; remove")
    missing = IndexMissingError(IndexReason.NO_INDEX, {"folder": "index"})
    assert problem_line(missing, ZH_CN) == "需要 index 里的索引；实际：没有；请运行 `wenju build`。"
    assert "<b>这个问题没能回答</b>" in problem("a<b", ZH_CN)
    assert "a&#60;b" in problem("a<b", ZH_CN)


def test_welcome_offers_the_rebuild_where_there_is_no_index() -> None:
    assert "重建索引" in welcome(ZH_CN, ready=False)
    assert "wj-empty" not in welcome(ZH_CN, ready=True)
