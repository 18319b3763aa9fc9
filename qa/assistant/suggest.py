"""Suggests questions: made from sentences of the articles, and asked before they are shown.

A Chinese clause becomes a question when 多少, 什么 or 什么时候 replaces a figure, a quoted name or a date in it
(网易将在三亚设立网易海南总部 → 网易将在三亚设立什么？), and what was replaced is the answer. English questions have
another word order, so the title of an English article is suggested instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from embeddings.schema import Document
from embeddings.text.chunk import sentence_spans
from embeddings.text.normalize import Text, fold
from embeddings.text.segment import words
from qa.evidence.coverage import shared_pairs
from qa.evidence.spans import DATE, NOT_A_QUANTITY, NUMBER
from qa.question.names import NAME_TAGS, WIDE_NAMES
from qa.schema import Answer
from qa.values.units import MEASURE_WORDS

CHARS = range(8, 41)
"""Length of a suggested question, in characters."""
TITLE_CHARS = 60
SUGGESTED_FROM = 3
"""Articles, the cited ones first, that further questions are made from."""
TRIED = 4
"""Questions asked for each one wanted, at most."""

_CLAUSE = re.compile(r"[^，。！？；：:!?;\n,]+(?:(?<=\d),\d{3}(?!\d)[^，。！？；：:!?;\n,]*)*")
_CANT_OPEN = re.compile(
    r"^(?:[其该这那此他她它本双再占比将]|会上|据|其中|同时|此外|另外|并|但|而|以及|图说|例如|首期|打造|高水平)"
)
"""Opens a clause that cannot be understood without what stands before it."""
_CANT_CLOSE = re.compile(r"(?:提出|指出|表示|强调|显示|认为|获悉|介绍)[?？]$")
"""Ends a clause whose object is the next clause."""
_IN_BRACKETS = re.compile(r"《[^》]*》|（[^）]*）|\([^)]*\)|“[^”]*”|「[^」]*」")
_MEASURE = re.compile(rf"[{MEASURE_WORDS}]$")
"""Measure words that stay: 共30条措施 → 共多少条措施."""
_ABOUT = re.compile(r"(?:约|近|超过?|逾|不少于|不低于|大约|将近)$")
"""Qualifies a figure, and is left out with it."""
_LEFT_OF_NAME = re.compile(r"(?:以|为|叫|设立|成立|建设|打造|发布|出台|印发|推出|称为|名为)$")
"""Stands right before a quoted name that 什么 can replace."""
_COUNTED = re.compile(r"[^\d,.\s\-~至到]")
"""Part of a figure besides its digits: a scale, a unit or a measure word."""
_IDLE = re.compile(r"(?:一个|一種|一种|一项|一次)$")
"""Numbers that only mean "a"."""
_BUILT = re.compile(r"(?<=设立|打造|设有)[^，,的]{4,16}$")
"""What is set up or made, where it ends the clause."""
_QUOTED = re.compile(r"“[^“”]{2,20}”|《[^《》]{2,40}》|「[^「」]{2,20}」")
Ask = Callable[[str], Answer]


class Suggestion(NamedTuple):
    """A question made from a sentence."""

    question: str
    doc_id: str
    answer: str
    """What the asking word replaced."""


def made_from(document: Document) -> Iterator[Suggestion]:
    """Questions that the sentences of an article answer, in its order; none of an article that is not Chinese."""
    if not document.source.language.startswith("zh"):
        return
    for span in sentence_spans(document):
        if span == document.agency_line:
            continue
        sentence = Text.of(span.of(document.text))
        clauses = [sentence.part(*clause.span()).strip() for clause in _CLAUSE.finditer(sentence.raw)]
        for before, clause in pairwise([Text("", ""), *clauses]):  # 12月25日 , 网易与三亚市政府签署战略合作协议
            for question, answer in (*_of_dates(before, clause), *_of_figures(clause), *_of_names(clause)):
                if len(question) in CHARS and _stands_alone(question):
                    yield Suggestion(_in_script(question, document), document.doc_id, answer)


def further(answer: Answer, document_of: Callable[[str], Document], ask: Ask, *, count: int) -> tuple[str, ...]:
    """Further questions: made from the articles of the hits, tried, and different from the last question and answer.

    Args:
        answer: The last one.
        document_of: The stored document of a doc_id.
        ask: Answers a question.
        count: Questions at most.
    """
    found = dict.fromkeys([
        *(each.doc_id for each in answer.citations),
        *(hit.passage.doc_id for hit in answer.hits),
    ])
    documents = [document_of(doc_id) for doc_id in list(found)[:SUGGESTED_FROM]]
    candidates = [made for document in documents for made in made_from(document)]
    return tried(candidates, ask, count=count, known=(answer.standalone_question, answer.text))


def tried(candidates: Iterable[Suggestion], ask: Ask, *, count: int, known: Sequence[str] = ()) -> tuple[str, ...]:
    """The first `count` questions whose answer cites their own article, holds what was replaced and has no notes.

    Args:
        candidates: Best first.
        ask: Answers a question.
        count: Questions wanted; TRIED times as many are asked at most.
        known: Questions and answers that the reader has seen: nothing that repeats them is suggested.
    """
    kept: list[str] = []
    seen = [fold(each) for each in known]
    asked = 0
    for made in candidates:
        if len(kept) == count or asked == TRIED * count:
            break
        question, expected = fold(made.question), fold(made.answer)
        if any(_alike(question, each) or expected in each for each in seen):
            continue
        asked += 1
        answer = ask(made.question)
        first = answer.citations[0] if answer.citations and not answer.notes else None  # nor one that is in doubt
        if first is not None and first.doc_id == made.doc_id and made.answer in first.quote:
            kept.append(made.question)
            seen += [question, expected]
    return tuple(kept)


def openers(documents: Iterable[Document], ask: Ask, *, count: int) -> tuple[str, ...]:
    """A question of each article, at most `count`; the title of one whose sentences give none that is answered."""
    found: list[str] = []
    for document in documents:
        if len(found) == count:
            break
        own = tried(made_from(document), ask, count=1)
        source = document.source
        titled = (source.title,) if not source.title_derived and len(source.title) <= TITLE_CHARS else ()
        found += own or titled
    return tuple(found)


def _of_dates(before: Text, clause: Text) -> Iterator[tuple[str, str]]:
    match = DATE.match(clause.folded)
    start = match.end() if match else 0
    rest = clause.raw[start:].lstrip()
    if not rest or _holds_figure(clause.folded[start:]):  # a figure is what would be asked for
        return
    if match:
        yield f"{rest}是什么时候？", clause.raw[:start]
    elif DATE.fullmatch(before.folded):
        yield f"{rest}是什么时候？", before.raw


def _holds_figure(folded: str) -> bool:
    return any(not NOT_A_QUANTITY.match(folded, found.end()) for found in NUMBER.finditer(_IN_BRACKETS.sub("", folded)))


def _of_figures(clause: Text) -> Iterator[tuple[str, str]]:
    raw, folded = clause
    bracketed = [match.span() for match in _IN_BRACKETS.finditer(raw)]
    for match in NUMBER.finditer(folded):
        figure = raw[match.start() : match.end()].rstrip()
        idle = _IDLE.search(figure) or not _COUNTED.search(figure) or raw.endswith("第", 0, match.start())
        if idle or NOT_A_QUANTITY.match(folded, match.end()) or DATE.match(folded, match.start()):
            continue
        if not any(start <= match.start() < end for start, end in bracketed):
            before, measure = _ABOUT.sub("", raw[: match.start()].rstrip()), _MEASURE.search(figure)
            yield f"{before}多少{measure[0] if measure else ''}{raw[match.start() + len(figure) :]}？", figure


def _of_names(clause: Text) -> Iterator[tuple[str, str]]:
    raw, folded = clause
    for match in (*_QUOTED.finditer(raw), *_BUILT.finditer(folded)):
        before, behind = raw[: match.start()], raw[match.end() :]
        if _LEFT_OF_NAME.search(folded, 0, match.start()) and not _QUOTED.match(behind):
            yield f"{before}什么{behind}？", raw[match.start() : match.end()]


def _in_script(question: str, document: Document) -> str:
    """The question with the asking words in the article's script."""
    return (
        question if document.source.language != "zh-Hant" else question.replace("什么", "什麼").replace("时候", "時候")
    )


def _stands_alone(question: str) -> bool:
    """Whether it holds a name and can be understood by itself."""
    folded = fold(question)
    if _CANT_OPEN.match(folded) or _CANT_CLOSE.search(folded) or question.count("“") != question.count("”"):
        return False
    return any(
        word.tag.startswith(NAME_TAGS) and len(word.text) > 1 and word.text not in WIDE_NAMES for word in words(folded)
    )


def _alike(one: str, other: str) -> bool:
    """Whether most of the shorter one's character pairs stand in the other."""
    shared, pairs = shared_pairs(one, other)
    return 2 * shared > pairs
