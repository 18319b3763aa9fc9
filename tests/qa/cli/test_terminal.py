import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from qa.cli import terminal

PREPARE = "import sys, warnings; from qa.cli import terminal; terminal.prepare(); "


def python(code: str, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + code], capture_output=True, text=True, encoding="utf-8", cwd=cwd, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_what_is_said_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say("two\n lines")
    assert capsys.readouterr().err == "wenju: two lines\n"


def test_an_unexpected_error_is_one_line_and_exit_code_1(repository: Path) -> None:
    line = "wenju: expected no KeyError; found 'a\\nb'; run again with `wenju --debug` and report what it shows\n"
    assert python("raise KeyError('a\\nb')", repository) == (1, "", line)
    code, out, err = python("terminal.show_tracebacks(); raise KeyError('a')", repository)
    assert (code, out) == (1, "")
    assert err.startswith("Traceback (most recent call last):\n")


def test_a_warning_is_one_line(repository: Path) -> None:
    assert python("warnings.warn('a\\nb')", repository) == (0, "", "wenju: warning: a b\n")


def test_a_lone_surrogate_is_printed_escaped(repository: Path) -> None:
    assert python("print('文\\udc80')", repository) == (0, "文\\udc80\n", "")


def test_there_is_no_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings(), terminal.progress_bar() as progress:
        progress("read", 0, 2)
        progress("read", 2, 2)
        progress("clean", 1, 2)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "1350億元\n\n規模超過1350億元。[1]\n\n[1] 标题"
    assert terminal.painted(text) == text
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert terminal.painted(text) == (
        "\x1b[1m1350億元\x1b[0m\n\n規模超過1350億元。\x1b[36m[1]\x1b[0m\n\n\x1b[36m[1]\x1b[0m 标题"
    )
    monkeypatch.setenv("NO_COLOR", "1")
    assert terminal.painted(text) == text
