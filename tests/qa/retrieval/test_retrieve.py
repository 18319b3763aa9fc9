from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from embeddings.encoders.load import Encoder, load_encoder
from embeddings.errors import UsageError
from embeddings.index.snapshot import Index
from embeddings.schema import Document, Hit, Span
from embeddings.text.normalize import fold
from qa.config import Settings
from qa.evaluation.golden import as_document
from qa.question.understand import understand
from qa.retrieval.retrieve import (
    MORE_ACROSS,
    NAMES,
    NAMES_ACROSS,
    NOTHING_MEANT,
    PERIOD_WEIGHT,
    PUBLISHER_WEIGHT,
    RankerWeights,
    retrieve,
)
from qa.schema import Mode, NamedPublisher, Period, Understood, Where

SETTINGS = Settings()
QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
QUESTIONS = [QUESTION, "网易在三亚设立什么", "张江集团董事长是谁", "横琴的实施方案有多少条措施？", "元宇宙", "？"]


@pytest.fixture(scope="module")
def index(seeds_index: Path) -> Index:
    return Index.open(seeds_index)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def ask(
    question: str,
    index: Index,
    *,
    mode: Mode = "hybrid",
    where: Where | None = None,
    k: int = 5,
    settings: Settings = SETTINGS,
    meant: Understood = NOTHING_MEANT,
) -> list[Hit]:
    asked = understand(question)
    return retrieve(asked, index, k=k, mode=mode, where=where or Where(), settings=settings, meant=meant)


def article(text: str, path: str, *, published: date | None = None, publisher: str | None = None) -> Document:
    document = as_document(text, path=path)
    source = document.source.model_copy(update={"published": published, "publisher": publisher})
    return document.model_copy(update={"source": source})


def paths(hits: list[Hit]) -> list[str]:
    return [hit.source.path for hit in hits]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_the_right_section_comes_first(mode: Mode, index: Index) -> None:
    first = ask(QUESTION, index, mode=mode)[0]
    assert first.source.path.startswith("003")
    assert first.passage.heading == "南京"


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize("question", [QUESTION, "How large will Nanjing's industry be?"])
def test_one_article_is_searched_alone(mode: Mode, question: str, index: Index) -> None:
    for article in ("004", index.documents()[4].doc_id):
        assert {path[:3] for path in paths(ask(question, index, mode=mode, where=Where(article=article)))} <= {"004"}
    assert len(ask(QUESTION, index, where=Where(article="00"))) == 5
    both = Where(article="004", publisher="财联社")
    assert {hit.source.publisher for hit in ask(QUESTION, index, where=both)} <= {"财联社"}
    with pytest.raises(UsageError, match="found '999'"):
        ask(QUESTION, index, mode=mode, where=Where(article="999"))


@pytest.mark.parametrize("question", QUESTIONS[:-1])
def test_every_hit_says_what_its_score_is_made_of(question: str, index: Index) -> None:
    hits = ask(question, index)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert len(hits) == 5
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(scores) <= 1 + 1e-6
    for hit in hits:
        assert hit.parts.lexical is not None
        assert hit.parts.dense is not None
        assert hit.parts.ranker is not None
        assert tuple(hit.parts.ranker) == NAMES
        assert hit.parts.meant == 0


def test_scores_are_the_chances_that_the_parts_add_up_to(index: Index) -> None:
    hits = ask(QUESTION, index)
    sums = [sum((hit.parts.ranker or {}).values()) for hit in hits]
    assert [math.log(hit.score / hits[0].score) for hit in hits] == pytest.approx(
        [value - sums[0] for value in sums], abs=1e-3
    )


def test_what_the_ranker_did_not_read_comes_behind_and_says_so(index: Index) -> None:
    hits = ask(QUESTION, index, settings=Settings(reranked=2), k=8)
    assert [hit.parts.ranker is None for hit in hits] == [False] * 2 + [True] * (len(hits) - 2)
    assert len(hits) > 4
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(hit.parts.lexical is not None and hit.parts.dense is not None for hit in hits)
    assert [hit.sentence for hit in hits[2:]] == [None] * (len(hits) - 2)


@pytest.mark.parametrize("mode", ["dense", "lexical"])
def test_one_index_alone_says_its_own_part_only(mode: Mode, index: Index) -> None:
    for hit in ask(QUESTION, index, mode=mode):
        assert hit.score == getattr(hit.parts, mode)
        assert (hit.parts.lexical is None, hit.parts.dense is None) == (mode == "dense", mode == "lexical")
        assert hit.parts.ranker is None
        assert hit.sentence is None
        assert hit.matched or mode == "dense"


@pytest.mark.parametrize("question", QUESTIONS)
def test_matched_words_stand_in_the_passage_and_so_does_the_sentence(question: str, index: Index) -> None:
    for hit in ask(question, index, k=20):
        seen = fold("\n".join((hit.source.title, hit.passage.heading or "", hit.passage.text)))
        assert [word for word in hit.matched if word not in seen] == []
        assert [word for word in hit.matched if word not in fold(question)] == []
        if hit.sentence:
            assert hit.sentence.end <= len(hit.passage.text)
            assert hit.sentence.of(hit.passage.text).strip() == hit.sentence.of(hit.passage.text)


def test_the_best_hit_shows_the_words_and_the_sentence_that_matched(index: Index) -> None:
    first = ask(QUESTION, index)[0]
    assert first.matched == ("南京", "2025", "元", "宇宙", "关联", "产业", "规模", "目标")
    assert isinstance(first.sentence, Span)
    assert "1350億元" in first.sentence.of(first.passage.text)


def test_simplified_and_traditional_are_one(index: Index) -> None:
    simplified, traditional = ask("无锡的核心产业规模", index), ask("無錫的核心產業規模", index)
    assert [hit.passage.passage_id for hit in simplified] == [hit.passage.passage_id for hit in traditional]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(after=date(2022, 8, 23)), {"001"}),
        (Where(before=date(2021, 12, 25)), {"000"}),
        (Where(after=date(2022, 6, 2), before=date(2022, 7, 28)), {"002", "004"}),
        (Where(publisher="財聯社"), {"001"}),
        (Where(publisher="无此报"), set[str]()),
    ],
)
def test_filters_are_exact(mode: Mode, where: Where, expected: set[str], index: Index) -> None:
    found = ask("元宇宙产业", index, where=where, k=50, mode=mode)
    assert {hit.source.path[:3] for hit in found} == expected


def test_the_same_question_has_the_same_hits_in_every_opening(seeds_index: Path, index: Index) -> None:
    other = Index.open(seeds_index)
    for question in QUESTIONS:
        hits = ask(question, index)
        assert hits == ask(question, index) == ask(question, other)


FIRE = (
    "昨天下午三点，东港镇码头发生火灾，消防队出动六辆消防车。大火在两小时后被扑灭，没有人员伤亡。起火原因正在调查，"
    "码头从今天起暂停使用一周。镇政府表示，受损的三条渔船将得到补偿，补偿办法下个月公布。附近的居民已经全部回到家中。"
)
COPY = FIRE.replace("昨天", "周二").replace("回到", "返回")
SCHOOL = "海棠小学将在九月开学。学校有二十四个班级，可以容纳一千多名学生。"


def test_a_copied_article_is_named_by_the_hit_that_stays(encoder: Encoder) -> None:
    documents = [article(FIRE, "a.txt"), article(COPY, "b.txt"), article(SCHOOL, "c.txt")]
    hits = ask("东港镇码头火灾出动多少消防车", Index.from_documents(documents, encoder=encoder))
    assert sorted(paths(hits)) in (["a.txt", "c.txt"], ["b.txt", "c.txt"])
    assert {hits[0].source.path, *hits[0].copies} == {"a.txt", "b.txt"}
    assert hits[1].copies == ()


def period(start: date, end: date) -> Understood:
    named = Period(text="去年", span=Span(start=0, end=2), start=start, end=end, kind="relative", used="boost")
    return Understood(periods=(named,))


def publisher(*names: str) -> Understood:
    return Understood(publishers=(NamedPublisher(text="据", span=Span(start=0, end=1), names=names, used="boost"),))


RAIN_21, RAIN_22, RAIN_23 = (
    f"台风登陆东港镇，{day}的降雨量达到{mm}毫米。" for day, mm in (("二日", 90), ("三日", 91), ("四日", 92))
)


@pytest.fixture(scope="module")
def rain(encoder: Encoder) -> Index:
    """Three articles that a question about rain can't tell apart, and one about something else."""
    return Index.from_documents(
        [
            article(RAIN_21, "2021.txt", published=date(2021, 7, 2), publisher="东港晚报"),
            article(RAIN_22, "2022.txt", published=date(2022, 7, 3), publisher="西山日报"),
            article(RAIN_23, "none.txt"),
            article(SCHOOL, "school.txt", published=date(2022, 7, 3), publisher="西山日报"),
        ],
        encoder=encoder,
    )


@pytest.mark.parametrize(
    ("meant", "raised", "gain"),
    [
        (period(date(2022, 1, 1), date(2022, 12, 31)), "2022.txt", PERIOD_WEIGHT),
        (period(date(2021, 1, 1), date(2021, 12, 31)), "2021.txt", PERIOD_WEIGHT),
        (publisher("東港晚報"), "2021.txt", PUBLISHER_WEIGHT),
        (publisher("西山日报", "西山网"), "2022.txt", PUBLISHER_WEIGHT),
    ],
)
def test_a_period_and_a_publisher_raise_and_never_filter(
    meant: Understood, raised: str, gain: float, rain: Index
) -> None:
    without, hits = ask("东港镇台风降雨量", rain), ask("东港镇台风降雨量", rain, meant=meant)
    assert sorted(paths(hits)) == sorted(paths(without))
    assert len(hits) == 4
    before, after = ({hit.source.path: hit for hit in each} for each in (without, hits))
    assert after[raised].parts.meant == pytest.approx(gain)
    assert after[raised].rank <= before[raised].rank
    assert math.log(after[raised].score / after["none.txt"].score) == pytest.approx(
        math.log(before[raised].score / before["none.txt"].score) + gain, abs=0.3
    )
    assert after["none.txt"].parts.meant == 0
    assert hits[0].source.path != "school.txt"  # a gain does not make an answer of anything


def test_what_the_question_names_but_does_not_mean_changes_nothing(rain: Index) -> None:
    used = publisher("东港晚报").publishers[0]
    unused = Understood(publishers=(used.model_copy(update={"used": "none"}),))
    assert ask("东港镇台风降雨量", rain, meant=unused) == ask("东港镇台风降雨量", rain)


def marked(name: str) -> dict[str, float]:
    return {each: float(each == name) for each in NAMES_ACROSS}


def test_across_languages_other_weights_are_used(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = RankerWeights(same=marked("lexical"), across=marked("late_root"))
    monkeypatch.setattr(importlib.import_module("qa.retrieval.retrieve"), "shipped_weights", lambda: weights)

    def used(hits: list[Hit]) -> set[str]:
        return {name for hit in hits for name, value in (hit.parts.ranker or {}).items() if value}

    assert used(ask("Which company settles in Chengdu High-tech Zone?", index)) == {"late_root"}
    assert used(ask("哪家公司落户成都高新区？", index)) == {"lexical"}


def test_across_languages_translated_words_find_and_say_so(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("translated", "translated_article", "spelt"):
        weights = RankerWeights(same=marked("lexical"), across=marked(name))
        monkeypatch.setattr(
            importlib.import_module("qa.retrieval.retrieve"), "shipped_weights", lambda own=weights: own
        )
        hits = ask("Which company settles in Chengdu High-tech Zone?", index)
        assert {part for hit in hits for part, value in (hit.parts.ranker or {}).items() if value} == {name}
        assert "成都" in hits[0].passage.text


def test_across_languages_more_candidates_are_read(index: Index) -> None:
    few = Settings(reranked=2)
    hits = ask("How large will Shanghai's metaverse industry be in 2025?", index, settings=few, k=20)
    assert sum(hit.parts.ranker is not None for hit in hits) <= 2 * MORE_ACROSS
    assert sum(hit.parts.ranker is not None for hit in hits) > 2
    assert hits[0].parts.ranker is not None


@pytest.fixture
def without_tokens() -> Callable[[str], list[Hit]]:
    """Hits of an index whose encoder knows nothing of a question."""
    index = Index.from_documents([article(FIRE, "a.txt"), article(SCHOOL, "c.txt")], encoder=load_encoder())
    return lambda question: ask(question, index)


@pytest.mark.parametrize("question", ["？", "——", "𠀀𠀁"])
def test_a_question_of_which_nothing_is_known_finds_nothing_or_what_the_words_say(
    question: str, without_tokens: Callable[[str], list[Hit]]
) -> None:
    assert without_tokens(question) == []
