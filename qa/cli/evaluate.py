"""`wenju eval`.

`wenju adapt`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from pydantic import Field

from embeddings.adapt.report import Adaptation, FigureChange, Verdict, verdict
from embeddings.build import Stopwatch
from embeddings.config import IndexConfig
from embeddings.encoders.load import SHIPPED, Encoder, load_encoder
from embeddings.errors import InputRefusedError, UsageError
from embeddings.index.snapshot import Index
from embeddings.ingest.folder import read_articles
from embeddings.schema import Document, Frozen, Progress, silent
from qa.assistant.assistant import Assistant
from qa.cli import reports, terminal
from qa.cli.app import IndexOption, JsonOption, print_result, settings_for
from qa.config import Settings
from qa.evaluation.compare import EncoderComparison, EncoderTrial, WholeQuestions, compare, ranks_of, whole_questions
from qa.evaluation.evaluate import EvalReport, evaluate
from qa.evaluation.golden import Golden, read_golden
from qa.reasons import AnswerReason

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
            text = reports.comparison_text(found)
        else:
            found = _report(golden, settings, progress)
            text = reports.eval_text(found)
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
        raise UsageError(AnswerReason.SAME_ENCODER, {"names": ", ".join(names)})
    encoders = [load_encoder(name) for name in names]  # all of them first: a wrong name is told before hours of work
    questions = whole_questions(golden.questions, settings.max_question_chars)
    if not questions.asked:
        raise InputRefusedError(AnswerReason.NO_QUESTION_WITH_ANSWER)
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
) -> EncoderTrial:
    watch = Stopwatch(progress)
    own = config.model_copy(update={"encoder": encoder.name})
    built = Index.from_documents(documents, encoder=encoder, config=own, progress=watch)
    seconds = watch.seconds().get("encode", 0.0)
    assistant = Assistant.of(built, settings=settings)
    ranks = ranks_of(questions.asked, assistant, done=lambda done, total: progress("ask", done, total))
    return EncoderTrial(encoder.dim, seconds, ranks)


_HEADS = (
    *("held-out articles, dense", "queries", "nDCG@10", "after"),
    *("accuracy@1", "after", "difference in nDCG@10 [95 %]"),
)


class AdaptReport(Frozen):
    """A new encoder and whether it helped."""

    adaptation: Adaptation
    questions: EncoderComparison | None = Field(description="both encoders on the questions of --eval")
    verdict: Verdict = Field(description="by dense nDCG@10 of those questions; without them, of the held-out articles")
    use: str = Field(description="the command that uses it")


@commands.command(
    "adapt",
    epilog="Examples:\n\nwenju adapt ~/articles --out ~/models/my-articles\n\n"
    "wenju adapt ~/articles --eval my_questions.jsonl",
)
def adapt_encoder(
    seeds: Annotated[
        Path | None, typer.Argument(help="Folder of the articles.  [default: WENJU_SEEDS or seeds]", show_default=False)
    ] = None,
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where the new encoder goes; must not exist yet.")
    ] = Path("adapted-encoder"),
    encoder: Annotated[
        str, typer.Option(metavar="NAME", help="The one to begin with: wenju, or the folder of a static encoder.")
    ] = SHIPPED,
    file: Annotated[
        Path | None,
        typer.Option("--eval", metavar="FILE", help="Questions to measure with: golden .jsonl or SQuAD json."),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Draws the articles held out and the batches.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Fit the encoder to your articles.

    Without labels and in minutes. Writes a new encoder, says whether it helped, and puts nothing in use by itself.
    """
    from embeddings.adapt.adapt import AdaptConfig, adapt  # noqa: PLC0415  (scipy: no other command needs it)

    settings = settings_for(None)
    folder = seeds or settings.seeds
    golden = read_golden(file) if file else None
    with terminal.progress_bar() as progress:
        made = adapt(folder, out, encoder=encoder, config=AdaptConfig(seed=seed), progress=progress)
        if golden is None:
            found = None
        else:
            found = comparison(_asked_of(golden, folder), [encoder, str(out)], settings, _only_asking(progress))
    report = AdaptReport(
        adaptation=made,
        questions=found,
        verdict=made.verdict if found is None else _verdict(found),
        use=f"wenju build {folder} --encoder {out}",
    )
    print_result(report, adapt_text(report), as_json=as_json)


def adapt_text(report: AdaptReport) -> str:
    """What was made from what, figures before and after, the verdict, and what to do next."""
    made = report.adaptation
    lines = [
        f"{made.folder}: from {made.base} and {made.articles:,} articles, {made.steps} steps, "
        f"{made.tokens_trained:,} of {made.tokens:,} tokens trained, {made.seconds:.0f} s",
        "",
        terminal.table(
            _HEADS, [_change_row(f"by {name}", change) for name, change in made.measured.items()], "lrrrrrl"
        ),
        "these queries are of the kind that it was trained on"
        + ("; questions of your own say more: --eval FILE" if report.questions is None else ""),
    ]
    if report.questions is not None:
        lines += ["", reports.comparison_text(report.questions)]
    advice = {
        "helped": f"to use it: {report.use}",
        "made no difference": f"keep {made.base}; to use the new one all the same: {report.use}",
        "hurt": f"keep {made.base}; the new one is not worth using",
    }
    return "\n".join([*lines, "", f"verdict: {report.verdict}; {advice[report.verdict]}"])


def _change_row(name: str, change: FigureChange) -> tuple[str, ...]:
    difference = change.ndcg_after - change.ndcg_before
    return (
        name,
        str(change.queries),
        *(f"{figure:.4f}" for figure in (change.ndcg_before, change.ndcg_after)),
        *(f"{figure:.4f}" for figure in (change.accuracy_before, change.accuracy_after)),
        f"{difference:+.4f} [{change.low:+.4f}, {change.high:+.4f}] {change.verdict}",
    )


def _asked_of(golden: Golden, folder: Path) -> Golden:
    """Golden lines are asked of the articles that were adapted to, whatever an index holds."""
    if golden.documents is not None:
        return golden
    return golden._replace(documents=[document for document, _ in read_articles(folder, silent).cleaned])


def _only_asking(progress: Progress) -> Progress:
    """Progress of the questions alone: two encoders index the same articles, and a bar would run twice."""

    def tell(stage: str, done: int, total: int) -> None:
        if stage == "ask":
            progress(stage, done, total)

    return tell


def _verdict(found: EncoderComparison) -> Verdict:
    """By the new encoder's difference from the one that it was made from.

    Raises:
        RuntimeError: The comparison is not one of two encoders, which is a fault of this program.
    """
    _, adapted = found.encoders.values()
    if adapted.difference is None:
        raise RuntimeError("expected a difference of the second encoder from the first; found none")
    difference = adapted.difference["dense"]["ndcg@10"]
    return verdict(difference.low, difference.high)
