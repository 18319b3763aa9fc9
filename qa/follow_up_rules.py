"""Expressions that make a question a follow-up, matched against the folded question (simplified, lower case)."""

from __future__ import annotations

import re


def each_of(*lines: str) -> tuple[str, ...]:
    """The words of lines of words."""
    return tuple(" ".join(lines).split())


MEASURES = "个家项条座处枚张件名位部场届种款只辆台套所间栋艘架页本份颗岁吨篇"

ASKS = re.compile(
    r"为什么|为何|为啥|怎么(?:样|办)?|如何|是否|啥时候|啥|何[时处地人]|谁|"
    r"什么(?:时候|时间|地方|名字|样)?|"
    rf"哪(?:一?[{MEASURES}年天日里儿些]|[几两三四五六七八九十][{MEASURES}])?|"
    rf"多少(?:钱|[{MEASURES}人年天])?|几[{MEASURES}人年天月号点]|多[大高长远重久宽深快]"
)
"""What asks, with the measure word that belongs to it."""

COPULA = re.compile(r"(?:达到|达|是|为|有|叫|设在|位于|在)?$")
"""What links the asked thing to what asks: 是 of 是多少."""

MODALS = re.compile(r"(?:一共|总共|分别|大约|约|共|将|会|要)*$")
"""What may stand before that."""

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
"""Words that open a question and belong to nothing in it."""
AND = re.compile(r"^(?:那么|那|换成|换作|如果是|而)(?![里儿个些时年天边家座次场份项])")
"""那 of 那南京呢？, not of 那里 and 那个."""
CLOSING = re.compile(r"(?:又?如何|怎么样|又?是多少|呢|啊|呀|吗)?[？?！!。.,，~ ]*$")
ELLIPSIS = re.compile(r"呢[？?！!。.~ ]*$")

MORE = re.compile(
    r"^(?:那|请问|除此之外|此外)?(?:还有(?:呢|吗|哪些|什么|别的吗?|其他的?吗?)?|继续说?|更多|然后呢|详细说说|具体说说|"
    r"再说一遍)[？?！!。.~ ]*$"
)
"""Further items: the same question again."""

WHY = re.compile(r"^(?:那|这是|请问)?(?:为什么|为何|为啥|原因呢|什么原因)(?:呢|这样说|这么说|会这样)?[？?！!。 ]*$")
BARE = re.compile(r"^(?:那|那么|请问|是|在|于|的|到底|呢|啊|[？?！!。 ])+|(?:的|呢|啊|呀|来着|[？?！!。 ])+$")
"""What may stand around an expression that asks without making it a question of its own."""

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
"""What a noun follows that says the kind of a thing: 该方案, 这个项目."""
ARTICLE = re.compile(
    r"(?:在|从)?(?:这|那|该|上)(?:一)?(?:篇)?(?:文章|报道|新闻|文中|文|稿子)(?:里面?|中|内|上)?(?:[，,])?|^文[章中](?:里|中)?"
)
PROPOSITIONS = frozenset(
    each_of(
        "决定 说法 消息 做法 事件 事情 事 结果 举动 处罚 行为 情况 现象 判断 预测",
    )
)
"""Kinds of what a whole sentence says: 这个决定."""

ORDINAL = re.compile(
    rf"第(?P<number>[一二三四五六七八九十\d]{{1,2}})[{MEASURES}](?P<kind>[\u4e00-\u9fff]{{0,4}}?)"
    r"(?=呢|是|的|在|有|叫|由|做|又|什|指|，|,|[？?！!。 ]*$)"
    rf"|(?P<last>最后一?[{MEASURES}])|(?P<former>前者)|(?P<latter>后者)"
)
NUMERALS = {character: number for number, character in enumerate("一二三四五六七八九十", start=1)}
LISTED = re.compile(r"哪些|哪[几两三四五六七八九十]|有谁|分别|什么.*和|\bwhich\b|\bwho are\b|\bwhat are\b|\blist\b")
"""A question whose answer is a list."""

COMPARING = re.compile(r"^(?:那|请问)?(?:哪[个家座款部些]|谁)(?:的.{1,6})?(?:更|最|比较)")
PREPOSITION = re.compile(r"^(?:给|向|从|跟|对|为|由)(?!什么)")
COMPARED = re.compile(r"^(?:和|跟|与|同|比)(?!哪|谁|什么).{1,20}?(?:比|相比|哪[个家座款]|谁|有什么(?:区别|不同))")
"""和华为Mate60比哪个贵？: compared with the topic."""
CHANGE = re.compile(r"(?:同比|环比|会|能)*(?:增长|下降|上升|减少|提高|下跌|上涨|增加|这么|那么|如此)")
"""What a figure does, not what it is of: 为什么增长这么快？."""
IMPERATIVE = re.compile(r"^(?:怎么|如何|怎样)(?:才能)?[\u4e00-\u9fff]{1,2}(?!的)")
DEFINITION = re.compile(r"^什么(?:是|叫)|[^的]是(?:什么|啥)(?:意思|东西)?[？?！!。 ]*$")
NOW = re.compile(r"今天|明天|昨天|现在|眼下|此刻")
"""Time that a question counts from itself: 今天天气怎么样？ is about nothing earlier."""
OMITTED = re.compile(
    r"^(?:(?:是|又)?(?:在|从|由|向|给|为)?(?:什么时候|啥时候|何时|哪[天年里儿]|什么地方|多久|为什么|为何|为啥)(?:会|要|能|才|就)?"
    r"|会|要|将|还|又|也|能|是否|有没有)$"
)
"""What may stand right before a verb whose subject is left out."""

RELATIONAL = each_of(
    "规模 目标 主题 面积 产值 增加值 营收 收入 利润 增速 比重 占比 名称 名字 时间 日期 地点 地址 成员 董事长",
    "总裁 主席 经理 负责人 书记 市长 省长 县长 校长 院长 ceo 价格 售价 票房 成本 投资额 投资 人数 数量 措施",
    "内容 原因 理由 意义 作用 特点 优势 劣势 不足 方法 步骤 结果 影响 任务 重点 方向 要求 条件 深度 高度 长度",
    "宽度 重量 速度 距离 年龄 身高 轴距 续航 容量 冠军 亚军 对手 背景 作者 导演 主演 嘉宾 伤者 份额 资金 股价",
    "市值 销量 产量 版本 会期 上一次 下一次 席位 费用 门票 吉祥物 口号 会徽 主办方 承办方 主办单位 创始人",
    "发明者 首都 人口 货币 官网 电话 邮箱 学历 职务 职位 籍贯 国籍 妻子 丈夫 父亲 母亲 儿子 女儿 队友 教练",
    "队长 股东 子公司 母公司 员工 用户 客户 业务 供应商 毛利率 净利率 增长率 出口额 进口额 存栏量 发行价",
    "收盘价 总部 工期 温度 海拔 目的 宗旨 功能 用途 定位 阵容 片长",
)
"""Nouns of a property: they mean nothing until one knows whose."""
MEASURED = re.compile(r"[\u4e00-\u9fff](?:率|额|量|价|费|值|投入|支出|比例)$")
"""Ends of other such nouns."""
QUANTITIES = each_of(
    "规模 面积 产值 增加值 营收 收入 利润 增速 比重 占比 价格 售价 票房 成本 投资额 人数 数量 深度 高度 长度",
    "重量 距离 轴距",
)
"""Those of them that are a number."""
NO_NAMES = frozenset({"城市", "地区", "国家", "台风", *RELATIONAL})
"""Words that the tagger takes for names."""
EVENTS = each_of(
    "总部 基金 大会 峰会 联盟 项目 计划 方案 中心 平台 规划 协议 展览 比赛 地震 选举 论坛 博览会 运动会 产业园",
    "演唱会",
)
"""Nouns of what has a name and properties of its own, and so is a topic behind a place: 昆山工业元宇宙产业基金."""
NOMINAL = frozenset(
    each_of(
        "创新 发展 应用 开放 合作 投资 管理 服务 行动 工作 研究 建设 教育 保护 选举 相关 收入 深度 设计 制造 交易",
        "生产 运动 竞技 营收 融合 开发 传播 保障 培训 示范 展示 交流 指导 实施 评级 会议",
    )
)
"""Verbs by their tag that stand inside names: 创新发展联盟."""
VERBAL = frozenset(
    each_of(
        "落户 获得 计划 一共 总共 共 打算 目前 设在 准备 预计",
    )
)
"""Words by another tag that end a name: 应用中心落户在哪里."""
PLACE_TAIL = re.compile(r"(?:高新区|开发区|新区|合作区|自治县|自治区|特区|[市省县区州镇乡村])$")
COMPANY_TAIL = re.compile(
    r"(?:集团|公司|大学|学院|银行|分行|股份|科技|医院|协会|委员会|研究院|基金会|俱乐部|联盟|局|部|社)$"
)
