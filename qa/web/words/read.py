"""What the page says: the reader."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common


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
