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
