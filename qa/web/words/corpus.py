"""What the page says: the view of all articles."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common


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
