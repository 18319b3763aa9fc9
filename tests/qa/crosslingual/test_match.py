"""With a made-up encoder of three dimensions: a person can work out every cosine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.text.normalize import Text
from qa.crosslingual.match import CrossMatcher, has_han

VECTORS = {"industry": (1.0, 0.0, 0.0), "产业": (0.8, 0.6, 0.0), "规模": (0.3, 0.0, 0.954), "scale": (0.0, 0.0, 1.0)}


class TinyEncoder:
    name, dim, fingerprint = "tiny", 3, "0" * 64

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([VECTORS.get(text, (0.0, 0.0, 0.0)) for text in texts], dtype=np.float32).reshape(-1, 3)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return self.encode_documents([text])[0]


def across(asked: Sequence[str], names: Sequence[str] = ()) -> CrossMatcher:
    return CrossMatcher(asked, names, TinyEncoder())


def test_shares_scale_the_cosine_between_nothing_and_a_translation() -> None:
    shares = across(["industry", "scale"]).shares([Text.of(text) for text in ["产业", "规模", "产业规模", "山"]])
    # industry · 产业 = .8 is above .40; industry · 规模 = .3 is a third of the way from .25 to .40.
    assert shares == pytest.approx(np.array([[1, 0], [1 / 3, 1], [1, 1], [0, 0]]), abs=1e-6)


def test_words_of_one_script_do_not_translate_each_other() -> None:
    assert across(["industry"]).shares([Text.of(text) for text in ["industry"]]).tolist() == [[0.0]]


def test_no_text_and_no_word() -> None:
    assert across(["industry"]).shares([Text.of(text) for text in []]).shape == (0, 1)
    assert across([]).shares([Text.of(text) for text in ["产业"]]).shape == (1, 0)
    assert across(["industry"]).shares([Text.of(text) for text in [""]]).tolist() == [[0.0]]


@pytest.mark.parametrize(
    ("asked", "names", "text", "share"),
    [
        (["hengqin"], ["Hengqin"], "横琴粤澳深度合作区", 1.0),
        (["chengdu"], ["Chengdu"], "記者獲悉，成都高新區", 1.0),
        (["chongqing"], ["Chongqing"], "在重庆举行", 1.0),
        (["hengqin"], ["Hengqin"], "珠海", 0.0),
        (["yuan"], ["Yuan"], "元宇宙", 0.0),
        (["cheng"], ["Cheng"], "成都", 0.0),
    ],
)
def test_a_name_is_found_by_its_pinyin(asked: list[str], names: list[str], text: str, share: float) -> None:
    assert across(asked, names).shares([Text.of(text)]).tolist() == [[share]]


def test_a_month_is_found_by_its_number() -> None:
    assert across(["june"]).shares([Text.of(text) for text in ["今年6月,大会", "16月", "７月"]]).tolist() == [
        [1.0],
        [0.0],
        [0.0],
    ]
    assert across(["july"]).shares([Text.of("７月")]).tolist() == [[1.0]]


def test_a_name_of_two_short_words_is_spelt_as_a_whole() -> None:
    shares = across(["who", "yuan", "tao"], ["Yuan Tao"]).shares([
        Text.of(text) for text in ["董事长袁涛介绍", "元宇宙"]
    ])
    assert shares.tolist() == [[0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]


def test_anchors_are_the_words_of_the_sentence() -> None:
    found = across(["industry", "hengqin"], ["Hengqin"]).anchors(Text.of("横琴的产业"))
    assert found == ["产业", "横琴"]


def test_has_han() -> None:
    assert has_han("VR眼镜")
    assert not has_han("VR, 2025!")
