"""The kinds of questions and the words that announce each: rules as data, of which the first that matches decides.

All are matched against the folded question, so that one list serves simplified and traditional Chinese.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal[
    "number",
    "date",
    "person",
    "organisation",
    "place",
    "name",
    "definition",
    "reason",
    "way",
    "yesno",
    "list",
    "comparison",
    "aggregate",
    "other",
]
"""What is asked for; aggregate: a figure of each of several things that the question does not name."""


class KindSpec(NamedTuple):
    """What every question of one kind has in common."""

    several: bool = False
    """More than one thing is asked for."""
    separable: bool = False
    """With 分别 or respectively it is split into a question for each thing named."""
    patterned: bool = False
    """Patterns recognise its answers: a sentence with a match goes before others nearly as good."""
    measured: bool = False
    """Where the reader finds a part of a figure or date, the whole of it is the answer."""
    rules_end_names: bool = False
    """Rules decide where the name ends: they do better here than the reader, but not for places and organisations."""
    long: bool = False
    """It is answered by a clause and not by a name or a number."""
    prose: bool = False
    """Sentences that carry it are composed by rules of their own (qa.answer.compose)."""
    unnamed: bool = False
    """It asks for no noun: 为什么 and 什么时候 stand alone."""
    further: float = 1.0
    """Nats that a further sentence may be behind the best one and still be quoted: more go into a list."""


KINDS: dict[Kind, KindSpec] = {
    "number": KindSpec(separable=True, patterned=True, measured=True),
    "date": KindSpec(separable=True, patterned=True, measured=True, unnamed=True),
    "person": KindSpec(separable=True, patterned=True),
    "organisation": KindSpec(separable=True),
    "place": KindSpec(separable=True),
    "name": KindSpec(separable=True, rules_end_names=True),
    "definition": KindSpec(long=True, prose=True),
    "reason": KindSpec(long=True, prose=True, unnamed=True),
    "way": KindSpec(long=True, prose=True, unnamed=True),
    "yesno": KindSpec(long=True, prose=True, unnamed=True),
    "list": KindSpec(several=True, separable=True, long=True, further=2.0),
    "comparison": KindSpec(several=True, further=4.0),
    "aggregate": KindSpec(several=True, separable=True, further=6.0),
    "other": KindSpec(),
}
"""Each kind of question and what follows from it; a new kind needs a row here, a rule below and its words."""


class KindRule(NamedTuple):
    """An expression that announces a kind of answer."""

    kind: Kind
    pattern: re.Pattern[str]


def _rule(kind: Kind, *patterns: str) -> KindRule:
    return KindRule(kind, re.compile("|".join(patterns)))


WRAPPER = re.compile(
    r"^(?:请问|你好|您好|那么?|另外|嗨|我?(?:很|真)?想(?:要)?(?:请教|知道|问一?下?|了解一?下?|请问)|(?:你|"
    r"您|有谁|谁)?(?:能不能|能否|能|可以|可否|可不可以)?"
    r"(?:请)?(?:帮我|给我|告诉我|说说|说一下|讲讲|查一?下)(?!的)|(?:你|您)?知不?知?道|[,，:：\s]|"
    r"(?:can|could|would) you (?:please )?(?:tell me|say|explain)|do you know|please(?: tell me)?|tell me|"
    r"i(?:'d| would) like to know|i want to know|and|so)+\s*"
)
"""Phrases around the real question: 你知道…吗, "can you tell me …"."""

_THING = r"(?:家|个|座|间|所|类|种|些|项|支|款|条|名|位)?"
_ORGANISATION = (
    r"公司|企业|机构|部门|单位|组织|集团|银行|大学|高校|学校|学院|医院|协会|学会|俱乐部|球队|团队|媒体|"
    r"厂商|品牌方|运营商|政党|委员会|研究院|研究所|报社|机关"
)
_PLACE = (
    r"城市|国家|地区|省份?|直辖市|市|县|区(?!块|别|间)|镇|乡(?!村振)|村|州|洲|大洲|岛屿?|地方|国(?!际|内|"
    r"产|有|企|家级)|街道|园区|港口|河流?|海域"
)
_AUXILIARY = (
    r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|might|isn't|aren't|wasn't|weren't|"
    r"don't|doesn't|didn't|hasn't|haven't|won't|can't"
)
_ENGLISH_PLACE = r"city|country|province|state|county|region|district|town|village|place|island|continent|river|area"
_ENGLISH_ORGANISATION = (
    r"company|firm|organi[sz]ation|institution|agency|department|ministry|university|college|school|bank|club|team|"
    r"party|hospital|group|publisher|newspaper|institute"
)
_MANY = (
    r"cities|countries|provinces|states|regions|districts|towns|places|areas|companies|firms|organi[sz]ations|"
    r"departments|universities|people|products|projects|measures|fields|reasons|groups|members|parts|items"
)
_SUPERLATIVE = r"大|小|多|少|高|低|长|短|快|慢|强|好|早|晚|远|近|贵|便宜|重|轻"
_ATTRIBUTE = (
    r"主题|名称|名字|全名|全称|简称|别名|原名|本名|外号|绰号|称号|目标|任务|特点|特色|作用|意义|内容|结果|"
    r"标准|条件|目的|职务|职位|职业|身份|口号|题目|标题|"
    r"关键词|重点|核心|原则|功能|优势|成果|定位|方向|主线|首都|省会|原料|材料|产品|业务|服务|专业|类型|"
    r"性质|颜色|语言|宗旨|使命|愿景|代表作|成绩|学历|"
    r"位置|地点|地址|时间|日期|规模|数量|价格|面积|人口"
)
"""What a thing has: 主题是什么 asks for a name, 元宇宙是什么 for a definition."""

_NO_ATTRIBUTE = "".join(f"(?<!{each})" for each in _ATTRIBUTE.split("|"))

_COMPARED = (
    rf"比较|对比|(?:哪(?:一?[个家座种款位])?|谁)的?[^,，?？。]{{0,12}}更|(?:区别|差别|差异|差距|异同|"
    rf"不同)(?:在哪|是|有多|有哪|之处)|"
    rf"有(?:什么|啥|何|哪些)(?:区别|差别|差异|不同)|"
    rf"[^,，相]比[^例重较如喻分方率值]{{1,20}}?(?:{_SUPERLATIVE})(?:了?多少|几|吗|还是)"
)

KIND_RULES = (
    _rule("yesno", rf"^(?:{_AUXILIARY})\b(?!.*\bor (?:is|are|the|a)\b)"),
    _rule(
        "comparison",
        rf"(?<!英法)(?<!可)(?:{_COMPARED})",
        r"\b(?:compare[ds]?|versus|vs)\b",
        r"\bdiffer(?:ence|s|ent)?\b.*\b(?:between|from|and)\b",
    ),
    _rule(
        "comparison",
        r"\bwhich (?:of |one )?.*(?:more|larger|bigger|higher|smaller|lower|longer|greater|older|earlier)\b",
    ),
    _rule(
        "reason",
        r"为[什甚]么(?![?？]?$)|(?:^|[是,，。])为[什甚]么|为何|为啥|原因|缘由|缘何|因何|因为?[什甚]么|咋回事|"
        r"怎么回事|点解|何以|何故|怎么会|怎么不|怎么没|(?:出于|"
        r"基于)(?:什么|何种|怎样)(?:的)?(?:考虑|目的)",
        r"\bwhy\b|\bhow come\b|\bwhat (?:caused|causes|led to|made|makes|explains)\b|\b(?:reasons?|"
        r"cause) (?:for|behind|of|that)\b",
    ),
    _rule(
        "aggregate",
        r"哪(?:些|几[个家座]).*(?:多少|多[大高长远重宽深]|几[^乎何])|各(?:自|个|地|省|市|县|区|城市|地区|国|"
        r"家|公司|企业)?.*?(?:多少|多[大高长远重宽深])",
        r"(?:由|从)(?:高到低|低到高|大到小|小到大|多到少|少到多)|排(?:名|序|列|行).*(?:哪些|如何|怎样|怎么)|"
        r"(?:哪些|各).*排(?:名|序|列|行)",
        rf"\bwhich (?:\w+ )?(?:{_MANY})\b.*\b(?:how (?:much|many|large|big|high|long)|and what)\b|"
        rf"\bhow (?:much|many|large|big|high)\b.*\b(?:each|respectively)\b",
    ),
    _rule(
        "date",
        r"[什甚]么时[候间刻]|啥时[候间]?|几时|何[时年月日](?!起诉)|哪一?个?[天年月日](?!度)|几[月号日](?!报|"
        r"本|常)|多会儿|[什甚]么日子|哪个(?:月份?|年份|日期|季度|"
        r"世纪|年代|朝代|时期|星期|礼拜)|"
        r"何年何月|星期几|礼拜几|周几|(?:时间|日期|生日)(?:定?在|是|为)?(?:[?？]|$)",
        r"\bwhen\b|\bwh(?:at|ich) (?:date|day|year|month|century|quarter)|\bsince when\b|\bon what date\b",
    ),
    _rule("place", rf"哪(?:一)?(?:个|座|国)(?:{_PLACE})?的?(?:哪个|[什甚]么)(?:{_PLACE})"),
    _rule(
        "list",
        r"哪一?些|有哪|哪[几两三四五六七八九十](?!年|天|个月)|分别|列[出举]|都(?:有|是|包括|包含)(?:谁|"
        r"[什甚]么|啥)|(?:包括|包含|涵盖|涉及)了?(?:[什甚]么|"
        r"啥)(?:[?？]|$)|(?:有|包括)(?:[什甚]么|啥)(?:和|与)",
        rf"\bwhich (?:\w+ )?(?:{_MANY})\b|\bwhat (?:\w+ )?(?:{_MANY})\b|\bwho (?:are|were)\b|\bwhat are (?:the|"
        rf"its|their|some)\b|"
        r"\b(?:list|name|enumerate) (?:the|all|some|three|two|four|five)\b",
    ),
    _rule(
        "number",
        r"多少|几多|(?<![很许好更最太这那很不差])多[大高长远重宽深久厚快](?!的?(?:程度|部分|影响|作用|意义))|"
        r"(?<![这近前后好十百千万初头末未])几(?![乎何内率许度分])|若干|"
        r"占比(?:是|为)?(?:[?？]|$)|百分之几|第几",
        r"\bhow (?:many|much|large|big|long|far|old|high|tall|wide|deep|fast|heavy|often)\b|"
        r"\bwhat (?:percentage|proportion|share|number|amount|percent)\b",
        r"\bwhat (?:is|was|were|are|will be) (?:the |its |their )?(?:\w+['’]?s? ){0,3}(?:population|revenue|"
        r"area|budget|cost|price|size|height|length|target|value|age|speed)\b",
    ),
    _rule(
        "organisation",
        rf"哪(?:一)?(?:家|所|间|支|个|大)?(?:{_ORGANISATION})|哪一?家(?!里)|哪一?[所支](?!有)|(?:[什甚]么|啥|"
        rf"何)(?:{_ORGANISATION})|"
        rf"(?:{_ORGANISATION})(?:是|叫|为)(?:哪一?[家所]|[什甚]么|啥)",
        rf"\bwh(?:ich|at) (?:\w+ )?(?:{_ENGLISH_ORGANISATION})\b",
    ),
    _rule(
        "person",
        r"谁|哪一?位|何人|哪个人|(?<![周旁身一两海])边个(?![人体别性月])|[什甚]么人(?![群口工类民])|啥人|哪名|"
        r"(?:创始人|董事长|总经理|总裁|校长|作者|导演|主席|主任|"
        r"市长|省长|总统|总理|主演|教练)(?:是|为|叫[什甚]么|叫啥|叫)?(?:[?？]|$)",
        r"\bwho(?:m|se)?\b",
    ),
    _rule(
        "place",
        r"哪里|哪儿|何处|何地|[什甚]么(?:地方|地点|位置)|啥(?:地方|地点)|在哪|去哪(?!家)|从哪(?=[来出飞开到])|"
        r"到哪(?!个|些|一|家|种)|位于哪|(?<![周旁身一两海])边度|"
        rf"哪一?(?:个|座|处|片|条|块)?(?:{_PLACE})|(?:[什甚]么|何|啥)(?:城市|国家|省份|地区)|(?:地点|地址|位置|"
        rf"产地|所在地|出生地)(?:在|是|为)?(?:[?？]|$)",
        rf"\bwhere\b|\bwh(?:ich|at) (?:\w+ )?(?:{_ENGLISH_PLACE})\b",
    ),
    _rule(
        "way",
        r"如何(?!看待|评价|[?？]?$)|怎样(?!的)|怎么(?!看|样的|说|回|了)(?:才?能|做|办|去|实现|提高|[^样]|"
        r"样(?:才能|去|做|实现|发展|推动|提高|解决|进行))|"
        r"咋(?!样[?？]?$|回|了)|通过(?:了)?(?:[什甚]么|啥)|(?:以|用|采用|采取|凭|靠)(?:了)?(?:[什甚]么|何种|"
        r"怎样的|哪种|啥)(?:样的)?(?:方式|方法|途径|"
        r"手段|办法|措施|形式|渠道|技术)|(?:方式|方法|途径|手段|办法)(?:是|有)[什甚]么",
        r"\bhow (?:to|do|does|did|can|could|will|would|should|is|are|was|were|has|have)\b|\b(?:by what means|"
        r"in what way)\b",
    ),
    _rule(
        "definition",
        r"^[\"“”'《》]*(?:[什甚]么|啥)(?:是|叫做?)|(?:何谓|何为)|(?:什么|啥|何)意思|的(?:定义|含义|概念|"
        r"意思)(?:是|为|[?？]|$)|指的?是?(?:[什甚]么|"
        r"啥)|叫做?[什甚]么是|系[乜咩]|"
        rf"^(?:[^的《“「\"]|《[^》]*》|“[^”]*”|「[^」]*」|\"[^\"]*\")*(?<!的){_NO_ATTRIBUTE}(?:究竟|"
        rf"到底)?是(?:个|一种|一个)?(?:[什甚]么|啥)(?:东西|玩意儿?|概念)?(?:呀|啊|呢)?[?？]?$",
        r"^what(?:'s| is| are| was) (?:an? |the )?(?!.*\b(?:of|for|in|at|by|to|on|from|that|which|name|theme|"
        r"title|slogan)\b)(?!\w+'s)[\w' -]+\??$|"
        r"\bwhat does .* mean\b|\bmeaning of\b|\bdefin(?:e|ition)\b",
    ),
    _rule(
        "name",
        r"[什甚]么(?!的)|哪一?[个部本首篇种款类项届场座张条只支枚颗份句段]|哪一|叫啥|啥|何种|乜嘢|(?:名称|"
        r"名字|全称|简称)(?:是|为|叫)?(?:[?？]|$)",
        r"\bwh(?:at|ich)\b",
    ),
    _rule(
        "yesno",
        r"吗|嘛[?？]|是否|是不是|有没有|有无|能否|可否|会否|([能会要对可行好是有])[不没]\1|对吧|没有[?？]$|"
        r"了没[?？]?$|系咪",
    ),
)
"""In order of strength: 为什么 before 什么, 哪些…多少 before 哪些, 多少 before 谁, and 吗 last: 知道是谁吗 asks who."""

NEGATION = re.compile(
    r"并?未(?!来|央|必)|没有?(?!收|落)|并非|无法|不(?!少|断|仅|同|过|久|足|锈|如|止|但|只|论|管|动产|良|"
    r"透明|等)|莫(?!斯|名)|\b(?:not|never|no|"
    r"without|none)\b|n't\b"
)
"""What denies, as in 哪些城市没有发布规划."""
NO_NEGATION = re.compile(
    r"有没有|是不是|能不能|会不会|要不要|对不对|可不可以|知不知道|好不好|没有?[?？]$|差不多|了不起|不得不|"
    r"无不|\bno\. ?\d|\bwhy not\b"
)
"""What only looks like a negation: taken out first."""

DESCENDING = re.compile(
    r"最(?:大|多|高|长|快|强|贵|重|远)|(?:由|从)(?:高到低|大到小|多到少)|(?:更|比.*)(?:大|多|高|长|快|强|"
    r"贵|重)|降序|排名|前[几十三五]|"
    r"\b(?:largest|biggest|highest|most|longest|larger|bigger|higher|more|descending|top)\b"
)
ASCENDING = re.compile(
    r"最(?:小|少|低|短|慢|便宜|轻|近)|(?:由|从)(?:低到高|小到大|少到多)|(?:更|比.*)(?:小|少|低|短|便宜|轻)|升序|"
    r"\b(?:smallest|lowest|least|fewest|shortest|smaller|lower|fewer|less|ascending)\b"
)
"""The order in which a table of figures is asked for; else it is that of the articles."""
