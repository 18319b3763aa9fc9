import os
import subprocess
import sys
import unicodedata
import warnings
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

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


HEADS = ("name", "answer_in_first_sentence", "text")
ROWS = [
    ("东港", "1.0000", "首班船4月12日离港，乘客三百人。"),
    ("West", "0.2500", "[red]tail[/red] :cat: \x1b[31m\u202eback"),
]
WHOLE = [
    "name  answer_in_first_sentence  text",
    "东港                    1.0000  首班船4月12日离港，乘客三百人。",
    "West                    0.2500  [red]tail[/red] :cat: [31mback",
]


def on_a_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr(terminal.shutil, "get_terminal_size", lambda: os.terminal_size((columns, 24)))


def test_in_a_pipe_a_table_is_as_wide_as_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert terminal.table(HEADS, ROWS, "lrl").split("\n") == WHOLE
    assert cell_len(terminal.table(("a",), [("港" * 5000,)], "l").split("\n")[1]) == 10_000


def test_on_a_terminal_a_table_that_fits_is_the_same_and_one_that_does_not_goes_on_below(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_a_terminal(cell_len(WHOLE[1]), monkeypatch)
    assert terminal.table(HEADS, ROWS, "lrl").split("\n") == WHOLE
    on_a_terminal(36, monkeypatch)
    assert terminal.table(HEADS, ROWS, "lrl").split("\n") == [
        "       answer",
        "           in",
        "        first",
        "name sentence text",
        "东港   1.0000 首班船4月12日离港，乘",
        "              客三百人。",
        "West   0.2500 [red]tail[/red] :cat:",
        "              [31mback",
    ]
    assert terminal.table(HEADS, ROWS, "lrl", cut_last=True).split("\n")[4:] == [
        "东港   1.0000 首班船4月12日离港，乘…",
        "West   0.2500 [red]tail[/red] :cat:…",
    ]


def test_a_table_without_heads_is_its_rows() -> None:
    assert terminal.table((), [("a", "1"), ("bcd", "10")], "lr") == "a     1\nbcd  10"


def test_a_lone_surrogate_of_a_path_is_shown_escaped_in_a_table() -> None:
    assert terminal.table(("path", "n"), [("文\udc80", "1")], "lr") == "path      n\n文\\udc80  1"


@given(text=st.text(min_size=1), markdown=st.booleans())
@example(text="[bold]x[/bold]", markdown=False)
@example(text="[/]", markdown=True)
@example(text=":smiley: [link=https://example.org]y[/link]", markdown=False)
@example(text="\x1b[31m\x9b2J\x07\r\n\x00\u202eabc\u2066", markdown=True)
def test_any_text_is_shown_as_it_is_and_controls_nothing(text: str, markdown: bool) -> None:
    lines = terminal.table(("head", "n"), [(text, "1")], "lr", markdown=markdown).split("\n")
    assert len(lines) == 2 + markdown
    assert not [c for line in lines for c in line if unicodedata.category(c) in {"Cc", "Cf", "Cs"}]
    shown = terminal.visible(text)
    assert (lines[-1].split("|")[1].strip(" ") if markdown else lines[-1].removesuffix("1").rstrip(" ")) == (
        shown.replace("|", "¦") if markdown else shown
    )


@given(text=st.text(st.sampled_from("港口abc :[]/，é한🚢\u0301")), columns=st.integers(20, 60), markdown=st.booleans())
def test_no_table_is_wider_than_the_terminal(text: str, columns: int, markdown: bool) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        on_a_terminal(columns, monkeypatch)
        lines = terminal.table(("head_of_it", "n"), [(text, "1")], "lr", markdown=markdown).split("\n")
    assert max(map(cell_len, lines)) <= columns
    assert "".join(lines).replace(" ", "").replace("|", "").count("港") == text.count("港")
