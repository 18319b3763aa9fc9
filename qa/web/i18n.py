"""The languages of the page, and which one a browser asks for; the words themselves are in qa.words.

Why a file was not taken, in the reader's language. The core says it in English: expected …; found …; what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from starlette.requests import cookie_parser

from qa.words.locales import LOCALES

Tongue = str
"""The code of a language of the page."""

TONGUES: tuple[Tongue, ...] = tuple(each.code for each in LOCALES)

HTML_LANG: dict[Tongue, str] = {each.code: each.html for each in LOCALES}
"""The lang attribute of each, by which the browser picks the right glyphs."""

LANGUAGE_NAMES: dict[Tongue, str] = {each.code: each.name for each in LOCALES}
"""What each calls itself."""

COOKIE = "wenju_language"
"""Holds the language that a reader chose; without it the page follows the browser."""

BROWSER_LOCALES: dict[str, Tongue] = {browser: each.code for each in LOCALES for browser in each.browsers}
"""The page's language for each locale that browsers send; other Chinese ones follow "zh", everything else English."""

_BY_LOWER: dict[str, Tongue] = {browser.lower(): tongue for browser, tongue in BROWSER_LOCALES.items()}


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
