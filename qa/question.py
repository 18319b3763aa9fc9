"""What a question asks for: its language, the kind of its answer, the unit of a number, and its words of content.

Rules are data, here and in `qa.question_rules`. They are matched against the folded question, so that one list serves
simplified and traditional Chinese, full-width and half-width.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from embeddings.errors import InputRefusedError
from embeddings.normalize import fold, is_han
from embeddings.segment import STOP_WORDS, words
from qa.focus import CAPITALISED, Order, entities_of, focus_of, negated, order_of
from qa.question_rules import KIND_RULES, WRAPPER, Kind
from qa.sides import Side, sides

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


class UnitRule(NamedTuple):
    """Words of a question that tell the unit its number must have."""

    cue: re.Pattern[str]
    unit: re.Pattern[str]


UNIT_RULES = (
    UnitRule(
        re.compile(r"比重|占比|比例|百分|增速|增长率|增幅|率是|percent|share|rate"),
        re.compile(r"[%‰]|百分"),
    ),
    UnitRule(re.compile(r"多大(?:的)?面积|面积|多大地方|\barea\b"), re.compile(r"平方|平米|亩|公顷|㎡")),
    UnitRule(
        re.compile(
            r"规模|产值|增加值|投资额|金额|资金|收入|利润|营收|市值|价格|成本|多少钱|投资|\b(?:revenue|cost|price|worth|invest\w*)\b|"
            r"\bhow (?:much|large|big)\b"
        ),
        re.compile(r"元|人民币|美金"),
    ),
)

_COUNTED = re.compile(r"(?:多少|几)(个月|个百分点|个?方面|小时|[^\W\d_\s])")
"""The measure word after 多少 or 几: 多少条 asks for a number of 条."""


_COUNTED_THINGS = re.compile(r"(?:多少|几)个(?!月|方面|百分点)([\u4e00-\u9fff]{2})")
"""What is counted by 个, which an article may leave out: 几个部门 is answered by 5部门."""

_DATED = re.compile(r"(\d+ ?[年月日号])")
"""A part of a date, set apart so that 到2028年元宇宙 is not cut into 2028, 年元 and 宇宙."""


_ASKS_NUMBER = re.compile(r"多少|多[大高长远重宽深]|几|how (?:many|much|large|big|long|far|old|high)|是多大")
_APART: frozenset[Kind] = frozenset(("aggregate", "list", "number", "date", "person", "place", "organisation", "name"))
_EACH = re.compile(r"分别|各(?:自|是|为|有)|\brespectively\b|\bboth\b")
"""What says that each of the things named is asked for by itself: 网易与三亚市何时签约 asks for one day."""


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
    """Folded, what was typed: of a follow-up, the part that is not taken over from an earlier question."""
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
    def several(self) -> bool:
        """Whether more than one thing is asked for."""
        return self.kind in {"list", "aggregate", "comparison"}

    @property
    def lists_figures(self) -> bool:
        """Whether a list of numbers is asked for: 哪些城市…分别是多少？."""
        return self.several and self.unit is not None


def accept(question: str, max_chars: int) -> str:
    """Check a question before anything is done with it.

    Returns:
        The question without surrounding whitespace, line breaks and tabs turned into spaces.

    Raises:
        InputRefusedError: The question is blank, longer than `max_chars` characters, or holds control characters.
    """
    text = " ".join(question.split())
    if not any(character.isalnum() for character in text):
        raise InputRefusedError(
            "a question", "no word in it" if text else "nothing", "type a question and send it again"
        )
    if len(text) > max_chars:
        raise InputRefusedError(
            f"a question of at most {max_chars} characters", f"{len(text)} characters", "shorten it and send it again"
        )
    for character in text:
        if unicodedata.category(character) in {"Cc", "Cs"}:
            raise InputRefusedError(
                "a question without control characters",
                f"U+{ord(character):04X}",
                "remove the character and send it again",
            )
    return text


def understand(text: str, *, typed: str | None = None) -> Question:
    """Read a question that `accept` has let pass.

    Args:
        text: The question, standing by itself.
        typed: What was typed where `text` is a follow-up with the rest filled in; None where it is the same.
    """
    folded = fold(text)
    content = " ".join(_DATED.sub(r" \1 ", QUESTION_WORDS.sub(" ", folded)).split())
    kind = _kind(folded, content)
    apart = sides(text, folded) if kind == "comparison" or (kind in _APART and _EACH.search(folded)) else ()
    kind = "comparison" if apart else kind
    return Question(
        text=text,
        folded=folded,
        chinese=any(map(is_han, folded)),
        kind=kind,
        unit=_unit(folded) if kind == "comparison" or _ASKS_NUMBER.search(folded) else None,
        content=content if any(character.isalnum() for character in content) else folded,
        own=fold(typed or text),
        capitals=tuple(_capitals(text)),
        focus=focus_of(folded, kind),
        entities=entities_of(text, folded),
        negated=negated(folded),
        order=order_of(folded),
        counted=tuple(_COUNTED.findall(folded)),
        sides=apart,
    )


def of_side(question: Question, side: Side) -> Question:
    """The question for one side of a comparison; 南京的产业规模 alone asks for a number where the whole does."""
    part = understand(side.question)
    if question.unit and part.kind in {"other", "name", "definition"}:
        part = part._replace(kind="number")
    return part if part.unit else part._replace(unit=question.unit if part.kind == "number" else None)


def _kind(folded: str, content: str) -> Kind:
    asked = WRAPPER.sub("", folded)
    announced: list[Kind] = [rule.kind for rule in KIND_RULES if rule.pattern.search(asked)]
    return _settled(announced[0], content) if announced else "other"


def _settled(kind: Kind, content: str) -> Kind:
    """高泽龙是谁？ names the person already: it asks what the articles say of him, not for another name."""
    if kind == "person" and all(word.tag.startswith("nr") or word.text in FUNCTION_WORDS for word in words(content)):
        return "other"
    return kind


def _capitals(text: str) -> list[str]:
    """Runs of capitalised words; the word that opens the question is no name for its capital alone."""
    runs = [match[0] for match in CAPITALISED.finditer(text) if match.start()]
    return [run for run in runs if fold(run) not in FUNCTION_WORDS]


def _unit(folded: str) -> re.Pattern[str] | None:
    things = _COUNTED_THINGS.search(folded)
    if things:
        return re.compile(f"个|{re.escape(things[1])}")
    counted = _COUNTED.search(folded)
    if counted and counted[1] not in "的是了亿万":
        return re.compile(re.escape(counted[1]))
    return next((rule.unit for rule in UNIT_RULES if rule.cue.search(folded)), None)
