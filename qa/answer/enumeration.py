"""The things that a sentence enumerates: A、B、C和D, “A”“B”“C”, 一是…二是…, 比如…，…，…, "A, B and C".

All offsets are into the sentence; patterns run on the folded sentence, which has the same offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from embeddings.schema import Span
from embeddings.text.normalize import Text, is_han
from embeddings.text.numerals import value_of
from embeddings.text.segment import words
from embeddings.text.sentences import PROTECTED, strip
from qa.question.understand import Question

MOST_CHARS = 60
"""A longer stretch than this is a sentence and no item."""
_QUOTATION = re.compile(r"“([^“”\n]+)”|「([^「」\n]+)」|『([^『』\n]+)』|\"([^\"\n]+)\"|(《[^《》\n]+》)")
_BETWEEN_QUOTATIONS = re.compile(r"\s?(?:[、,，]|和|与|及|以及|或)?\s?")
_CLAUSE = re.compile(r"[，,；;。：:！!？?\n](?!\d)")
_LAST = re.compile(r"(?:，|,)?(?:以及|和|与|及|或者|或|并)")
"""What stands before the last item."""
_CUE = re.compile(
    r"主?要?(?:包括|包含|涵盖|涉及|囊括)了?|分别(?:是|为|在|有)|(?:比|譬|例)如|诸如|(?<!不)(?:有|为|是)|由|面向|聚焦|围绕|覆盖|打造|[：:]|"
    r"\b(?:includ(?:es?|ing)|are|were|such as|namely|comprises?)\b"
)
"""What announces items."""
_STRONG_CUE = re.compile(
    r"(?:包括|包含|涵盖|涉及|囊括)了?$|分别(?:是|为|在|有)$|如$|[：:]$|(?:includ(?:es?|ing)|such as|"
    r"namely|comprises?) ?$"
)
_EXAMPLES = re.compile(r"(?:(?:比|譬|例)如|如下|包括|[：:])[，,：:]?")
"""What clauses may follow that are the items themselves."""
_AND_SO_ON = re.compile(
    r"等|这[些样几]|[一二两三四五六七八九十\d]+(?:余|多)?(?:大|个|家|张|项|类|种|座|位|名|所|款|条|部分|"
    r"方面|部门|单位|企业|公司|城市|国家|地区)|\bamong others\b"
)
"""What ends the last item."""
_NUMBERED = re.compile(
    r"(?:^|(?<=[，,；;。：:\s]))(?:第?(?P<han>[一二三四五六七八九十]+)(?:是|、|，|,|：)|"
    r"[（(](?P<round>[一二三四五六七八九十\d]{1,2})[)）]|"
    r"(?P<digit>\d{1,2})[.．、](?!\d)|(?P<word>首先|其次|再次|最后)[，,]?)"
)
_ORDER = {"首先": 1, "其次": 2, "再次": 3}
_ASKED_COUNT = re.compile(r"哪([两二三四五六七八九十]|\d+)[大个家张项类种座位名所款条部]")
FOCUS_NEAR, COUNT_FITS, CUE_FITS = 2, 2, 1
"""What speaks for an enumeration: the noun asked for beside it, as many items as asked, a word that announces it."""
ENOUGH = 2


class Run(NamedTuple):
    """Items that stand one after another."""

    items: tuple[Span, ...]
    start: int
    """Where it begins: the first item, or the mark before it."""
    end: int


class Numbered(NamedTuple):
    """An item of a numbered list whose items are sentences."""

    number: int
    span: Span
    """The item without its number and full stop."""


def items_of(question: Question, sentence: Text) -> tuple[Span, ...]:
    """The items that answer a list; none where no enumeration stands beside what is asked for."""
    folded = sentence.folded
    best: tuple[int, int, Run] | None = None
    for run in _runs(folded):
        if len(run.items) < 2 or any(len(span) > MOST_CHARS for span in run.items):
            continue
        score = _score(question, folded, run)
        if score >= ENOUGH and (best is None or (score, len(run.items)) > best[:2]):
            best = score, len(run.items), run
    return best[2].items if best else ()


def numbered(sentence: Text) -> Numbered | None:
    """The item of a numbered list that a sentence opens with, or whose first one it ends with; None where none does.

    二是…, 第二，…, 2.…, （二）…; 22条政策措施：1.支持… ends with the first.
    """
    folded = sentence.folded
    marks = [(match, number) for match in _NUMBERED.finditer(folded) if (number := _number(match))]
    if len(marks) != 1 or (marks[0][0].start() and marks[0][1] != 1):
        return None
    match, number = marks[0]
    end = match.end() + len(folded[match.end() :].rstrip("；;，,。. "))
    return Numbered(number, Span(start=match.end(), end=end)) if match.end() < end else None


def _number(match: re.Match[str]) -> int | None:
    if match["word"]:
        return _ORDER.get(match["word"])
    digits = match["han"] or match["round"] or match["digit"]
    return int(digits) if digits.isdigit() else value_of(digits)


def _score(question: Question, folded: str, run: Run) -> int:
    before = folded[max(0, run.start - 24) : run.start]
    after = folded[run.end : run.end + 24]
    asked = _ASKED_COUNT.search(question.folded)
    count = (int(asked[1]) if asked[1].isdigit() else value_of(asked[1])) if asked else None
    beside = _head(after)
    near = bool(question.focus) and (_ends_with_focus(before, question.focus) or question.focus in beside)
    score = FOCUS_NEAR * near + CUE_FITS * bool(_STRONG_CUE.search(before))
    if count is not None:
        score += COUNT_FITS if count == len(run.items) else -COUNT_FITS
    return score


def _head(after: str) -> str:
    """What follows the last item up to the end of the clause: 三大展厅, 等领域."""
    stop = _CLAUSE.search(after)
    return after[: stop.start() if stop else len(after)]


def _ends_with_focus(before: str, focus: str) -> bool:
    """Whether the noun stands in the clause that leads to the items; one clause further back where a cue ends it."""
    clauses = [clause for clause in _CLAUSE.split(before) if clause]
    lead = "".join(clauses[-2:] if clauses and _EXAMPLES.fullmatch(clauses[-1]) else clauses[-1:])
    return focus in lead


def _runs(folded: str) -> Iterator[Run]:
    yield from _quotations(folded)
    yield from _inside_quotations(folded)
    yield from _numbered_items(folded)
    if any(map(is_han, folded)):
        yield from _clauses(folded)
        yield from _listed(folded)
    else:
        yield from _english(folded)


def _quotations(folded: str) -> Iterator[Run]:
    """Quotations with nothing but a link between them; titles keep their brackets."""
    run: list[re.Match[str]] = []
    for match in [*_QUOTATION.finditer(folded), None]:
        if match and run and _BETWEEN_QUOTATIONS.fullmatch(folded[run[-1].end() : match.start()]):
            run.append(match)
            continue
        if len(run) > 1:
            yield Run(tuple(_inner(each) for each in run), run[0].start(), run[-1].end())
        run = [match] if match else []


def _inner(match: re.Match[str]) -> Span:
    group = match.lastindex or 0
    return Span(start=match.start(group), end=match.end(group))


def _inside_quotations(folded: str) -> Iterator[Run]:
    """“A、B、C、D”四大基地."""
    for match in _QUOTATION.finditer(folded):
        inner = _inner(match)
        items = _split(folded, inner.start, inner.end, [])
        if len(items) > 1:
            yield Run(tuple(items), match.start(), match.end())


def _split(folded: str, start: int, end: int, shelters: list[tuple[int, int]]) -> list[Span]:
    """The pieces of a stretch at its 、, outside brackets and quotations, each without spaces and quotation marks."""
    cuts = [at for at in range(start, end) if folded[at] == "、" and not any(low < at < high for low, high in shelters)]
    pieces = zip([start, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True)
    stripped = [strip(folded, *piece) for piece in pieces]
    return [Span(start=low, end=high) for low, high in stripped if low < high] if cuts else []


def _listed(folded: str) -> Iterator[Run]:
    """A、B、C和D inside one clause: what leads to the first item and follows the last one is cut off."""
    shelters = [match.span() for match in PROTECTED.finditer(folded)]
    ends = [m.start() for m in _CLAUSE.finditer(folded) if not any(low < m.start() < high for low, high in shelters)]
    for start, end in zip([0, *(cut + 1 for cut in ends)], [*ends, len(folded)], strict=True):
        pieces = _split(folded, start, end, shelters)
        if len(pieces) < 2:
            continue
        first = _lead_cut(folded, pieces[0], at_colon=start > 0 and folded[start - 1] in "：:")
        items = [first, *pieces[1:]]
        for at, piece in enumerate(items):
            stop = _AND_SO_ON.search(folded, piece.start + 1, piece.end)
            if stop and at:
                items = [*items[:at], Span(start=piece.start, end=stop.start())]
                break
        items = [*items[:-1], *_last(folded, items[-1])]
        items = [_unquoted(folded, item) for item in items]
        yield Run(tuple(items), first.start, items[-1].end)


def _lead_cut(folded: str, piece: Span, *, at_colon: bool) -> Span:
    """Without what announces the items: 首批成员包括百度 → 百度."""
    text = piece.of(folded)
    cues = [] if at_colon else list(_CUE.finditer(text))
    start = next((cue.end() for cue in reversed(cues) if cue.end() < len(text)), 0)
    if not cues and not at_colon:
        verbs = [word.end for word in words(text) if word.tag in {"v", "p"} and word.end < len(text)]
        start = verbs[-1] if verbs else 0
    low, high = strip(folded, piece.start + start, piece.end)
    return Span(start=low, end=high)


def _last(folded: str, piece: Span) -> list[Span]:
    """C和D apart, and without the predicate that follows them."""
    text = piece.of(folded)
    low = piece.start
    spoken = words(text)
    stops = [word.start for before, word in pairwise(spoken) if word.tag in {"v", "d"} and before.tag.startswith("n")]
    end = piece.start + (stops[0] if stops else len(text))
    link = _LAST.search(folded, low + 1, end)
    parts = [(low, link.start()), (link.end(), end)] if link and link.end() < end else [(low, end)]
    return [Span(start=first, end=last) for first, last in (strip(folded, *part) for part in parts) if first < last]


def _unquoted(folded: str, item: Span) -> Span:
    match = _QUOTATION.fullmatch(folded, item.start, item.end)
    return _inner(match) if match else item


def _clauses(folded: str) -> Iterator[Run]:
    """比如缺少…，数量也偏少，储备较少。: every clause after the cue is an item."""
    shelters = [match.span() for match in PROTECTED.finditer(folded)]
    for cue in _EXAMPLES.finditer(folded):
        spans: list[Span] = []
        start = cue.end()
        for match in [*_CLAUSE.finditer(folded, start), None]:
            end = match.start() if match else len(folded)
            if match and any(low < end < high for low, high in shelters):
                continue
            low, high = strip(folded, start, end)
            spans += [Span(start=low, end=high)] if low < high else []
            start = match.end() if match else end
            if match and match[0] in "。！？!?\n":
                break
        if len(spans) > 1 and not _begins_with_items(spans[0].of(folded)):
            yield Run(tuple(spans), cue.end(), spans[-1].end)


def _begins_with_items(clause: str) -> bool:
    """包括A、B、C等，…: not the clauses are the items; 比如缺少A、B这样的企业 begins with a verb, and they are."""
    return "、" in clause and not any(word.tag == "v" for word in words(clause)[:1])


def _numbered_items(folded: str) -> Iterator[Run]:
    """一是…；二是… in one sentence."""
    marks = [match for match in _NUMBERED.finditer(folded) if _number(match)]
    in_order = [match for at, match in enumerate(marks) if _number(match) == at + 1]
    if len(in_order) < 2:
        return
    ends = [*(match.start() for match in in_order[1:]), len(folded)]
    spans: list[Span] = []
    for match, end in zip(in_order, ends, strict=True):
        low, high = strip(folded, match.end(), end)
        high = low + len(folded[low:high].rstrip("；;，,。. "))
        spans += [Span(start=low, end=high)] if low < high else []
    yield Run(tuple(spans), in_order[0].start(), ends[-1])


def _english(folded: str) -> Iterator[Run]:
    """Includes A, B, C and D."""
    for cue in _CUE.finditer(folded):
        stop = re.compile(r"[.;:!?](?:\s|$)").search(folded, cue.end())
        end = stop.start() if stop else len(folded)
        pieces: list[Span] = []
        start = cue.end()
        for match in [*re.compile(r",? and |, ").finditer(folded, start, end), None]:
            low, high = strip(folded, start, match.start() if match else end)
            pieces += [Span(start=low, end=high)] if low < high else []
            start = match.end() if match else end
        if len(pieces) > 2:
            yield Run(tuple(pieces), cue.end(), pieces[-1].end)
