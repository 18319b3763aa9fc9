from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from qa.web import conversation as module
from qa.web.conversation import KeptTurn, Sessions, closed, deleted, keeping, opened, renamed, storable, stored

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk


def turn(desk: ScriptedDesk, question: str) -> KeptTurn:
    return KeptTurn(question=question, answer=list(desk.stream(question))[-1].answer)


def test_a_conversation_goes_through_the_browser_and_back(desk: ScriptedDesk) -> None:
    sessions = keeping(Sessions(), [turn(desk, "吞吐量？")])
    back = stored(json.loads(json.dumps(storable(sessions))))
    assert back == sessions
    assert back.sessions[0].title == "吞吐量？"
    assert back.sessions[0].turns[0].answer.hits == ()


def test_the_open_conversation_grows_and_a_new_one_comes_first(desk: ScriptedDesk) -> None:
    first = keeping(Sessions(), [turn(desk, "吞吐量一？")])
    grown = keeping(first, [turn(desk, "吞吐量一？"), turn(desk, "吞吐量二？")])
    assert len(grown.sessions) == 1
    both = keeping(closed(grown), [turn(desk, "吞吐量三？")])
    assert [each.title for each in both.sessions] == ["吞吐量三？", "吞吐量一？"]
    assert keeping(both, []) == both


def test_opened_renamed_deleted(desk: ScriptedDesk) -> None:
    sessions = keeping(Sessions(), [turn(desk, "吞吐量？")])
    name = sessions.sessions[0].session_id
    assert opened(closed(sessions), name).open_id == name
    assert opened(sessions, "0" * 12) == sessions
    assert renamed(sessions, name, "  港 口\n ").sessions[0].title == "港 口"
    assert renamed(sessions, name, " ").sessions[0].title == "吞吐量？"
    assert deleted(sessions, name) == Sessions()


@pytest.mark.parametrize("value", [None, 5, [], {"sessions": 3}, {"sessions": [{"session_id": "x"}]}, {"open_id": "a"}])
def test_what_cannot_be_read_is_left_out(value: object) -> None:
    assert stored(value) == Sessions()


def test_what_does_not_fit_leaves_the_oldest_out(desk: ScriptedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions()
    for number in range(3):
        sessions = keeping(closed(sessions), [turn(desk, f"吞吐量{number}？")])
    monkeypatch.setattr(module, "MAX_BYTES", 1500)
    kept = stored(storable(sessions))
    assert 0 < len(kept.sessions) < 3
    assert kept.sessions[0].title == "吞吐量2？"
    monkeypatch.setattr(module, "MAX_BYTES", 1)
    assert len(stored(storable(sessions)).sessions) == 1
