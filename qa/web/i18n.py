"""The three languages of the page: a phrase in each of them, and which one a browser asks for.

Every word that the page itself says: one module a view, its phrases in three languages side by side.

What the page says: words that several views say.

What the page says: what can be done with an answer, and with conversations.

What the page says: the view that asks.

What the page says: a rebuild.

What the page says: what cleaning does, and the languages of articles.

What the page says: the view of all articles.

What the page says: the view that asks questions with known answers.

What the page says: the view that adds articles and keeps the versions.

What the page says: the map of the articles.

What the page says: the reader.

What the page says: the header, and what the script says by itself.

Why a file was not taken, in the reader's language. The core says it in English: expected …; found …; what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, overload

from starlette.requests import cookie_parser

Tongue = Literal["zh-CN", "zh-TW", "en"]
"""A language of the page."""

TONGUES: tuple[Tongue, ...] = ("zh-CN", "zh-TW", "en")

HTML_LANG: dict[Tongue, str] = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "en": "en"}
"""The lang attribute of each, by which the browser picks the right glyphs."""

OWN_NAME: dict[Tongue, str] = {"zh-CN": "简体", "zh-TW": "繁體", "en": "English"}
"""What each calls itself."""

COOKIE = "wenju_language"
"""Holds the language that a reader chose; without it the page follows the browser."""


class Phrase:
    """One thing that the page says, in its three languages; as an attribute of Words, the text in theirs."""

    __slots__ = ("_said",)

    def __init__(self, hans: str, hant: str, en: str) -> None:
        """A phrase; one with {…} is a template for `str.format`, with the same blanks in each language."""
        self._said: dict[Tongue, str] = {"zh-CN": hans, "zh-TW": hant, "en": en}

    def of(self, tongue: Tongue) -> str:
        """The phrase in one language."""
        return self._said[tongue]

    @overload
    def __get__(self, words: None, owner: type[Words]) -> Phrase: ...

    @overload
    def __get__(self, words: Words, owner: type[Words]) -> str: ...

    def __get__(self, words: Words | None, owner: type[Words]) -> Phrase | str:
        return self if words is None else self._said[words.tongue]


@dataclass(frozen=True)
class Words:
    """What a view says, in one language; its subclasses hold the phrases, one class a view."""

    tongue: Tongue


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


def negotiate(accept_language: str | None, chosen: str | None = None) -> Tongue:
    """The language to speak: the chosen one, else the best of an Accept-Language header, else English.

    Args:
        accept_language: The header as sent; None where the browser sent none. A part that can't be read, or of
            quality 0, does not count.
        chosen: The cookie's value; anything that is no language of the page does not count.
    """
    if chosen in TONGUES:
        return chosen
    wanted = sorted((_weight(item) for item in (accept_language or "").split(",")[:20]), key=lambda pair: -pair[1])
    for locale, weight in wanted:
        tongue = _tongue_of(locale) if weight > 0 else None  # q=0 says: not this one
        if tongue:
            return tongue
    return "en"


def spoken(headers: Mapping[str, str]) -> Tongue:
    """The language to answer a request in, by its headers (names in lower case)."""
    chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    return negotiate(headers.get("accept-language"), chosen)


class Common(Words):
    """Words that several views say."""

    undated = Phrase("日期不详", "日期不詳", "no date")
    unnamed = Phrase("来源不详", "來源不詳", "publisher unknown")
    close = Phrase("收起", "收起", "Close")
    no_article = Phrase(
        "当前版本里没有这篇文章，可能已在重建时移走。",
        "目前版本裡沒有這篇文章，可能已在重建時移走。",
        "This article is not in the present version; a rebuild may have removed it.",
    )


REASONS: dict[str, Phrase] = {
    "wrong": Phrase("答非所问", "答非所問", "It answers something else"),
    "incomplete": Phrase("不完整", "不完整", "It is incomplete"),
    "unsupported": Phrase("引文支持不了", "引文支持不了", "The quote does not support it"),
    "refused": Phrase("文章里明明有", "文章裡明明有", "The articles do say it"),
    "outdated": Phrase("已经过时", "已經過時", "It is out of date"),
    "other": Phrase("其他", "其他", "Something else"),
}


class ActWords(Common):
    """Below an answer."""

    copy = Phrase("复制", "複製", "Copy")
    retry = Phrase("重新回答", "重新回答", "Ask again")
    edit = Phrase("修改问题", "修改問題", "Edit question")
    link = Phrase("复制链接", "複製連結", "Copy link")
    helped = Phrase("有帮助", "有幫助", "Helpful")
    failed = Phrase("没帮助", "沒幫助", "Not helpful")
    export = Phrase("导出", "匯出", "Export")
    version = Phrase("版本 {generation}", "版本 {generation}", "version {generation}")
    go_on = Phrase("可以接着问", "可以接著問", "To go on with")
    why = Phrase("哪里没帮上？", "哪裡沒幫上？", "Why did it not help?")
    note = Phrase("补充", "補充", "In your own words")
    save = Phrase("保存", "儲存", "Save")
    all_opinions = Phrase("导出全部评价", "匯出全部評價", "Export all opinions")
    stays_here = Phrase(
        "评价只保存在这台机器上，不会发往任何地方。",
        "評價只存在這台機器上，不會傳往任何地方。",
        "Opinions stay on this machine and are sent nowhere.",
    )


class SessionWords(Common):
    """The conversations that a browser keeps."""

    conversations = Phrase("对话", "對話", "Conversations")
    new = Phrase("新对话", "新對話", "New")
    none = Phrase("还没有保存的对话。", "還沒有儲存的對話。", "No conversation has been kept yet.")
    kept_here = Phrase(
        "对话只保存在这个浏览器里。", "對話只存在這個瀏覽器裡。", "Conversations are kept in this browser only."
    )
    rename = Phrase("改名", "改名", "Rename")
    delete = Phrase("删除", "刪除", "Delete")
    questions = Phrase("{n} 问", "{n} 問", "Questions: {n}")
    export_all = Phrase("导出本次对话", "匯出這次對話", "Export this conversation")


class FilterWords(Common):
    """What a question is narrowed to."""

    filters = Phrase("筛选", "篩選", "Filters")
    after = Phrase("起始日期", "起始日期", "From")
    before = Phrase("截止日期", "截止日期", "To")
    publisher = Phrase("发布者", "發布者", "Publisher")
    any_publisher = Phrase("全部", "全部", "All")
    clear = Phrase("清除筛选", "清除篩選", "Clear filters")
    only_within = Phrase("仅限：", "僅限：", "Only: ")
    only = Phrase("只看这段时间", "只看這段時間", "Only this period")
    only_source = Phrase("只看这个来源", "只看這個來源", "Only this source")
    without = Phrase("不按“{typed}”理解，重新回答", "不按「{typed}」理解，重新回答", "Ask again without “{typed}”")
    one_article = Phrase("一篇文章", "一篇文章", "one article")
    bad = Phrase(
        "筛选条件不可用：请检查起止日期。",
        "篩選條件不可用：請檢查起訖日期。",
        "These filters can't be used: check the dates.",
    )


class AskWords(Common):
    """The view that asks."""

    question_label = Phrase("问题", "問題", "Question")
    placeholder = Phrase("就这些文章提问，Enter 发送", "就這些文章提問，Enter 送出", "Ask about these articles")
    ask = Phrase("提问", "提問", "Ask")
    welcome = Phrase(
        "想从这些文章里知道什么？", "想從這些文章裡知道什麼？", "What would you like to know from these articles?"
    )
    welcome_note = Phrase(
        "回答只用文章里的原句，每一句都标明出处；文章里没有的，会直接告诉你没有。",
        "回答只用文章裡的原句，每一句都標明出處；文章裡沒有的，會直接告訴你沒有。",
        "Answers are the articles' own sentences, each with its source. What they don't say, you are told.",
    )
    no_index = Phrase(
        "还没有可用的索引。点右上角的“重建索引”，从文章文件夹建立一个，然后就可以提问。",
        "還沒有可用的索引。點右上角的「重建索引」，從文章資料夾建立一個，然後就可以提問。",
        "There is no usable index yet. Press 'Rebuild index' above to make one from the articles folder.",
    )
    looking = Phrase("正在查找…", "正在查找…", "Looking…")
    reading = Phrase("正在阅读 {n} 段…", "正在閱讀 {n} 段…", "Reading {n} passages…")
    understood = Phrase("理解为：", "理解為：", "Understood as: ")
    named_source = Phrase("来源", "來源", "source")
    sources = Phrase("出处", "出處", "Sources")
    column_of = Phrase("对象", "對象", "Of")
    column_figure = Phrase("数值", "數值", "Figure")
    column_when = Phrase("时间", "時間", "When")
    column_published = Phrase("文章日期", "文章日期", "Published")
    yes = Phrase("是", "是", "Yes")
    no = Phrase("否", "否", "No")
    unanswered = Phrase(
        "文章里没有找到：{what}。", "文章裡沒有找到：{what}。", "The articles do not say it of: {what}."
    )
    no_evidence = Phrase("这些文章里没有依据", "這些文章裡沒有依據", "No evidence in these articles")
    problem = Phrase("这个问题没能回答", "這個問題沒能回答", "This question could not be answered")
    blank_question = Phrase(
        "问题是空的：请写下想知道的内容。",
        "問題是空的：請寫下想知道的內容。",
        "The question is empty: please write what you would like to know.",
    )
    long_question = Phrase(
        "问题有 {found} 个字，最多 {limit} 个字：请缩短后再问，原文还在输入框里。",
        "問題有 {found} 個字，最多 {limit} 個字：請縮短後再問，原文還在輸入框裡。",
        "The question has {found} characters, at most {limit} are taken: please shorten it in the box.",
    )
    stopped = Phrase(
        "回答中断了：请再问一次。", "回答中斷了：請再問一次。", "The answer was cut short: please ask again."
    )
    stock = Phrase("{documents} 篇文章", "{documents} 篇文章", "Articles: {documents}")
    stop = Phrase("停止", "停止", "Stop")
    was_stopped = Phrase(
        "已停止，问题还在输入框里。", "已停止，問題還在輸入框裡。", "Stopped; the question is in the box."
    )
    hits_found = Phrase("找到的段落（{n}）", "找到的段落（{n}）", "Passages found ({n})")
    timeline = Phrase("按时间看证据", "按時間看證據", "The evidence along time")
    not_drawn = Phrase(
        "{n} 个数值单位不同或未能读出，没有画出。",
        "{n} 個數值單位不同或未能讀出，沒有畫出。",
        "Figures of another unit or not read, not drawn: {n}.",
    )
    stale = Phrase(
        "这是旧版本的回答，引文与现在的文章已不一致：可以重新回答。",
        "這是舊版本的回答，引文與現在的文章已不一致：可以重新回答。",
        "This answer is of an earlier version and its quotes no longer stand in the articles: ask again.",
    )
    other_version = Phrase(
        "链接是给索引版本 {generation} 的，现在用的是另一个版本。",
        "連結是給索引版本 {generation} 的，現在用的是另一個版本。",
        "The link was made for index version {generation}; another one is in use now.",
    )


STAGES: dict[str, Phrase] = {
    "read": Phrase("读取文章", "讀取文章", "reading articles"),
    "clean": Phrase("清洗", "清理", "cleaning"),
    "chunk": Phrase("分段", "分段", "cutting passages"),
    "encode": Phrase("编码", "編碼", "encoding"),
    "index": Phrase("建立索引", "建立索引", "indexing"),
    "write": Phrase("写入磁盘", "寫入磁碟", "writing to disk"),
}
"""The stages that embeddings.build names."""


class BuildWords(Common):
    """A rebuild."""

    rebuild = Phrase("重建索引", "重建索引", "Rebuild index")
    rebuilding = Phrase("正在重建：{stage}", "正在重建：{stage}", "Rebuilding: {stage}")
    rebuilt = Phrase(
        "索引已更新：{documents} 篇文章，{passages} 段，用时 {seconds} 秒",
        "索引已更新：{documents} 篇文章，{passages} 段，用時 {seconds} 秒",
        "Index updated. Articles: {documents}, passages: {passages}, {seconds} s",
    )
    rebuilt_unchanged = Phrase(
        "文章没有变化：{documents} 篇文章，{passages} 段，用时 {seconds} 秒",
        "文章沒有變化：{documents} 篇文章，{passages} 段，用時 {seconds} 秒",
        "Nothing has changed. Articles: {documents}, passages: {passages}, {seconds} s",
    )
    rebuild_failed = Phrase(
        "重建没有完成，原来的索引照常使用",
        "重建沒有完成，原來的索引照常使用",
        "The rebuild did not finish; the earlier index stays in use",
    )
    refused = Phrase("未收录 {n} 个文件", "未收錄 {n} 個檔案", "Files not taken: {n}")
    refused_line = Phrase("第 {n} 行", "第 {n} 行", "line {n}")
    duplicates = Phrase("重复 {n} 篇", "重複 {n} 篇", "Duplicates: {n}")
    kept_instead = Phrase("保留的是 ", "保留的是 ", "kept instead: ")
    warnings = Phrase("提醒 {n} 条", "提醒 {n} 條", "Warnings: {n}")


KINDS: dict[str, Phrase] = {
    "advertising": Phrase("广告", "廣告", "advertising"),
    "bidi_control": Phrase("方向控制符", "方向控制符", "direction controls"),
    "caption": Phrase("图注", "圖說", "captions"),
    "closing_quote": Phrase("引号", "引號", "quotation marks"),
    "code": Phrase("程序代码", "程式碼", "program code"),
    "compatibility_form": Phrase("兼容字形", "相容字形", "compatibility forms"),
    "control_character": Phrase("控制字符", "控制字元", "control characters"),
    "copyright": Phrase("版权声明", "版權聲明", "copyright notes"),
    "credit_line": Phrase("署名行", "署名行", "credit lines"),
    "disclaimer": Phrase("免责声明", "免責聲明", "disclaimers"),
    "divided_word": Phrase("断开的词", "斷開的詞", "divided words"),
    "end_mark": Phrase("结束标记", "結束標記", "end marks"),
    "entity": Phrase("字符实体", "字元實體", "character entities"),
    "feed_label": Phrase("栏目标签", "欄目標籤", "feed labels"),
    "form": Phrase("表单", "表單", "forms"),
    "hidden_paragraph": Phrase("隐藏段落", "隱藏段落", "hidden paragraphs"),
    "image": Phrase("图片", "圖片", "pictures"),
    "link": Phrase("网址", "網址", "addresses"),
    "link_target": Phrase("链接地址", "連結位址", "link targets"),
    "markup": Phrase("标记", "標記", "markup"),
    "mojibake": Phrase("乱码", "亂碼", "garbled characters"),
    "navigation": Phrase("导航", "導覽", "navigation"),
    "original_title_label": Phrase("原标题字样", "原標題字樣", "original-title labels"),
    "page_furniture": Phrase("页面部件", "頁面部件", "page furniture"),
    "page_number": Phrase("页码", "頁碼", "page numbers"),
    "picture_note": Phrase("图片说明", "圖片說明", "picture notes"),
    "pinyin": Phrase("拼音", "拼音", "pinyin"),
    "private_use": Phrase("私有字符", "私有字元", "private characters"),
    "question_marks": Phrase("丢失的字（问号）", "遺失的字（問號）", "lost characters (?)"),
    "reading_aid": Phrase("注音", "注音", "reading aids"),
    "repeated_title": Phrase("重复的标题", "重複的標題", "repeated titles"),
    "replacement_character": Phrase("无法解码的字", "無法解碼的字", "undecodable characters"),
    "running_head": Phrase("页眉", "頁首", "running heads"),
    "share": Phrase("分享按钮", "分享按鈕", "share buttons"),
    "split_heading": Phrase("断开的小标题", "斷開的小標題", "split headings"),
    "split_word": Phrase("词中空格", "詞中空格", "spaces in words"),
    "unrelated_headlines": Phrase("无关标题", "無關標題", "unrelated headlines"),
    "zero_width": Phrase("零宽字符", "零寬字元", "zero-width characters"),
}
"""The kinds of change that embeddings.clean names."""

LANGUAGES: dict[str, Phrase] = {
    "zh": Phrase("简体中文", "簡體中文", "Chinese (simplified)"),
    "zh-Hant": Phrase("繁体中文", "繁體中文", "Chinese (traditional)"),
    "en": Phrase("英文", "英文", "English"),
    "other": Phrase("其他", "其他", "other"),
}
"""The languages of articles."""


class CleaningWords(Common):
    """What cleaning did to an article."""

    kept = Phrase("保留 {percent}%", "保留 {percent}%", "{percent}% kept")
    removed = Phrase("去掉", "去掉", "Removed")
    mended = Phrase("修补", "修補", "Mended")
    damaged = Phrase("损坏", "損壞", "Damaged")
    counted = Phrase("{kind} {n}", "{kind} {n}", "{kind} {n}")


class CorpusWords(Common):
    """The view of all articles."""

    heading = Phrase("全部文章", "全部文章", "All articles")
    summary = Phrase(
        "{documents} 篇文章，{passages} 段；版本 {generation}",
        "{documents} 篇文章，{passages} 段；版本 {generation}",
        "Articles: {documents}, passages: {passages}; version {generation}",
    )
    no_index = Phrase(
        "还没有可用的索引：先添加文章并重建索引。",
        "還沒有可用的索引：先加入文章並重建索引。",
        "There is no usable index yet: add articles and rebuild first.",
    )
    to_feed = Phrase("去添加文章", "去加入文章", "Add articles")
    search = Phrase("搜索标题、来源和正文", "搜尋標題、來源和內文", "Search titles, publishers and texts")
    find = Phrase("搜索", "搜尋", "Search")
    clear = Phrase("清除条件", "清除條件", "Clear")
    every_publisher = Phrase("所有来源", "所有來源", "All publishers")
    every_year = Phrase("所有年份", "所有年份", "All years")
    every_language = Phrase("所有语言", "所有語言", "All languages")
    by_publisher = Phrase("来源", "來源", "Publisher")
    by_year = Phrase("年份", "年份", "Year")
    by_language = Phrase("语言", "語言", "Language")
    title = Phrase("标题", "標題", "Title")
    published = Phrase("日期", "日期", "Date")
    chars = Phrase("字数", "字數", "Length")
    passages = Phrase("段数", "段數", "Passages")
    cleaning = Phrase("清洗", "清理", "Cleaning")
    damage = Phrase("损坏", "損壞", "Damage")
    actions = Phrase("操作", "操作", "Actions")
    found = Phrase(
        "找到 {n} 篇，第 {first}–{last} 篇", "找到 {n} 篇，第 {first}–{last} 篇", "Found: {n}, shown: {first}–{last}"
    )
    none_found = Phrase(
        "没有符合条件的文章：换一个词，或清除条件。",
        "沒有符合條件的文章：換一個詞，或清除條件。",
        "No article fits: try another word, or clear the conditions.",
    )
    pages = Phrase("分页", "分頁", "Pages")
    previous = Phrase("上一页", "上一頁", "Previous page")
    next = Phrase("下一页", "下一頁", "Next page")
    page = Phrase("第 {page} 页，共 {pages} 页", "第 {page} 頁，共 {pages} 頁", "Page {page} of {pages}")
    remove = Phrase("移除", "移除", "Remove")
    remove_this = Phrase("移除：{title}", "移除：{title}", "Remove: {title}")
    to_go = Phrase("已移除，重建后生效", "已移除，重建後生效", "removed, gone after a rebuild")
    sure = Phrase("要移除这篇文章吗？", "要移除這篇文章嗎？", "Remove this article?")
    sure_note = Phrase(
        "文件会移出文章文件夹，重建索引以后不再出现在回答里；可以随时放回。",
        "檔案會移出文章資料夾，重建索引以後不再出現在回答裡；可以隨時放回。",
        "Its file leaves the articles folder, and it is in no answer after a rebuild. It can be put back at any time.",
    )
    whole = Phrase(
        "这篇文章和另外几篇在同一个文件里，只能整个文件一起移除：",
        "這篇文章和另外幾篇在同一個檔案裡，只能整個檔案一起移除：",
        "This article shares a file with others, which can only be removed as a whole: ",
    )
    remove_whole = Phrase("移除整个文件", "移除整個檔案", "Remove the whole file")
    cancel = Phrase("取消", "取消", "Cancel")
    was_removed = Phrase(
        "已移出：{path}。重建索引以后，它不再出现在回答里。",
        "已移出：{path}。重建索引以後，它不再出現在回答裡。",
        "Removed: {path}. It is in no answer after the index is rebuilt.",
    )
    was_restored = Phrase(
        "已放回：{path}。重建索引以后，它会再出现在回答里。",
        "已放回：{path}。重建索引以後，它會再出現在回答裡。",
        "Put back: {path}. It is in the answers again after the index is rebuilt.",
    )
    rebuild_now = Phrase("现在重建索引", "現在重建索引", "Rebuild now")
    removed_files = Phrase("已移除的文件：{n}", "已移除的檔案：{n}", "Removed files: {n}")
    restore = Phrase("放回", "放回", "Put back")
    restore_this = Phrase("放回：{path}", "放回：{path}", "Put back: {path}")
    bytes = Phrase("{n} 字节", "{n} 位元組", "{n} bytes")
    not_recorded = Phrase(
        "这个版本建立时没有留下记录：重建一次就会有。",
        "這個版本建立時沒有留下記錄：重建一次就會有。",
        "No record was kept when this version was built: a rebuild makes one.",
    )
    nothing_refused = Phrase(
        "上次建立时没有未收录的文件。", "上次建立時沒有未收錄的檔案。", "The last build refused no file."
    )
    last_build = Phrase("上次建立时", "上次建立時", "The last build")


MISSES: dict[str, Phrase] = {
    "not_refused": Phrase("文章里没有，却答了", "文章裡沒有，卻答了", "answered though the articles do not say"),
    "wrong_document": Phrase("没有先找到对的文章", "沒有先找到對的文章", "the right article was not found first"),
    "refused": Phrase("文章里有，却没有答", "文章裡有，卻沒有答", "refused though the articles say"),
    "answer_not_in_text": Phrase("文章对，句子不对", "文章對，句子不對", "right article, wrong sentence"),
}
"""The kinds of miss that qa.evaluation.evaluate names."""

QUESTION_KINDS: dict[str, Phrase] = {
    "number": Phrase("数字", "數字", "number"),
    "date": Phrase("日期", "日期", "date"),
    "person": Phrase("人物", "人物", "person"),
    "organisation": Phrase("机构", "機構", "organisation"),
    "place": Phrase("地点", "地點", "place"),
    "name": Phrase("名称", "名稱", "name"),
    "definition": Phrase("定义", "定義", "definition"),
    "reason": Phrase("原因", "原因", "reason"),
    "way": Phrase("方式", "方式", "way"),
    "yesno": Phrase("是否", "是否", "yes or no"),
    "list": Phrase("列举", "列舉", "list"),
    "comparison": Phrase("比较", "比較", "comparison"),
    "aggregate": Phrase("合计", "合計", "aggregate"),
    "other": Phrase("其他", "其他", "other"),
}
"""The kinds of answer that a question asks for, as qa.question names them."""

WAYS: dict[str, Phrase] = {
    "hybrid": Phrase("词与向量", "詞與向量", "words and vectors"),
    "dense": Phrase("只用向量", "只用向量", "vectors alone"),
    "lexical": Phrase("只用词", "只用詞", "words alone"),
}
"""The ways to retrieve."""


class EvaluateWords(Common):
    """The view that asks questions with known answers."""

    heading = Phrase("评测", "評測", "Evaluate")
    note = Phrase(
        "用已知答案的问题问现在的版本：找得对不对，答得对不对，该拒绝时有没有拒绝。",
        "用已知答案的問題問現在的版本：找得對不對，答得對不對，該拒絕時有沒有拒絕。",
        "Questions with known answers are asked of the present version: is the right article found, the right sentence "
        "quoted, and refused what the articles do not say?",
    )
    no_index = Phrase(
        "还没有可用的索引：先添加文章并重建索引。",
        "還沒有可用的索引：先加入文章並重建索引。",
        "There is no usable index yet: add articles and rebuild first.",
    )
    to_feed = Phrase("去添加文章", "去加入文章", "Add articles")
    shipped = Phrase("问样例文章的 {n} 个问题", "問樣例文章的 {n} 個問題", "Ask the {n} questions about the seeds")
    choose = Phrase("选择问题文件（.jsonl）", "選擇問題檔案（.jsonl）", "Choose a file of questions (.jsonl)")
    form = Phrase(
        "每行一个问题：id、question、docs（文件名的开头）、answers；answers 为空表示应当拒绝。",
        "每行一個問題：id、question、docs（檔名的開頭）、answers；answers 為空表示應當拒絕。",
        "One question a line: id, question, docs (what file names begin with), answers; none of both: to be refused.",
    )
    running = Phrase("正在提问 {done} / {n}", "正在提問 {done} / {n}", "Asking {done} / {n}")
    cancel = Phrase("停止", "停止", "Stop")
    stopped = Phrase("已停止，没有结果。", "已停止，沒有結果。", "Stopped; there is no result.")
    busy = Phrase(
        "另一次评测正在进行：先等它结束或停止它。",
        "另一次評測正在進行：先等它結束或停止它。",
        "Another evaluation is running: wait for its end or stop it.",
    )
    result = Phrase(
        "版本 {generation}：{n} 个问题，其中 {unanswerable} 个应当拒绝",
        "版本 {generation}：{n} 個問題，其中 {unanswerable} 個應當拒絕",
        "Version {generation}: {n} questions, {unanswerable} of them to be refused",
    )
    not_asked = Phrase("不能提问的：{ids}", "不能提問的：{ids}", "Could not be asked: {ids}")
    finding = Phrase("找文章", "找文章", "Finding")
    way = Phrase("方法", "方法", "Way")
    first = Phrase("第一篇就对", "第一篇就對", "Right article first")
    among_five = Phrase("前五篇里有", "前五篇裡有", "Among the first five")
    ndcg = Phrase("nDCG@10", "nDCG@10", "nDCG@10")
    answering = Phrase("回答", "回答", "Answering")
    in_first = Phrase("首句含答案", "首句含答案", "Answer in the first sentence")
    in_text = Phrase("回答里含答案", "回答裡含答案", "Answer in the text")
    short_exact = Phrase("短答完全一致", "短答完全一致", "Short answer exact")
    short_f1 = Phrase("短答 F1", "短答 F1", "Short answer F1")
    refused_rightly = Phrase("该拒绝的拒绝了", "該拒絕的拒絕了", "Refused what it should")
    refused_wrongly = Phrase("不该拒绝的拒绝了", "不該拒絕的拒絕了", "Refused what it should not")
    by_kind = Phrase("按问题的种类", "按問題的種類", "By kind of question")
    kind = Phrase("种类", "種類", "Kind")
    count = Phrase("数量", "數量", "Number")
    misses = Phrase("没有答对的：{n}", "沒有答對的：{n}", "Misses: {n}")
    no_misses = Phrase("全部答对。", "全部答對。", "No misses.")
    expected = Phrase("应为", "應為", "Expected")
    to_refuse = Phrase("拒绝", "拒絕", "a refusal")
    got = Phrase("实际", "實際", "Found")
    rank = Phrase("对的文章排第 {n}", "對的文章排第 {n}", "right article at rank {n}")
    not_found = Phrase("没有找到对的文章", "沒有找到對的文章", "right article not found")
    ask = Phrase("去问这个问题", "去問這個問題", "Ask this question")


class FeedWords(Common):
    """New articles."""

    heading = Phrase("添加文章", "加入文章", "Add articles")
    lead = Phrase(
        "先看清洗的结果，再决定加入哪些。加入以前，什么都不会写进文章文件夹。",
        "先看清理的結果，再決定加入哪些。加入以前，什麼都不會寫進文章資料夾。",
        "See what cleaning makes of them, then choose. Nothing is written to the articles folder before you add it.",
    )
    drop = Phrase("把文件拖到这里，或", "把檔案拖到這裡，或", "Drop files here, or")
    choose = Phrase("选择文件", "選擇檔案", "choose files")
    limits = Phrase(
        "{suffixes}；每个文件至多 {file} MiB，压缩包 {archive} MiB，一次至多 {files} 个、{total} MiB",
        "{suffixes}；每個檔案至多 {file} MiB，壓縮檔 {archive} MiB，一次至多 {files} 個、{total} MiB",
        "{suffixes}; at most {file} MiB a file, {archive} MiB an archive, {files} files and {total} MiB at once",
    )
    paste = Phrase("或者粘贴一篇文章", "或者貼上一篇文章", "Or paste an article")
    title = Phrase("标题", "標題", "Title")
    published = Phrase("日期", "日期", "Date")
    publisher = Phrase("来源", "來源", "Publisher")
    url = Phrase("网址", "網址", "Address")
    text = Phrase("正文", "內文", "Text")
    look = Phrase("看清洗结果", "看清理結果", "See what cleaning makes of it")
    offered = Phrase("准备加入的文件", "準備加入的檔案", "Files to add")
    only_refused = Phrase("只看不能收录的", "只看不能收錄的", "Only those not taken")
    add = Phrase("加入所选并重建索引", "加入所選並重建索引", "Add the chosen ones and rebuild")
    forget = Phrase("全部放弃", "全部放棄", "Forget all")
    new_articles = Phrase("新文章 {n} 篇", "新文章 {n} 篇", "New articles: {n}")
    nothing_new = Phrase("没有新文章", "沒有新文章", "Nothing new")
    not_taken = Phrase("不能收录", "不能收錄", "Not taken")
    same_as = Phrase("与已有的相同：", "與已有的相同：", "The same as ")
    and_more = Phrase("另有 {n} 篇", "另有 {n} 篇", "and {n} more")
    kept_text = Phrase("保留的正文", "保留的內文", "Text kept")
    and_chars = Phrase("……另有 {n} 字", "……另有 {n} 字", "… and {n} more characters")
    taken_out = Phrase("去掉 {n} 处", "去掉 {n} 處", "Removed: {n}")
    mended = Phrase("修补 {n} 处", "修補 {n} 處", "Mended: {n}")
    broken = Phrase("损坏 {n} 处", "損壞 {n} 處", "Damaged: {n}")
    take = Phrase("加入 {name}", "加入 {name}", "Add {name}")
    gone = Phrase(
        "这些文件已不在服务器上：请再选一次。",
        "這些檔案已不在伺服器上：請再選一次。",
        "These files are no longer on the server: please choose them again.",
    )
    added = Phrase("已加入 {n} 个文件", "已加入 {n} 個檔案", "Files added: {n}")
    left = Phrase("没有加入：{n}", "沒有加入：{n}", "Not added: {n}")


class BuildingWords(Common):
    """A rebuild from this view."""

    heading = Phrase("重建索引", "重建索引", "Rebuild")
    note = Phrase(
        "重建时照常提问：回答先用现在的版本，建好以后自动换成新的。",
        "重建時照常提問：回答先用現在的版本，建好以後自動換成新的。",
        "Go on asking: answers use the present version, and change over by themselves when the new one is done.",
    )
    start = Phrase("重建索引", "重建索引", "Rebuild index")
    cancel = Phrase("取消重建", "取消重建", "Cancel the rebuild")
    cancelling = Phrase("正在取消…", "正在取消…", "Cancelling…")
    left = Phrase("约剩 {seconds} 秒", "約剩 {seconds} 秒", "about {seconds} s left")
    cancelled = Phrase(
        "重建已取消，原来的版本照常使用。",
        "重建已取消，原來的版本照常使用。",
        "The rebuild was cancelled; the present version stays in use.",
    )


class VersionWords(Common):
    """The generations kept on disk."""

    heading = Phrase("版本", "版本", "Versions")
    note = Phrase(
        "最近三个版本留在磁盘上。退回不会动文章文件夹，下一次重建仍按文件夹里的文章。",
        "最近三個版本留在磁碟上。退回不會動文章資料夾，下一次重建仍按資料夾裡的文章。",
        "The last three versions stay. Going back leaves the articles folder alone, and a rebuild follows the folder.",
    )
    none = Phrase("还没有版本。", "還沒有版本。", "There is no version yet.")
    version = Phrase("版本", "版本", "Version")
    committed = Phrase("建立时间", "建立時間", "Built")
    articles = Phrase("文章", "文章", "Articles")
    passages = Phrase("段数", "段數", "Passages")
    size = Phrase("大小", "大小", "Size")
    current = Phrase("使用中", "使用中", "in use")
    go_back = Phrase("退回到这个版本", "退回到這個版本", "Go back to this one")
    go_back_to = Phrase("退回到 {version}", "退回到 {version}", "Go back to {version}")
    sure = Phrase("要退回到这个版本吗？", "要退回到這個版本嗎？", "Go back to this version?")
    sure_note = Phrase(
        "之后的回答只用这个版本里的文章。随时可以再换回来。",
        "之後的回答只用這個版本裡的文章。隨時可以再換回來。",
        "Answers then come from the articles of this version only. You can change back at any time.",
    )
    cancel = Phrase("取消", "取消", "Cancel")
    yes = Phrase("退回", "退回", "Go back")
    went_back = Phrase("现在使用版本 {version}。", "現在使用版本 {version}。", "Version {version} is now in use.")
    compare = Phrase("比较", "比較", "Compare")
    older = Phrase("旧版本", "舊版本", "Older version")
    newer = Phrase("新版本", "新版本", "Newer version")
    added = Phrase("新增 {n} 篇", "新增 {n} 篇", "Added: {n}")
    removed = Phrase("移除 {n} 篇", "移除 {n} 篇", "Removed: {n}")
    changed = Phrase("改动 {n} 篇", "改動 {n} 篇", "Changed: {n}")
    moved = Phrase("移动 {n} 篇", "移動 {n} 篇", "Moved: {n}")
    unchanged = Phrase("相同 {n} 篇", "相同 {n} 篇", "Alike: {n}")
    was = Phrase("原为 ", "原為 ", "was ")


class MapWords(Common):
    """The map of the articles."""

    heading = Phrase("文章地图", "文章地圖", "Map of the articles")
    note = Phrase(
        "每个点是一篇文章，内容相近的离得近（各段向量的平均值，前两个主成分）。点一下就能打开。",
        "每個點是一篇文章，內容相近的離得近（各段向量的平均值，前兩個主成分）。點一下就能打開。",
        "Each dot is an article; near ones are about the same (mean of the passages' vectors, first two principal "
        "components). Click one to open it.",
    )
    no_index = Phrase(
        "还没有可用的索引：先添加文章并重建索引。",
        "還沒有可用的索引：先加入文章並重建索引。",
        "There is no usable index yet: add articles and rebuild first.",
    )
    to_feed = Phrase("去添加文章", "去加入文章", "Add articles")
    colour = Phrase("颜色", "顏色", "Colour")
    by_publisher = Phrase("按来源", "按來源", "By publisher")
    by_year = Phrase("按年份", "按年份", "By year")
    others = Phrase("其他", "其他", "others")
    earlier = Phrase("更早", "更早", "earlier")
    legend = Phrase("图例", "圖例", "Legend")
    nearer = Phrase("放大", "放大", "Zoom in")
    farther = Phrase("缩小", "縮小", "Zoom out")
    whole = Phrase("全图", "全圖", "Whole map")
    canvas = Phrase(
        "{n} 篇文章的分布图。方向键移到邻近的文章，Enter 打开，加号和减号缩放，0 回到全图。",
        "{n} 篇文章的分佈圖。方向鍵移到鄰近的文章，Enter 打開，加號和減號縮放，0 回到全圖。",
        "Map of {n} articles. Arrow keys go to a near article, Enter opens it, plus and minus zoom, 0 shows the whole.",
    )
    keys = Phrase(
        "拖动平移，滚轮缩放；键盘：方向键、Enter、+、−、0。",
        "拖曳平移，滾輪縮放；鍵盤：方向鍵、Enter、+、−、0。",
        "Drag to move, scroll to zoom; keys: arrows, Enter, +, −, 0.",
    )
    listed = Phrase("列表", "列表", "As a list")
    group = Phrase("{name}：{n} 篇", "{name}：{n} 篇", "{name}: {n}")
    changed = Phrase(
        "索引已更新：请再打开一次地图。", "索引已更新：請再打開一次地圖。", "The index was updated: open the map again."
    )
    page = Phrase("第 {page} 页，共 {pages} 页", "第 {page} 頁，共 {pages} 頁", "Page {page} of {pages}")
    previous = Phrase("上一页", "上一頁", "Previous page")
    next = Phrase("下一页", "下一頁", "Next page")
    all = Phrase("全部", "全部", "all")


class ReadWords(Common):
    """The reader."""

    derived_title = Phrase("标题取自正文", "標題取自內文", "title taken from the text")
    original = Phrase("查看原网页", "查看原網頁", "Original page")
    all_articles = Phrase("全部文章", "全部文章", "All articles")
    back_to_answer = Phrase("回到回答", "回到回答", "Back to the answer")
    articles = Phrase("文章", "文章", "Articles")
    more_articles = Phrase("另有 {n} 篇", "另有 {n} 篇", "and {n} more")
    previous = Phrase("上一处", "上一處", "Previous")
    next = Phrase("下一处", "下一處", "Next")
    about = Phrase("只问这篇文章", "只問這篇文章", "Ask about this article")
    cleaning = Phrase("清洗去掉了什么", "清理去掉了什麼", "What cleaning removed")
    kept = Phrase(
        "原文 {source} 字，保留 {kept} 字（{percent}%）",
        "原文 {source} 字，保留 {kept} 字（{percent}%）",
        "Characters kept: {kept} of {source} ({percent}%)",
    )
    removed = Phrase("去掉 {n} 处", "去掉 {n} 處", "Removed: {n}")
    repaired = Phrase("修补 {n} 处", "修補 {n} 處", "Mended: {n}")
    damaged = Phrase("损坏 {n} 处", "損壞 {n} 處", "Damaged: {n}")
    recognised = Phrase("认作题头信息 {n} 处", "認作題頭資訊 {n} 處", "Read as title, date or source: {n}")
    no_report = Phrase("这篇文章没有清洗记录。", "這篇文章沒有清理記錄。", "No record of cleaning was kept.")


class ShellWords(Common):
    """The header."""

    tagline = Phrase("每个回答，都有原文为据", "每個回答，都有原文為據", "Every answer, with its evidence")
    skip = Phrase("跳到内容", "跳到內容", "Skip to content")
    views = Phrase("视图", "檢視", "Views")
    ask_view = Phrase("提问", "提問", "Ask")
    corpus_view = Phrase("文章", "文章", "Articles")
    feed_view = Phrase("添加", "加入", "Add")
    map_view = Phrase("地图", "地圖", "Map")
    evaluate_view = Phrase("评测", "評測", "Evaluate")
    language = Phrase("语言", "語言", "Language")
    theme = Phrase("外观", "外觀", "Appearance")
    theme_auto = Phrase("跟随系统", "跟隨系統", "Auto")
    theme_light = Phrase("浅色", "淺色", "Light")
    theme_dark = Phrase("深色", "深色", "Dark")


class ScriptWords(Common):
    """What the script says; it loads these when the page opens, to have them when the server is gone."""

    unreachable = Phrase(
        "服务器没有回应：请确认它仍在运行，然后再试一次。",
        "伺服器沒有回應：請確認它仍在執行，然後再試一次。",
        "The server does not answer: check that it is still running, then try again.",
    )
    uploading = Phrase("正在上传 {done} / {n}", "正在上傳 {done} / {n}", "Uploading {done} / {n}")
    cleaning = Phrase("正在清洗 {done} / {n}", "正在清理 {done} / {n}", "Cleaning {done} / {n}")
    looked = Phrase(
        "{files} 个文件：新文章 {articles} 篇，不能收录 {refused} 个文件",
        "{files} 個檔案：新文章 {articles} 篇，不能收錄 {refused} 個檔案",
        "Files: {files}, new articles: {articles}, files not taken: {refused}",
    )
    kept_question = Phrase(
        "问题还在下面的输入框里；服务器恢复后可以再问一次。",
        "問題還在下面的輸入框裡；伺服器恢復後可以再問一次。",
        "Your question is still in the box below: ask it again once the server is back.",
    )
    loading = Phrase("正在载入…", "正在載入…", "Loading…")
    copied = Phrase("已复制", "已複製", "Copied")
    not_copied = Phrase("浏览器不允许复制", "瀏覽器不允許複製", "The browser does not allow copying")
    thanks = Phrase("已记下", "已記下", "Noted")
    gone = Phrase(
        "服务器重启过：请重新载入页面再试。",
        "伺服器重新啟動過：請重新載入頁面再試。",
        "The server was restarted: reload the page and try again.",
    )
    editing = Phrase(
        "正在修改前面的问题，Enter 重新提问",
        "正在修改前面的問題，Enter 重新提問",
        "Editing an earlier question; Enter asks it again",
    )
    cancel = Phrase("取消", "取消", "Cancel")
    save = Phrase("保存", "儲存", "Save")
    name = Phrase("名称", "名稱", "Name")
    sure = Phrase("确定删除？", "確定刪除？", "Really delete?")
    remove = Phrase("去掉筛选", "去掉篩選", "Remove filter")
    this_article = Phrase("这篇文章", "這篇文章", "this article")


class Part(NamedTuple):
    """One thing that a reason may say, with its figures and names in groups."""

    pattern: re.Pattern[str]
    hans: str
    """Its groups stand at {1}, {2}, …"""
    hant: str

    def of(self, tongue: Tongue) -> str:
        """In one of the Chinese languages of the page."""
        return self.hant if tongue == "zh-TW" else self.hans


def _part(pattern: str, hans: str, hant: str) -> Part:
    return Part(re.compile(pattern, re.DOTALL), hans, hant)


N = r"([\d,.]+)"

EXPECTED: tuple[Part, ...] = (
    _part("a file in the folder", "文件夹里的文件", "資料夾裡的檔案"),
    _part("a file", "文件", "檔案"),
    _part("a file that can be read", "可以读取的文件", "可以讀取的檔案"),
    _part("a file that opens", "可以打开的文件", "可以開啟的檔案"),
    _part("a file with a name", "有名称的文件", "有名稱的檔案"),
    _part("a new file", "新的文件", "新的檔案"),
    _part("a new article", "新的文章", "新的文章"),
    _part("a whole file", "完整的文件", "完整的檔案"),
    _part("a PDF file|a PDF|a PDF that opens", "可以打开的 PDF 文件", "可以開啟的 PDF 檔案"),
    _part("a whole PDF", "完整的 PDF 文件", "完整的 PDF 檔案"),
    _part("a PDF without encryption", "未加密的 PDF 文件", "未加密的 PDF 檔案"),
    _part("a Word file|a Word file that opens", "可以打开的 Word 文件", "可以開啟的 Word 檔案"),
    _part("a whole Word file", "完整的 Word 文件", "完整的 Word 檔案"),
    _part(
        f"a Word file of at most {N} bytes and {N} parts unpacked",
        "解压后不超过 {1} 字节、{2} 个部分的 Word 文件",
        "解壓後不超過 {1} 位元組、{2} 個部分的 Word 檔案",
    ),
    _part("a ZIP archive|a whole ZIP archive", "完整的 ZIP 压缩包", "完整的 ZIP 壓縮檔"),
    _part("an archive of articles", "装有文章的压缩包", "裝有文章的壓縮檔"),
    _part("articles", "文章", "文章"),
    _part("an article", "有正文的文章", "有內文的文章"),
    _part("an article or a list of them", "一篇或一列文章", "一篇或一列文章"),
    _part("a text|text", "文本", "文字"),
    _part("a text in UTF-8, GB18030, Big5 or UTF-16", "UTF-8、GB18030、Big5 或 UTF-16 编码的文本",
          "UTF-8、GB18030、Big5 或 UTF-16 編碼的文字"),
    _part(r"text in (\S+)", "{1} 编码的文本", "{1} 編碼的文字"),
    _part("front matter of at most " + N + " characters", "不超过 {1} 字的文件头", "不超過 {1} 字的檔頭"),
    _part("YAML front matter", "YAML 格式的文件头", "YAML 格式的檔頭"),
    _part("an object with 'text'", "含有 text 的对象", "含有 text 的物件"),
    _part("'text' with the article's text", "text 里有文章正文", "text 裡有文章內文"),
    _part("JSON", "JSON", "JSON"),
    _part("HTML", "可以解析的 HTML", "可以解析的 HTML"),
    _part("a row of a table", "表格的一行", "表格的一列"),
    _part("rows below the first one", "第一行之下有内容", "第一列之下有內容"),
    _part(r"a first row that names a column (.+)", "第一行写明列名：{1}", "第一列寫明欄名：{1}"),
    _part(f"at most {N} columns", "不超过 {1} 列", "不超過 {1} 欄"),
    _part(f"at most {N} files|at most {N} files at once", "一次不超过 {1} 个文件", "一次不超過 {1} 個檔案"),
    _part(f"at most {N} bytes", "不超过 {1} 字节", "不超過 {1} 位元組"),
    _part(f"at most {N} bytes more at once", "这一次还能加入 {1} 字节", "這一次還能加入 {1} 位元組"),
    _part(f"at most {N} bytes unpacked", "解压后不超过 {1} 字节", "解壓後不超過 {1} 位元組"),
    _part(f"at most {N} pages", "不超过 {1} 页", "不超過 {1} 頁"),
    _part(f"at most {N} characters|a page of at most {N} characters", "不超过 {1} 字", "不超過 {1} 字"),
    _part(f"HTML of at most {N} levels of nesting", "嵌套不超过 {1} 层的 HTML", "巢狀不超過 {1} 層的 HTML"),
    _part(f"HTML of at most {N} attributes in one tag", "一个标签不超过 {1} 个属性的 HTML",
          "一個標籤不超過 {1} 個屬性的 HTML"),
    _part(f"HTML of at most {N} tags", "不超过 {1} 个标签的 HTML", "不超過 {1} 個標籤的 HTML"),
    _part("the usual compression (deflate)".replace("(", r"\(").replace(")", r"\)"), "常用的压缩方式（deflate）",
          "常用的壓縮方式（deflate）"),
    _part(f"a file of at most {N} times its packed size", "解压后不超过压缩时 {1} 倍的文件",
          "解壓後不超過壓縮時 {1} 倍的檔案"),
    _part("names that differ", "名称各不相同", "名稱各不相同"),
    _part(f"a file that is read in {N} seconds(?: of processor time)?", "{1} 秒内读得完的文件", "{1} 秒內讀得完的檔案"),
    _part(r"(\.\w+(?:, \.\w+)+)", "{1} 文件", "{1} 檔案"),
)  # fmt: skip

FOUND: tuple[Part, ...] = (
    _part("none|none in it", "没有", "沒有"),
    _part("more", "超过了", "超過了"),
    _part("an empty file", "空文件", "空檔案"),
    _part("an empty list", "空列表", "空清單"),
    _part("a blank one", "空白", "空白"),
    _part(f"{N} zero bytes", "{1} 个零字节", "{1} 個零位元組"),
    _part("another kind of file", "别的种类的文件", "別的種類的檔案"),
    _part("another kind of archive", "别的种类的压缩包", "別的種類的壓縮檔"),
    _part("a PDF file", "PDF 文件", "PDF 檔案"),
    _part("a ZIP archive or Office file", "ZIP 压缩包或 Office 文件", "ZIP 壓縮檔或 Office 檔案"),
    _part("an old Office file", "旧版或加密的 Office 文件", "舊版或加密的 Office 檔案"),
    _part("a (PNG|JPEG|GIF) picture", "{1} 图片", "{1} 圖片"),
    _part("a gzip archive", "gzip 压缩包", "gzip 壓縮檔"),
    _part("a database", "数据库文件", "資料庫檔案"),
    _part("a program", "程序文件", "程式檔案"),
    _part("a link to a folder or out of it, which is not followed", "指向文件夹或其外的链接，不跟随",
          "指向資料夾或其外的連結，不跟隨"),
    _part("a link, which is not followed", "链接，不跟随", "連結，不跟隨"),
    _part("a pipe, a device or a broken link", "管道、设备或断开的链接", "管線、裝置或斷開的連結"),
    _part(r"no suffix, not an article format", "没有扩展名，不是文章格式", "沒有副檔名，不是文章格式"),
    _part(r"(.+), not an article format", "{1}，不是文章格式", "{1}，不是文章格式"),
    _part("front matter only", "只有文件头", "只有檔頭"),
    _part("an archive in an archive", "压缩包里的压缩包", "壓縮檔裡的壓縮檔"),
    _part(r"a broken one \((.*)\)", "已损坏（{1}）", "已損壞（{1}）"),
    _part("a second file of this name", "另一个同名文件", "另一個同名檔案"),
    _part("one with a password", "有密码", "有密碼"),
    _part("one that is encrypted", "已加密", "已加密"),
    _part(r"one without an end \(cut short\?\)", "没有结尾（被截断了？）", "沒有結尾（被截斷了？）"),
    _part("one without pages", "没有页面", "沒有頁面"),
    _part(f"{N} pages of pictures \\(a scan\\?\\)", "{1} 页图片（扫描件？）", "{1} 頁圖片（掃描件？）"),
    _part("characters of fonts without a meaning", "字体没有对应的文字", "字型沒有對應的文字"),
    _part(r"a Word file without any \(pictures only\?\)", "没有文字的 Word 文件（只有图片？）",
          "沒有文字的 Word 檔案（只有圖片？）"),
    _part(f"method {N}", "压缩方式 {1}", "壓縮方式 {1}"),
    _part(f"{N} bytes from {N} \\(a bomb\\?\\)", "由 {2} 字节解出 {1} 字节（压缩炸弹？）",
          "由 {2} 位元組解出 {1} 位元組（壓縮炸彈？）"),
    _part("bytes that are none of them", "都不是", "都不是"),
    _part(r"byte (0x\w\w) at (\d+)", "第 {2} 个字节是 {1}", "第 {2} 個位元組是 {1}"),
    _part(r"control characters throughout \(a binary file\?\)", "到处是控制字符（二进制文件？）",
          "到處是控制字元（二進位檔案？）"),
    _part(r"one that its parser fails on \((.*)\)", "解析时出错（{1}）", "解析時出錯（{1}）"),
    _part("one that needs too much memory", "占用内存太多", "佔用記憶體太多"),
    _part("one that takes longer", "用时更长", "用時更長"),
    _part(r"no text of its own in (.+)", "{1} 里没有自己的正文", "{1} 裡沒有自己的內文"),
    _part(r"the text of (.+)", "与 {1} 的正文相同", "與 {1} 的內文相同"),
    _part(r"(.+) in the seeds folder already", "文章文件夹里已有 {1}", "文章資料夾裡已有 {1}"),
    _part(r"only (.+)", "只有 {1}", "只有 {1}"),
    _part(r"(.+) in line (\d+)", "第 {2} 行：{1}", "第 {2} 行：{1}"),
    _part(r"(.+) at column (\d+)", "第 {2} 列：{1}", "第 {2} 欄：{1}"),
    _part("nothing", "什么也没有", "什麼也沒有"),
    _part("nothing that the parser could read in (.+)", "{1} 里没有可以解析的内容", "{1} 裡沒有可以解析的內容"),
    _part(f"{N} and {N}", "{1} 和 {2}", "{1} 和 {2}"),
    _part(f"{N}", "{1}", "{1}"),
    _part(f"{N} in (.+)", "{2} 里有 {1}", "{2} 裡有 {1}"),
)  # fmt: skip

REMEDY: tuple[Part, ...] = (
    _part("give it the suffix of what it is|give it its own suffix", "请改成与内容相符的扩展名",
          "請改成與內容相符的副檔名"),
    _part("give it by itself|give the file itself|pack the file itself", "请直接提供这个文件",
          "請直接提供這個檔案"),
    _part("pack it again|pack the files again", "请重新压缩", "請重新壓縮"),
    _part("pack it without", "请去掉密码后再压缩", "請去掉密碼後再壓縮"),
    _part("pack it with that", "请用常用方式压缩", "請用常用方式壓縮"),
    _part("split the archive|split the file", "请分成几份", "請分成幾份"),
    _part("split it or save it anew|save it anew", "请重新保存，或分成几份", "請重新儲存，或分成幾份"),
    _part("split it, or put it into the seeds folder by hand", "请分成几份，或直接放进文章文件夹",
          "請分成幾份，或直接放進文章資料夾"),
    _part("save it without", "请去掉密码后另存", "請去掉密碼後另存"),
    _part("get it again", "请重新获取", "請重新取得"),
    _part("run text recognition on it", "请先做文字识别", "請先做文字辨識"),
    _part("take its pictures out", "请去掉其中的图片", "請去掉其中的圖片"),
    _part("give its text", "请提供文字", "請提供文字"),
    _part("rename it|name it", "请改名", "請改名"),
    _part("name the columns in the first row", "请在第一行写上列名", "請在第一列寫上欄名"),
    _part("mend its quotes", "请修好引号", "請修好引號"),
    _part("add one for each article", "请为每篇文章加一行", "請為每篇文章加一列"),
    _part("add the others first", "请先加入其他文件", "請先加入其他檔案"),
    _part("nothing is to be done", "不必处理", "不必處理"),
    _part("look at the file", "请检查这个文件", "請檢查這個檔案"),
    _part("look at what cleaning removed", "请看清洗去掉了什么", "請看清理去掉了什麼"),
    _part("save the article as plain text", "请存成纯文本", "請存成純文字"),
)  # fmt: skip

_WHOLE = re.compile(
    r"expected (?P<expected>.+?)(?:; found:? | found: )(?P<found>.+?)(?:; (?P<remedy>[^;]+))?", re.DOTALL
)


NEEDED = _part(".*", "需要{0}", "需要{0}")
ACTUAL = _part(".*", "实际：{0}", "實際：{0}")


def refusal(reason: str, tongue: Tongue) -> str:
    """A reason in a language of the page; one that is not known here stays as the core says it.

    Args:
        reason: As `RefusedSeed.reason` holds it.
        tongue: The page's language.
    """
    whole = _WHOLE.fullmatch(reason)
    if tongue == "en" or whole is None:
        return reason
    expected = _translated(whole["expected"], EXPECTED, tongue)
    found = _translated(whole["found"], FOUND, tongue)
    remedy = _translated(whole["remedy"], REMEDY, tongue) if whole["remedy"] else ""
    if expected is None or remedy is None:
        return reason
    shown = ACTUAL.of(tongue).format(found or whole["found"])  # a name or what a library says has no translation
    return "；".join(filter(None, (NEEDED.of(tongue).format(expected), shown, remedy))) + "。"


def _translated(text: str, parts: tuple[Part, ...], tongue: Tongue) -> str | None:
    for part in parts:
        match = part.pattern.fullmatch(text)
        if match:
            groups = [group for group in match.groups() if group is not None]
            return part.of(tongue).format("", *groups)
    return None
