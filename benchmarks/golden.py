"""Our own questions over the five seeds and over 200 news articles, half of them kept aside while anything is tuned.

    python -m benchmarks.golden --data ../shared [--half tune|kept] [--wrong]

The questions lie in benchmarks/golden/ and, those about the seeds, in qa/web/golden/; odd numbers are the half to tune
on, even ones the half that is only measured. The news articles are not part of this repository: they are drawn from
`corpus/crud_news.jsonl.xz` under `--data`, always the same ones, and written with both indexes to build/golden/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from embeddings.build import build
from embeddings.errors import InputRefusedError, WenjuError
from embeddings.reasons import Reason
from embeddings.schema import Document
from qa import Assistant
from qa.answer.answer import DOUBTED_BELOW
from qa.evaluation.evaluate import exact_match, first_rank, holds
from qa.evaluation.golden import GoldenQuestion, read_golden
from qa.schema import MARKER, Answer

Half = Literal["tune", "kept"]
HALVES: tuple[Half, ...] = ("tune", "kept")

ROOT = Path(__file__).parent.parent
QUESTIONS = {
    "seeds": ROOT / "qa" / "web" / "golden" / "seeds.jsonl",
    "news": Path(__file__).parent / "golden" / "news.jsonl",
}
"""Those about the seeds ship with the page, which asks them too."""
BUILT = ROOT / "build" / "golden"
NEWS = Path("corpus") / "crud_news.jsonl.xz"

ARTICLES = 200
SHORTEST, LONGEST = 300, 1500
"""Characters of an article that is drawn: short enough to be read whole by who asks, long enough to be asked about."""
NAME_CHARS = 16
TODAY = date(2023, 8, 20)
"""What 今年 is counted from: the day after the last article."""


class GoldenReason(Reason):
    """Why the news articles or their questions can't be taken."""

    NO_NEWS_CORPUS = "the news corpus", "nothing at {path}", "name its folder with --data"
    TOO_FEW_NEWS = f"{{count}} articles of {SHORTEST} to {LONGEST} characters", "{found}", "take more"
    UNFOUNDED_QUESTIONS = "answers that stand in their articles", "{wrong}", "correct them"


class Article(NamedTuple):
    """A news text that is asked about."""

    name: str
    """The first characters of the SHA-256 of its text, which the questions name it by."""
    date: str
    text: str


class Scored(NamedTuple):
    """What became of one question."""

    asked: GoldenQuestion
    answer: Answer

    @property
    def half(self) -> Half:
        """The half of the question."""
        return half_of(self.asked)

    @property
    def refused(self) -> bool:
        """Whether the answer is that there is no evidence."""
        return self.answer.status == "no_evidence"

    @property
    def doubted(self) -> bool:
        """Whether it is answered, and the answer says that it may be none."""
        return not self.refused and (self.answer.confidence or 1.0) < DOUBTED_BELOW

    @property
    def article_first(self) -> bool:
        """Whether the best hit is of a right article."""
        return first_rank([hit.source.path for hit in self.answer.hits], self.asked.docs) == 1

    @property
    def in_text(self) -> bool:
        """Whether the answer's text holds any of the answers."""
        return not self.refused and self._any(MARKER.sub(" ", self.answer.text))

    @property
    def all_in_text(self) -> bool:
        """Whether the answer's text holds every one of the answers."""
        text = MARKER.sub(" ", self.answer.text)
        return not self.refused and all(holds(text, answer) for answer in self.asked.answers)

    @property
    def short(self) -> bool:
        """Whether the short answer holds any of the answers, or is exactly one of them."""
        return self._any(self.answer.short_answer or "")

    @property
    def short_exact(self) -> bool:
        """Whether the short answer is exactly one of the answers."""
        return bool(exact_match(self.answer.short_answer, self.asked.answers))

    @property
    def right(self) -> bool:
        """A refusal where there is no answer, the answer in the text where there is one."""
        return self.in_text if self.asked.answers else self.refused

    def _any(self, text: str) -> bool:
        return any(holds(text, answer) for answer in self.asked.answers)


def half_of(question: GoldenQuestion) -> Half:
    """Odd numbers are to tune on, even ones are kept aside."""
    return "tune" if int(question.id.lstrip("sn")) % 2 else "kept"


def draw_articles(corpus: Path, count: int) -> list[Article]:
    """The articles whose texts have the smallest SHA-256, which no order of the file and no clock changes.

    Args:
        corpus: An xz file of lines with `date` and `text`.
        count: How many.

    Raises:
        InputRefusedError: There is no such file, or it has too few articles of the right length.
    """
    if not corpus.is_file():
        raise InputRefusedError(GoldenReason.NO_NEWS_CORPUS, {"path": str(corpus)})
    found: dict[str, Article] = {}
    with lzma.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields: dict[str, str] = json.loads(line)
            text = fields["text"].strip()
            if SHORTEST <= len(text) <= LONGEST:
                digest = hashlib.sha256(text.encode()).hexdigest()
                found.setdefault(digest, Article(digest[:NAME_CHARS], fields["date"], text))
    if len(found) < count:
        raise InputRefusedError(GoldenReason.TOO_FEW_NEWS, {"count": count, "found": len(found)})
    return [found[digest] for digest in sorted(found)[:count]]


def write_articles(articles: Iterable[Article], folder: Path) -> None:
    """One seed file for each article, in place of whatever the folder held."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for article in articles:
        content = json.dumps({"date": article.date, "text": article.text}, ensure_ascii=False)
        (folder / f"{article.name}.json").write_text(content, encoding="utf-8")


def ask_all(questions: Iterable[GoldenQuestion], assistant: Assistant) -> list[Scored]:
    """Ask every question, with the history that it comes with."""
    return [
        Scored(question, assistant.ask(question.question, history=question.history, today=TODAY))
        for question in questions
    ]


def unfounded(questions: Iterable[GoldenQuestion], documents: Sequence[Document]) -> list[str]:
    """Answers that no article of their question holds, each with the question's id: a fault of the questions."""
    found: list[str] = []
    for question in questions:
        texts = [one.text for one in documents if one.source.path.startswith(tuple(question.docs))]
        found += [f"{question.id}: {answer}" for answer in question.answers if not any(holds(t, answer) for t in texts)]
    return found


COLUMNS: tuple[tuple[str, Callable[[Scored], bool]], ...] = (
    ("article first", lambda scored: scored.article_first),
    ("answer in text", lambda scored: scored.in_text),
    ("all in text", lambda scored: scored.all_in_text),
    ("short answer", lambda scored: scored.short),
    ("short exactly", lambda scored: scored.short_exact),
)


def table(rows: Sequence[tuple[str, Sequence[Scored]]]) -> str:
    """Counts by row: of the answerable questions, and refusals and doubts of both kinds."""
    heads = [name for name, _ in COLUMNS]
    heads += [f"{what}, {of}" for what in ("refused", "doubted") for of in ("answerable", "unanswerable")]
    lines = [f"{'':26}" + "".join(f"{head:>{len(head) + 3}}" for head in heads)]
    for name, scored in rows:
        answerable = [one for one in scored if one.asked.answers]
        unanswerable = [one for one in scored if not one.asked.answers]
        counts = [(sum(map(count, answerable)), len(answerable)) for _, count in COLUMNS]
        counts += [(sum(one.refused for one in group), len(group)) for group in (answerable, unanswerable)]
        counts += [(sum(one.doubted for one in group), len(group)) for group in (answerable, unanswerable)]
        cells = (f"{right}/{of}" if of else "-" for right, of in counts)
        lines.append(
            f"{name:26}" + "".join(f"{cell:>{len(head) + 3}}" for cell, head in zip(cells, heads, strict=True))
        )
    return "\n".join(lines)


def groups(scored: Sequence[Scored]) -> list[tuple[str, Sequence[Scored]]]:
    """All, each half, each set, each type, each language."""
    rows: list[tuple[str, Sequence[Scored]]] = [("all", scored)]
    keys: tuple[Callable[[Scored], str], ...] = (
        lambda one: one.half,
        lambda one: f"{one.half}, {'seeds' if one.asked.id.startswith('s') else 'news'}",
        lambda one: one.asked.lang or "",
        lambda one: one.asked.type or "",
    )
    for key in keys:
        names = sorted({key(one) for one in scored})
        rows += [(name, [one for one in scored if key(one) == name]) for name in names]
    return rows


def ask_set(name: str, seeds: Path, *, half: Half | None) -> list[Scored]:
    """Build the index of a set of questions, check the questions against it, ask them.

    Args:
        name: Which file of questions.
        seeds: The folder of its articles.
        half: One half alone; None for both.

    Raises:
        InputRefusedError: An answer stands in no article of its question.
    """
    build(seeds, BUILT / f"index_{name}", confirm=True)  # other articles are drawn when the corpus has changed
    assistant = Assistant.open(BUILT / f"index_{name}")
    questions = read_golden(QUESTIONS[name]).questions
    if wrong := unfounded(questions, assistant.documents()):
        raise InputRefusedError(GoldenReason.UNFOUNDED_QUESTIONS, {"wrong": "; ".join(wrong)})
    return ask_all([one for one in questions if half in {None, half_of(one)}], assistant)


def main() -> int:
    """Build both indexes, ask, print the table; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with corpus/")
    parser.add_argument("--half", choices=HALVES, help="one half alone")
    parser.add_argument("--wrong", action="store_true", help="print what went wrong; never for the half kept aside")
    options = parser.parse_args()
    scored: list[Scored] = []
    try:
        write_articles(draw_articles(options.data / NEWS, ARTICLES), BUILT / "news")
        for name, seeds in (("seeds", ROOT / "seeds"), ("news", BUILT / "news")):
            scored += ask_set(name, seeds, half=options.half)
    except WenjuError as error:
        print(error, file=sys.stderr)
        return 1
    print(table(groups(scored)))
    for one in scored:
        if options.wrong and one.half == "tune" and not one.right:
            said = one.answer.short_answer or one.answer.text
            print(f"{one.asked.id} {one.asked.question} expected {list(one.asked.answers)} got {said[:80]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
