"""Read credit lines (date, source, author, editors, view counts, in any order) and agency lines.

`2022年7月28日 08:23 来源：新民晚报 责任编辑：张三` is read piece by piece. A text is a credit line only if
nothing is left over, so that a sentence with 来源 in it is never taken for one.

An agency line names the reporting agency at the beginning of an article. It stays in the text and is marked.
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
    """Start, end and pieces of every credit in brackets: （文章来源：成都日报）, 【编辑:张三】."""
    for match in _BRACKETED.finditer(text):
        pieces = read_credits(match[1])
        if pieces and all(piece.label for piece in pieces):
            yield match.start(), match.end(), pieces


def trailing_credits(text: str) -> tuple[int, list[Credit]] | None:
    """Position at which credits without brackets begin at the end of a line, after a complete sentence."""
    for match in _TAIL_LABEL.finditer(text, max(0, len(text) - _LONGEST)):
        start = match.start()
        sure = text.startswith(("责任编辑", "返回搜狐"), start)
        if start and (sure or text[start - 1] in _ENDED):
            pieces = read_credits(text[start:])
            if pieces:
                return start, pieces
    return None


_PEOPLE = r"(?:首席|特约|见习|实习|全媒体|融媒体)?(?:记者|記者|通讯员|通訊員|实习生|编译|特派员)"
_IN_BRACKETS = (
    rf"[（(]\s*(?:{_PEOPLE}[^（）()。]{{2,60}}|[^（）()。]{{2,20}}{_PEOPLE}[^（）()。]{{2,40}}|央广网|编辑[^（）()。]{{2,30}})"
    r"\s*[）)]"
)
_WHO = r"[A-Za-z0-9\u3400-\u9fff·|｜丨／/\s]"
_DAY = r"(?:\d{4}\s*年\s*)?(?:\d{1,2}\s*月\s*)?\d{1,2}\s*日"
_KIND = r"(?:电|電|讯|訊|消息|报道|報導|报导)"
_AGENCY_OUTLET = (
    r"(?:新华社|新華社|中新社|中新网|中新網|新华网|人民网|央视网|央视新闻|光明网|中国网|环球网|澎湃新闻|财联社|界面新闻|每经网|观察者网|IT之家|"
    r"快科技|钛媒体|36氪|证券时报网?|上证报中国证券网|中证网|中证智能财讯|第一财经|经济观察网|红星新闻|极目新闻|九派新闻|封面新闻|上游新闻|"
    r"新京报(?:快)?|北京商报|中央社|[\u3400-\u9fff]{2,8}(?:社|网|網|日报|日報|晚报|晚報|晨报|时报|時報|商报|周刊|新闻|新聞|在线|之家|财经|客户端|快讯))"
)

_NAMES_ONLY = r"[（(][\u3400-\u9fff]{2,4}(?: [\u3400-\u9fff]{2,4}){0,4}[）)]"
"""中新网太原8月8日电 (吴琼): names without 记者."""

_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form)
    for form in (
        # 001: 财联社|区块链日报8月23日讯（记者 徐赐豪）; 002: 新民晚报讯(记者 宋宁华)
        rf"(?!据|據|近日|记者从){_WHO}{{1,24}}?\s*(?:{_DAY}\s*{_KIND}?|{_KIND})\s*" + _IN_BRACKETS + r"\s*[:：]?",
        # 中新网8月23日电, 财联社8月23日电，, IT之家 8 月 16 日消息，, 人民网北京8月23日电
        rf"(?!据|據){_AGENCY_OUTLET}[\u3400-\u9fff]{{0,6}}\s*{_DAY}\s*{_KIND}\s*(?:[，,:：]|{_NAMES_ONLY})?",
        # 本报讯, 本报北京8月23日电, 央视网消息：, 观点网讯：, 新京报讯
        rf"(?:本报讯|本報訊|本刊讯|本台消息|本台讯|本网讯|本报[\u3400-\u9fff]{{2,6}}{_DAY}{_KIND}|(?!据|據){_AGENCY_OUTLET}(?:讯|訊|消息))\s*[，,:：]?",
        # 【环球网报道 记者 李明】, 【財訊快報／記者王小明報導】, 〔記者王小明／台北報導〕
        r"[【〔\[](?:[^】〕\]]{0,20}(?:记者|記者)[^】〕\]]{2,30})[】〕\]]",
        rf"[【〔\[]{_AGENCY_OUTLET}{_KIND}[】〕\]]",
        # （中央社記者王小明台北23日電）
        rf"[（(](?:{_AGENCY_OUTLET}[^（）()。]{{0,30}}{_DAY}(?:综合|綜合)?(?:外)?{_KIND})[）)]",
        # 記者王小明／台北報導; 每经记者 李明 每经编辑 王红; 证券时报记者 李明
        r"(?:[\u3400-\u9fff]{0,8}(?:记者|記者)\s*[\u3400-\u9fff]{2,4}\s*[／/]\s*[\u3400-\u9fff]{2,8}(?:报道|報導|报导))\s*",
        r"(?:每经记者\s*[|｜:：]?\s*[\u3400-\u9fff]{2,4}(?:\s+每经编辑\s*[|｜:：]?\s*[\u3400-\u9fff]{2,4})?)(?=\s|$)",
        # 澎湃新闻记者 张慧, on a line of its own
        rf"(?:本报|本刊|{_AGENCY_OUTLET})(?:首席|特约|见习|实习)?(?:记者|記者)"
        r"\s+[\u3400-\u9fff]{2,4}(?:[ 、][\u3400-\u9fff]{2,4}){0,3}$",
        # BEIJING, Aug. 23 (Xinhua) --
        r"[A-Z][A-Za-z .,']{2,40},? (?:[A-Z][a-z]{2,8}\.? \d{1,2} )?"
        r"\((?:Xinhua|Reuters|AP|AFP|CNA|UPI|Bloomberg)\)\s*(?:--|—|–|-)",
    )
)

_REPORTER_LABEL = re.compile(r"(?:记者|記者)\s*[:：|｜丨]?\s*([^（）()【】〔〕;；]+)")
_BARE_NAMES = re.compile(rf"{_NAMES_ONLY}$")
_NOT_A_NAME = re.compile(r"(?:报道|報導|报导|通讯员|实习|编辑|编译|每经|\d|[／/]|发自|台北|日電|日电).*$")
_REPORTER_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}$")
_OUTLET_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·|｜丨]+")
_BEFORE_DATE = re.compile(rf"(?:{_DAY}|{_KIND}|[（(【]).*$", re.DOTALL)
_NEWSWIRES = re.compile(r"新华社|新華社|中新社|中新网|中新網|人民网|中央社|央视网|央视新闻|IT之家|财联社(?![|｜])")
_OUTLET_ENDS = re.compile(r".*(?:社|网|網|报|報|刊|新闻|新聞|财经|之家|客户端|快讯|在线|电视台|广播)$")

_SHORT_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·]{3,12}")


class Agency(NamedTuple):
    """An agency line at the beginning of a line of text."""

    length: int
    reporters: tuple[str, ...]
    publisher: str | None
    """The outlet, if its name can be distinguished from a place name; None for 本报."""


def read_agency(text: str) -> Agency | None:
    """The agency line that `text` begins with; None where it begins with none."""
    for form in _FORMS:
        match = form.match(text)
        if match is not None:
            line = match[0].rstrip()
            return Agency(len(line), _reporters(line), _publisher(line))
    return None


def is_outlet(text: str) -> bool:
    """Whether a whole line is just the name of a newspaper, agency or site: 杭州日报, 中国经济网."""
    return bool(_SHORT_NAME.fullmatch(text) and _OUTLET_ENDS.match(text))


def _reporters(line: str) -> tuple[str, ...]:
    label = _REPORTER_LABEL.search(line)
    bare = _BARE_NAMES.search(line)
    if label is None and bare is None:
        return ()
    names = _NOT_A_NAME.sub("", label[1]) if label else bare[0].strip("（）()") if bare else ""
    return tuple(name for name in re.split(r"[\s、，,]+", names) if _REPORTER_NAME.match(name))


def _publisher(line: str) -> str | None:
    wire = _NEWSWIRES.match(line)
    if wire is not None:
        return wire[0]
    name = _BEFORE_DATE.sub("", line).strip()
    whole = _OUTLET_NAME.fullmatch(name)
    return name if whole and _OUTLET_ENDS.match(name) and name not in {"本报", "本刊", "本网"} else None
