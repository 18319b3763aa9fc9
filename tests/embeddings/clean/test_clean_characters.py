from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.clean.characters import mend, one_kind_of_line_break, remove_invisible
from embeddings.clean.html import MarkupCount, count_markup, looks_like_html
from embeddings.clean.types import Log


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("國(guó)內(nèi)元宇宙產(chǎn)業(yè)", "國內元宇宙產業"),
        ("標(biāo)準(zhǔn)、場(chǎng)景、綠(lǜ)、略(lüè)、兒(ér)", "標準、場景、綠、略、兒"),
        ("VR(虛擬現(xiàn)實(shí))、(2023-2028)、微軟(中國(guó))", "VR(虛擬現實)、(2023-2028)、微軟(中國)"),
        ("發(fā)展(试行)手机(app)、他们(us)、北京(BJ)", "發展(试行)手机(app)、他们(us)、北京(BJ)"),
        ("國(guó)內(nèi)我們(men)的(de)產(chǎn)", "國內我們的產"),
        ("我们(men)的(de)", "我们(men)的(de)"),
        ("國（guó）內（nèi）產（chǎn）我們（men）", "國內產我們"),
        ("國(guó)內(nèi)產(chǎn)字母(a)與(b)", "國內產字母(a)與(b)"),
        ("“朝”读作(zhāo)，亳（bó）州", "“朝”读作(zhāo)，亳（bó）州"),
        ("領(lǐng)域?qū)?shù)字", "領域??字"),
        ("“元宇宙+〞、〝引號〞", "“元宇宙+”、〝引號〞"),
        ("AT&amp;T&nbsp;&ldquo;好&rdquo;&unknown;", "AT&T “好”&unknown;"),
        ("記者 宋宁华 2025 年", "記者 宋宁华 2025 年"),
    ],
)
def test_mending(text: str, mended: str) -> None:
    assert mend(text, Log()) == mended


def test_decomposed_pinyin_goes_too() -> None:
    assert mend(unicodedata.normalize("NFD", "國(guó)綠(lǜ)"), Log()) == "國綠"


def test_split_words_close_only_inside_long_sentences() -> None:
    sentence = (
        "組織實施10個以 上元宇宙領域重大項目,引育10家以上龍頭企業,打造若干創新體驗中 心,推動形成一批示范應用場景。"
    )
    assert mend(sentence, Log()) == sentence.replace("以 上", "以上").replace("中 心", "中心")
    assert mend("中 心", Log()) == "中 心"


def test_line_breaks() -> None:
    assert one_kind_of_line_break("a\r\nb\rc\u2028d\x0be\x85f") == "a\nb\nc\nd\ne\nf"


@given(st.text())
def test_mending_keeps_the_number_of_lines(text: str) -> None:
    text = remove_invisible(one_kind_of_line_break(text), Log())
    assert mend(text, Log()).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<div><p>a<p>b</div>", MarkupCount(4, 1, 0)),
        ("<div><div x=1 y='2' z>a", MarkupCount(2, 2, 3)),
        ("<script><div><div></script><br/><svg><path/><path/></svg>", MarkupCount(7, 1, 0)),
        ("<!-- <div> --><b>x</b>", MarkupCount(2, 1, 0)),
        ("a < b", MarkupCount(0, 0, 0)),
    ],
)
def test_counting_markup(html: str, count: MarkupCount) -> None:
    assert count_markup(html) == count


@pytest.mark.parametrize("text", ["<p>甲</p>", "甲<br>乙<br>", '<a href="x">甲</a>'])
def test_looks_like_html(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize("text", ["a < b > c", "<http://a.cn>", "用<br>换行", "《方案》", ""])
def test_does_not_look_like_html(text: str) -> None:
    assert not looks_like_html(text)
