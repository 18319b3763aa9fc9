"""`wenju eval`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from embeddings.config import IndexConfig
from embeddings.encoder import Encoder, load_encoder
from embeddings.errors import InputRefusedError, UsageError
from embeddings.index import Index
from embeddings.progress import Progress
from embeddings.schema import Document
from embeddings.stopwatch import Stopwatch
from qa import show_reports, terminal
from qa.cli.options import IndexOption, JsonOption, print_result, settings_for
from qa.compare import EncoderComparison, Trial, WholeQuestions, compare, ranks_of, whole_questions
from qa.config import Settings
from qa.evaluate import EvalReport, evaluate
from qa.golden import Golden, read_golden
from qa.service import Assistant

commands = typer.Typer()


@commands.command(
    "eval",
    epilog="Examples:\n\nwenju eval my_questions.jsonl\n\nwenju eval cmrc2018_trial.json --json\n\n"
    "wenju eval cmrc2018_trial.json --encoder wenju --encoder ~/models/my-encoder",
)
def evaluate_questions(
    file: Annotated[
        Path, typer.Argument(help="Golden .jsonl (asked of the index), or SQuAD json (of its own contexts).")
    ],
    *,
    index: IndexOption = None,
    encoder: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Compare encoders by retrieval: give it again for each, the first is the measure."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure on questions with known answers.

    Retrieval, reading and refusing, and the questions that went wrong; or retrieval with several encoders side by side.
    """
    golden, settings = read_golden(file), settings_for(index)
    with terminal.progress_bar() as progress:
        if encoder:
            found = comparison(golden, encoder, settings, progress)
            text = show_reports.comparison_text(found)
        else:
            found = _report(golden, settings, progress)
            text = show_reports.eval_text(found)
    print_result(found, text, as_json=as_json)


def _report(golden: Golden, settings: Settings, progress: Progress) -> EvalReport:
    if golden.documents is None:
        assistant = Assistant.open(settings=settings)
    else:
        progress("index", 0, 1)
        documents = Index.from_documents(golden.documents, encoder=load_encoder(IndexConfig().encoder))
        progress("index", 1, 1)
        assistant = Assistant.of(documents, settings=settings)
    return evaluate(golden.questions, assistant, done=lambda done, total: progress("ask", done, total))


def comparison(golden: Golden, names: Sequence[str], settings: Settings, progress: Progress) -> EncoderComparison:
    """Encode the same articles, those of the file or those of the index, with each encoder, and ask.

    Raises:
        UsageError: An encoder is named twice, or is not on this machine.
        InputRefusedError: No question has an answer.
    """
    if len(set(names)) < len(names):
        raise UsageError("different encoders", f"{', '.join(names)}", "name each encoder once")
    encoders = [load_encoder(name) for name in names]  # all of them first: a wrong name is told before hours of work
    questions = whole_questions(golden.questions, settings.max_question_chars)
    if not questions.asked:
        raise InputRefusedError("at least one question with an answer", "none", "add questions to the file")
    documents, config = golden.documents, IndexConfig()
    if documents is None:
        index = Index.open(settings.index)
        documents, config = index.documents(), index.config
    trials = {
        encoder.name: _trial(encoder, documents, questions, config=config, settings=settings, progress=progress)
        for encoder in encoders
    }
    return compare(trials, questions.not_asked)


def _trial(
    encoder: Encoder,
    documents: Sequence[Document],
    questions: WholeQuestions,
    *,
    config: IndexConfig,
    settings: Settings,
    progress: Progress,
) -> Trial:
    watch = Stopwatch(progress)
    own = config.model_copy(update={"encoder": encoder.name})
    built = Index.from_documents(documents, encoder=encoder, config=own, progress=watch)
    seconds = watch.seconds().get("encode", 0.0)
    assistant = Assistant.of(built, settings=settings)
    ranks = ranks_of(questions.asked, assistant, done=lambda done, total: progress("ask", done, total))
    return Trial(encoder.dim, seconds, ranks)
