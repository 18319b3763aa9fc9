"""What the page says: a rebuild."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common

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
