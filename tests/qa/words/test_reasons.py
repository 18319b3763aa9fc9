"""Reasons: a text in every language with the same blanks, and raise sites that give a value for each blank."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.errors import InputRefusedError, WenjuError
from embeddings.ingest import extract_child
from embeddings.reasons import Cause, IndexReason, Reason
from embeddings.schema import RefusedSeed
from qa.reasons import AnswerReason
from qa.words.load import FOLDER, read_file
from qa.words.program import SECTION, error_text, refusal_text

ROOT = Path(__file__).parents[3]
REASONS: list[Reason] = [*IndexReason, *AnswerReason]
KINDS_OF_FILES = [each for each in IndexReason if not each.found]
CHINESE = {code: read_file(FOLDER / f"{code}.toml")[SECTION] for code in ("zh_hans", "zh_hant")}
SOURCES = [path for folder in ("embeddings", "qa") for path in sorted((ROOT / folder).rglob("*.py"))]


def blanks(*templates: str) -> set[str]:
    parsed = (part for template in templates for part in string.Formatter().parse(template))
    return {name for _, name, _, _ in parsed if name is not None}


def blanks_of(reason: Reason) -> set[str]:
    return blanks(reason.expected, reason.found, reason.remedy)


def test_codes_are_unique_and_each_language_has_exactly_them() -> None:
    codes = [reason.code for reason in REASONS]
    assert len(set(codes)) == len(codes)
    assert [list(texts) for texts in CHINESE.values()] == [codes, codes]


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.code)
def test_a_reason_has_the_same_blanks_in_every_language(reason: Reason) -> None:
    texts = [CHINESE[language][reason.code] for language in CHINESE]
    assert [blanks(text) for text in texts] == [blanks_of(reason)] * 2
    formats = [{part[1:3] for part in string.Formatter().parse(text) if part[1]} for text in texts]
    english = (reason.expected, reason.found, reason.remedy)
    assert formats == [{part[1:3] for each in english for part in string.Formatter().parse(each) if part[1]}] * 2


def test_chinese_reasons_have_the_three_parts_of_the_english() -> None:
    assert len(KINDS_OF_FILES) == 14
    for reason in REASONS:
        if reason in KINDS_OF_FILES:
            continue
        parts = 3 if reason.remedy else 2
        assert len(CHINESE["zh_hans"][reason.code].removesuffix("。").split("；")) == parts, reason
        assert len(CHINESE["zh_hant"][reason.code].removesuffix("。").split("；")) == parts, reason


def error_classes() -> set[str]:
    names = {"WenjuError"}
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    while more := {name for name, of in bases.items() if of & names} - names:
        names |= more
    return names


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_no_error_is_raised_with_a_sentence() -> None:
    """Whatever an error of ours is made of, its English stands in the table of reasons and nowhere else."""
    errors = error_classes()
    sites = [(at, call) for at, call in calls() if isinstance(call.func, ast.Name) and call.func.id in errors]
    assert len(sites) > 100
    sentences = [
        at
        for at, call in sites
        if any(isinstance(each, ast.JoinedStr) for each in call.args)
        or sum(isinstance(each, ast.Constant) for each in call.args) > 1
    ]
    assert sentences == []


def test_reasons_and_values_given_in_one_place_fit() -> None:
    wrong: list[str] = []
    seen: set[str] = set()
    for at, call in calls():
        named = [member_of(each) for each in (*call.args, call.func)]
        reason = next((each for each in named if each is not None), None)
        if reason is None:
            continue
        seen.add(reason.code)
        values = [each for each in call.args if isinstance(each, ast.Dict)]
        keys = {key.value for each in values for key in each.keys if isinstance(key, ast.Constant)}
        spread = any(None in each.keys for each in values) or any(
            isinstance(each, ast.Name | ast.Call) for each in call.args
        )
        if not spread and keys != blanks_of(reason):
            wrong.append(f"{at}: {reason.code} wants {sorted(blanks_of(reason))}, gets {sorted(map(str, keys))}")
    assert wrong == []
    assert len(seen) > 150


def member_of(node: ast.expr) -> Reason | None:
    """The reason that an expression names: `IndexReason.X`, or the `IndexReason.X.cause` of a call."""
    if isinstance(node, ast.Attribute) and node.attr == "cause":
        node = node.value
    if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
        return None
    sets: dict[str, type[Reason]] = {"IndexReason": IndexReason, "AnswerReason": AnswerReason}
    of = sets.get(node.value.id)
    return of[node.attr] if of else None


def test_every_reason_is_used() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    unused = [
        reason.code
        for reason in REASONS
        if f"{type(reason).__name__}.{reason.name}" not in text and f'"{reason.code}"' not in text
    ]
    assert unused == []


def test_the_child_process_gives_codes_with_their_values() -> None:
    """It imports nothing of this project, so it names codes as texts."""
    source = Path(extract_child.__file__).read_text(encoding="utf-8")
    raised = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "RefusedError"
    ]
    assert len(raised) == 17
    for call in raised:
        code, *values = call.args
        assert isinstance(code, ast.Constant)
        reason = IndexReason[str(code.value).upper()]
        keys = {
            key.value
            for each in values
            if isinstance(each, ast.Dict)
            for key in each.keys
            if isinstance(key, ast.Constant)
        }
        assert keys == blanks_of(reason) or (reason is IndexReason.WORD_TOO_LARGE and not keys)


def test_an_error_is_one_line_in_each_language() -> None:
    error = InputRefusedError(IndexReason.FILE_TOO_LARGE, {"limit": 16_777_216, "size": 52_428_800})
    assert str(error) == "expected at most 16,777,216 bytes; found 52,428,800"
    assert (error.expected, error.found, error.remedy) == ("at most 16,777,216 bytes", "52,428,800", "")
    assert error_text(error, "zh-CN") == "需要不超过 16,777,216 字节；实际：52,428,800。"
    assert error_text(error, "zh-TW") == "需要不超過 16,777,216 位元組；實際：52,428,800。"
    assert error_text(error, "en") == str(error)
    assert error.cause.model_dump() == {"code": "file_too_large", "values": {"limit": 16_777_216, "size": 52_428_800}}


def test_values_are_not_templates_and_stay_on_one_line() -> None:
    error = WenjuError(IndexReason.NO_DOCUMENT, {"id": "{0}\n{id}"})
    assert str(error) == "expected the id of a document in this index; found {0} {id}; see `wenju status`"
    assert error_text(error, "zh-CN") == "需要这个索引里的文章编号；实际：{0} {id}；请看 `wenju status`。"


def test_a_cause_inside_a_cause_is_told_in_the_same_language() -> None:
    kinds = {"wanted": IndexReason.PDF_FILE.cause(), "kind": IndexReason.PNG_PICTURE.cause()}
    error = InputRefusedError(IndexReason.WRONG_SUFFIX, kinds)
    assert str(error) == "expected a PDF file; found a PNG picture; give it the suffix of what it is"
    assert error_text(error, "zh-TW") == "需要可以開啟的 PDF 檔案；實際：PNG 圖片；請改成與內容相符的副檔名。"


def test_a_refusal_of_a_stored_report_is_told_in_each_language() -> None:
    cause = IndexReason.PDF_PASSWORD.cause()
    stored = RefusedSeed.because("a.pdf", cause).model_dump_json()
    refused = RefusedSeed.model_validate_json(stored)
    assert refused.reason == "expected a PDF that opens; found one with a password; save it without"
    assert refusal_text(refused, "zh-CN") == "需要可以打开的 PDF 文件；实际：有密码；请去掉密码后另存。"
    assert refusal_text(refused, "en") == refused.reason


def test_what_another_version_wrote_stays_as_it_is() -> None:
    earlier = RefusedSeed(path="a.txt", reason="expected an article; found none")
    later = RefusedSeed(path="a.txt", reason="expected a moon; found none", cause=Cause(code="no_moon"))
    assert [refusal_text(each, "zh-CN") for each in (earlier, later)] == [earlier.reason, later.reason]
    assert str(later.cause) == "no_moon"
