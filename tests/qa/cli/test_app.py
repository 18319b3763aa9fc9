import os
import re
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from qa.cli import run
from qa.cli.app import COMMANDS, app

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
ONE_LINE = re.compile(r"wenju: expected [^\n]+; found [^\n]+; [^\n]+\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ask"], 2),
        (["nonsense"], 2),
        (["ask", "问", "--nonsense"], 2),
        (["ask", "问", "--after", "昨天"], 2),
        (["ask", "问", "--before", "2022-02-30"], 2),
        (["ask", "问", "--today", "2022-13-01"], 2),
        (["search", "问", "--today", "heute"], 2),
        (["ask", "问", "--generator", "llm"], 2),
        (["ask", "问", "--generator", "oracle"], 2),
        (["ask", "问", "--generator", "llm", "--explain"], 2),
        (["search", "问", "-k", "0"], 2),
        (["search", "问", "--mode", "psychic"], 2),
        (["rollback", "zz"], 2),
        (["rollback"], 2),
        (["build", "--encoder", "no/such/encoder"], 2),
        (["ask", "问", "--index", "none"], 3),
        (["search", "问", "--index", "none"], 3),
        (["status", "--index", "none"], 3),
        (["verify", "--index", "none"], 3),
        (["rollback", "--index", "none"], 3),
        (["rollback", "0123456789abcdef"], 3),
        (["ask", ""], 4),
        (["ask", " \n\t"], 4),
        (["ask", "？！"], 4),
        (["ask", "问" * 10_000], 4),
        (["ask", "什么\x07"], 4),
        (["ask", "问\ud800"], 4),
        (["ask", "那呢？", "--history", ""], 4),
        (["serve", "--host", "0.0.0.0"], 2),
        (["serve", "--port", "70000"], 2),
        (["build", "none"], 4),
        (["eval", "none.jsonl"], 4),
    ],
)
def test_a_wrong_command_is_one_line_and_its_exit_code(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    printed = capsys.readouterr()
    assert ONE_LINE.fullmatch(printed.err)
    assert printed.out == ""


def test_without_a_command_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    for command in ("build", "ask", "search", "eval", "inspect", "status", "verify", "rollback", "serve"):
        assert re.search(rf"^  {command} +[A-Z].*\.$", printed.out, re.MULTILINE)
        assert run([command, "--help"]) == 0
        assert f"Usage: wenju {command}" in capsys.readouterr().out


@pytest.mark.parametrize("command", [name for names in COMMANDS.values() for name in names])
def test_the_help_of_every_command_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert re.search(rf"^  Example.*:\n\n  (?:WENJU_\w+=\S+ )?wenju {command}\b", capsys.readouterr().out, re.MULTILINE)


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"wenju {version('wenju')}\n"


def test_only_the_module_of_the_command_given_is_taken() -> None:
    for module, names in COMMANDS.items():
        own = app([names[0], "问"]).registered_groups
        assert [len(own), own[0].typer_instance] == [1, import_module(f"qa.cli.{module}").commands]
        assert {each.name or each.callback.__name__ for each in own[0].typer_instance.registered_commands} == set(names)
    for arguments in ([], ["--help"], ["nonsense", "ask"]):
        assert len(app(arguments).registered_groups) == len(COMMANDS)


BROKEN = "import qa.cli.ask; qa.cli.ask.Assistant = None; qa.cli.main()"
"""A program with an error that nobody foresaw."""


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_an_unexpected_error_is_one_line_unless_debugging(debug: list[str], repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, *debug, "ask", "问"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=repository,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert done.returncode == 1
    assert done.stdout == ""
    if debug:
        assert done.stderr.startswith("Traceback (most recent call last):")
    else:
        assert ONE_LINE.fullmatch(done.stderr)
        assert "AttributeError" in done.stderr


def test_chinese_is_printed_as_utf_8_whatever_the_stream_was(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from qa.cli import main; main()", "ask", QUESTION],
        capture_output=True,
        cwd=repository,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.stdout.decode("utf-8").startswith("1350億元\n")


def test_a_shell_completes_commands(repository: Path) -> None:
    asked = {"_WENJU_COMPLETE": "complete_bash", "COMP_WORDS": "wenju se", "COMP_CWORD": "1"}
    code = "from qa.cli import main; import sys; sys.argv = ['wenju']; main()"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, env={**os.environ, **asked}, capture_output=True, text=True
    )
    assert found.stdout.split() == ["search", "serve"]
