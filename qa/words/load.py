"""Words in the languages of the page and the program: one TOML file a language, read when a word of it is wanted."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, cast

from embeddings.errors import WenjuError
from qa.reasons import AnswerReason

FOLDER = Path(__file__).parent
_Object = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """A language that words exist in."""

    code: str
    """As the page's cookie and address hold it."""
    file: str
    """Its words, in this folder."""
    html: str
    """The lang attribute, by which a browser picks the right glyphs."""
    name: str
    """What it calls itself."""
    script: str
    """The script of a question that is answered in it, as `qa.answer.answer.script` names it; "" for none."""
    browsers: tuple[str, ...]
    """The locales that browsers send for it."""


LOCALES: tuple[Locale, ...] = (
    Locale(
        code="zh-CN",
        file="zh_hans.toml",
        html="zh-Hans",
        name="简体",
        script="zh",
        browsers=("zh", "zh-CN", "zh-SG", "zh-Hans"),
    ),
    Locale(
        code="zh-TW",
        file="zh_hant.toml",
        html="zh-Hant",
        name="繁體",
        script="zh-Hant",
        browsers=("zh-TW", "zh-HK", "zh-MO", "zh-Hant"),
    ),
    Locale(code="en", file="en.toml", html="en", name="English", script="en", browsers=("en",)),
)
"""In the order in which the page offers them. Another language is one row here and one file."""


FILES: dict[str, str] = {key: each.file for each in LOCALES for key in (each.code, each.script) if key}
"""The file of words for each code of the page and each script of a question."""


class Words:
    """The words of one section in one language; a subclass names the section and annotates each of its keys."""

    locale: str
    """The code or script that they were wanted for."""
    section: ClassVar[str] = ""
    names: ClassVar[tuple[str, ...]] = ()
    """The keys of the section."""

    def __init_subclass__(cls, *, section: str) -> None:
        super().__init_subclass__()
        cls.section, cls.names = section, tuple(inspect.get_annotations(cls))

    def __init__(self, locale: str) -> None:
        """Fill each attribute with its text.

        Args:
            locale: A code of the page (zh-CN, zh-TW, en) or a script of questions (zh, zh-Hant, en).

        Raises:
            WenjuError: The file can't be read, or its section has other keys than this class.
        """
        vars(self).update(_section(FOLDER / FILES[locale], self.section, self.names), locale=locale)

    def get(self, name: str) -> str | None:
        """The text of a name that the program uses elsewhere, such as a kind of question; None where there is none."""
        key = name.lower().replace("-", "_")  # the language zh-Hant
        return getattr(self, key) if key in self.names else None


@cache
def _section(path: Path, section: str, names: tuple[str, ...]) -> Mapping[str, str]:
    """One section of a file, of exactly these keys.

    Raises:
        WenjuError: A key is missing, or one is there that the class does not have.
    """
    texts = read_file(path).get(section, {})
    missing, extra = sorted(set(names) - texts.keys()), sorted(texts.keys() - set(names))
    if missing or extra:
        wrong = [f"no {name}" for name in missing] + [f"{name}, which no one reads" for name in extra]
        raise WenjuError(AnswerReason.WORDS_KEYS, {"section": section, "file": path.name, "wrong": ", ".join(wrong)})
    return texts


@cache
def read_file(path: Path) -> Mapping[str, Mapping[str, str]]:
    """All sections of a file of words.

    Raises:
        WenjuError: It can't be read, is no TOML, or holds something else than sections of texts.
    """
    import tomllib  # noqa: PLC0415  # 4 ms that a plain answer does not need

    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WenjuError(AnswerReason.WORDS_UNREADABLE, {"file": path.name, "error": str(error)}) from error
    for section, texts in read.items():
        if not isinstance(texts, dict) or not all(isinstance(each, str) for each in cast(_Object, texts).values()):
            raise WenjuError(AnswerReason.WORDS_FORM, {"file": path.name, "section": section})
    return cast(dict[str, dict[str, str]], read)
