from __future__ import annotations

import io

import pytest

from qa.cli import run
from qa.schema import Answer


def chat(lines: str, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    return run(["chat", *options])


def test_follow_ups_are_answered_until_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("合肥高新区到2028年元宇宙相关产业规模目标是多少？\n\n那南京呢？\n", monkeypatch) == 0
    printed = capsys.readouterr()
    assert "\n\n1350億元\n\n" in printed.out
    assert "理解为：" in printed.out
    assert "[1]" in printed.out
    assert "\x1b" not in printed.out
    assert printed.err == ""


def test_new_forgets_and_quit_ends(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "南京到2025年元宇宙产业规模目标是多少？\n/new\n那合肥呢？\n/quit\n谁是张江集团董事长？\n"
    assert chat(lines, monkeypatch) == 0
    printed = capsys.readouterr().out
    assert "1350億元" in printed
    assert "理解为" not in printed  # nothing was there to fill the follow-up in from
    assert "张江集团" not in printed


def test_a_refused_question_is_one_line_and_the_chat_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat(f"{'长' * 1001}\n横琴的《实施方案》一共有多少条措施？\n", monkeypatch, "--publisher", "财联社") == 0
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("wenju: expected a question of")
    assert printed.out.startswith("30条\n")


def test_as_json_there_is_an_answer_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = "横琴的《实施方案》一共有多少条措施？\n深圳的元宇宙产业规模目标是多少？\n"
    assert chat(lines, monkeypatch, "--json", "--generator", "extractive") == 0
    first, second = map(Answer.model_validate_json, capsys.readouterr().out.splitlines())
    assert (first.short_answer, second.status) == ("30条", "no_evidence")


def test_a_generator_that_is_not_there_ends_the_chat(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("横琴？\n", monkeypatch, "--generator", "llm") == 2
    assert capsys.readouterr().err.startswith("wenju: expected an LLM; found no ")
