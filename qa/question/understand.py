"""Reads a question by rules: language, kind of answer, unit, names, words of content, and the sides of a comparison.

The rules are data, here and in `qa.question.rules`, and are matched against the folded question, so that one list
serves simplified and traditional Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from embeddings.errors import InputRefusedError
from embeddings.text.normalize import Text, fold, is_han
from embeddings.text.segment import STOP_WORDS, Word, words
from qa.question.facets import named_publishers, periods
from qa.question.names import CAPITALISED, TITLES, Order, entities_of, focus_of, names_of, negated, order_of
from qa.question.rules import KIND_RULES, KINDS, WRAPPER, Kind, KindSpec
from qa.reasons import AnswerReason
from qa.schema import Mode, NamedPublisher, Period, Understood, Where
from qa.values.units import FIGURE_NAMES, dimension_names, names_like

_LINK = re.compile(r"\s?(?:、|和|与|跟|及|以及|同|还是|,|,? ?\b(?:and|with|or|versus|vs\.?)\b)\s?")
_LEFT_OUT = re.compile(
    r"^(?:请|帮我|麻烦)*(?:比较|对比)(?:一下)?[,，:：]?|(?:请)?(?:比较|对比)(?:一下)?(?=[?？。]?$)|分别|"
    r"各自|各(?=是|为|有)|相比[,，]?|"
    r"^compare\b ?|\brespectively\b|\bboth\b|^(?:what is )?the difference between ",
    re.IGNORECASE,
)
"""What only says that things are compared."""
_WHICH_MORE = re.compile(
    r"[,，]?(?:哪一?(?:[个家座种款位])?(?:城市|地区|国家|公司|企业|地方|区)?|"
    r"谁)的?(?P<what>[^,，?？。]*?)(?:会|要)?更[^?？。]*"
)
_DIFFERENCE = re.compile(
    r"(?:有(?:[什甚]么|啥|何|哪些))?的?(?:区别|差别|差异|差距|不同)(?:之处)?(?:在于|是)?(?:[什甚]么|多少|哪里?)?"
)
_THAN = re.compile(
    r"比(?![较例重如喻分方率值])(?P<other>[^?？]+?)的?(?P<again>[^?？的]*?)(?:要|更)?(?:大|高|多|长|快|小|"
    r"低|少|短|早|晚)[^?？]*"
)
_NO_SIDE = STOP_WORDS | {"compare", "which", "what", "who", "how", "when", "where", "list"}

QUESTION_WORDS = re.compile(
    r"请问|请?告诉我|我想(?:知道|问一?下?|了解一?下?)|你知道|"
    r"[什甚]么(?:时候|时间|地方|样)?|啥时候|啥|为[什甚]么|为何|为啥|[如有]何|何(?:时|处|人|地|年|月|日|种)|"
    r"(?:第|百分之)?(?:多少|几[个家条项名位次月号日年种部场届座本首天人岁])|多[大高长远重宽深久](?:的|面积)?|"
    r"有?哪(?:一?(?:[个些里儿位条家边座届场款支只本首篇次份张所句段颗年月日天]|部(?![门分族落])|种(?![类族])|项(?!目)|类(?!型))"
    r"|[几两三四五六七八九十]|一)?|"
    r"分别是|是?怎么样?|怎样|是谁|谁是|谁|是否|有没有|一共|总共|吗|呢|"
    r"\b(?:what (?:kind|type|sort)s? of|who(?:m|se)?|what|which|when|where|why"
    r"|how(?: (?:many|much|large|big|long|far|old|high|often))?)\b"
)
"""Expressions that ask and don't name: they are taken out of the query."""

_FUNCTION_WORDS = (
    "的 了 是 在 和 与 及 或 将 把 被 对 为 从 到 由 以 于 中 里 上 下 等 有 也 都 就 而 且 其 该 这 那 并",
    "要 会 能 可 可以",
)
FUNCTION_WORDS = STOP_WORDS | frozenset(" ".join(_FUNCTION_WORDS).split())
"""Words that carry no content by themselves: they count neither for coverage nor for a match."""

_LONG_NAMES = tuple(name for name in FIGURE_NAMES if len(name) > 1)
_COUNTED = re.compile(rf"(?:多少|几)({'|'.join(_LONG_NAMES)}|[^\W\d_\s])")
"""The measure word after 多少 or 几: 多少条 asks for a number of 条."""


_COUNTED_THINGS = re.compile(
    rf"(?:多少|几)个(?!{'|'.join(name[1:] for name in _LONG_NAMES if name[0] == '个')})([\u4e00-\u9fff]{{2}})"
)
"""What is counted by 个, which an article may leave out: 几个部门 is answered by 5部门."""

_DATED = re.compile(r"(\d+ ?[年月日号])")
"""A part of a date, set apart so that 到2028年元宇宙 is not cut into 2028, 年元 and 宇宙."""


_ASKS_NUMBER = re.compile(r"多少|多[大高长远重宽深]|几|how (?:many|much|large|big|long|far|old|high)|是多大")
_EACH = re.compile(r"分别|各(?:自|是|为|有)|\brespectively\b|\bboth\b")
"""Words that ask for an answer for each thing named; without them 网易与三亚市何时签约 asks for one day."""

Named = TypeVar("Named", Period, NamedPublisher)


class UnitRule(NamedTuple):
    """Words of a question that tell the unit its number must have."""

    cue: re.Pattern[str]
    dimension: str
    """Of qa.values.units: any unit of it will do."""
    further: str
    """A further name of the unit."""

    @property
    def unit(self) -> re.Pattern[str]:
        """Matches the unit that the number must have."""
        return _unit_of(self.dimension, self.further)


@cache
def _unit_of(dimension: str, further: str) -> re.Pattern[str]:
    """The names of a dimension, less those that contain a shorter one: 元 matches 美元 too."""
    names = [further, *(name for name in dimension_names(dimension) if further not in name)]
    shortest = [name for name in names if not any(other != name and other in name for other in names)]
    return re.compile("|".join(map(re.escape, shortest)))


UNIT_RULES = (
    UnitRule(
        re.compile(r"比重|占比|比例|百分|增速|增长率|增幅|率是|percent|share|rate"),
        "ratio",
        "百分",
    ),
    UnitRule(re.compile(r"多大(?:的)?面积|面积|多大地方|\barea\b"), "area", "平方"),
    UnitRule(
        re.compile(
            r"规模|产值|增加值|投资额|金额|资金|收入|利润|营收|市值|价格|成本|多少钱|投资|\b(?:revenue|cost|price|worth|invest\w*)\b|"
            r"\bhow (?:much|large|big)\b"
        ),
        "money",
        "元",
    ),
)


class Side(NamedTuple):
    """One of the things compared."""

    name: str
    """As typed."""
    question: str
    """The question for it alone."""


class Question(NamedTuple):
    """A question as understood."""

    text: str
    folded: str
    chinese: bool
    kind: Kind
    unit: re.Pattern[str] | None
    """What the number must be counted in; None where no number is asked for, or any will do."""
    content: str
    """The folded question without the expressions that only ask; what both indexes are asked."""
    own: str
    """What was typed, folded: of a follow-up, without what was filled in from earlier questions."""
    capitals: tuple[str, ...]
    """English names as written: runs of capitalised words inside the question (Zhangjiang Group)."""
    focus: str = ""
    """The noun that is asked for, folded: 规模目标, 城市; what is to be defined; empty where none is named."""
    entities: tuple[str, ...] = ()
    """Names in the order of the question, as typed: tagged words, titles in their brackets, capitalised words."""
    negated: bool = False
    """Whether it denies, as 哪些城市没有发布规划."""
    order: Order | None = None
    """How a table of figures is to be sorted; None for the order of the articles."""
    counted: tuple[str, ...] = ()
    """Measure words behind 多少 and 几, in order: 个方面 and 条 of 几个方面多少条."""
    sides: tuple[Side, ...] = ()
    """The questions that a comparison is made of; empty for any other."""

    @property
    def spec(self) -> KindSpec:
        """What holds of its kind."""
        return KINDS[self.kind]

    @property
    def several(self) -> bool:
        """Whether more than one thing is asked for."""
        return self.spec.several

    @property
    def lists_figures(self) -> bool:
        """Whether a list of numbers is asked for: 哪些城市…分别是多少？."""
        return self.several and self.unit is not None


def accept(question: str, max_chars: int) -> str:
    """Check a question and clean its whitespace.

    Returns:
        The question without surrounding whitespace, line breaks and tabs turned into spaces.

    Raises:
        InputRefusedError: The question is blank, longer than `max_chars` characters, or holds control characters.
    """
    text = " ".join(question.split())
    if not any(character.isalnum() for character in text):
        raise InputRefusedError(AnswerReason.NO_WORD if text else AnswerReason.EMPTY_QUESTION)
    if len(text) > max_chars:
        raise InputRefusedError(AnswerReason.QUESTION_TOO_LONG, {"limit": max_chars, "length": len(text)})
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"}:
            raise InputRefusedError(AnswerReason.CONTROL_CHARACTER, {"character": f"U+{ord(character):04X}"})
    return text


def understand(text: str, *, typed: str | None = None) -> Question:
    """Read a question that `accept` has let pass.

    Args:
        text: The question, standing by itself.
        typed: What was typed where `text` is a follow-up with the rest filled in; None where it is the same.
    """
    return understand_text(Text.of(text), typed=typed)


def understand_text(question: Text, *, typed: str | None = None) -> Question:
    """As `understand`, of a question already folded."""
    text, folded = question
    content = " ".join(_DATED.sub(r" \1 ", QUESTION_WORDS.sub(" ", folded)).split())
    kind = _kind(folded, content)
    apart = sides(question) if kind == "comparison" or (KINDS[kind].separable and _EACH.search(folded)) else ()
    kind = "comparison" if apart else kind
    return Question(
        text=text,
        folded=folded,
        chinese=any(map(is_han, folded)),
        kind=kind,
        unit=_unit(folded) if kind == "comparison" or _ASKS_NUMBER.search(folded) else None,
        content=content if any(character.isalnum() for character in content) else folded,
        own=folded if typed is None or typed == text else fold(typed),
        capitals=tuple(_capitals(question)),
        focus=focus_of(folded, kind),
        entities=entities_of(question),
        negated=negated(folded),
        order=order_of(folded),
        counted=tuple(_COUNTED.findall(folded)),
        sides=apart,
    )


def of_side(question: Question, side: Side) -> Question:
    """The question for one side of a comparison; 南京的产业规模 asks for a number if the whole question does."""
    part = understand(side.question)
    if question.unit and part.kind in {"other", "name", "definition"}:
        part = part._replace(kind="number")
    return part if part.unit else part._replace(unit=question.unit if part.kind == "number" else None)


def _kind(folded: str, content: str) -> Kind:
    asked = WRAPPER.sub("", folded)
    announced: list[Kind] = [rule.kind for rule in KIND_RULES if rule.pattern.search(asked)]
    return _settled(announced[0], content) if announced else "other"


def _settled(kind: Kind, content: str) -> Kind:
    """The kind, but other for 高泽龙是谁？, which names the person: it asks what the articles say about him."""
    if kind == "person" and all(word.tag.startswith("nr") or word.text in FUNCTION_WORDS for word in words(content)):
        return "other"
    return kind


def _capitals(question: Text) -> list[str]:
    """Runs of capitalised words, except at the start of the question, where the capital says nothing."""
    runs = [run for run in CAPITALISED.finditer(question.raw) if run.start()]
    return [run[0] for run in runs if question.folded[run.start() : run.end()] not in FUNCTION_WORDS]


def _unit(folded: str) -> re.Pattern[str] | None:
    things = _COUNTED_THINGS.search(folded)
    if things:
        return re.compile(f"个|{re.escape(things[1])}")
    counted = _COUNTED.search(folded)
    if counted and counted[1] not in "的是了亿万":
        return re.compile("|".join(map(re.escape, names_like(counted[1]))))
    return next((rule.unit for rule in UNIT_RULES if rule.cue.search(folded)), None)


def sides(question: Text) -> tuple[Side, ...]:
    """The sides of a comparison, at least two, in the order of the question; none where it can't be taken apart.

    比较南京和无锡的产业规模 asks 南京的产业规模 and 无锡的产业规模: each is retrieved and read by itself, because no
    sentence need name both.
    """
    text, folded = question
    spans = _names(question)
    than = _THAN.search(folded)
    if than:
        return _against(text, than, spans)
    run = _side_by_side(folded, spans)
    if not run:
        return ()
    found: dict[str, Side] = {}
    plain = text if text.isascii() else folded  # English names keep their capitals
    for start, end in run:
        before = _LEFT_OUT.sub("", plain[: run[0][0]])
        rest = _LEFT_OUT.sub("", plain[run[-1][1] :])
        rest = _DIFFERENCE.sub("是什么", _WHICH_MORE.sub(_asks_how_much, rest))
        found.setdefault(folded[start:end], Side(text[start:end], f"{before}{plain[start:end]}{rest}".strip()))
    return tuple(found.values()) if len(found) > 1 else ()


def _asks_how_much(match: re.Match[str]) -> str:
    return f"的{match['what']}是多少" if match["what"] else "是多少"


def _against(text: str, than: re.Match[str], spans: list[tuple[int, int]]) -> tuple[Side, ...]:
    """The sides of 南京的规模比无锡大多少: the words between the first name and 比 go behind the second one too."""
    folded = than.string
    first = next((span for span in spans if span[1] <= than.start()), None)
    second = next((span for span in spans if span[0] >= than.start("other")), None)
    if not first or not second or second[0] > than.end():
        return ()
    what = folded[first[1] : than.start()]
    asked = [Side(text[start:end], f"{folded[start:end]}{what}是多少") for start, end in (first, second)]
    return tuple(asked)


def _side_by_side(folded: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of names with nothing but a link between them; empty for fewer than two."""
    best: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = spans[:1]
    for before, span in pairwise(spans):
        linked = _LINK.fullmatch(folded[before[1] : span[0]])
        run = [*run, span] if linked else [span]
        best = max(best, run, key=len)
    return best if len(best) > 1 else []


def _names(question: Text) -> list[tuple[int, int]]:
    """Spans of titles, capitalised words and Chinese names, in order, none inside another."""
    text, folded = question
    spans = [match.span() for match in TITLES.finditer(text)]
    spans += [match.span() for match in CAPITALISED.finditer(text) if match[0].lower() not in _NO_SIDE]
    named = names_of(folded)
    spans += [
        (word.start, word.end)
        for word in [*named, *_beside(folded, {word.start for word in named}, {word.end for word in named})]
    ]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _beside(folded: str, starts: set[int], ends: set[int]) -> list[Word]:
    """Nouns with nothing but a link between them and a name: 网易 of 腾讯与网易 is tagged as a noun."""
    found: list[Word] = []
    for before, link, after in zip(cut := words(folded), cut[1:], cut[2:], strict=False):
        if before.end != link.start or link.end != after.start or not _LINK.fullmatch(link.text):
            continue
        found += [after] * (before.end in ends and after.tag == "n") + [before] * (
            after.start in starts and before.tag == "n"
        )
    return found


def understood(question: Text, known: Sequence[str], *, today: date, where: Where, mode: Mode = "hybrid") -> Understood:
    """The periods and publishers that a question names, and how each is used.

    Args:
        question: The question, standing by itself.
        known: Publishers and hosts of the index.
        today: What 去年 is counted from.
        where: The exact filters given with the question: what they already say is used as a filter.
        mode: One index alone ranks by its own score: nothing is a boost there.
    """
    own = mode != "hybrid"
    return Understood(
        periods=tuple(_used(_filtered_days(each, where), own) for each in periods(question, today)),
        publishers=tuple(_used(_filtered_names(each, where), own) for each in named_publishers(question, known)),
    )


def _used(named: Named, own: bool) -> Named:
    return named.model_copy(update={"used": "none"}) if own and named.used == "boost" else named


def _filtered_days(period: Period, where: Where) -> Period:
    same = (period.start, period.end) == (where.after, where.before)
    return period.model_copy(update={"used": "filter"}) if same else period


def _filtered_names(publisher: NamedPublisher, where: Where) -> NamedPublisher:
    same = where.publisher is not None and fold(where.publisher).strip() in map(fold, publisher.names)
    return publisher.model_copy(update={"used": "filter"}) if same else publisher
