"""Credit lines: date, source, author, editors, counts of readers, in any order and number.

`2022年7月28日 08:23 来源：新民晚报 责任编辑：张三` is read piece by piece. A text is a credit line only if
nothing is left over, so that a sentence with 来源 in it is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

CreditKind = Literal["source", "author", "editor", "date", "original_title", "page"]


class Credit(NamedTuple):
    """One piece of a credit line."""

    kind: CreditKind
    label: str
    value: str


_SOURCE_LABELS = "文章来源|稿件来源|信息来源|新闻来源|稿源|来源|來源|文章來源|新聞來源|轉載自|转自|转载自|出处|Source"
_AUTHOR_LABELS = "本报记者|见习记者|记者|記者|作者|撰文|撰稿|文|通讯员|通訊員|实习生|采写|By"
_EDITOR_LABELS = (
    "责任编辑|責任編輯|值班编辑|值班编委|见习编辑|实习编辑|执行编辑|文字编辑|新媒体编辑|本文编辑|网络编辑|责编|責編|编辑|編輯|"
    "美编|编校|编审|校对|校對|审核|審核|终审|初审|复审|审读|审签|一审|二审|三审|签发|监制|監製|主编|統籌|统筹|制作|排版|视觉|设计|"
    "值班主任|栏目主编|文字编辑|题图来源|图片来源|图片编辑|封面图|题图|配图|Editor"
)
_DATE_LABELS = (
    "发布时间|发表时间|发布日期|更新时间|发布于|发表于|發布時間|更新時間|發佈時間|时间|時間|日期|Published|Updated"
)
_COUNT_LABELS = (
    "阅读次数|阅读量|阅读数|阅读|浏览次数|浏览量|浏览|点击数|点击量|点击|访问量|评论数|评论|人气|點閱|瀏覽數"
)

_ANY_LABEL = "|".join((_SOURCE_LABELS, _AUTHOR_LABELS, _EDITOR_LABELS, _DATE_LABELS, _COUNT_LABELS, "原标题|原標題"))
_COLON = r"\s*[:：丨｜|／/]\s*"
_NEXT = rf"(?!(?:{_ANY_LABEL}){_COLON})(?!返回搜狐)"
_DATE = (
    r"(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})"
    r"(?:\s*[T ]?\s*(?:星期[一二三四五六日天])?\s*\d{1,2}[:：时]\d{1,2}分?(?:[:：]\d{1,2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_NAME = (
    rf"(?:{_NEXT}[\u3400-\u9fff·•]){{1,8}}(?:[、，, ]\s*(?:{_NEXT}[\u3400-\u9fff·]){{1,4}}){{0,8}}|"
    r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}"
)
_OUTLET = rf"(?:{_NEXT}[^\s，。；;、！？!?|｜（）()【】\[\]<>《》:：]){{1,30}}"

_PIECES: tuple[tuple[CreditKind, re.Pattern[str]], ...] = (
    ("original_title", re.compile(rf"(?P<label>原标题|原標題){_COLON}(?P<value>.{{2,80}})")),
    ("date", re.compile(rf"(?:(?P<label>{_DATE_LABELS})(?:{_COLON}|\s*))?(?P<value>{_DATE})(?!\d)")),
    ("source", re.compile(rf"(?P<label>{_SOURCE_LABELS}){_COLON}(?P<value>{_OUTLET}|)")),
    (
        "editor",
        re.compile(rf"(?P<label>{_EDITOR_LABELS}){_COLON}(?P<value>(?:{_NAME})?(?:\s*[A-Z]{{0,3}}\d{{2,6}}(?!\d))?)"),
    ),
    ("author", re.compile(rf"(?P<label>{_AUTHOR_LABELS}){_COLON}(?P<value>{_NAME})")),
    ("page", re.compile(rf"(?P<label>{_COUNT_LABELS})\s*[:：]?\s*(?P<value>[\d,.]+\s*万?\+?\s*次?)")),
    (
        "page",
        re.compile(
            r"(?P<label>返回搜狐，查看更多|字号|字體|字体|打印本页|打印|收藏|分享到|分享|举报|纠错|评论)"
            r"(?P<value>\s*[:：]?(?:\s*[大中小])*)"
        ),
    ),
)
_BETWEEN = re.compile(r"[\s|｜丨·,，;；/-]*")
_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕", "［": "］"}
_BRACKETED = re.compile(r"[（(【\[〔［]([^（）()【】\[\]〔〕［］\n]{2,90})[）)】\]〕］]")
_LONGEST = 160
_TAIL_LABEL = re.compile(rf"(?:{_SOURCE_LABELS}|{_EDITOR_LABELS}|{_AUTHOR_LABELS}){_COLON}|返回搜狐，查看更多")
_ENDED = "。！？!?…”」』）)】〕 　"


def read_credits(text: str) -> list[Credit]:
    """The pieces of a credit line; empty if `text` is anything else."""
    text = text.strip()
    if text[:1] in _BRACKETS and text.endswith(_BRACKETS[text[0]]):
        text = text[1:-1]
    if not 2 <= len(text) <= _LONGEST:
        return []
    found: list[Credit] = []
    position = 0
    while position < len(text):
        piece = _piece(text, position)
        if piece is None:
            return []
        credit, position = piece
        found.append(credit)
        between = _BETWEEN.match(text, position)
        position = between.end() if between else position
    return found


def _piece(text: str, position: int) -> tuple[Credit, int] | None:
    for kind, pattern in _PIECES:
        match = pattern.match(text, position)
        if match is not None and match.end() > position:
            return Credit(kind, match["label"] or "", match["value"].strip()), match.end()
    return None


def bracketed_credits(text: str) -> Iterator[tuple[int, int, list[Credit]]]:
    """Start, end and pieces of every credit that stands in brackets: （文章来源：成都日报）, 【编辑:张三】."""
    for match in _BRACKETED.finditer(text):
        pieces = read_credits(match[1])
        if pieces and all(piece.label for piece in pieces):
            yield match.start(), match.end(), pieces


def trailing_credits(text: str) -> tuple[int, list[Credit]] | None:
    """Where credits without brackets begin at the end of a line, after a finished sentence."""
    for match in _TAIL_LABEL.finditer(text, max(0, len(text) - _LONGEST)):
        start = match.start()
        sure = text.startswith(("责任编辑", "返回搜狐"), start)
        if start and (sure or text[start - 1] in _ENDED):
            pieces = read_credits(text[start:])
            if pieces:
                return start, pieces
    return None
