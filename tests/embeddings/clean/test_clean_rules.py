"""Single rules: dates, credits, agency lines, captions, notices; and sentences that only look like them."""

from __future__ import annotations

from datetime import date

import pytest

from embeddings.clean.credits import Agency, bracketed_credits, read_agency, read_credits, trailing_credits
from embeddings.clean.lines import drop_blocks, drop_lines, take_credits
from embeddings.clean.metadata import parse_date
from embeddings.clean.rules import BLOCK_STARTS, FEED_LABELS, LINE_RULES, TAIL_RULES
from embeddings.clean.types import Line, Log


@pytest.mark.parametrize(
    "text",
    [
        "2022-07-28",
        "2022-07-28T08:23:56+08:00",
        "2022-07-28 08:23:56",
        "2022/7/28",
        "2022.7.28",
        "2022年7月28日 08:23",
        "2022 年 7 月 28 日",
        "发布时间：2022年07月28日",
        "20220728",
        "二〇二二年七月二十八日",
        "民國111年7月28日",
        "Thu, 28 Jul 2022 08:23:56 GMT",
        "28 Jul 2022 08:23:56 +0800",
        "July 28, 2022",
        "Jul. 28, 2022",
        "28 July 2022",
        "1658967836",
        "1658967836000",
        "1658967836.5",
    ],
)
def test_dates(text: str) -> None:
    assert parse_date(text) == date(2022, 7, 28)


@pytest.mark.parametrize(
    "text", ["", "7月28日", "昨天", "2022-02-30", "2022-13-01", "3022-01-01", "12345678", "28 Foo 2022"]
)
def test_no_dates(text: str) -> None:
    assert parse_date(text) is None


def test_a_day_is_the_one_that_is_written() -> None:
    assert parse_date("Tue, 23 Aug 2022 23:15:26 GMT") == date(2022, 8, 23)
    assert parse_date("2022-08-23T23:15:26Z") == date(2022, 8, 23)


@pytest.mark.parametrize(
    ("text", "credits"),
    [
        ("来源：新民晚报", [("source", "新民晚报")]),
        ("（文章来源：证券时报·e公司）", [("source", "证券时报·e公司")]),
        ("【编辑:田博群】", [("editor", "田博群")]),
        ("(责任编辑：卢其龙 CN070)", [("editor", "卢其龙 CN070")]),
        ("责任编辑：", [("editor", "")]),
        ("2022年7月28日 08:23 来源：新民晚报", [("date", "2022年7月28日 08:23"), ("source", "新民晚报")]),
        ("来源：央视新闻 | 作者：李明 王红", [("source", "央视新闻"), ("author", "李明 王红")]),
        ("审核：马翔宇 编辑：胡霈霖 校对：张建平", [("editor", "马翔宇"), ("editor", "胡霈霖"), ("editor", "张建平")]),
        ("时间：2024-06-18 10:21:00 浏览次数：1203次", [("date", "2024-06-18 10:21:00"), ("page", "1203次")]),
        ("來源:元力社", [("source", "元力社")]),
        ("原标题：江城发布方案", [("original_title", "江城发布方案")]),
    ],
)
def test_credits(text: str, credits: list[tuple[str, str]]) -> None:
    assert [(credit.kind, credit.value) for credit in read_credits(text)] == credits


@pytest.mark.parametrize(
    "text",
    [
        "名字来源：美国；名称意义：风暴（马绍尔语）",
        "来源：资金主要来自企业自筹，其余为财政补贴。",
        "编辑部设在江城，编辑：共有三人，均为兼职。",
        "记者获悉，方案将于7月1日起施行",
        "时间：7月1日 地点：江城会展中心",
        "2024年6月18日，江城市政府宣布开工。",
    ],
)
def test_sentences_are_no_credits(text: str) -> None:
    assert read_credits(text) == []


def test_credits_in_brackets_and_at_the_end() -> None:
    text = "方案今日发布（文章来源：江城日报），全文（2024-2027）见附件。"
    assert [(start, end) for start, end, _ in bracketed_credits(text)] == [(6, 17)]
    glued = "规模达300亿元。返回搜狐，查看更多责任编辑："
    tail = trailing_credits(glued)
    assert tail is not None
    assert glued[: tail[0]] == "规模达300亿元。"
    assert trailing_credits("他说，资金来源：财政") is None


@pytest.mark.parametrize(
    ("text", "line", "reporters", "publisher"),
    [
        (
            "财联社|区块链日报8月23日讯（记者 徐赐豪） 8月22日",
            "财联社|区块链日报8月23日讯（记者 徐赐豪）",
            ("徐赐豪",),
            "财联社|区块链日报",
        ),
        ("新民晚报讯(记者 宋宁华)上海", "新民晚报讯(记者 宋宁华)", ("宋宁华",), "新民晚报"),
        (
            "新华社北京8月23日电（记者李明、王红）国务院",
            "新华社北京8月23日电（记者李明、王红）",
            ("李明", "王红"),
            "新华社",
        ),
        ("中新网太原8月8日电 (吴琼)记者从", "中新网太原8月8日电 (吴琼)", ("吴琼",), "中新网"),
        ("本报讯（记者 张三）昨日", "本报讯（记者 张三）", ("张三",), None),
        ("IT之家 8 月 16 日消息，英特尔", "IT之家 8 月 16 日消息，", (), "IT之家"),
        ("央视网消息：今天", "央视网消息：", (), "央视网"),
        ("【环球网报道 记者 李明】据", "【环球网报道 记者 李明】", ("李明",), None),
        ("〔記者王小明／台北報導〕市長", "〔記者王小明／台北報導〕", ("王小明",), None),
        ("（中央社記者王小明台北23日電）行政院", "（中央社記者王小明台北23日電）", ("王小明",), None),
        ("每经记者 李明 每经编辑 王红 8月", "每经记者 李明 每经编辑 王红", ("李明",), None),
        ("BEIJING, Aug. 23 (Xinhua) -- China", "BEIJING, Aug. 23 (Xinhua) --", (), None),
    ],
)
def test_agency_lines(text: str, line: str, reporters: tuple[str, ...], publisher: str | None) -> None:
    assert text.startswith(line)
    assert read_agency(text) == Agency(len(line), reporters, publisher)


@pytest.mark.parametrize(
    "text",
    [
        "近日，记者从市里获悉，方案已发布。",
        "据新华社8月23日消息，方案已发布。",
        "他说（记者在现场）今天开工。",
        "8月22日，横琴粤澳深度合作区官网发布方案。",
        "这位记者（记者证号123）到场。",
    ],
)
def test_sentences_are_no_agency_lines(text: str) -> None:
    assert read_agency(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("【资料图】", "picture_note"),
        ("图说:2022上海元宇宙峰会。主办方供图。", "caption"),
        ("图/视觉中国", "caption"),
        ("▲示范区效果图", "caption"),
        ("开工仪式现场。新华社记者 李明 摄", "caption"),
        ("【免责声明】本文仅代表作者观点。", "disclaimer"),
        ("本文版权归江城日报所有，转载请注明出处。", "disclaimer"),
        ("未经授权不得转载。", "disclaimer"),
        ("Copyright © 2024 江城新闻网 版权所有", "copyright"),
        ("江ICP备12345678号", "copyright"),
        ("分享到：", "share"),
        ("微信 微博 QQ空间", "share"),
        ("扫码关注江城发布", "share"),
        ("点击查看更多", "navigation"),
        ("返回顶部", "navigation"),
        ("返回证券时报·e公司新闻｜返回首页", "navigation"),
        ("上一篇：青屏山隧道贯通", "navigation"),
        ("首页 > 新闻 > 正文", "navigation"),
        ("更多精彩内容请进入国内新闻", "advertising"),
        ("下载江城新闻客户端", "advertising"),
        ("（完）", "end_mark"),
        ("(资料图片仅供参考)", "picture_note"),
        ("图为9月8日，农民在收割玉米。新华社发", "caption"),
        ("封面图片来源：摄图网-400000000", "caption"),
        ("（编辑 王五）", "credit_line"),
        ("（本文来自澎湃新闻，更多原创资讯请下载“澎湃新闻”APP）", "advertising"),
        ("如需转载请与《江城日报》报社联系。", "disclaimer"),
        ("未经《江城日报》报社授权，严禁转载或镜像，违者必究。", "disclaimer"),
    ],
)
def test_lines_that_go(text: str, kind: str) -> None:
    log = Log()
    assert drop_lines([Line("正文。"), Line(text)], log) == [Line("正文。")]
    report = log.report("a", path="a", encoding="utf-8", source_chars=1, kept_chars=1)
    assert [(change.kind, change.text) for change in report.removed] == [(kind, text)]


@pytest.mark.parametrize(
    "text",
    [
        "扫码支付让生活更便利。",
        "图书馆将延长开放时间。",
        "相关阅读量达到4.8亿。",
        "法院认定，被告未经授权使用了原告的作品，应当赔偿。",
        "分享经济正在改变江城人的出行。",
        "免费开放的首页改版后，浏览量上升三成。",
        "广告业务收入同比增长12%。",
        "返回地球的样品将送往北京。",
        "关注民生，是这次会议的主题。",
        "完成投资46亿元。",
        "版权保护条例今日施行。",
        "大江大河",
        "△资料图“急性会厌炎的主要症状就是咽痛。这种症状出现以后，请立即就医。”",
        "未经用户许可，平台不得使用个人信息。",
        "图为江城首个实验室，已服务患者3万人次。专家认为，这一数字仍将增长。",
        "（编辑 王五、赵六等人参与了这本书的出版）",
        "图片来源是法院采信的证据之一。",
    ],
)
def test_lines_that_stay(text: str) -> None:
    assert drop_lines([Line(text)], Log()) == [Line(text)]


def test_a_related_block_ends_where_the_article_goes_on() -> None:
    body = Line("示范区规划面积12.6平方公里，将建设3个垂直起降场，首批签约企业21家，计划三年内建成并投入使用。")
    lines = [Line("开头。"), Line("推荐阅读"), Line("隧道贯通"), Line("地铁试运行"), Line("规划"), body]
    assert drop_blocks(lines, Log()) == [Line("开头。"), Line("规划"), body]
    assert drop_blocks(lines[:4], Log()) == [Line("开头。")]


def test_two_dated_lines_are_no_block_of_headlines() -> None:
    lines = [Line("大事记"), Line("示范区开工2024-06-18"), Line("示范区签约2024-06-20")]
    assert drop_blocks(lines, Log()) == lines


@pytest.mark.parametrize(
    "label",
    [
        "世界简讯:",
        "【时快讯】",
        "每日观察!",
        "微动态丨",
        "全球速递！",
        "天天快播:",
        "环球观焦点:",
        "当前信息:",
        "【全球独家】",
    ],
)
def test_feed_labels(label: str) -> None:
    match = FEED_LABELS.match(f"{label}上海在元宇宙赛道率先起跑")
    assert match is not None
    assert match[0] == label


@pytest.mark.parametrize(
    "title", ["今日头条:下架内容", "环球时报:社评", "世界杯:梅西夺冠", "快播:王欣出狱", "全球最新动态"]
)
def test_words_before_a_colon_that_are_no_label(title: str) -> None:
    assert FEED_LABELS.match(title) is None


@pytest.mark.parametrize("before", [True, False])
def test_an_outlet_beside_a_date_without_bullets(before: bool) -> None:
    pair = [Line("杭州日报"), Line("2022-08-01 10:11:12")]
    body = Line("杭州人工智能小镇二期启动，总投资86亿元。")
    found = take_credits([*(pair if before else pair[::-1]), body], Log())
    assert found.lines == [body]
    assert [(credit.kind, credit.value) for credit in found.credits if credit.kind == "source"] == [
        ("source", "杭州日报")
    ]


def test_an_outlet_without_a_date_beside_it_stays() -> None:
    lines = [Line("杭州日报"), Line("这份报纸创刊于1955年。"), Line("2022-08-01"), Line("它在这一天改版。")]
    assert take_credits(lines, Log()).lines[0] == Line("杭州日报")


@pytest.mark.parametrize("tail", ["（编辑 王五）", "（編輯：張三）1110823"])
def test_an_editor_at_the_end(tail: str) -> None:
    body = Line("总投资86亿元。")
    assert take_credits([body, body, body._replace(text=body.text + tail)], Log()).lines == [body, body, body]


def test_every_rule_says_why_and_what_proved_it() -> None:
    for rule in (*LINE_RULES, *BLOCK_STARTS, *TAIL_RULES):
        assert rule.kind.isidentifier()
        assert rule.reason
        assert rule.proof[:3] in {"000", "001", "002", "003", "004", "pag"}
