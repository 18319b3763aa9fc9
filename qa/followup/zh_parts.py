"""Takes a Chinese question apart: its topic, the property asked for, times, names and the expression that asks.

Also the word lists and patterns of Chinese follow-ups; all are matched against the folded question.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from embeddings.schema import Span
from embeddings.text.normalize import Text
from embeddings.text.segment import Word, words
from qa.question.names import NAME_TAGS
from qa.values.units import MEASURE_WORDS, OCCASIONS


def words_of(*lines: str) -> tuple[str, ...]:
    """The words of lines of words."""
    return tuple(" ".join(lines).split())


_COUNTED = f"{MEASURE_WORDS}岁吨"
"""Measure words of a question; 岁 and 吨 also stand alone behind 多少 and 几."""
_OF_THINGS = "".join(word for word in MEASURE_WORDS if word not in OCCASIONS)

ASKS = re.compile(
    r"为什么|为何|为啥|怎么(?:样|办)?|如何|是否|啥时候|啥|何[时处地人]|谁|"
    r"什么(?:时候|时间|地方|名字|样)?|"
    rf"哪(?:一?[{_COUNTED}年天日里儿些]|[几两三四五六七八九十][{_COUNTED}])?|"
    rf"多少(?:钱|[{_COUNTED}人年天])?|几[{_COUNTED}人年天月号点]|多[大高长远重久宽深快]"
)
"""The expression that asks, with its measure word."""

COPULA = re.compile(r"(?:达到|达|是|为|有|叫|设在|位于|在)?$")
"""The verb right before the expression that asks: 是 of 是多少."""

MODALS = re.compile(r"(?:一共|总共|分别|大约|约|共|将|会|要)*$")
"""Words that may stand before that verb."""

TIME = re.compile(
    r"(?:截至|到|在)?(?:\d{4} ?年(?:\d{1,2}月(?:\d{1,2}[日号])?)?|[去今明前后]年(?:同期)?|前一年|上一年|后一年|次年)?"
    r"(?:第?[一二三四1-4]季度|[上下]半年|前三季度|\d{1,2}月(?:\d{1,2}[日号])?|q[1-4])?(?:底|末|初|期间)?"
)
YEAR = re.compile(r"\d{4} ?年|[去今明前后]年|前一年|上一年|后一年|次年")
PART_OF_YEAR = re.compile(r"第?[一二三四1-4]季度|[上下]半年|前三季度|\d{1,2}月(?:\d{1,2}[日号])?|q[1-4]")
BEFORE, AFTER = re.compile("前一年|上一年"), re.compile("后一年|次年")

OPENING = re.compile(
    r"^(?:谢谢|多谢|好的|好(?=[，,])|嗯+|哦|请问|你好|再问一下|我想(?:知道|问)|请?告诉我|[，,。！! ])+"
)
"""Polite openings, which are no part of the question."""
AND = re.compile(r"^(?:那么|那|换成|换作|如果是|而)(?![里儿个些时年天边家座次场份项])")
"""那 of 那南京呢？, not of 那里 and 那个."""
CLOSING = re.compile(r"(?:又?如何|怎么样|又?是多少|呢|啊|呀|吗)?[？?！!。.,，~ ]*$")
ELLIPSIS = re.compile(r"呢[？?！!。.~ ]*$")

MORE = re.compile(
    r"^(?:那|请问|除此之外|此外)?(?:还有(?:呢|吗|哪些|什么|别的吗?|其他的?吗?)?|继续说?|更多|然后呢|详细说说|具体说说|"
    r"再说一遍)[？?！!。.~ ]*$"
)
"""Asks for more of the same: the question before is asked again."""

WHY = re.compile(r"^(?:那|这是|请问)?(?:为什么|为何|为啥|原因呢|什么原因)(?:呢|这样说|这么说|会这样)?[？?！!。 ]*$")
BARE = re.compile(r"^(?:那|那么|请问|是|在|于|的|到底|呢|啊|[？?！!。 ])+|(?:的|呢|啊|呀|来着|[？?！!。 ])+$")
"""What may stand around an expression that asks while the question still has no subject of its own."""

PERSON = re.compile(
    r"(?<![其的])他(?![们人])|(?<!的)她(?!们)|此人|(?:这|那|该)(?:个人|位|名)(?:官员|负责人|教授|专家|作者|导演|选手|记者)?"
)
PLACE = re.compile(r"那里|那儿|那边|当地|(?:该|这座|这个|那座|那个|此)(?:市|区|县|省|城市|地区|地方|国家|地|国)")
COMPANY = re.compile(
    r"(?:这家|该|那家|此)(?:公司|集团|企业|银行|机构|单位)|^公司(?=[^的]{0,3}(?:什么|多|成立|总部|在|是|有))"
)
BOTH = re.compile(
    r"(?:那|这)?(?:两者|二者|它们|他们|她们)|(?:那|这)(?:两|三)(?:个|家|座|款|部|位)[\u4e00-\u9fff]{1,3}?(?=的|分|都|哪|谁|，|,)"
)
THING = re.compile(r"它(?!们)|^其(?![中他它实余次间])|(?:此|该|这|那)(?:一|次|届)?(?=(?:事|项目|计划))")
KIND = re.compile(r"该|这[个项份场次座款部届只篇件种]|那[个项份场次座款部届只件种]|此(?![前后外时次刻])")
"""Stands before a noun that says the kind of a thing: 该方案, 这个项目."""
ARTICLE = re.compile(
    r"(?:在|从)?(?:这|那|该|上)(?:一)?(?:篇)?(?:文章|报道|新闻|文中|文|稿子)(?:里面?|中|内|上)?(?:[，,])?|^文[章中](?:里|中)?"
)
PROPOSITIONS = frozenset(
    words_of(
        "决定 说法 消息 做法 事件 事情 事 结果 举动 处罚 行为 情况 现象 判断 预测",
    )
)
"""Nouns that refer to a whole statement: 这个决定."""

ORDINAL = re.compile(
    rf"第(?P<number>[一二三四五六七八九十\d]{{1,2}})[{_OF_THINGS}](?P<kind>[\u4e00-\u9fff]{{0,4}}?)"
    r"(?=呢|是|的|在|有|叫|由|做|又|什|指|，|,|[？?！!。 ]*$)"
    rf"|(?P<last>最后一?[{_OF_THINGS}])|(?P<former>前者)|(?P<latter>后者)"
)
NUMERALS = {character: number for number, character in enumerate("一二三四五六七八九十", start=1)}
LISTED = re.compile(r"哪些|哪[几两三四五六七八九十]|有谁|分别|什么.*和|\bwhich\b|\bwho are\b|\bwhat are\b|\blist\b")
"""A question whose answer is a list."""

COMPARING = re.compile(r"^(?:那|请问)?(?:哪[个家座款部些]|谁)(?:的.{1,6})?(?:更|最|比较)")
PREPOSITION = re.compile(r"^(?:给|向|从|跟|对|为|由)(?!什么)")
COMPARED = re.compile(r"^(?:和|跟|与|同|比)(?!哪|谁|什么).{1,20}?(?:比|相比|哪[个家座款]|谁|有什么(?:区别|不同))")
"""A comparison with the topic before: 和华为Mate60比哪个贵？."""
CHANGE = re.compile(r"(?:同比|环比|会|能)*(?:增长|下降|上升|减少|提高|下跌|上涨|增加|这么|那么|如此)")
"""How a figure changes, where the question does not say which figure: 为什么增长这么快？."""
IMPERATIVE = re.compile(r"^(?:怎么|如何|怎样)(?:才能)?[\u4e00-\u9fff]{1,2}(?!的)")
DEFINITION = re.compile(r"^什么(?:是|叫)|[^的]是(?:什么|啥)(?:意思|东西)?[？?！!。 ]*$")
NOW = re.compile(r"今天|明天|昨天|现在|眼下|此刻")
"""Times that make a question a new one: 今天天气怎么样？ refers to nothing earlier."""
OMITTED = re.compile(
    r"^(?:(?:是|又)?(?:在|从|由|向|给|为)?(?:什么时候|啥时候|何时|哪[天年里儿]|什么地方|多久|为什么|为何|为啥)(?:会|要|能|才|就)?"
    r"|会|要|将|还|又|也|能|是否|有没有)$"
)
"""What may stand right before a verb whose subject is left out."""

RELATIONAL = words_of(
    "规模 目标 主题 面积 产值 增加值 营收 收入 利润 增速 比重 占比 名称 名字 时间 日期 地点 地址 成员 董事长",
    "总裁 主席 经理 负责人 书记 市长 省长 县长 校长 院长 ceo 价格 售价 票房 成本 投资额 投资 人数 数量 措施",
    "内容 原因 理由 意义 作用 特点 优势 劣势 不足 方法 步骤 结果 影响 任务 重点 方向 要求 条件 深度 高度 长度",
    "宽度 重量 速度 距离 年龄 身高 轴距 续航 容量 冠军 亚军 对手 背景 作者 导演 主演 嘉宾 伤者 份额 资金 股价",
    "市值 销量 产量 版本 会期 上一次 下一次 席位 费用 门票 吉祥物 口号 会徽 主办方 承办方 主办单位 创始人",
    "发明者 首都 人口 货币 官网 电话 邮箱 学历 职务 职位 籍贯 国籍 妻子 丈夫 父亲 母亲 儿子 女儿 队友 教练",
    "队长 股东 子公司 母公司 员工 用户 客户 业务 供应商 毛利率 净利率 增长率 出口额 进口额 存栏量 发行价",
    "收盘价 总部 工期 温度 海拔 目的 宗旨 功能 用途 定位 阵容 片长",
)
"""Nouns of a property, which belongs to something else."""
MEASURED = re.compile(r"[\u4e00-\u9fff](?:率|额|量|价|费|值|投入|支出|比例)$")
"""Endings of further nouns of a property."""
QUANTITIES = words_of(
    "规模 面积 产值 增加值 营收 收入 利润 增速 比重 占比 价格 售价 票房 成本 投资额 人数 数量 深度 高度 长度",
    "重量 距离 轴距",
)
"""Properties that are a number."""
NO_NAMES = frozenset({"城市", "地区", "国家", "台风", *RELATIONAL})
"""Words tagged as names that are none."""
EVENTS = words_of(
    "总部 基金 大会 峰会 联盟 项目 计划 方案 中心 平台 规划 协议 展览 比赛 地震 选举 论坛 博览会 运动会 产业园",
    "演唱会",
)
"""Nouns that with a place before them are a topic of their own: 昆山工业元宇宙产业基金."""
NOMINAL = frozenset(
    words_of(
        "创新 发展 应用 开放 合作 投资 管理 服务 行动 工作 研究 建设 教育 保护 选举 相关 收入 深度 设计 制造 交易",
        "生产 运动 竞技 营收 融合 开发 传播 保障 培训 示范 展示 交流 指导 实施 评级 会议",
    )
)
"""Words tagged as verbs that stand inside names: 创新发展联盟."""
VERBAL = frozenset(
    words_of(
        "落户 获得 计划 一共 总共 共 打算 目前 设在 准备 预计",
    )
)
"""Verbs with another tag: a name ends before them (应用中心 of 应用中心落户在哪里)."""
PLACE_TAIL = re.compile(r"(?:高新区|开发区|新区|合作区|自治县|自治区|特区|[市省县区州镇乡村])$")
COMPANY_TAIL = re.compile(
    r"(?:集团|公司|大学|学院|银行|分行|股份|科技|医院|协会|委员会|研究院|基金会|俱乐部|联盟|局|部|社)$"
)

NameKind = Literal["place", "person", "organisation", "work", "other"]

_NOUN_TAGS = ("n", "j", "m", "q", "eng", "x", "a", "b", "vn", "l", "i", "c", "h", "k", "s", "t", "zg", "an")
_NO_SUBJECTS = frozenset({"p", "d", "r", "c", "u", "y"})
_QUOTED = re.compile(r"《[^》]+》|“[^”]+”")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+-]*(?: [A-Z0-9][A-Za-z0-9+-]*)*")
_SEAT = re.compile("[市省县区州镇乡村]$")
_IS = re.compile(r"(?:分别)?是$")
_LINK = re.compile(r"(?:分别)?(?:是|在|有|叫|达到|为|将达到|将)$")
_LONGEST_PERSON = 4
_REMEMBERED = 256
"""Questions whose parts are kept: one follow-up reads the same few several times."""


class QuestionName(NamedTuple):
    """Something that a question calls by name."""

    span: Span
    kind: NameKind


class QuestionParts(NamedTuple):
    """Where the parts of a question stand."""

    question: Text
    start: int
    """Behind 请问 and the like."""
    asks: Span | None
    """The expression that asks: 多少 of 是多少."""
    link: int
    """Offset of the verb before it: 是 of 是多少; the end of the question where nothing asks."""
    times: tuple[Span, ...]
    topic: Span | None
    """What the question is about, for 它: 2022上海元宇宙峰会 of 2022上海元宇宙峰会的主题是什么？."""
    aspect: Span | None
    """What is asked of the topic: 主题."""
    names: tuple[QuestionName, ...]

    @property
    def text(self) -> str:
        """The question as it was written."""
        return self.question.raw

    def of(self, span: Span | None) -> str:
        """A part as it was written; empty where there is none."""
        return span.of(self.text) if span else ""

    def named(self, *kinds: NameKind) -> QuestionName | None:
        """The first name of one of these kinds."""
        return next((name for name in self.names if name.kind in kinds), None)

    @property
    def statement(self) -> str:
        """The question without what asks and closes it: 惠誉下调了美国评级 of 惠誉什么时候下调了美国评级？."""
        if self.asks is None:
            return self.text[self.start :].rstrip("？?。吗呢 ")
        before, after = self.text[self.start : self.asks.start], self.text[self.asks.end :].rstrip("？?。吗呢 ")
        return (_LINK.sub("", before) if not after else _IS.sub("", before)) + after

    @property
    def subject(self) -> str:
        """Topic and aspect together: 南京和无锡的元宇宙产业规模目标."""
        return self.text[self.start : self.link].rstrip()


def tagged_words(folded: str) -> list[Word]:
    """The words of a folded text, 高雄 市长 where the segmenter says 高雄市 长."""
    found: list[Word] = []
    for word in words(folded):
        before = found[-1] if found else None
        if (
            word.text == "长"
            and before
            and before.end == word.start
            and _SEAT.search(before.text)
            and len(before.text) > 2
        ):
            found[-1] = before._replace(text=before.text[:-1], end=before.end - 1)
            found.append(Word(f"{before.text[-1]}长", before.end - 1, word.end, "n"))
        else:
            found.append(word)
    return found


@lru_cache(maxsize=_REMEMBERED)
def parts(question: Text) -> QuestionParts:
    """Take a Chinese question apart.

    Args:
        question: Standing by itself, in either script.
    """
    folded = question.folded
    opening = OPENING.match(folded)
    start = opening.end() if opening else 0
    asks = _asks(folded, start)
    link = _link(folded, start, asks.start) if asks else len(folded.rstrip("？?。！! "))
    times = tuple(
        Span(start=m.start(), end=m.end()) for m in TIME.finditer(folded) if m[0] and re.search("[年月季q]", m[0])
    )
    phrase = _phrase(question, start, link, times)
    topic = _topic(phrase) if phrase else None
    return QuestionParts(
        question, start, asks, link, times, topic, _aspect(folded, topic, link, times), tuple(names(question))
    )


def _link(folded: str, start: int, asks: int) -> int:
    """Offset of the verb before the expression that asks: 将达 of 将达多少, not the 会 of 亚运会什么时候."""
    copula = COPULA.search(folded, start, asks)
    link = copula.start() if copula else asks
    modals = MODALS.search(folded, start, link)
    if modals and modals[0] and any(word.start == modals.start() for word in words(folded[:link])):
        return modals.start()
    return link


def _asks(folded: str, start: int) -> Span | None:
    quoted = [(m.start(), m.end()) for m in _QUOTED.finditer(folded)]
    for match in ASKS.finditer(folded, start):
        if not any(first <= match.start() < end for first, end in quoted):
            return Span(start=match.start(), end=match.end())
    return None


def _phrase(question: Text, start: int, link: int, times: tuple[Span, ...]) -> list[Word]:
    """The words of the noun phrase that the question opens with, a time left out."""
    leading = next((time.end for time in times if time.start == start), start)
    stop = min([link, *(time.start for time in times if time.start > leading)])
    found: list[Word] = []
    quoted = _QUOTED.match(question.raw, leading)
    if quoted and quoted.end() <= stop and not question.folded.startswith("的", quoted.end()):
        return [Word(quoted[0], quoted.start(), quoted.end(), "nz")]
    inside = [Span(start=m.start(), end=m.end()) for m in _QUOTED.finditer(question.raw)]
    for word in tagged_words(question.folded[:stop]):
        if word.start < leading:
            continue
        if any(quote.start < word.end and word.start < quote.end for quote in inside):
            found.append(word._replace(tag="nz"))
        elif (found or word.end < stop or word.tag in _NO_SUBJECTS) and _ends_phrase(word, found):
            break
        else:
            found.append(word)
    while found and found[-1].tag == "c":
        found.pop()
    return _completed(found, inside)


def _completed(found: list[Word], quotes: list[Span]) -> list[Word]:
    """The phrase with the quotation marks around its last words."""
    if found and (quote := next((q for q in quotes if q.start < found[-1].end <= q.end), None)):
        found[-1] = found[-1]._replace(end=quote.end)
        found[0] = found[0]._replace(start=quote.start if quote.start < found[0].start else found[0].start)
    return found


def _ends_phrase(word: Word, before: list[Word]) -> bool:
    if word.text in VERBAL or word.text in {"的", "在", "是"}:
        return True
    if word.text in NOMINAL or word.tag.startswith(NAME_TAGS):
        return False
    if word.tag == "c" or (word.tag == "p" and word.text in {"与", "和", "跟"}):
        return not before or word.text not in {"和", "与", "及", "跟", "同"}
    return word.tag not in _NOUN_TAGS


def _topic(phrase: list[Word]) -> Span | None:
    """The phrase without the property that it ends with: 张江集团 of 张江集团董事长."""
    kept = list(phrase)
    while kept and is_relational(kept[-1].text) and (len(kept) == 1 or kept[-1].text not in EVENTS):
        kept.pop()
    if not kept:
        return None
    if len(kept) < len(phrase) and not kept[-1].text.endswith(EVENTS):
        head = _leading_name(phrase)
        if head:
            return head
    return Span(start=kept[0].start, end=kept[-1].end)


def _leading_name(phrase: list[Word]) -> Span | None:
    end = 0
    for place, word in enumerate(phrase):
        tailed = COMPANY_TAIL.fullmatch(word.text) or PLACE_TAIL.fullmatch(word.text)
        if word.tag.startswith(NAME_TAGS) or (tailed and end) or (word.tag == "c" and end):
            end = word.end
        elif place and end:
            break
        elif place:
            return None
    return Span(start=phrase[0].start, end=end) if end else None


def _aspect(folded: str, topic: Span | None, link: int, times: tuple[Span, ...]) -> Span | None:
    start = max([topic.end if topic else 0, *(time.end for time in times if time.end <= link)])
    while start < link and folded[start] in "的了 ，,":
        start += 1
    gap = [word for word in tagged_words(folded[:link]) if word.start >= start] if start < link else []
    if (
        not gap
        or gap[0].text in VERBAL
        or gap[0].tag.startswith(("p", "r", "d", "c"))
        or (gap[0].tag == "v" and gap[0].text not in NOMINAL and not is_relational(folded[start:link]))
    ):
        return None
    return Span(start=start, end=link)


def is_relational(text: str) -> bool:
    """Whether a noun or noun phrase ends with a property that belongs to something else."""
    return text.endswith(RELATIONAL) or bool(MEASURED.search(text))


def names(question: Text) -> list[QuestionName]:
    """The names of a question in its order: works, Latin names, and words tagged as names with endings like 集团."""
    found = [QuestionName(Span(start=m.start(), end=m.end()), "work") for m in _QUOTED.finditer(question.raw)]
    taken = [name.span for name in found]
    tagged = [
        w for w in tagged_words(question.folded) if not any(span.start < w.end and w.start < span.end for span in taken)
    ]
    place = 0
    while place < len(tagged):
        word = tagged[place]
        if word.tag.startswith(NAME_TAGS) and len(word.text) > 1 and word.text not in NO_NAMES:
            first, last = _extended(tagged, place)
            end = tagged[last].end
            seat = question.folded.startswith("长", end) and _SEAT.search(tagged[last].text)  # 高雄 of 高雄市长
            span = Span(start=tagged[first].start, end=end - 1 if seat and len(tagged[last].text) > 2 else end)
            found.append(QuestionName(span, _kind(span.of(question.folded), tagged[last])))
            place = last
        place += 1
    for match in _LATIN.finditer(question.raw):
        if match[0] != match[0].lower() and not any(
            n.span.start < match.end() and match.start() < n.span.end for n in found
        ):
            found.append(QuestionName(Span(start=match.start(), end=match.end()), "other"))
    return sorted(found, key=lambda name: name.span.start)


def _extended(tagged: list[Word], place: int) -> tuple[int, int]:
    """First and last word of a name: with the noun before an ending like 高新区, and with names and endings behind."""
    first = last = place
    if PLACE_TAIL.fullmatch(tagged[place].text) and place and tagged[place - 1].tag.startswith("n"):
        first = place - 1  # 合肥 is tagged n before 高新区
    while last + 1 < len(tagged) and tagged[last + 1].start == tagged[last].end:
        after = tagged[last + 1]
        if not (PLACE_TAIL.fullmatch(after.text) or COMPANY_TAIL.fullmatch(after.text) or after.tag in {"ns", "nt"}):
            break
        last += 1
    return first, last


def _kind(text: str, last: Word) -> NameKind:
    if COMPANY_TAIL.search(text) and len(text) > 2:
        return "organisation"
    if last.tag == "ns" or PLACE_TAIL.search(text):
        return "place"
    if last.tag == "nt":
        return "organisation"
    if last.tag == "nr" and len(text) <= _LONGEST_PERSON:
        return "person"
    return "other"
