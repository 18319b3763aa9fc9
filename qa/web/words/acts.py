"""What the page says: what can be done with an answer, and with conversations."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common

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
