"""What the commands share: options, the settings they make, days, and printing a result."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from embeddings.errors import UsageError
from qa.config import Settings
from qa.schema import GeneratorName, Where

IndexOption = Annotated[
    Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.  [default: WENJU_INDEX or index]")
]
AfterOption = Annotated[
    str | None, typer.Option(metavar="D", help="Only articles published on this day or later, as 2022-08-23.")
]
BeforeOption = Annotated[str | None, typer.Option(metavar="D", help="Only articles published on this day or earlier.")]
PublisherOption = Annotated[str | None, typer.Option(metavar="P", help="Only articles of this publisher.")]
ArticleOption = Annotated[
    str | None,
    typer.Option(metavar="A", help="Only the article of this id, or those whose paths begin so, as 002."),
]
TodayOption = Annotated[
    str | None,
    typer.Option(metavar="D", help="The day that 去年 or last month is counted from.  [default: the real one]"),
]
GeneratorOption = Annotated[
    GeneratorName | None,
    typer.Option(help="What words the answer.  [default: llm where one is configured, else extractive]"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def settings_for(index: Path | None) -> Settings:
    """Settings of the environment, with the index that --index names."""
    settings = Settings.from_environ()
    return settings if index is None else settings.model_copy(update={"index": index})


def day(option: str, text: str | None) -> date | None:
    """The day that an option gives; None where it is not given.

    Raises:
        UsageError: It is no day in the form 2022-08-23.
    """
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} as a day such as 2022-08-23", repr(text), "correct the day") from error


def where_of(after: str | None, before: str | None, publisher: str | None, article: str | None) -> Where:
    """The exact filters that --after, --before, --publisher and --article give.

    Raises:
        UsageError: A day or the article can't be read.
    """
    if article == "":
        raise UsageError("--article with an id or the beginning of a path", "nothing", "name an article")
    return Where(after=day("--after", after), before=day("--before", before), publisher=publisher, article=article)


def print_result(model: BaseModel, text: str, *, as_json: bool) -> None:
    """Print a result for a person, or its JSON and nothing else."""
    typer.echo(model.model_dump_json() if as_json else text)
