from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args
from urllib.parse import parse_qs, unquote, urlsplit

from qa.web.actions import Reason, acts, link_to, opinion_form, suggestions
from qa.words.page import ActWords, OpinionReasonWords

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk

EN = ActWords("en")


def test_every_act_names_the_answer(desk: ScriptedDesk) -> None:
    markup = acts(list(desk.stream("吞吐量？"))[-1].answer, EN)
    assert re.findall(r'href="#(copy|retry|edit|link|helped|failed)-', markup) == [
        "copy",
        "retry",
        "edit",
        "link",
        "helped",
        "failed",
    ]
    assert len(re.findall(r"#save-/wenju/answers/[0-9a-f]{24}\.(?:md|json|html)", markup)) == 3


def test_a_link_holds_the_question_and_its_version(desk: ScriptedDesk) -> None:
    answer = list(desk.stream("吞吐量？"))[-1].answer
    address = unquote(link_to(answer))
    assert parse_qs(urlsplit(address).query) == {"q": ["吞吐量？"], "v": ["g1"]}
    assert re.fullmatch(r"[\w%.~-]+", link_to(answer), re.ASCII)


def test_suggestions_survive_any_question() -> None:
    markup = suggestions(['a"b<c>&d%e？'], EN)
    encoded = re.search(r'href="#ask-([^"]*)"', markup)
    assert encoded
    assert unquote(encoded[1].replace("&#37;", "%").replace("&#45;", "-")) == 'a"b<c>&d%e？'
    assert suggestions([], EN) == ""


def test_the_form_offers_every_reason() -> None:
    offered = re.findall(r'value="(\w+)"', opinion_form("0" * 24, EN))
    assert offered == list(get_args(Reason)) == list(OpinionReasonWords.names)
