"""What the page says: the header, and what the script says by itself."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common


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
