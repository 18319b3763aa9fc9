from __future__ import annotations

import re
from pathlib import Path

import pytest

from embeddings.ingest.intake import Offered, propose
from qa.web.i18n import EXPECTED, FOUND, REMEDY, refusal

ROOT = Path(__file__).parents[3]


def test_every_reason_for_a_bad_file_is_said_in_both_scripts(bad_files: dict[str, tuple[bytes | Path, str]]) -> None:
    offered = [Offered(name, content) for name, (content, _) in bad_files.items()]
    reasons = [each.reason for proposal in propose(offered) for each in proposal.refused]
    assert len(reasons) == 20
    for reason in reasons:
        hans, hant = refusal(reason, "zh-CN"), refusal(reason, "zh-TW")
        assert re.fullmatch("需要.*；实际：.*。", hans), reason
        assert re.fullmatch("需要.*；實際：.*。", hant), reason
        assert refusal(reason, "en") == reason


@pytest.mark.parametrize(
    ("reason", "hans", "hant"),
    [
        (
            "expected a PDF that opens; found one with a password; save it without",
            "需要可以打开的 PDF 文件；实际：有密码；请去掉密码后另存。",
            "需要可以開啟的 PDF 檔案；實際：有密碼；請去掉密碼後另存。",
        ),
        (
            "expected at most 16,777,216 bytes; found 52,428,800",
            "需要不超过 16,777,216 字节；实际：52,428,800。",
            "需要不超過 16,777,216 位元組；實際：52,428,800。",
        ),
        (
            "expected a file of at most 100 times its packed size; found 20,000,000 bytes from 19,460 (a bomb?); "
            "give the file itself",
            "需要解压后不超过压缩时 100 倍的文件；实际：由 19,460 字节解出 20,000,000 字节（压缩炸弹？）；"
            "请直接提供这个文件。",
            "需要解壓後不超過壓縮時 100 倍的檔案；實際：由 19,460 位元組解出 20,000,000 位元組（壓縮炸彈？）；"
            "請直接提供這個檔案。",
        ),
        (
            "expected a new article; found the text of 港口; 一.txt; nothing is to be done",
            "需要新的文章；实际：与 港口; 一.txt 的正文相同；不必处理。",
            "需要新的文章；實際：與 港口; 一.txt 的內文相同；不必處理。",
        ),
        ("a reason of another form", "a reason of another form", "a reason of another form"),
    ],
)  # fmt: skip
def test_a_reason_is_said_whole(reason: str, hans: str, hant: str) -> None:
    assert refusal(reason, "zh-CN") == hans
    assert refusal(reason, "zh-TW") == hant


def test_what_the_core_expects_and_advises_is_known_here() -> None:
    """Each fixed text of the modules that refuse files, read from their source."""
    unknown: list[str] = []
    for path in sorted((ROOT / "embeddings" / "ingest").glob("*.py")):
        source = path.read_text(encoding="utf-8")
        for said in re.findall(r'"(expected [^"{}]+; found [^"{}]+)"', source):
            expected, found, *remedy = said.removeprefix("expected ").replace("; found ", "; ", 1).split("; ")
            known = any(part.pattern.fullmatch(expected) for part in EXPECTED)
            known &= any(part.pattern.fullmatch(found) for part in FOUND)
            known &= not remedy or any(part.pattern.fullmatch(remedy[0]) for part in REMEDY)
            if not known:
                unknown.append(said)
    assert unknown == []
