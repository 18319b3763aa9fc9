"""What the page says: the view that adds articles and keeps the versions."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common


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
