"""What the page says: what cleaning does, and the languages of articles."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common

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
