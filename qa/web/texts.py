"""Every word that the page itself says, in three languages, and which of them a browser asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tongue = Literal["zh-CN", "zh-TW", "en"]
"""A language of the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """The page's words in one language. Fields with {…} are templates for `str.format`."""

    tongue: Tongue
    tagline: str
    question_label: str
    placeholder: str
    ask: str
    rebuild: str
    welcome: str
    welcome_note: str
    no_index: str
    looking: str
    reading: str
    understood: str
    named_source: str
    sources: str
    column_of: str
    column_figure: str
    column_when: str
    column_published: str
    yes: str
    no: str
    unanswered: str
    no_evidence: str
    problem: str
    blank_question: str
    long_question: str
    stopped: str
    undated: str
    unnamed: str
    derived_title: str
    original: str
    all_articles: str
    back_to_answer: str
    articles: str
    more_articles: str
    no_article: str
    stock: str
    stages: dict[str, str]
    rebuilding: str
    rebuilt: str
    rebuilt_unchanged: str
    rebuild_failed: str
    refused: str
    refused_line: str
    duplicates: str
    kept_instead: str
    warnings: str
    close: str


ZH_CN = Texts(
    tongue="zh-CN",
    tagline="每个回答，都有原文为据",
    question_label="问题",
    placeholder="就这些文章提问，Enter 发送",
    ask="提问",
    rebuild="重建索引",
    welcome="想从这些文章里知道什么？",
    welcome_note="回答只用文章里的原句，每一句都标明出处；文章里没有的，会直接告诉你没有。",
    no_index="还没有可用的索引。点右上角的“重建索引”，从文章文件夹建立一个，然后就可以提问。",
    looking="正在查找…",
    reading="正在阅读 {n} 段…",
    understood="理解为：",
    named_source="来源",
    sources="出处",
    column_of="对象",
    column_figure="数值",
    column_when="时间",
    column_published="文章日期",
    yes="是",
    no="否",
    unanswered="文章里没有找到：{what}。",
    no_evidence="这些文章里没有依据",
    problem="这个问题没能回答",
    blank_question="问题是空的：请写下想知道的内容。",
    long_question="问题有 {found} 个字，最多 {limit} 个字：请缩短后再问，原文还在输入框里。",
    stopped="回答中断了：请再问一次。",
    undated="日期不详",
    unnamed="来源不详",
    derived_title="标题取自正文",
    original="查看原网页",
    all_articles="全部文章",
    back_to_answer="回到回答",
    articles="文章",
    more_articles="另有 {n} 篇",
    no_article="当前版本里没有这篇文章，可能已在重建时移走。",
    stock="{documents} 篇文章",
    stages={
        "read": "读取文章",
        "clean": "清洗",
        "chunk": "分段",
        "encode": "编码",
        "index": "建立索引",
        "write": "写入磁盘",
    },
    rebuilding="正在重建：{stage}",
    rebuilt="索引已更新：{documents} 篇文章，{passages} 段，用时 {seconds} 秒",
    rebuilt_unchanged="文章没有变化：{documents} 篇文章，{passages} 段，用时 {seconds} 秒",
    rebuild_failed="重建没有完成，原来的索引照常使用",
    refused="未收录 {n} 个文件",
    refused_line="第 {n} 行",
    duplicates="重复 {n} 篇",
    kept_instead="保留的是 ",
    warnings="提醒 {n} 条",
    close="收起",
)

ZH_TW = Texts(
    tongue="zh-TW",
    tagline="每個回答，都有原文為據",
    question_label="問題",
    placeholder="就這些文章提問，Enter 送出",
    ask="提問",
    rebuild="重建索引",
    welcome="想從這些文章裡知道什麼？",
    welcome_note="回答只用文章裡的原句，每一句都標明出處；文章裡沒有的，會直接告訴你沒有。",
    no_index="還沒有可用的索引。點右上角的「重建索引」，從文章資料夾建立一個，然後就可以提問。",
    looking="正在查找…",
    reading="正在閱讀 {n} 段…",
    understood="理解為：",
    named_source="來源",
    sources="出處",
    column_of="對象",
    column_figure="數值",
    column_when="時間",
    column_published="文章日期",
    yes="是",
    no="否",
    unanswered="文章裡沒有找到：{what}。",
    no_evidence="這些文章裡沒有依據",
    problem="這個問題沒能回答",
    blank_question="問題是空的：請寫下想知道的內容。",
    long_question="問題有 {found} 個字，最多 {limit} 個字：請縮短後再問，原文還在輸入框裡。",
    stopped="回答中斷了：請再問一次。",
    undated="日期不詳",
    unnamed="來源不詳",
    derived_title="標題取自內文",
    original="查看原網頁",
    all_articles="全部文章",
    back_to_answer="回到回答",
    articles="文章",
    more_articles="另有 {n} 篇",
    no_article="目前版本裡沒有這篇文章，可能已在重建時移走。",
    stock="{documents} 篇文章",
    stages={
        "read": "讀取文章",
        "clean": "清理",
        "chunk": "分段",
        "encode": "編碼",
        "index": "建立索引",
        "write": "寫入磁碟",
    },
    rebuilding="正在重建：{stage}",
    rebuilt="索引已更新：{documents} 篇文章，{passages} 段，用時 {seconds} 秒",
    rebuilt_unchanged="文章沒有變化：{documents} 篇文章，{passages} 段，用時 {seconds} 秒",
    rebuild_failed="重建沒有完成，原來的索引照常使用",
    refused="未收錄 {n} 個檔案",
    refused_line="第 {n} 行",
    duplicates="重複 {n} 篇",
    kept_instead="保留的是 ",
    warnings="提醒 {n} 條",
    close="收起",
)

EN = Texts(
    tongue="en",
    tagline="Every answer, with its evidence",
    question_label="Question",
    placeholder="Ask about these articles",
    ask="Ask",
    rebuild="Rebuild index",
    welcome="What would you like to know from these articles?",
    welcome_note="Answers are the articles' own sentences, each with its source. What they don't say, you are told.",
    no_index="There is no usable index yet. Press 'Rebuild index' above to make one from the articles folder.",
    looking="Looking…",
    reading="Reading {n} passages…",
    understood="Understood as: ",
    named_source="source",
    sources="Sources",
    column_of="Of",
    column_figure="Figure",
    column_when="When",
    column_published="Published",
    yes="Yes",
    no="No",
    unanswered="The articles do not say it of: {what}.",
    no_evidence="No evidence in these articles",
    problem="This question could not be answered",
    blank_question="The question is empty: please write what you would like to know.",
    long_question="The question has {found} characters, at most {limit} are taken: please shorten it in the box.",
    stopped="The answer was cut short: please ask again.",
    undated="no date",
    unnamed="publisher unknown",
    derived_title="title taken from the text",
    original="Original page",
    all_articles="All articles",
    back_to_answer="Back to the answer",
    articles="Articles",
    more_articles="and {n} more",
    no_article="This article is not in the present version; a rebuild may have removed it.",
    stock="Articles: {documents}",
    stages={
        "read": "reading articles",
        "clean": "cleaning",
        "chunk": "cutting passages",
        "encode": "encoding",
        "index": "indexing",
        "write": "writing to disk",
    },
    rebuilding="Rebuilding: {stage}",
    rebuilt="Index updated. Articles: {documents}, passages: {passages}, {seconds} s",
    rebuilt_unchanged="Nothing has changed. Articles: {documents}, passages: {passages}, {seconds} s",
    rebuild_failed="The rebuild did not finish; the earlier index stays in use",
    refused="Files not taken: {n}",
    refused_line="line {n}",
    duplicates="Duplicates: {n}",
    kept_instead="kept instead: ",
    warnings="Warnings: {n}",
    close="Close",
)

ALL: dict[Tongue, Texts] = {"zh-CN": ZH_CN, "zh-TW": ZH_TW, "en": EN}

BROWSER_LOCALES: dict[str, Tongue] = {
    "en": "en",
    "zh": "zh-CN",
    "zh-CN": "zh-CN",
    "zh-SG": "zh-CN",
    "zh-Hans": "zh-CN",
    "zh-TW": "zh-TW",
    "zh-HK": "zh-TW",
    "zh-MO": "zh-TW",
    "zh-Hant": "zh-TW",
}
"""The page's language for each locale that browsers send; other Chinese ones follow "zh", everything else English."""

_BY_LOWER: dict[str, Tongue] = {locale.lower(): tongue for locale, tongue in BROWSER_LOCALES.items()}


def _tongue_of(locale: str) -> Tongue | None:
    parts = locale.lower().split("-")
    while parts:
        tongue = _BY_LOWER.get("-".join(parts))
        if tongue:
            return tongue
        parts.pop()
    return None


def _weight(item: str) -> tuple[str, float]:
    locale, _, quality = item.partition(";")
    number = quality.strip().removeprefix("q=")
    try:
        return locale.strip(), float(number) if number else 1.0
    except ValueError:
        return locale.strip(), 0.0


def negotiate(accept_language: str | None) -> Texts:
    """The texts for an Accept-Language header: the highest quality that the page speaks, English where there is none.

    Args:
        accept_language: The header as sent; None where the browser sent none. A part that can't be read, or of
            quality 0, does not count.
    """
    wanted = sorted((_weight(item) for item in (accept_language or "").split(",")[:20]), key=lambda pair: -pair[1])
    for locale, weight in wanted:
        tongue = _tongue_of(locale) if weight > 0 else None  # q=0 says: not this one
        if tongue:
            return ALL[tongue]
    return EN
