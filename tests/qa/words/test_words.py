"""The words of every language: the same keys, the same blanks, and each in its own script."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

import qa.words
from embeddings.errors import WenjuError
from qa.words import load, page, program
from qa.words.load import FILES, FOLDER, LOCALES, Words, read_file
from qa.words.program import SECTION

SECTIONS = [
    value
    for module in (program, page)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Words) and value is not Words
]
READ: dict[str, Mapping[str, Mapping[str, str]]] = {
    each.code: {section: texts for section, texts in read_file(FOLDER / each.file).items() if section != SECTION}
    for each in LOCALES
}
"""Without the reasons, whose English texts are in their enums (test_reasons.py)."""
PHRASES = [(section, key) for section, texts in READ["en"].items() for key in texts]

SIMPLIFIED_ONLY = set(
    "问题读标处证这还从档编码没写个类开关话报纸书网览选择应该无发时间显际线图议认记设识让请说谁语钟长门们"
)


def test_every_language_has_the_sections_and_keys_that_the_program_names() -> None:
    named = {each.section: set(each.names) for each in SECTIONS}
    for code, sections in READ.items():
        assert {section: set(texts) for section, texts in sections.items()} == named, code


def test_a_section_has_one_class() -> None:
    assert len({each.section for each in SECTIONS}) == len(SECTIONS) >= 28


def test_the_languages_give_their_keys_in_one_order() -> None:
    orders = [[(section, key) for section, texts in READ[each.code].items() for key in texts] for each in LOCALES]
    assert all(order == PHRASES for order in orders)


@pytest.mark.parametrize(("section", "key"), PHRASES)
def test_a_phrase_has_a_text_in_every_language_with_the_same_blanks(section: str, key: str) -> None:
    texts = {code: READ[code][section][key] for code in READ}
    assert all(text.strip() for text in texts.values())
    blanks = [
        sorted({field for _, field, _, _ in string.Formatter().parse(text) if field is not None})
        for text in texts.values()
    ]
    assert all(each == blanks[0] for each in blanks)
    assert SIMPLIFIED_ONLY & set(texts["zh-TW"]) == set()


@pytest.mark.parametrize("section", SECTIONS)
def test_no_key_hides_what_words_have_themselves(section: type[Words]) -> None:
    assert not {"locale", "section", "names", "get"} & set(section.names)


def test_each_folder_file_belongs_to_a_language() -> None:
    there = {each.name for each in files(qa.words).iterdir() if each.name.endswith(".toml")}
    assert there == {each.file for each in LOCALES} == set(FILES.values())


def test_words_are_those_of_the_code_or_script() -> None:
    assert [page.AskWords(code).ask for code in ("zh-CN", "zh-TW", "en")] == ["提问", "提問", "Ask"]
    wanted = ["来源", "來源", "source"]
    assert [program.AnswerWords(script).source for script in ("zh", "zh-Hant", "en")] == wanted
    assert page.AskWords("zh-TW").locale == "zh-TW"


def test_a_name_of_the_program_finds_its_text() -> None:
    languages = page.LanguageWords("en")
    assert languages.get("zh-Hant") == "Chinese (traditional)"
    assert languages.get("fr") is None
    assert languages.get("get") is None


class Greeting(Words, section="greeting"):
    hello: str


def greeting(folder: Path, text: str) -> str:
    (folder / "en.toml").write_text(text, encoding="utf-8")
    return Greeting("en").hello


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    return tmp_path


def test_another_folder_is_read(folder: Path) -> None:
    assert greeting(folder, '[greeting]\nhello = " {n} “a” "\n') == " {n} “a” "


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[greeting]\n", "expected the keys of [greeting] in en.toml; found no hello; "),
        ("", "expected the keys of [greeting] in en.toml; found no hello; "),
        (
            '[greeting]\nhello = "a"\nbye = "b"\n',
            "expected the keys of [greeting] in en.toml; found bye, which no one reads; ",
        ),
        ("[greeting]\nhello = 3\n", "expected sections of texts in en.toml; found something else in greeting; "),
        ('greeting = "a"\n', "expected sections of texts in en.toml; found something else in greeting; "),
        ("[greeting\n", "expected words in TOML in en.toml; found "),
    ],
)
def test_a_file_that_does_not_fit_is_an_error_of_one_line(folder: Path, text: str, line: str) -> None:
    with pytest.raises(WenjuError) as caught:
        greeting(folder, text)
    assert str(caught.value).startswith(line)
    assert str(caught.value).endswith("; install wenju again, or mend the file")


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_not_there_is_an_error_of_one_line() -> None:
    with pytest.raises(WenjuError, match=r"^expected words in TOML in en\.toml; found .*No such file"):
        Greeting("en")


def test_a_file_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    page.AskWords("en")
    monkeypatch.setattr(tomllib, "loads", pytest.fail)
    assert page.ReadWords("en").articles == "Articles"
    assert program.AnswerWords("en").between == "; "
