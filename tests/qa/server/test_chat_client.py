"""A chat client that people use, `llm` (llm.datasette.io), set up as docs/openai.md says and run as they run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from qa.assistant.assistant import Assistant
from qa.config import ServerSettings
from qa.server.api import Api
from tests.qa.server.conftest import serving

ADDRESS = "http://127.0.0.1:7860"
TOKEN = "sixteen-characters"
QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
FOLLOW_UP = "那上海呢？"
SEVERAL = "哪些城市或地区提出了2025年的元宇宙产业规模目标？分别是多少？"
UNANSWERED = "北湖灯塔有多高？"

Done = subprocess.CompletedProcess[str]
Client = Callable[..., Done]


@pytest.fixture(scope="module")
def url(assistant: Assistant) -> Iterator[str]:
    """Programs' doors that ask for a token."""
    api = Api(assistant, ServerSettings(token=TOKEN))
    api.app.router.lifespan_context = api.lifespan  # beside the page it is the page's
    with serving(lambda: (api.app, api.shared.under_way)) as site:
        yield site.url


@pytest.fixture(scope="module")
def llm(url: str, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """The client, with the file of docs/openai.md in a folder of its own and the token as its key."""
    folder = tmp_path_factory.mktemp("llm")
    (models,) = re.findall(r"```yaml\n(.*?)```", (repository / "docs" / "openai.md").read_text("utf-8"), re.DOTALL)
    (folder / "extra-openai-models.yaml").write_text(models.replace(ADDRESS, url), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "LLM_"))}

    def run(*arguments: str, given: str = "") -> Done:
        return subprocess.run(
            [sys.executable, "-m", "llm", *arguments],
            env={**kept, "LLM_USER_PATH": str(folder), "PYTHONUTF8": "1"},
            input=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    (entry,) = yaml.safe_load(models)
    assert run("keys", "set", entry["api_key_name"], "--value", TOKEN).returncode == 0
    return run


def said(done: Done) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_model_is_listed(llm: Client) -> None:
    assert said(llm("models", "list", "-q", "wenju")).splitlines()[0] == "OpenAI Chat: wenju"


@pytest.mark.parametrize("options", [(), ("--no-stream",), ("-s", "Answer in verse.", "-o", "temperature", "1")])
def test_an_answer_comes_with_its_markers(llm: Client, assistant: Assistant, options: tuple[str, ...]) -> None:
    expected = assistant.ask(SEVERAL)
    assert [citation.marker for citation in expected.citations] == [1, 2, 3, 4]
    assert said(llm("-m", "wenju", *options, SEVERAL)) == expected.text


def test_a_conversation_goes_on(llm: Client, assistant: Assistant) -> None:
    assert said(llm("-m", "wenju", QUESTION)) == assistant.ask(QUESTION).text
    expected = assistant.ask(FOLLOW_UP, history=[QUESTION])
    assert "3500亿元" in expected.text
    assert said(llm("-c", FOLLOW_UP)) == expected.text


def test_questions_are_typed_one_after_the_other(llm: Client, assistant: Assistant) -> None:
    shown = said(llm("chat", "-m", "wenju", given=f"{QUESTION}\n{FOLLOW_UP}\nexit\n"))
    first, second = shown.split("\n> ")[1:3]
    assert first.strip() == assistant.ask(QUESTION).text
    assert second.strip().removesuffix("\n>") == assistant.ask(FOLLOW_UP, history=[QUESTION]).text


def test_a_refusal_is_an_answer(llm: Client, assistant: Assistant) -> None:
    expected = assistant.ask(UNANSWERED)
    assert expected.status == "no_evidence"
    assert said(llm("-m", "wenju", UNANSWERED)) == expected.text


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--key", "another-token", QUESTION), r"Error: Error code: 401 - expected the token of WENJU_TOKEN; [^\n]+\n"),
        (("长" * 1001,), r"Error: Error code: 400 - expected a question of at most 1000 characters; [^\n]+\n"),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(llm: Client, arguments: tuple[str, ...], error: str) -> None:
    done = llm("-m", "wenju", *arguments)
    assert (done.returncode, done.stdout.strip()) == (1, "")
    assert re.fullmatch(error, done.stderr)
