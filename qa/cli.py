"""The command line: `wenju build`, `ask`, `search`, `eval`, `inspect`, `status`, `verify`, `rollback`, `serve`.

Exit codes: 0 done, 2 wrong use, 3 no usable index, 4 input refused, 1 anything else. An error is one line on stderr.
With --json stdout holds the JSON of the result and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, TypeAdapter

from embeddings.build import build
from embeddings.clean import clean
from embeddings.config import IndexConfig
from embeddings.encoder import load_encoder
from embeddings.errors import IndexDamagedError, IndexMissingError, InputRefusedError, UsageError, WenjuError
from embeddings.generations import GenerationSummary, current_id, list_generations, rollback, verify
from embeddings.index import Index
from embeddings.schema import Hit
from embeddings.seeds import read_file
from qa import show, terminal
from qa.config import Address, Settings
from qa.evaluate import evaluate
from qa.golden import read_golden
from qa.schema import GeneratorName, Mode, Where
from qa.service import Assistant

app = typer.Typer(
    name="wenju",
    help="Wenju 问据: answers from your own articles, every one with verbatim quotes.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done, 2 wrong use, 3 no usable index, 4 input refused, 1 anything else.",
)

IndexOption = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.  [default: WENJU_INDEX or index]")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@app.callback()
def options(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="WENJU_DEBUG", help="Show the traceback of an unexpected error.")
    ] = False,
) -> None:
    """Wenju 问据: answers from your own articles, every one with verbatim quotes."""
    if debug:
        terminal.show_tracebacks()


@app.command(
    "build", epilog="Examples:\n\nwenju build\n\nwenju build ~/articles --index ~/index --encoder ~/models/my-encoder"
)
def build_index(
    seeds: Annotated[
        Path | None, typer.Argument(help="Folder of the articles.  [default: WENJU_SEEDS or seeds]", show_default=False)
    ] = None,
    *,
    index: IndexOption = None,
    encoder: Annotated[
        str, typer.Option(metavar="NAME", help="wenju, or a sentence-transformers model or folder.")
    ] = "wenju",
    as_json: JsonOption = False,
) -> None:
    """Build the index from a folder of articles.

    Says what cleaning did. The same articles give the same index; a build that fails leaves the earlier one in use.
    """
    settings = _settings(index)
    with terminal.progress_bar() as progress:
        report = build(seeds or settings.seeds, settings.index, config=IndexConfig(encoder=encoder), progress=progress)
    _print(report, show.build_text(report), as_json=as_json)


@app.command(
    epilog="Examples:\n\nwenju ask 南京的元宇宙产业规模目标是多少？\n\n"
    "wenju ask 那合肥呢？ --history 南京的元宇宙产业规模目标是多少？ --after 2022-01-01"
)
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.", show_default=False)],
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
    after: Annotated[
        str | None, typer.Option(metavar="D", help="Only articles published on this day or later, as 2022-08-23.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="D", help="Only articles published on this day or earlier.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(metavar="P", help="Only articles of this publisher.")] = None,
    history: Annotated[
        list[str] | None, typer.Option(metavar="Q", help="An earlier question; give it again for each, oldest first.")
    ] = None,
    generator: Annotated[GeneratorName | None, typer.Option(help="What words the answer.")] = None,
) -> None:
    """Answer a question with verbatim quotes.

    Or say that the articles do not answer it.
    """
    where = Where(after=_day("--after", after), before=_day("--before", before), publisher=publisher)
    assistant = Assistant.open(settings=_settings(index))
    answer = assistant.ask(question, history=history or (), where=where, generator=generator)
    _print(answer, show.answer_text(answer), as_json=as_json)


@app.command(epilog="Example:\n\nwenju search 元宇宙产业规模 -k 3 --mode lexical")
def search(
    question: Annotated[str, typer.Argument(help="What to look for.", show_default=False)],
    *,
    k: Annotated[int, typer.Option("-k", metavar="N", min=1, help="Number of passages.")] = 8,
    mode: Annotated[Mode, typer.Option(help="Which index to use; hybrid uses both.")] = "hybrid",
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the best passages for a question.

    With their scores; as JSON, a list of hits.
    """
    hits = Assistant.open(settings=_settings(index)).retrieve(question, k, mode=mode)
    if as_json:
        typer.echo(TypeAdapter(list[Hit]).dump_json(hits).decode())
    else:
        typer.echo(show.hits_text(hits))


@app.command("eval", epilog="Examples:\n\nwenju eval my_questions.jsonl\n\nwenju eval cmrc2018_trial.json --json")
def evaluate_questions(
    file: Annotated[
        Path, typer.Argument(help="Golden .jsonl (asked of the index), or SQuAD json (of its own contexts).")
    ],
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure on questions with known answers.

    Retrieval, reading and refusing, and the questions that went wrong.
    """
    golden = read_golden(file)
    settings = _settings(index)
    with terminal.progress_bar() as progress:
        if golden.documents is None:
            assistant = Assistant.open(settings=settings)
        else:
            progress("index", 0, 1)
            documents = Index.from_documents(golden.documents, encoder=load_encoder(IndexConfig().encoder))
            progress("index", 1, 1)
            assistant = Assistant.of(documents, settings=settings)
        report = evaluate(golden.questions, assistant, done=lambda done, total: progress("ask", done, total))
    _print(report, show.eval_text(report), as_json=as_json)


@app.command(epilog="Example:\n\nwenju inspect seeds/002_bbc993df6f2fe461.txt")
def inspect(
    file: Annotated[Path, typer.Argument(help="A file of one article, or of several (.jsonl, a list in .json).")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show what cleaning did to a file.

    What it kept, removed and repaired, and why; as JSON, one line for each of the file's articles.
    """
    for inspection in _inspections(file):
        _print(inspection, show.inspection_text(inspection.document, inspection.report), as_json=as_json)


@app.command()
def status(*, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Say which generations the index has.

    The newest first; the one in use is marked.
    """
    root = _settings(index).index
    found = show.Status(index=str(root), generation=current_id(root), generations=_generations(root))
    _print(found, show.status_text(found.index, found.generations), as_json=as_json)


@app.command("verify")
def verify_index(*, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check every file against its hash.

    In every generation; the exit code is 3 if the one in use is damaged, 1 if another is.
    """
    root = _settings(index).index
    found = show.Verification(index=str(root), generation=current_id(root), findings=tuple(verify(root)))
    _print(found, show.findings_text(found.findings), as_json=as_json)
    if found.findings:
        current_damaged = any(finding.generation in {"", found.generation} for finding in found.findings)
        error = IndexDamagedError if current_damaged else WenjuError
        raise error("files as their hashes say", f"{len(found.findings)} otherwise", "run `wenju build`")


@app.command("rollback")
def roll_back(
    generation: Annotated[
        str | None, typer.Argument(help="Its id, from `wenju status`.  [default: the one before]", show_default=False)
    ] = None,
    *,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put an earlier generation in use again."""
    root = _settings(index).index
    rolled_back = show.Rollback(index=str(root), generation=rollback(root, generation))
    _print(rolled_back, f"generation {rolled_back.generation} is in use", as_json=as_json)


@app.command(epilog="Example:\n\nwenju serve --port 8080")
def serve(
    *,
    host: Annotated[str | None, typer.Option(metavar="H", help="[default: GRADIO_SERVER_NAME or 127.0.0.1]")] = None,
    port: Annotated[
        int | None, typer.Option(metavar="P", min=1, max=65535, help="[default: GRADIO_SERVER_PORT or 7860]")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Serve the page until Ctrl-C.

    Without an index it offers to build one.
    """
    from qa import web  # noqa: PLC0415  (gradio takes 6 s to import, and only this command needs it)

    assistant = Assistant.open(settings=_settings(index), unusable_ok=True)
    address = Address.from_environ()
    assistant.warm()
    web.serve(assistant, replace(address, host=host or address.host, port=port or address.port))


def main() -> None:
    """Run the command line and exit with its code."""
    terminal.prepare()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Returns:
        The exit code. What is no error of ours or of use is not caught here: `main` shows it as one line.
    """
    command = typer.main.get_command(app)
    try:
        return command.main(list(arguments) or ["--help"], prog_name="wenju", standalone_mode=False) or 0
    except WenjuError as error:
        terminal.say(error)
        return error.exit_code
    except typer.TyperException as error:
        terminal.say(
            UsageError(
                "a command as `wenju --help` shows it", error.format_message().rstrip("."), "correct the command"
            )
        )
        return error.exit_code
    except typer.Abort:
        return 1


def _settings(index: Path | None) -> Settings:
    settings = Settings.from_environ()
    return settings if index is None else settings.model_copy(update={"index": index})


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} as a day such as 2022-08-23", repr(text), "correct the day") from error


def _inspections(file: Path) -> list[show.Inspection]:
    # What is refused is said; it is the exit code too where nothing else is left to show.
    seeds, refused = read_file(file, name=file.name)
    for refusal in refused:
        terminal.say(f"refused: {show.refused_line(refusal)}")
    found: list[show.Inspection] = []
    for seed in seeds:
        try:
            document, report = clean(seed)
        except InputRefusedError as error:
            terminal.say(f"refused: {seed.path}: {error}")
        else:
            found.append(show.Inspection(document=document, report=report))
    if not found:
        raise typer.Exit(InputRefusedError.exit_code)
    return found


def _generations(root: Path) -> tuple[GenerationSummary, ...]:
    found = tuple(list_generations(root))
    if not found:
        raise IndexMissingError(f"an index in {root}", "none", "run `wenju build`")
    return found


def _print(model: BaseModel, text: str, *, as_json: bool) -> None:
    typer.echo(model.model_dump_json() if as_json else text)
