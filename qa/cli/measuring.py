"""`wenju eval`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from embeddings.config import IndexConfig
from embeddings.encoder import load_encoder
from embeddings.index import Index
from qa import show, terminal
from qa.cli.options import IndexOption, JsonOption, print_result, settings_for
from qa.evaluate import evaluate
from qa.golden import read_golden
from qa.service import Assistant

commands = typer.Typer()


@commands.command("eval", epilog="Examples:\n\nwenju eval my_questions.jsonl\n\nwenju eval cmrc2018_trial.json --json")
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
    settings = settings_for(index)
    with terminal.progress_bar() as progress:
        if golden.documents is None:
            assistant = Assistant.open(settings=settings)
        else:
            progress("index", 0, 1)
            documents = Index.from_documents(golden.documents, encoder=load_encoder(IndexConfig().encoder))
            progress("index", 1, 1)
            assistant = Assistant.of(documents, settings=settings)
        report = evaluate(golden.questions, assistant, done=lambda done, total: progress("ask", done, total))
    print_result(report, show.eval_text(report), as_json=as_json)
