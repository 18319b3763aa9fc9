from __future__ import annotations

from typing import TYPE_CHECKING

from qa.web.events import SEED_QUESTIONS, examples

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk


def test_titles_stand_in_for_unknown_articles(desk: ScriptedDesk) -> None:
    assert examples(desk.entries(), "zh-CN") == ["东港一季度吞吐量增长"]
    assert examples([], "en") == []


def test_seed_questions_show_only_for_articles_that_are_there(desk: ScriptedDesk) -> None:
    entry = desk.entries()[0]
    seed = entry._replace(path="002_x.txt")
    assert examples([seed, entry], "zh-TW") == [dict(SEED_QUESTIONS["zh-TW"])["002_"]]
    assert examples([seed], "en") == [dict(SEED_QUESTIONS["en"])["002_"]]
