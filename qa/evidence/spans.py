"""Short answers: the spans of a sentence that could answer a kind of question, and the best of them.

All offsets are into the sentence. Patterns run on the folded sentence, which has the same offsets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from embeddings.schema import Span
from embeddings.text.normalize import Text
from embeddings.text.segment import Word, words
from qa.question.names import names_of
from qa.question.understand import FUNCTION_WORDS, QUESTION_WORDS, Question
from qa.values.units import figure_pattern

_DIGITS = r"\d[\d,]*(?:\.\d+)?(?:\s?[-~至到]\s?\d[\d,]*(?:\.\d+)?)?"
_HAN_DIGITS = r"[零〇一二两三四五六七八九十百千万亿]+"
_SCALE = r"\s?(?:万亿|千亿|百亿|亿|千万|百万|万|千(?!瓦)|百(?!分)|十)?(?:余|多)?"
NUMBER = re.compile(
    rf"{_DIGITS}{_SCALE}\s?(?:{figure_pattern(spelt=False)})?"
    rf"|{_HAN_DIGITS}(?:余|多)?\s?(?:{figure_pattern(spelt=True)})|百分之{_HAN_DIGITS}"
)
"""A number with its scale and unit: 3500亿元, 500 亿元, 30条, 六个, 13.0%, 百分之五."""

_BARE = re.compile(rf"(?:{_DIGITS}){_SCALE}")
NOT_A_QUANTITY = re.compile(r"\s?[年月日号时点](?!收)")
"""What follows the digits of a date or time, which are no quantity."""

DATE = re.compile(
    r"(?:\d{4}|[零〇一二三四五六七八九]{4})年(?:\d{1,2}月(?:\d{1,2}[日号])?|[上下]半年|第?[一二三四]季度)?|\d{1,2}月(?:\d{1,2}[日号]|份|底|初)?|"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|[今昨前明]天|[今去前明]年(?:\d{1,2}月(?:\d{1,2}[日号])?)?|[上本下]个?月|\d{1,2}[日号]"
)
"""A date as an article writes it, from a year to a day."""

_YEAR_ASKED = re.compile(r"哪一?个?年|何年|几几年|(?:what|which) year")
_YEAR = re.compile(r"(?:\d{4}|[零〇一二三四五六七八九]{4})年?")

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖"
    "石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔汤常温康施牛裘俞盛章鲁倪柳葛"
)
"""The commonest Chinese surnames: the segmenter also tags 容纳 and 高新区 as persons."""
TRANSLITERATING = frozenset(
    "阿埃艾安奥巴拜贝比彼布查达戴丹德登迪杜多恩尔法菲费佛弗福盖格戈古哈赫霍基加杰卡凯科克肯库拉莱兰勒雷里利莉列卢鲁伦罗洛"
    "马麦曼梅蒙米莫墨姆穆内尼纳娜诺帕佩皮普奇乔切萨塞沙莎舍斯丝苏索塔泰坦特汤图托瓦韦维温沃乌希谢辛雅亚耶伊尤约泽扎詹珍兹佐"
)
"""Characters that foreign names are written with, such as 拜登 or 耶伦, which have no Chinese surname."""
_ORGANISED = re.compile(r"[(（]?(?:集团|公司|股份|大学|学院|医院|银行|科技|科学|[市县区镇村路])")
"""What follows a name that is no person's: 张江(集团)有限公司, 张江科学城."""
_TRAILING_VERB = re.compile(r"(?:正式)?(?:召开|举行|举办|开幕|开业|成立|签约|揭牌|启动|落成|发布|亮相)$")
"""What ends a clause behind a place: 在横琴长隆国际会议中心召开."""
_NAME_DOTS = frozenset("·•‧")
_OFFICE = re.compile(r"[长裁记理席授员人者师家官士生事总委]$")
"""How the word for an office or profession ends, right before a name: 校长, 总裁, 记者."""
_PLACE_END = re.compile(r"[区市县省镇乡村路街园]$")
"""How a place ends that the segmenter takes for a person: 高新区."""
_QUOTED = re.compile(r"[“「『《\"]([^”」』》\"]+)[”」』》\"]")
_CLAUSE_END = re.compile(r"[。；、！？;!?\n]|[，,](?!\d)|\.\s")
_LEADING = re.compile(r"^[\s在于为是了到的:：]+")
_TRAILING_LINK = re.compile(r"[\s在于为是了到的]+$")
_ASKING = re.compile(r"什么|哪里|哪儿|何处|哪个|哪一|啥")
_NO_MONEY = re.compile(
    r"(?<![\d零〇一二两三四五六七八九十百千万亿余多几数美日欧港韩澳加新坡兰币 单公状次纪开解会银金])"
    r"元(?=[\u4e00-\u9fff])"
)
"""元 behind no number, scale or country, and no end of 单元 or 公元, so that it begins a word: 7项元宇宙相关政策."""
MAX_NAME_CHARS = 30
"""A longer span than this is a clause and no name."""


def short_answer(question: Question, sentence: Text, *, anchors: Sequence[str]) -> Span | None:
    """The span that answers, or None where the kind of question has no short answer here.

    Args:
        question: The question as understood.
        sentence: The sentence to answer from.
        anchors: Words of the sentence that the question asks about: the answer stands near them and is none of them.
    """
    folded = sentence.folded
    if question.kind in {"name", "place", "organisation"}:
        found = _quoted(question, folded) or _aligned(question, folded)
        return found or (_organisation(question, folded, anchors) if question.kind == "organisation" else None)
    if question.several and not question.lists_figures:
        return None
    candidates = candidate_spans(question, sentence)
    free = [span for span in candidates if not any(span.of(folded) in anchor for anchor in anchors)]
    return _with_next(question, folded, _nearest(folded, free, anchors)) if free else None


def cut_to_year(question: Question, sentence: Text, span: Span) -> Span:
    """A short answer as exact as it was asked for: where the question wants a year, the year of a longer date."""
    year = _YEAR.match(sentence.folded, span.start, span.end)
    if question.kind != "date" or not year or not _YEAR_ASKED.search(question.folded):
        return span
    return Span(start=span.start, end=year.end())


def uncut(span: Span, sentence: Text, *, measured: bool) -> Span | None:
    """A span with no part of a word whose 元 the segmenter takes for money: the whole word, or of a figure none of it.

    Args:
        span: In a sentence.
        sentence: The sentence.
        measured: Whether a figure or date is asked for.

    Returns:
        None where nothing is left.
    """
    start, end = span.start, span.end
    for word in _cut_apart(sentence.folded):
        if word.start < end < word.end:
            end = word.start if measured else word.end
        if word.start < start < word.end:
            start = word.end if measured else word.start
    return Span(start=start, end=end) if start < end else None


def _cut_apart(folded: str) -> list[Span]:
    """Words that begin with a 元 which the segmenter cuts off or joins to what stands before: 元宇宙 of 项元|宇宙."""
    places = {match.start() for match in _NO_MONEY.finditer(folded)}
    if not places:
        return []
    return [
        Span(start=word.end - 1, end=following.end)
        for word, following in pairwise(words(folded))
        if word.end - 1 in places and word.end == following.start
    ]


def _with_next(question: Question, folded: str, span: Span) -> Span:
    """Two counts that are asked for together and stand together: 几个方面多少条 is answered by 六个方面22条."""
    for unit in question.counted[1:]:
        match = NUMBER.match(folded, span.end)
        if match and unit in match[0]:
            span = Span(start=span.start, end=match.end())
    return span


def _organisation(question: Question, folded: str, anchors: Sequence[str]) -> Span | None:
    """A name of an organisation or brand that the question does not name, nearest to what it asks about."""
    named = [
        word for word in names_of(folded) if word.tag.startswith(("nt", "nz")) and word.text not in question.folded
    ]
    spans = [Span(start=word.start, end=word.end) for word in named]
    return _nearest(folded, spans, anchors) if spans else None


def candidate_spans(question: Question, sentence: Text) -> list[Span]:
    """Spans of the kind that a number, date or person question asks for, or a list of numbers; else empty."""
    folded = sentence.folded
    if question.kind == "number" or question.lists_figures:
        return _numbers(question, folded)
    if question.kind == "date":
        return [Span(start=match.start(), end=match.end()) for match in DATE.finditer(folded)]
    if question.kind == "person":
        return [span for span in _people(sentence.raw) if span.of(folded) not in question.folded]
    return []


def _people(sentence: str) -> list[Span]:
    """Names of persons: words tagged so, foreign names with their dots, and a surname behind an office."""
    found: list[Span] = []
    office = False
    for word, following in pairwise([*words(sentence), Word("", -1, -1, "")]):
        if _ORGANISED.match(sentence, word.end):
            continue
        if found and found[-1].end + 1 == word.start and sentence[found[-1].end] in _NAME_DOTS:
            found[-1] = Span(start=found[-1].start, end=word.end)  # 威廉 · 琼斯
        elif _is_person(word) or sentence[word.end : word.end + 1] in _NAME_DOTS:
            found.append(Span(start=word.start, end=word.end))
        elif office and word.text in SURNAMES and following.start == word.end and len(following.text) <= 2:
            found.append(Span(start=word.start, end=following.end))  # 校长 周 明远
        office = _OFFICE.search(word.text) is not None
    return found


def _is_person(word: Word) -> bool:
    tagged = word.tag.startswith("nr") and 2 <= len(word.text) <= 8 and not _PLACE_END.search(word.text)
    return tagged and (len(word.text) > 2 or word.text[0] in SURNAMES or TRANSLITERATING.issuperset(word.text))


def _numbers(question: Question, folded: str) -> list[Span]:
    spans: list[Span] = []
    for match in NUMBER.finditer(folded):
        if NOT_A_QUANTITY.match(folded, match.end()) and not question.unit:
            continue
        if question.unit and not question.unit.search(match[0]):
            bare = _BARE.match(match[0])  # a measure word that the pattern lacks: 22 + 篇, 5 + 部门
            behind = question.unit.match(folded, match.start() + bare.end()) if bare else None
            if behind:
                spans.append(Span(start=match.start(), end=behind.end()))
            continue
        spans.append(Span(start=match.start(), end=match.start() + len(match[0].rstrip())))
    return spans


def _nearest(folded: str, candidates: Sequence[Span], anchors: Sequence[str]) -> Span:
    """The candidate closest to the anchors; an anchor before it counts double, the earlier candidate wins a tie."""
    places = [(m.start(), m.end(), len(text)) for text in anchors for m in re.finditer(re.escape(text), folded)]

    def closeness(span: Span) -> float:
        total = 0.0
        for start, end, length in places:
            if start < span.end and span.start < end:
                continue
            before = end <= span.start
            distance = span.start - end if before else start - span.end
            total += (2.0 if before else 1.0) * length * math.exp(-distance / 12)
        return total

    return max(candidates, key=lambda span: (closeness(span), -span.start))


def _aligned(question: Question, folded: str) -> Span | None:
    """What follows in the sentence after the words that stand before the asking word in the question.

    网易将在三亚设立什么 → …网易将在三亚设立[网易海南总部]，…
    """
    asking = _ASKING.search(question.folded)
    if not asking:
        return None
    left = _TRAILING_LINK.sub("", question.folded[: asking.start()])
    head = QUESTION_WORDS.sub("", question.folded[asking.end() :]).strip("？?的 ")
    for begin in range(len(left) - 1):
        at = folded.find(left[begin:])
        end = at + len(left) - begin
        if at >= 0:  # inside a word it is another word: 签 of a question is not 签署
            if end not in {word.end for word in words(folded)}:
                return None
            return _clause_after(folded, end, head, place=question.kind == "place")
    return None


def _clause_after(folded: str, start: int, head: str, *, place: bool) -> Span | None:
    start += len(folded[start:]) - len(_LEADING.sub("", folded[start:]))
    stop = _CLAUSE_END.search(folded, start)
    end = stop.start() if stop else len(folded)
    at = folded.find(head, start, end) if head else -1
    if at > start and place:  # in which place 召开: the verb is no part of it
        end = at
    elif at >= 0:
        end = at + len(head)
    elif place:
        end -= len(folded[start:end]) - len(_TRAILING_VERB.sub("", folded[start:end]))
    return Span(start=start, end=end) if start < end <= start + MAX_NAME_CHARS else None


def _quoted(question: Question, folded: str) -> Span | None:
    """A quotation beside the noun that is asked for: 以“感知·消费·互联”为主题."""
    nouns = [word.text for word in words(question.content) if word.text not in FUNCTION_WORDS]
    if not nouns or nouns[-1] not in folded:
        return None
    at = folded.find(nouns[-1])
    near = [m for m in _QUOTED.finditer(folded) if min(abs(m.end() - at), abs(m.start() - at - len(nouns[-1]))) <= 3]
    return Span(start=near[0].start(1), end=near[0].end(1)) if near else None


_IS = (
    r"[”」』\"》]?(?:[(（][^()（）]{1,40}[)）])?[,，]?(?:通常|一般|主要|也)?"
    r"(?:是指|指的是|特指|意指|就是|即为|即|作为[^。；;]{2,40}[,，]是|(?<!不)是(?!由|非常|十分|很|极|较|比较|最|在|不是|什么|[^,，。]{0,12}(?:发布|举行|成立|"
    r"宣布))|指(?!出|导|定|数|标|引|挥|示|南)|"
    r" (?:is|are|was|means?|refers? to|stands for)\b)"
)
_CALLED = r"(?:称为|称作|叫做|称之为|被称|所谓)[“「『\"《]?"
_TOGETHER = re.compile(
    r"[”」』\"》]?(?P<noun>[一两二三四五六七八九十\d]+[大个类种项][\u4e00-\u9fff]{2,8}?)(?=[,，。；;、]|$|"
    r"并|的|和|与)"
)
"""What several quoted names are together: “A”、“B”和“C”三大展厅."""


def defines(question: Question, sentence: Text) -> bool:
    """Whether a sentence says what the thing asked about is: X是…, X指…, X（…）是…, 称为X, X is a …."""
    folded = sentence.folded
    term = re.escape(question.focus.strip('“”"「」'))
    return bool(term) and (
        re.search(rf"(?:^|[,，。；;:：“「\"《\s]|所谓|作为|其中){term}{_IS}", folded) is not None
        or re.search(rf"{_CALLED}{term}", folded) is not None
        or together(question, sentence) is not None
    )


def together(question: Question, sentence: Text) -> Span | None:
    """三大展厅 behind “新品秀”、“融合秀”和“场景秀”, where the question asks what those are; else None."""
    folded = sentence.folded
    at = folded.find(question.focus) if question.kind == "definition" and len(question.entities) > 1 else -1
    match = _TOGETHER.match(folded, at + len(question.focus)) if at >= 0 else None
    return Span(start=match.start("noun"), end=match.end("noun")) if match else None
