"""Peers of benchmarks/retrieval.py: an environment of its own for each, its processes, and why one was not measured."""

from __future__ import annotations

import hashlib
import os
import subprocess
import venv
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
PEERS = {
    "faiss_bm25s": "FAISS + bm25s by hand",
    "langchain": "LangChain",
    "llama_index": "LlamaIndex",
    "txtai": "txtai",
}
"""Name (of its environment, benchmarks/peers/NAME.txt and benchmarks/peers/with_NAME.py), and how it is shown."""
INSTALL_SECONDS, RUN_SECONDS = 1800, 3600
ONE_THREAD = {
    name: "1"
    for name in (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMBA_NUM_THREADS",
        "RAYON_NUM_THREADS",
    )
} | {"TOKENIZERS_PARALLELISM": "false"}
"""Every library that these systems calculate with is held to one thread."""


class NotMeasuredError(Exception):
    """A system that gives no figures, and why, in one line."""


class Built(BaseModel):
    """What a system says of its build; what ours says beyond it is in Ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float
    memory: int


class Queried(BaseModel):
    """What a system says of answering."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float
    """To open the index."""
    memory: int
    """Bytes at most, of a process that only answers."""
    milliseconds: list[float]
    """By the clock, of each timed question."""
    cpu_milliseconds: list[float]
    """Of the processor, all threads together: what the clock would show on an idle machine, if one thread worked."""
    found: list[list[int | str]]
    """Rows of the peers, passage ids of ours: for each scored question, best first."""


class Measured(NamedTuple):
    """Both, and the bytes on disk."""

    built: Built
    queried: Queried
    disk: int


def measure(name: str, given: Path, folder: Path) -> Measured:
    """Install a peer if need be, have it build and ask.

    Args:
        name: Of the peer.
        given: Folder of the passages and questions.
        folder: An empty folder for its index.
    """
    python = environment(name, REPOSITORY / "build" / "peers")
    script = HERE / "peers" / f"with_{name}.py"
    built = Built.model_validate_json(run([python, script, "build", given, folder], ONE_THREAD))
    queried = Queried.model_validate_json(run([python, script, "query", given, folder], ONE_THREAD))
    return Measured(built, queried, size(folder))


def environment(name: str, folder: Path) -> Path:
    """The Python of a peer's environment, made and installed if its list of packages is new.

    Raises:
        NotMeasuredError: The packages can't be installed.
    """
    wanted = HERE / "peers" / f"{name}.txt"
    stamp, digest = folder / name / ".installed", hashlib.sha256(wanted.read_bytes()).hexdigest()
    python = folder / name / "bin" / "python"
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == digest):
        venv.create(folder / name, clear=True, with_pip=True)
        try:
            run([python, "-m", "pip", "install", "--quiet", "-r", wanted], {}, seconds=INSTALL_SECONDS)
        except NotMeasuredError as error:
            raise NotMeasuredError(f"its packages can't be installed: {error}") from error
        stamp.write_text(digest, encoding="utf-8")
    return python


def run(command: list[str | Path], settings: dict[str, str], *, seconds: int = RUN_SECONDS) -> str:
    """The last line of what a program prints.

    Args:
        command: Program and arguments.
        settings: Environment variables beside those of this process.
        seconds: After which it is stopped.

    Raises:
        NotMeasuredError: It fails, takes longer or can't be started.
    """
    try:
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = [line.strip() for line in str(error.stderr).splitlines() if line.strip()]
        reason = next((line for line in reversed(said) if not line.startswith(("WARNING", "[notice]"))), None)
        raise NotMeasuredError(reason or f"no message, exit code {error.returncode}") from error
    except subprocess.TimeoutExpired as error:
        raise NotMeasuredError(f"more than {seconds} seconds") from error
    except OSError as error:
        raise NotMeasuredError(str(error)) from error
    return (done.stdout.splitlines() or [""])[-1]


def size(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
