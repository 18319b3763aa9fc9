from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.errors import IndexMissingError
from qa.adapters.hits import metadata, opened, retrieve_hits
from qa.assistant.assistant import ANYWHERE, Assistant

QUESTION = "东港的码头建成几座仓库？"


def test_a_passage_has_what_its_citation_needs(memory: Assistant) -> None:
    hits, generation = retrieve_hits(memory, QUESTION, k=1, mode="hybrid", where=ANYWHERE, diversify=False)
    assert metadata(hits[0], generation) == {
        "passage_id": "0000000000000000:0-19",
        "doc_id": "0000000000000000",
        "start": 0,
        "end": 19,
        "heading": "要闻",
        "title": "东港码头扩建",
        "publisher": "东港日报",
        "published": "2021-05-01",
        "url": "https://example.org/0",
        "path": "0.txt",
        "generation": memory.generation,
    }


def test_what_is_not_known_is_none_and_all_is_json(memory: Assistant) -> None:
    hits, generation = retrieve_hits(memory, "北湖灯塔有多高？", k=1, mode="hybrid", where=ANYWHERE, diversify=False)
    known = metadata(hits[0], generation)
    assert (known["doc_id"], known["publisher"], known["published"]) == ("0000000000000003", None, None)
    assert json.loads(json.dumps(known)) == known


def test_a_folder_is_opened_and_an_assistant_taken_as_it_is(
    seeds_index: Path, assistant: Assistant, tmp_path: Path
) -> None:
    assert opened(assistant) is assistant
    assert opened(seeds_index).generation == opened(str(seeds_index)).generation == assistant.generation
    with pytest.raises(IndexMissingError):
        opened(tmp_path)


WITHOUT = """
import importlib, sys

class Nowhere:
    def find_spec(self, name, path=None, target=None):
        if name == {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Nowhere())
importlib.import_module({module!r})
"""


@pytest.mark.parametrize(
    ("module", "missing", "extra"),
    [("langchain", "langchain_core", "langchain"), ("llama_index", "llama_index", "llama-index")],
)
def test_a_missing_framework_is_told_in_one_line(module: str, missing: str, extra: str, repository: Path) -> None:
    code = WITHOUT.format(missing=missing, module=f"qa.adapters.{module}")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    line = f"ModuleNotFoundError: expected the package {missing}; found none; pip install 'wenju[{extra}]'"
    assert done.stderr.splitlines()[-1] == line
    assert done.stderr.count("Traceback") == 1
