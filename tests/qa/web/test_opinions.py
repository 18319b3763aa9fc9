from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from embeddings.errors import InputRefusedError
from qa.web import actions as module
from qa.web.actions import Opinions, opinion_of

if TYPE_CHECKING:
    from tests.qa.web.scripted import ScriptedDesk


def test_an_opinion_is_a_line_beside_the_index(desk: ScriptedDesk, tmp_path: Path) -> None:
    answer = list(desk.stream("吞吐量？"))[-1].answer
    opinions = Opinions(tmp_path / "index")
    assert opinions.text() == ""
    opinions.add(opinion_of(b'{"helpful":true}'), answer)
    opinions.add(opinion_of('{"helpful":false,"reason":"wrong","note":"不\\n对"}'.encode()), answer)
    first, second = map(json.loads, opinions.text().splitlines())
    assert (first["helpful"], first["reason"], first["question"]) == (True, None, "吞吐量？")
    assert (second["reason"], second["note"], second["generation"]) == ("wrong", "不\n对", "g1")
    assert opinions.path == tmp_path / "index" / "opinions.jsonl"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"helpful":"perhaps"}', b'{"helpful":true,"reason":"x"}', b"\xff"])
def test_what_is_no_opinion_is_refused(body: bytes) -> None:
    with pytest.raises(InputRefusedError, match="an opinion of an answer"):
        opinion_of(body)
    with pytest.raises(InputRefusedError):
        opinion_of(json.dumps({"helpful": False, "note": "长" * 2001}).encode())


def test_the_file_does_not_grow_without_end(
    desk: ScriptedDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    answer = list(desk.stream("吞吐量？"))[-1].answer
    opinions = Opinions(tmp_path)
    opinions.add(opinion_of(b'{"helpful":true}'), answer)
    with pytest.raises(InputRefusedError, match="at most 10 bytes"):
        opinions.add(opinion_of(b'{"helpful":true}'), answer)
    assert len(opinions.text().splitlines()) == 1
