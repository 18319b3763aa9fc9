"""Removal rules for whole lines and for the end of an article, as named data, each with the seed or page it serves.

A rule matches a whole line or the end of the article, because the same words also occur in prose: in 5,144 news texts
of 2023, 相关阅读 also begins 相关阅读量达到4.8亿, and 来源 also occurs in 名字来源：美国.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Rule(NamedTuple):
    """A pattern to remove, and the reason."""

    kind: str
    pattern: re.Pattern[str]
    reason: str
    proof: str


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


LINE_RULES: tuple[Rule, ...] = (
    Rule(
        "picture_note",
        _line(
            r"[【\[（(]?(?:资料图|資料圖|资料图片|图源网络|图片来源于?网络)(?:[,，、\s]*(?:仅供参考|与(?:图文|本文|内容|正文)无关))?[】\]）)]?"
        ),
        "stands for a picture",
        "002; (资料图片仅供参考)",
    ),
    Rule(
        "caption",
        _line(
            r"(?:图说|图为|图注|图片说明|圖說|圖為|圖片說明|[▲△▼])[:：]?\s*(?:[^。]{0,100}。?|.{0,100}(?:摄|供图|提供|。(?:新华社|新華社|中新社)[发發])。?)"
        ),
        "belongs to a picture that is not shown",
        "002",
    ),
    Rule(
        "caption",
        _line(r"[（(]?(?:图|圖|图片|圖片|题图|制图|图源|图据|供图|摄影|攝影|视频)\s*[/／:：丨|｜]\s*.{1,40}"),
        "belongs to a picture that is not shown",
        "page: 图/视觉中国",
    ),
    Rule(
        "caption",
        _line(
            r".{0,80}(?:(?:记者|通讯员|新华社|中新社|本报|记者部)[^，,！？!?]{0,20}(?:/\s*)?摄|供图|圖[:：].{2,12})[。）)]?"
        ),
        "belongs to a picture that is not shown",
        "page: …新华社记者 李明 摄",
    ),
    Rule(
        "caption",
        _line(r"(?:封面|首页|文中|头图|题图)?图片?来源\s*[:：]\s*[^，,。；;：:]{2,40}"),
        "belongs to a picture that is not shown",
        "page: 封面图片来源：摄图网-400000000",
    ),
    Rule(
        "credit_line",
        _line(
            r"[（(【\[](?:责任编辑|责编|编辑|責任編輯|責編|編輯)\s+[\u3400-\u9fff]{2,4}(?:[\s、][\u3400-\u9fff]{2,4})?[）)】\]]"
        ),
        "names an editor",
        "page: （编辑 王五）",
    ),
    Rule(
        "disclaimer",
        _line(
            r"[【（(\[]?\s*(?:免责声明|免責聲明|版权声明|版權聲明|特别声明|郑重声明|重要声明|广告声明|风险声明|特别提示|转载声明|版权说明)"
            r"\s*[】）)\]]?\s*(?:[:：]?.*)"
        ),
        "legal notice of the site",
        "page: 【免责声明】…",
    ),
    Rule(
        "disclaimer",
        _line(
            r"[【（(\[※*]?\s*(?:本文|本网|本站|本报|以上|声明|版权|凡|未经|转载|作者|注|文章|图片|内容|如有|如涉|如需|部分).{0,60}"
            r"(?:未经.{0,8}(?:授权|许可|允许).{0,20}(?:转载|使用|复制)|(?:授权|许可|允许).{0,6}不得转载|版权(?:归|均?属于).{1,20}所有|转载请(?:注明|联系|与[^。]{2,20}联系)|不代表.{0,14}(?:观点|立场)|"
            r"有侵权|涉及(?:侵权|版权)|不构成.{0,6}投资建议|侵权请联系).{0,100}"
        ),
        "legal notice of the site",
        "page: 未经授权不得转载",
    ),
    Rule(
        "disclaimer",
        _line(
            r"[【（(\[]?(?:未经《[^》]{2,16}》(?:报社|杂志社|编辑部)?(?:书面)?(?:授权|许可)[^。]{0,20}(?:转载|镜像)|未经(?:书面|本报|本网|本站|正式)?(?:授权|许可|允许)[^。]{0,20}(?:转载|使用)|转载请(?:注明|联系)).{0,60}"
        ),
        "legal notice of the site",
        "page: 未经授权不得转载",
    ),
    Rule(
        "copyright",
        _line(
            r".{0,80}(?:copyright\s*(?:©|\(c\)|\d{4})|©\s*\d{4}|all rights reserved|[\u4e00-\u9fff]ICP[备证]|公网安备|"
            r"互联网新闻信息服务许可证|增值电信业务经营许可证|违法和不良信息举报).{0,160}"
        ),
        "copyright line of the site",
        "page: footer",
    ),
    Rule(
        "share",
        _line(
            r"(?:分享到|分享至|分享给|分享让更多人看到|一键分享|微信扫一扫|扫一扫|扫码(?:关注|下载|阅读|查看|进群|分享|加入|观看|添加)|扫描(?:上方|下方|左侧|右侧)?二维码|长按(?:识别|扫|图片|二维码|关注|上方|下方)|用微信扫描|打开微信|点击右上角)"
            r"[^。]{0,60}[。！]?"
        ),
        "button of the page",
        "page: 分享到",
    ),
    Rule(
        "share",
        _line(
            r"(?:微信|微博|新浪微博|QQ空间|QQ好友|朋友圈|QQ|复制链接|Facebook|Twitter|LINE|分享|收藏|点赞|打印|转发|评论|举报|反馈|纠错|"
            r"我要评论|发表评论|举报/反馈|字号|大|中|小|A\+|A-|[|｜/·、\s])+"
        ),
        "button of the page",
        "page: 微信 微博 QQ空间",
    ),
    Rule(
        "navigation",
        _line(
            r"[【\[<\s]*(?:点击查看更多|查看更多|点击进入专题|点击阅读全文|阅读全文|展开全文|展开阅读全文|查看原文|阅读原文|返回搜狐，查看更多|"
            r"返回顶部|返回首页|返回列表|关闭窗口|关闭|打印本页|加载更多|下一页|上一页|回到顶部|返回頂部|回首頁|[^\s，。]{0,12}>>+)[】\]>\s]*"
        ),
        "navigation of the page",
        "page: 返回顶部",
    ),
    Rule(
        "navigation",
        _line(r"(?:返回[^，。｜|]{1,24}[｜|\s]*)+"),
        "navigation of the page",
        "000, 004: 返回证券时报·e公司新闻｜返回首页",
    ),
    Rule(
        "navigation",
        _line(r"(?:上一篇|下一篇|上一条|下一条|上一則|下一則)\s*[:：].{0,80}"),
        "another article",
        "page: 上一篇：…",
    ),
    Rule(
        "navigation",
        _line(
            r"(?:您?(?:的|现在的|目前的|當前)?(?:位置|所在位置)|当前位置|您现在的位置|首页|首頁)\s*(?:是)?\s*[:：>›»＞→-].{1,80}"
        ),
        "path of the page",
        "page: 首页 > 新闻 > 正文",
    ),
    Rule(
        "advertising",
        _line(
            r"(?:广告|廣告|推广|ADVERTISEMENT|海量资讯、精准解读.{0,20}|(?:点击)?下载.{1,20}(?:APP|客户端)[^。]{0,30}|打开.{1,12}APP.{0,20}|"
            r"(?:欢迎|敬请)?关注.{0,24}(?:公众号|微信号|视频号|官方微博)[^。]{0,40}[。！]?|[（(]?(?:本文来自[^，。]{2,16}[，,])?更多.{2,20}(?:请|敬请)(?:关注|下载|点击|进入).{0,40})"
        ),
        "advertising",
        "page: 下载客户端",
    ),
    Rule(
        "end_mark",
        _line(r"[（(【\[\-—\s]*(?:完|END|全文完|正文完)[）)】\]\-—\s]*"),
        "says only that the text ends",
        "page: （完）",
    ),
)
"""Removed wherever the whole line matches."""

BLOCK_STARTS: tuple[Rule, ...] = (
    Rule(
        "unrelated_headlines",
        _line(r"[【\[]?(?:关键词|關鍵詞|关键字|标签|標籤|Tags?|Keywords)[】\]]?\s*[:：].{0,100}"),
        "keywords, and the headlines of other articles below",
        "002",
    ),
    Rule(
        "unrelated_headlines",
        _line(
            r"[【\[▍■>\s]*(?:相关(?:阅读|新闻|文章|推荐|报道|链接|稿件|专题)|"
            r"相關(?:閱讀|新聞|文章|推薦|報導)|(?:推荐|推薦|延伸|拓展|扩展|热门|精彩)"
            r"(?:阅读|閱讀|新闻|文章|推荐|推薦)|"
            r"延伸閱讀|更多(?:新闻|精彩|阅读|相关)|热门(?:点击|排行|话题|评论|资讯|新闻|文章|图集)|(?:热点|今日|本周)(?:新闻|排行|推荐|热点)|"
            r"猜你喜欢|猜你喜歡|为您推荐|为你推荐|"
            r"大家都在(?:看|搜)|新闻排行榜?|点击排行榜?|阅读排行榜?|排行榜|"
            r"最新(?:文章|新闻|资讯)|往期(?:回顾|推荐)|网友评论|精彩评论|最新评论|"
            r"Related(?: articles| stories)?|Recommended|Most (?:read|popular)|"
            r"Read more|More from .{1,20})[】\]:：<\s]*"
        ),
        "headlines of other articles",
        "page: 相关阅读",
    ),
)
"""Lines that open a block of other articles' headlines; lines below are removed as long as they look like headlines."""

TAIL_RULES: tuple[Rule, ...] = (
    Rule(
        "end_mark",
        re.compile(r"\s*[（(【]\s*(?:完|全文完|END)\s*[）)】]$"),
        "says only that the text ends",
        "page: (完)",
    ),
    Rule(
        "credit_line",
        re.compile(
            r"(?<=[。！？”])[（(【](?:责任编辑|责编|编辑)\s+[\u3400-\u9fff]{2,4}(?:[\s、][\u3400-\u9fff]{2,4})?[）)】]$"
        ),
        "names an editor",
        "page: （编辑 王五）",
    ),
    Rule(
        "end_mark",
        re.compile(r"(?:^|(?<=[。！？」』）)]))\s*1[01]\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])$"),
        "the day in years of the Republic, after the editor of the Central News Agency",
        "page: （編輯：張三）1110823",
    ),
    Rule("navigation", re.compile(r"返回搜狐，查看更多$"), "navigation of the page", "page: 返回搜狐，查看更多"),
    Rule("share", re.compile(r"分享让更多人看到$"), "button of the page", "page: 人民网"),
    Rule(
        "disclaimer",
        re.compile(
            r"(?:广告声明：文内含有|本文属于原创文章，如若转载|本文不构成投资建议|“?转载请注明|【?免责声明】?[:：]|【?版权声明】?[:：]|特别声明：以上|未经授权，?不得转载)[^\n]{0,500}$"
        ),
        "legal notice of the site",
        "page: 广告声明：文内含有的对外跳转链接…",
    ),
    Rule(
        "unrelated_headlines",
        re.compile(
            r"(?<=[。！？”）\s])(?:相关阅读|推荐阅读|延伸阅读|相关新闻)[:：]\s*(?:《[^\n]{2,400}》|[^\n。]{2,80})$"
        ),
        "headlines of other articles",
        "page: 相关阅读：《…》《…》",
    ),
)
"""Removed from the end of the last line, as long as one of them matches."""

_FEED_FIRST = "世界|环球|全球|天天|每日|今日|当前|焦点|热点|热门|前沿|最新"
_FEED_SECOND = (
    "快播|快看点?|快消息|快资讯|快报|快讯|速看料?|速讯|速递|速读|微速讯|微动态|微资讯|微头条|热头条|今头条|今热点|今日报|通讯|讯息|短讯|简讯|"
    "信息|资讯|热资讯|热消息|热讯|热议|热闻|热文|热推荐|热点评?|观焦点|观热点|观速讯|观察|观点|看点|看热讯|视点|视讯|播资讯|播报|即时看?|百事通|"
    "独家|聚焦|焦点|要闻|动态|新动态|新消息|新资讯|滚动|最资讯"
)
"""Headline farms combine two such words: 天天快播, 环球观焦点. 今日头条, a company, can't be formed from them."""
FEED_LABELS = re.compile(
    r"[【\[]?(?:世界简讯|当前聚焦|全球快资讯|实时|观速讯|时快讯|全球速递|微动态|最新|世界快报|当前报道|最新消息|天天热点|观热点|每日热闻|前沿资讯|"
    r"天天快看点|动态|天天播资讯|每日观察|世界微速讯|要闻速递|新要闻|快资讯|速读|世界滚动|环球速看料|焦点热门|每日快报|今日热议|全球热头条|环球热议|天天通讯|"
    r"世界通讯|每日讯息|焦点速讯|当前速讯|今日快讯|全球百事通|世界观点|热消息|头条焦点|每日视点|天天即时看|世界热资讯|环球热点|全球热点|快讯|突发|每日精选|今日要闻|"
    rf"(?:{_FEED_FIRST})(?:{_FEED_SECOND}))"
    r"\s*[】\]:：丨|｜!！]+\s*"
)
"""Labels that headline farms put before a title, with all those in the block at the end of 002."""

DATED_HEADLINE = re.compile(r"(?:[-*•·]\s*)?.{4,80}(?:19|20)\d{2}-\d{2}-\d{2}")
"""002: `- 观速讯丨2022年1—6月份全国规模以上工业企2022-07-28`."""
