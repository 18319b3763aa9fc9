from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings import build
from embeddings.index.snapshot import Index
from embeddings.text.normalize import Text
from qa.question.spelling import correct
from qa.schema import Correction


def mended(question: str, index: Index) -> tuple[str, tuple[Correction, ...]]:
    corrected, corrections = correct(Text.of(question), index)
    assert corrected == Text.of(corrected.raw)
    return corrected.raw, corrections


@pytest.fixture(scope="module")
def index(seeds_index: Path) -> Index:
    return Index.open(seeds_index)


@pytest.mark.parametrize(
    ("question", "corrected", "typed", "used"),
    [
        ("元宙宇是什么？", "元宇宙是什么？", "元宙宇", "元宇宙"),
        ("南京元宙宇产业规模是多少？", "南京元宇宙产业规模是多少？", "元宙宇", "元宇宙"),
        ("原宇宙产业的规模", "元宇宙产业的规模", "原宇宙", "元宇宙"),
        ("圆雨宙产业", "元宇宙产业", "圆雨宙", "元宇宙"),
        ("长龙集团投资多少？", "长隆集团投资多少？", "长龙集团", "长隆集团"),
        ("合肥高薪区到2028年的目标", "合肥高新区到2028年的目标", "高薪区", "高新区"),
        ("高新曲有哪些企业", "高新区有哪些企业", "高新曲", "高新区"),
    ],
)
def test_a_slip_is_mended(question: str, corrected: str, typed: str, used: str, index: Index) -> None:
    assert mended(question, index) == (corrected, (Correction(typed=typed, used=used),))


def test_slips_of_one_question_are_told_in_its_order(index: Index) -> None:
    corrected, corrections = mended("長龍集團的元宙宇計劃是什麼？", index)
    assert corrected == "长隆集團的元宇宙計劃是什麼？"
    assert [correction.typed for correction in corrections] == ["長龍集團", "元宙宇"]


@pytest.mark.parametrize(
    "question",
    [
        "南京的元宇宙产业规模目标是多少？",
        "东城区有多少人？",
        "泡泡玛特2022年的营收是多少？",
        "横琴在珠海建新馆",
        "三千五百亿和百分之五、二〇二二年",
        "龙集",
        "Who chairs Zhangjang Group?",
        "metavrse",
        "3500 12345",
        "？",
        "",
    ],
    ids=repr,
)
def test_what_is_known_or_can_mean_nothing_else_stays(question: str, index: Index) -> None:
    assert mended(question, index) == (question, ())


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """One English article."""
    folder = tmp_path_factory.mktemp("english")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "1.txt").write_text(
        "A plan\nThe Netherlands have decided to restore forty rivers. The internet calls it was of interest.\n"
        "Ministers of the decolonised territories were going to announce a decision on environmental grounds.\n",
        encoding="utf-8",
    )
    build(folder / "seeds", folder / "index")
    return Index.open(folder / "index")


@pytest.mark.parametrize(
    ("question", "used"),
    [
        ("Which rivers does the interent name?", "internet"),  # exchanged letters before another letter: interest
        ("Who will restore the Nehterlands?", "Netherlands"),
        ("What do minsters announce?", "Ministers"),
        ("on enviromental grounds", "environmental"),
        ("on environmentel grounds", "environmental"),
        ("a decission announced", "decision"),
        ("environmentall", "environmental"),
    ],
)
def test_english_slips(question: str, used: str, english: Index) -> None:
    (correction,) = mended(question, english)[1]
    assert correction.used == used
    assert mended(question, english)[0] == question.replace(correction.typed, used)


@pytest.mark.parametrize(
    "question",
    [
        "What did Goring announce?",  # a name is not `going`
        "Which rover is restored?",  # another letter of a short word
        "Which driver announced it?",  # two letters off
        "Which novel was written by Schiller in Weimar?",  # nothing of it is known
        "rivers 12346",
    ],
)
def test_english_words_that_stay(question: str, english: Index) -> None:
    assert mended(question, english) == (question, ())


def test_what_an_article_says_is_never_corrected(index: Index) -> None:
    sentences = [sentence for document in index.documents() for sentence in re.split("[。\n]", document.text)]
    assert len(sentences) > 200
    assert [sentence for sentence in sentences if mended(sentence, index) != (sentence, ())] == []


@given(st.text(max_size=30) | st.text(alphabet="元宙宇长龙集团高薪区的abc 。1", max_size=20))
def test_a_question_changes_only_where_a_correction_says_so(index: Index, question: str) -> None:
    corrected, corrections = mended(question, index)
    assert len(corrected) == len(question)
    assert (corrected == question) == (corrections == ())
    assert all(correction.typed in question and correction.used in corrected for correction in corrections)
