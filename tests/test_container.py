"""What can be held of the container without a container engine; docs/container.md says what was checked with one."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from qa.cli.asgi import SHUTDOWN_SECONDS
from qa.config import ServerSettings

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "sixteen-characters"
QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"

SANDBOX = """
import os, sys

writable = tuple(os.path.realpath(folder) + os.sep for folder in sys.argv[1:3])
changing = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.link", "os.symlink", "sqlite3.connect"}

def look(event, given):
    if event == "open":
        changes = isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    else:
        changes = event in changing
    if not changes or isinstance(given[0], int):
        return
    path = os.fsdecode(given[0])
    path = path.removeprefix("file:").partition("?")[0]
    whole = os.path.realpath(path) + os.sep
    if not whole.startswith(writable) and path not in {os.devnull, ":memory:"}:
        raise PermissionError(f"written outside of index and temporary folder: {event} {given}")

sys.addaudithook(look)
sys.argv[1:] = sys.argv[3:]
from qa.cli import main
main()
"""
"""Runs `wenju` where Python itself writes nowhere but in two folders."""


@dataclass(frozen=True)
class Image:
    """What the Dockerfile says."""

    structure: tuple[tuple[str, str], ...]
    environment: dict[str, str]

    def values(self, instruction: str) -> list[str]:
        return [value for name, value in self.structure if name == instruction]

    @property
    def last_stage(self) -> list[tuple[str, str]]:
        start = max(place for place, (name, _) in enumerate(self.structure) if name == "FROM")
        return list(self.structure[start:])

    @property
    def copied(self) -> list[str]:
        """What is copied out of the checkout."""
        copies = [shlex.split(value) for value in self.values("COPY")]
        return [source for words in copies if not words[0].startswith("--from=") for source in words[:-1]]

    @property
    def health_check(self) -> list[str]:
        (value,) = self.values("HEALTHCHECK")
        return json.loads(value.partition(" CMD ")[2])


@pytest.fixture(scope="module")
def image() -> Image:
    parser = DockerfileParser(path=str(ROOT / "Dockerfile"))
    structure = tuple((each["instruction"], each["value"]) for each in parser.structure)
    return Image(structure, dict(parser.envs))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_the_image_runs_as_nobody_in_particular(image: Image) -> None:
    names = [name for name, _ in image.last_stage]
    assert names[-2:] == ["ENTRYPOINT", "CMD"]
    assert image.values("USER") == ["10001:10001"]  # a number: what looks whether it is root knows no names
    assert names.index("USER") > max(place for place, name in enumerate(names) if name in {"RUN", "COPY"})
    assert [json.loads(image.values(name)[-1]) for name in ("ENTRYPOINT", "CMD")] == [["wenju"], ["serve"]]


def test_only_what_is_needed_comes_in(image: Image) -> None:
    assert image.values("ADD") == []
    assert [source for source in image.copied if not (ROOT / source).exists()] == []
    assert set(image.copied) == {"constraints.txt", "pyproject.toml", "README.md", "LICENSE", "embeddings", "qa"}
    ignored = [
        line
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert ignored[0] == "*"  # .git, .venv, .env, index, build, seeds: all but what is let in by name
    assert {line[1:] for line in ignored if line.startswith("!")} == set(image.copied)
    assert set(ignored[1:]) - {f"!{source}" for source in image.copied} == {"**/__pycache__", "**/*.pyc", "**/.*"}


def test_packages_have_the_versions_that_were_tested(image: Image) -> None:
    installs = [
        step for value in image.values("RUN") for step in value.split("&&") if " install " in step and "pip" in step
    ]
    assert len(installs) == 3
    assert all("-c constraints.txt" in step or "--no-deps --no-build-isolation" in step for step in installs)


def test_no_host_of_a_registry_is_named(image: Image, compose: dict[str, Any]) -> None:
    arguments = dict(value.partition("=")[::2] for value in image.values("ARG"))
    assert arguments == {"PYTHON_IMAGE": "python:3.11-slim-bookworm", "TORCH_INDEX": ""}
    images = [arguments["PYTHON_IMAGE"], *(service["image"] for service in compose["services"].values())]
    assert [name for name in images if "." in name.partition("/")[0].partition(":")[0]] == []


def test_nothing_but_the_index_and_the_temporary_folder_is_written(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["init"] is True
    for name in ("index", "wenju"):
        assert compose["services"][name]["volumes"] == ["./seeds:/seeds:ro", "index:/index"]
        assert compose["services"][name]["mem_limit"] == "4g"


def test_only_this_machine_reaches_it_and_with_a_password(compose: dict[str, Any]) -> None:
    services = compose["services"]
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"wenju": ["127.0.0.1:7860:7860"]}
    assert services["wenju"]["environment"]["WENJU_TOKEN"].startswith("${WENJU_TOKEN:?")
    assert services["index"]["network_mode"] == "none"


def test_the_index_is_there_before_it_is_served(compose: dict[str, Any]) -> None:
    assert compose["services"]["index"]["command"] == ["build"]
    needed = compose["services"]["wenju"]["depends_on"]
    assert needed == {"index": {"condition": "service_completed_successfully"}}


def test_an_end_may_take_as_long_as_answers_are_waited_for(compose: dict[str, Any]) -> None:
    grace = compose["services"]["wenju"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > ServerSettings().shutdown_seconds + SHUTDOWN_SECONDS


def test_an_llm_is_there_only_where_it_is_asked_for(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {name for name, service in services.items() if "profiles" not in service} == {"index", "wenju"}
    assert services["model"]["profiles"] == ["llm"]
    assert services["model"]["networks"] == ["model"]
    assert compose["networks"]["model"] == {"internal": True}
    environment = services["wenju"]["environment"]
    given = {name: environment[name] for name in ("WENJU_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY")}
    assert given == {name: f"${{{name}:-}}" for name in given}  # empty, and so none, unless the reader sets them


def test_every_setting_that_it_names_is_documented(image: Image, compose: dict[str, Any]) -> None:
    settings = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    named = {name for name in image.environment if name.startswith(("WENJU_", "OPENAI_", "GRADIO_"))}
    named |= {name for service in ("index", "wenju") for name in compose["services"][service].get("environment", ())}
    assert len(named) == 9
    assert [name for name in sorted(named) if f"`{name}`" not in settings] == []
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    variables = {variable for line in text.splitlines() for variable in re.findall(r"\$\{(\w+)", line)}
    container = (ROOT / "docs" / "container.md").read_text(encoding="utf-8")
    assert [name for name in sorted(variables) if f"`{name}`" not in container] == []


@dataclass(frozen=True)
class Running:
    """`wenju serve` as the image starts it, writing only to index and temporary folder."""

    process: subprocess.Popen[str]
    environment: dict[str, str]
    url: str

    def get(self, path: str) -> str:
        password = base64.b64encode(f"wenju:{TOKEN}".encode()).decode()
        asked = urllib.request.Request(self.url + path, headers={"authorization": f"Basic {password}"})
        with urllib.request.urlopen(asked, timeout=60) as reply:
            return reply.read().decode()


@pytest.fixture(scope="module")
def running(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("container")
    index, temporary = folder / "index", folder / "tmp"
    index.mkdir()
    temporary.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    inside = {"WENJU_INDEX": str(index), "WENJU_SEEDS": str(ROOT / "seeds"), "HOME": str(temporary)}
    here = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary), "WENJU_TOKEN": TOKEN}
    address = {"GRADIO_SERVER_NAME": "127.0.0.1", "GRADIO_SERVER_PORT": str(port)}
    environment = {**image.environment, **here, **inside, **address}
    command = [sys.executable, "-c", SANDBOX, str(index), str(temporary)]
    subprocess.run([*command, "build"], cwd=temporary, env=environment, check=True, timeout=120, capture_output=True)
    served = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen([*command, "serve"], cwd=temporary, env=environment, **served) as process:
        yield Running(process, environment, f"http://127.0.0.1:{port}")
        process.kill()


def healthy(image: Image, running: Running) -> bool:
    """Whether the image's health check says so, with the image's environment."""
    command = [sys.executable, *image.health_check[1:]]
    done = subprocess.run(command, env=running.environment, capture_output=True, check=False, timeout=30)
    return done.returncode == 0


def test_it_serves_where_little_may_be_written_and_says_how_it_is(image: Image, running: Running) -> None:
    assert image.health_check[0] == "python"
    deadline = time.monotonic() + 90
    while not healthy(image, running):
        assert running.process.poll() is None, running.process.communicate()[0]
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.2)
    assert re.search(r'"title": *"[^"]*Wenju"', running.get("/"))
    assert json.loads(running.get("/ready"))["documents"] == 5
    asked = urllib.request.Request(
        f"{running.url}/v1/ask",
        data=json.dumps({"question": QUESTION}).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {TOKEN}"},
    )
    with urllib.request.urlopen(asked, timeout=60) as reply:
        answer = json.load(reply)
    assert (answer["status"], answer["short_answer"]) == ("answered", "1350億元")
    assert [citation["path"] for citation in answer["citations"]] == ["003_862178eca5e71cc6.txt"]
    running.process.send_signal(signal.SIGTERM)
    output, _ = running.process.communicate(timeout=20)
    assert running.process.returncode == -signal.SIGTERM
    assert "Traceback" not in output, output
    assert not healthy(image, running)


def test_the_sandbox_of_these_tests_refuses(tmp_path: Path) -> None:
    writable = tmp_path / "writable"
    writable.mkdir()
    code = SANDBOX.replace("from qa.cli import main\nmain()", "open(sys.argv[1], 'w')")
    command = [sys.executable, "-c", code, str(writable), str(writable)]
    done = {
        name: subprocess.run([*command, str(folder / "a.txt")], capture_output=True, text=True, check=False)
        for name, folder in (("in", writable), ("out", tmp_path))
    }
    assert done["in"].returncode == 0, done["in"].stderr
    assert "PermissionError: written outside" in done["out"].stderr
