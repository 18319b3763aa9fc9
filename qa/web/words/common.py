"""What the page says: words that several views say."""

from __future__ import annotations

from qa.web.tongue import Phrase, Words


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
