from __future__ import annotations

from datetime import date

from embeddings.schema import Span
from qa.answer.answer import rendered, renderings, with_renderings
from qa.schema import Citation

QUOTE = "到2025年,上海“元宇宙”相关产业规模将达3500亿元,培育10家以上企业。"


def citation(quote: str, answer: str | None = None) -> Citation:
    at = quote.index(answer) if answer else 0
    return Citation(
        marker=1,
        doc_id="d",
        span=Span(start=0, end=len(quote)),
        quote=quote,
        answer=Span(start=at, end=at + len(answer)) if answer else None,
        title="t",
        published=date(2022, 7, 28),
        path="a.txt",
    )


def test_figures_and_dates_of_a_chinese_quote_in_english() -> None:
    found = {each.span.of(QUOTE): each.text for each in renderings(QUOTE, "en", date(2022, 7, 28))}
    assert found["3500亿元"] == "RMB 350 billion"
    assert "2025" in next(text for typed, text in found.items() if "2025年" in typed)


def test_only_quotes_in_another_language_are_rendered() -> None:
    chinese, english = citation(QUOTE), citation("It will reach RMB 350 billion by 2025.")
    assert with_renderings([chinese, english], chinese=True)[0] == chinese
    said = with_renderings([chinese, english], chinese=True)[1].renderings
    assert [each.text for each in said if "亿" in each.text] == ["3500亿元人民币"]
    assert with_renderings([chinese, english], chinese=False)[1] == english
    assert with_renderings([chinese], chinese=False)[0].renderings


def test_the_rendering_of_the_answer_itself() -> None:
    (asked,) = with_renderings([citation(QUOTE, "3500亿元")], chinese=False)
    assert asked.answer
    assert rendered(asked, asked.answer) == "RMB 350 billion"
    assert rendered(asked, Span(start=0, end=3)) is None


def test_a_day_hangs_on_the_dateline() -> None:
    found = renderings("8月22日，方案发布。", "en", date(2022, 8, 23))
    assert [each.text for each in found] == ["22 August 2022"]
