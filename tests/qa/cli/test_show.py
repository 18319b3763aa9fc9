from datetime import date

from embeddings.schema import Source, Span
from qa.cli import output as show
from qa.question.understand import understood
from qa.schema import Answer, Citation, Where

SOURCE = Source(title="东港", publisher="港口日报", published=date(2024, 4, 12), path="a.txt", language="zh")


def test_an_answer_is_its_short_form_its_text_and_its_sources() -> None:
    quote = "首班船4月12日\n离港。"
    citation = Citation(
        marker=1,
        doc_id="d",
        span=Span(start=0, end=len(quote)),
        quote=quote,
        answer=Span(start=3, end=8),
        title="东港",
        heading="客运",
        publisher=None,
        published=date(2024, 4, 12),
        path="a.txt",
    )
    answer = Answer(
        question="哪天？",
        standalone_question="哪天？",
        status="answered",
        text=f"{quote}[1]",
        short_answer="4月12日",
        citations=(citation,),
        generation="memory",
    )
    assert show.answer_text(answer) == (
        f"4月12日\n\n{quote}[1]\n\n[1] 东港 · 客运 · 2024-04-12 · a.txt\n    “首班船4月12日 离港。”"
    )
    noted = show.answer_text(answer.model_copy(update={"notes": ("一句。", "二句。")}))
    assert f"{quote}[1]\n\n一句。\n二句。\n\n[1] 东港" in noted


def test_what_is_nearest_to_a_refusal_stands_below_it_and_is_called_no_answer() -> None:
    near = Citation(
        marker=1,
        doc_id="d",
        span=Span(start=0, end=8),
        quote="[1]目标是五[2]"[:8],
        title="题",
        publisher="报",
        path="a.txt",
    )
    refusal = Answer(
        question="目標？",
        standalone_question="目標？",
        status="no_evidence",
        text="沒有。",
        nearest=(near,),
        generation="g",
    )
    assert show.answer_text(refusal) == "沒有。\n\n最接近的原文，不是答案：\n- 题 · 报 · a.txt\n    “[1]目标是五[”"


def test_how_a_question_was_understood_is_the_last_line() -> None:
    meant = understood("去年", (), today=date(2026, 11, 21), where=Where())
    answer = Answer(
        question="去年呢？",
        standalone_question="去年",
        status="no_evidence",
        text="没有。",
        understood=meant,
        generation="memory",
    )
    assert show.answer_text(answer) == "没有。\n\n理解为：去年；去年 = 2025-01-01…2025-12-31"
    alone = answer.model_copy(update={"question": "去年"})
    assert show.answer_text(alone) == "没有。\n\n理解为：去年 = 2025-01-01…2025-12-31"
