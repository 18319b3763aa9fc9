import re
from pathlib import Path

import pytest

from embeddings.schema import BuildReport
from qa.cli import run


def test_a_build_says_what_cleaning_did_and_the_same_seeds_give_the_same_generation(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["build", str(repository / "seeds"), "--index", str(tmp_path / "index")]
    assert run(arguments) == 0
    said = capsys.readouterr().out
    assert "5 documents" in said
    assert re.search(r"^removed: .*pinyin 529.*unrelated_headlines 31$", said, re.MULTILINE)
    assert run([*arguments, "--json"]) == 0
    printed = capsys.readouterr()
    report = BuildReport.model_validate_json(printed.out)
    assert (report.documents, report.unchanged) == (5, True)
    assert f"generation {report.generation}: " in said
    assert printed.err == ""
