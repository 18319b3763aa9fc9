"""Finds the noun that a question asks for, the names in it, whether it denies, and how it wants figures sorted."""

from __future__ import annotations

import re
from typing import Literal

from embeddings.text.normalize import Text, is_han
from embeddings.text.segment import STOP_WORDS, Word, words
from qa.question.rules import ASCENDING, DESCENDING, KINDS, NEGATION, NO_NEGATION, Kind

_PREFECTURES = (
    "合肥 大连 银川 海口 烟台 保定 遵义 包头 大同 开封 宝鸡 天水 酒泉 自贡 运城 长治 焦作 营口 信阳 周口 商丘 孝感 "
    "铜仁 毕节 茂名 清远 河源 百色 怀化 资阳 新余 平凉 通化 攀枝花"
)
_COUNTIES = (
    "大理 恩施 常熟 句容 仪征 兴化 海门 即墨 龙口 乳山 平度 高密 临清 奉化 建瓯 樟树 共青城 武穴 应城 赤壁 当阳 "
    "石首 仙桃 大冶 涟源 资兴 化州 信宜 凭祥 兴义 赤水 康定 江油 个旧 玉门 永济 介休 孝义 古交 原平 河间 遵化 辛集 "
    "泊头 瓦房店 公主岭 集安 图们 牙克石 根河 舞钢 登封 义马 项城 界首 天长 北票 铁门关"
)
_OTHERS = "雄安 横琴 硅谷 首尔 新界"
PLACES = frozenset(f"{_PREFECTURES} {_COUNTIES} {_OTHERS}".split())
"""Names of places, folded, that the segmenter tags as something else: 合肥 as a noun, 大连 as an adverb.

Cities of prefectures and counties as GB/T 2260 lists them, without those that are common words too (合作, 来宾, 日照),
and five places that news often names.
"""

_SEAT = re.compile(r"[\u4e00-\u9fff]{2,}[市县]")
_KIND = re.compile(
    r"(?:城市|超市|股市|楼市|车市|门市|上市|牛市|熊市|夜市|集市|都市|街市|[直省]辖市|省区市|单列市|[地县省级]市"
    r"|[各全本该外每]县|[贫困百强大小]县)$"
)
"""Words in 市 or 县 that name no place: kinds of places (直辖市) and other words (超市)."""


def is_place(word: str) -> bool:
    """Whether a folded word is a place, whatever its tag: one of PLACES, or a city or county by its end (寿光市)."""
    return word in PLACES or (_SEAT.fullmatch(word) is not None and _KIND.search(word) is None)


Order = Literal["asc", "desc"]

NAME_TAGS = ("nr", "ns", "nt", "nz")
_NOUN_TAGS = ("n", "vn", "an", "j", "l", "eng", "b", "a", "i", "s", "t", "f", "m", "v")
"""Of words inside a noun phrase such as 元宇宙产业规模 or 首批成员: the segmenter cuts 元 off as a number."""
_BREAKS = frozenset((
    "的",
    "是",
    "为",
    "有",
    "在",
    "了",
    "将",
    "于",
    "达",
    "达到",
    "到",
    "由",
    "和",
    "与",
    "或",
    "及",
    "被",
    "把",
    "从",
    "对",
    "叫",
    "叫做",
    "指",
    "要",
    "会",
    "能",
    "可以",
    "包括",
    "包含",
    "涵盖",
    "涉及",
    "提出",
    "发布",
    "出台",
    "位于",
    "落户",
))
_ASKING = re.compile(
    r"(?:第|百分之)?(?:多少|几(?!乎))(?:个月|个|家|条|项|名|位|座|所|种|类|张|部|款|篇|人|次)?|"
    r"多[大高长远重宽深久](?:的)?|哪(?:一?些|[几两三四五六七八九十]?(?:个|家|座|位|种|类|项|条|张|款|部|"
    r"所|本|首|篇|支|届|名)?)|[什甚]么(?:样的|时[候间]|"
    r"地方)?|啥(?:时候|地方)?|何[种时处地]?|"
    r"\b(?:wh(?:at|ich)(?: (?:kind|type|sort)s? of)?|how (?:many|much))\b"
)
_BEHIND = re.compile(
    r"(?:究竟|到底|一共|总共|共|分别|各自?|都|大约|大概|将|会|要|能|已)*(?:是|为|有|在|叫做?|指的?是?|"
    r"达到?|包括|包含|涵盖|位于|由)*"
    r"(?:了|个|一种)?$"
)
"""What stands between the noun and the asking word: 规模[将达到]多少."""
_ENGLISH_NOUN = re.compile(
    r"\bwhat (?:is|are|was|were|will be) (?:the |its |their |an? )?([a-z' -]+?)(?: (?:of|for|in|by|to|"
    r"that|which|on|at)\b|\?|$)"
)
TITLES = re.compile(r"《[^《》]+》|“[^“”]+”|「[^「」]+」|『[^『』]+』|\"[^\"]+\"")
CAPITALISED = re.compile(r"\b[A-Z][\w-]*(?:\s+[A-Z][\w-]*)*")
WIDE_NAMES = frozenset([
    "中国",
    "全国",
    "国内",
    "我国",
    "世界",
    "全球",
    "城市",
    "地区",
    "国家",
    "省份",
    "地方",
    "当地",
    "关联",
    "印发",
])
"""Words tagged as names that evidence may lack: wide places, and common words with a wrong tag."""
_COMMON = WIDE_NAMES | {"公司", "集团", "元", "高新区"}
"""Words tagged as names that are none, or name nothing by themselves."""
_SHORTCOMINGS = frozenset(("不足", "短板", "好处", "优缺点"))
"""Nouns with the tag of another kind of word."""
_ZONES = frozenset(("新区", "高新区", "经开区", "开发区", "合作区", "自治区"))
_NAME_END = _ZONES | frozenset(("市", "省", "县", "区", "镇", "集团", "公司", "大学", "银行", "学院", "医院"))
"""What a name may go on with: 合肥 + 高新区."""
_DEFINED = re.compile(
    r"^[\"“”'《》]*(?:请?解释一?下)?(?:什么|啥)(?:是|叫做?)|^(?:何谓|何为)|(?:究竟|到底)?(?:指的?)?(?:是|"
    r"为)?(?:个|一种)?(?:什么|"
    r"啥)(?:意思|东西|玩意儿?|概念)?|"
    r"的?(?:定义|含义|概念|意思)(?:是什么|为何)?|^what(?:'s| is| are| was) (?:meant by |an? |the )?|^what does | mean$|"
    r"^(?:define|definition of|the meaning of) "
)
"""What a question for a definition adds to what it asks about."""


def focus_of(folded: str, kind: Kind) -> str:
    """The noun that is asked for, folded: 规模目标 of …规模目标是多少, 城市 of 哪些城市; empty where none is named."""
    if KINDS[kind].unnamed:
        return ""
    if kind == "definition":
        return _unquoted(_DEFINED.sub("", folded.strip("?？!。 ")).strip(" ,，呢呀啊"))
    if match := _ENGLISH_NOUN.search(folded):
        return match[1].strip()
    asking = _ASKING.search(folded)
    if not asking:
        return ""
    after = _noun_after(folded, asking.end())
    last = _noun_before(folded, len(folded.rstrip("?？ "))) if "的" in folded[asking.end() :] else ""
    return after or last or _noun_before(folded, asking.start())


def _unquoted(text: str) -> str:
    """Without the quotation marks around the whole of it."""
    return text[1:-1] if TITLES.fullmatch(text) else text


def _noun_after(folded: str, start: int) -> str:
    found: list[Word] = []
    for word in words(folded[start:]):
        touches = found and found[-1].end == word.start
        if word.tag == "eng":
            if word.text in STOP_WORDS or found:
                break
        elif (
            not (word.tag.startswith(("n", "vn", "j", "a", "i", "l")) or word.text in _SHORTCOMINGS)
            or (found and not touches)
            or (not found and word.start)
        ):
            break
        found.append(word)
    if not found or (found[-1].tag.startswith("a") and folded[start + found[-1].end :].strip("?？。 ")):
        return ""  # 多少项明确支持元宇宙的政策
    return folded[start + found[0].start : start + found[-1].end]


def _noun_before(folded: str, end: int) -> str:
    end = len(_BEHIND.sub("", folded[:end].rstrip()))
    run: list[Word] = []
    for word in reversed(words(folded[:end])):
        apart = word.end != (run[-1].start if run else end)
        if apart or word.text in _BREAKS or not word.tag.startswith(_NOUN_TAGS):
            break
        if run and word.tag.startswith(NAME_TAGS):
            break
        run.append(word)
    while run and (run[-1].tag == "v" or run[-1].text.isdigit() or run[-1].text in {"年", "月", "日"}):
        run.pop()
    return folded[run[-1].start : end] if run else ""


def entities_of(question: Text) -> tuple[str, ...]:
    """Names in the order of the question, as typed: titles in their brackets, tagged words, capitalised words."""
    text, folded = question
    places = [(match.start(), match.end()) for match in TITLES.finditer(text)]
    if not any(map(is_han, folded)):
        named = (match for match in CAPITALISED.finditer(text) if match.start() and match[0].lower() not in STOP_WORDS)
        places += [(match.start(), match.end()) for match in named]
    else:
        places += [(word.start, word.end) for word in names_of(folded)]
        places += [(m.start(), m.end()) for m in re.finditer(r"[A-Za-z][A-Za-z0-9-]*(?: [A-Z][A-Za-z0-9-]*)*", text)]
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(places), key=lambda place: (place[0], -place[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return tuple(dict.fromkeys(text[start:end] for start, end in found))


def names_of(folded: str) -> list[Word]:
    """Names of a Chinese text: words with a name's tag and their endings (合肥 + 高新区), but no wide place (全国)."""
    found: list[Word] = []
    before = Word("", -1, -1, "")
    for word in words(folded):
        if found and word.start == found[-1].end and word.text in _NAME_END:
            found[-1] = Word(folded[found[-1].start : word.end], found[-1].start, word.end, found[-1].tag)
        elif word.text in _ZONES and before.end == word.start and before.tag.startswith("n"):  # 合肥 is tagged n
            found.append(Word(folded[before.start : word.end], before.start, word.end, "ns"))
        elif is_place(word.text):
            found.append(word._replace(tag="ns"))
        elif word.tag.startswith(NAME_TAGS) and len(word.text) > 1 and word.text not in _COMMON:
            found.append(word)
        before = word
    return found


def negated(folded: str) -> bool:
    """Whether the question denies: 哪些城市没有发布规划."""
    return NEGATION.search(NO_NEGATION.sub(" ", folded)) is not None


def order_of(folded: str) -> Order | None:
    """The order in which figures are asked for; None for that of the articles."""
    if DESCENDING.search(folded):
        return "desc"
    return "asc" if ASCENDING.search(folded) else None
