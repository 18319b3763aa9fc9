"""Repair characters and report damaged ones. No rule here adds or removes a line."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter

from embeddings.clean.types import Log
from embeddings.text.normalize import fold

_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_TONED = "āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜńňǹḿ"
_IN_BRACKETS = re.compile(rf"(?<=[\u3400-\u9fff\uf900-\ufaff])([（(])([a-zɡüê\u0300-\u030c{_TONED}]{{1,12}})([）)])")
_AFTER_LOSS = re.compile(rf"(?<=\?)([a-zɡüê\u0300-\u030c{_TONED}]{{1,12}})[）)]")
"""003: 領域?qū)?shù)字人. The character and its bracket are lost, the pinyin is still there."""
_SYLLABLE = re.compile(
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    r"(?:[aoeiuvê]|ai|ei|ao|ou|an|en|ang|eng|ong|er|ia|ie|iao|iu|ian|in|iang|ing|iong|ua|uo|uai|ui|uan|un|uang|ueng|ue|"
    r"van|ve|vn|n|ng|m)r?"
)
_TONELESS: dict[str, str] = {
    **{
        "a": "啊阿",
        "ba": "吧罷罢",
        "de": "的地得",
        "la": "啦",
        "le": "了",
        "ma": "嗎吗嘛",
        "me": "麼麽么",
        "men": "們们",
    },
    **{"ne": "呢", "tou": "頭头", "ya": "呀", "zhe": "著着", "zi": "子"},
}
"""Syllables without a tone, and their characters: 們(men) is a converter's work, 字母(a) is the article's own."""
_PRONOUNCED = re.compile(r"(?:读|讀|念|唸|音|拼音|发音|發音)(?:作|做|为|為|成|如)?.?$")
_CONVERTED = 3
"""Number of toned syllables from which full-width brackets too count as added by a converter, not by the author."""

_SPLIT_WORDS = frozenset(
    re.findall(
        "..",
        "以上以下以及以来中心可以我们他们企业发展技术建设项目经济市场产业政府中国国家"
        "服务平台创新领域公司工作社会管理重点推动支持进行实施提供相关通过目前其中已经开展加快提升",
    )
)
_HAN_SPACE_HAN = re.compile(r"(?<=[\u3400-\u9fff])([\u3400-\u9fff]) ([\u3400-\u9fff])(?=[\u3400-\u9fff，。、；,;])")
_ENDS_SENTENCE = re.compile(r"[。！？；][”」’』）)]*$")
_LONG = 40

_MATED_QUOTE = re.compile("“([^“”〞〝\n]*)〞")

_DAMAGE: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "question_marks",
        re.compile(r"(?<=[\u3400-\u9fff])\?[；;，,、]\?"),
        "characters lost in a conversion (003: 規?；?)",
    ),
    ("question_marks", re.compile(r"(?<=[\u3400-\u9fff])\?{2,}(?=[\u3400-\u9fff])"), "characters lost in a conversion"),
    ("replacement_character", re.compile("\ufffd+"), "bytes that no decoder could read"),
    (
        "mojibake",
        re.compile("锟斤拷|烫烫烫|屯屯屯|(?:[ÃÂâäåæçèé][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ''“”•–—˜™š›œžŸ]){2,}"),
        "decoded wrongly",
    ),
    ("private_use", re.compile("[\ue000-\uf8ff]+"), "characters of a private font"),
)
_SIGNS_OF_DAMAGE = re.compile("[?\ufffd锟烫屯ÃÂâäåæçèé\ue000-\uf8ff]")
"""Every match of `_DAMAGE` holds one of these; most texts hold none, and one search rules them out."""
_CONTEXT = 12


def one_kind_of_line_break(text: str) -> str:
    """Replace every kind of line break by a line feed."""
    return _LINE_BREAKS.sub("\n", text)


def remove_invisible(text: str, log: Log) -> str:
    """Take out control characters, text-direction controls and zero-width characters; the log names codes."""
    counts = Counter(_INVISIBLE.findall(text))
    for character, count in sorted(counts.items()):
        if character in _BIDI:
            kind, reason = "bidi_control", "changes the order in which text is shown"
        elif unicodedata.category(character) == "Cc":
            kind, reason = "control_character", "no character of a text"
        else:
            kind, reason = "zero_width", "can't be seen, breaks words"
        log.remove(kind, f"U+{ord(character):04X} × {count}", reason)
    return _INVISIBLE.sub("", text) if counts else text


def mend(text: str, log: Log) -> str:
    """Repair what can be repaired with certainty and log other damage; the number of lines stays the same."""
    text = _decode_entities(text, log)
    text = _remove_pinyin(text, log)
    text = _mate_quotes(text, log)
    if " " in text:
        text = "\n".join(_close_words(line, log) for line in text.split("\n"))
    _note_damage(text, log)
    return text


def _decode_entities(text: str, log: Log) -> str:
    def decoded(match: re.Match[str]) -> str:
        character = " ".join(html.unescape(match[0]).split())
        if character == match[0] or _INVISIBLE.search(character):
            return match[0]
        log.repair("entity", match[0], replacement=character, reason="HTML's way to write the character")
        return character or " "

    return _ENTITY.sub(decoded, text) if "&" in text else text


def _remove_pinyin(text: str, log: Log) -> str:
    """003: 國(guó)內(nèi) → 國內. Real brackets such as (2023-2028) or (app) hold no toned syllable."""
    matches = list(_IN_BRACKETS.finditer(text))
    converted = sum(_is_toned_syllable(match[2]) for match in matches) >= _CONVERTED
    kept: list[str] = []
    end = 0
    for match in matches:
        syllable = match[2]
        character = text[match.start() - 1]
        half_width = match[1] == "("
        if _is_toned_syllable(syllable):
            gloss = (half_width or converted) and not _PRONOUNCED.search(
                text[max(0, match.start() - 5) : match.start()]
            )
        else:
            gloss = converted and character in _TONELESS.get(syllable, "")
        if gloss:
            log.remove("pinyin", character + match[0], "a converter's pinyin after the character")
            kept.append(text[end : match.start()])
            end = match.end()
    text = "".join((*kept, text[end:]))

    def lost(match: re.Match[str]) -> str:
        if not _is_toned_syllable(match[1]):
            return match[0]
        log.remove("pinyin", match[0], "pinyin of a character that is lost (003)")
        return ""

    return _AFTER_LOSS.sub(lost, text) if "?" in text else text


def _is_toned_syllable(syllable: str) -> bool:
    """One Mandarin syllable with one tone mark, composed or decomposed: guó, nèi, lüè, lǘ."""
    plain = ""
    tones = 0
    for character in unicodedata.normalize("NFD", syllable):
        if character == "\u0308":  # ü
            plain = f"{plain[:-1]}v"
        elif character in "\u0304\u0301\u030c\u0300\u0306":
            tones += 1
        elif character != "\u0302":  # ê
            plain += "g" if character == "ɡ" else character
    return tones == 1 and _SYLLABLE.fullmatch(plain) is not None


def _mate_quotes(text: str, log: Log) -> str:
    """003: “元宇宙+〞 → “元宇宙+”. Certain, because a “ is open and nothing else closes it; 〝…〞 is left alone."""

    def mated(match: re.Match[str]) -> str:
        log.repair("closing_quote", match[0], replacement=f"“{match[1]}”", reason="the mate of “ is ”")
        return f"“{match[1]}”"

    return _MATED_QUOTE.sub(mated, text) if "〞" in text else text


def _close_words(line: str, log: Log) -> str:
    """003: 個以 上 → 個以上. Only common words of two characters, in a long sentence; names keep spaces."""
    if len(line) < _LONG or not _ENDS_SENTENCE.search(line):
        return line

    def closed(match: re.Match[str]) -> str:
        word = match[1] + match[2]
        if fold(word) not in _SPLIT_WORDS:
            return match[0]
        log.repair("split_word", match[0], replacement=word, reason="a space inside a common word")
        return word

    return _HAN_SPACE_HAN.sub(closed, line)


def _note_damage(text: str, log: Log) -> None:
    if _SIGNS_OF_DAMAGE.search(text) is None:
        return
    for kind, pattern, reason in _DAMAGE:
        for match in pattern.finditer(text):
            start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _CONTEXT)
            around = text[start : match.end() + _CONTEXT].split("\n", 1)[0]
            log.damage(kind, around, reason)
