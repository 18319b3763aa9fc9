"""What two generations differ in: articles added, removed, changed and moved."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from embeddings.corpus import Corpus, Listed
from embeddings.errors import UsageError
from embeddings.generations import CORPUS, list_generations, use_generation
from embeddings.schema import Frozen


class Difference(Frozen):
    """One article that the two generations do not have alike."""

    path: str
    title: str
    doc_id: str = Field(description="in the newer generation; of a removed article in the older one")
    was: str | None = Field(default=None, description="path before, of a moved article")


class Differences(Frozen):
    """What became of the articles from one generation to another, each list ordered by path."""

    old: str
    new: str
    added: tuple[Difference, ...]
    removed: tuple[Difference, ...]
    changed: tuple[Difference, ...] = Field(description="the same path with another text, title, date or publisher")
    moved: tuple[Difference, ...] = Field(description="the same article under another path")
    unchanged: int = Field(description="number of articles that both have alike")


class _Sorted(NamedTuple):
    added: list[Listed]
    removed: list[Listed]
    changed: list[Listed]
    moved: list[tuple[Listed, str]]
    unchanged: int


def differences(root: Path, old: str | None = None, new: str | None = None) -> Differences:
    """Compare the articles of two generations of an index, whose files are checked first.

    Args:
        root: Folder of the index.
        old: Id of the older one; None for the one committed before `new`.
        new: Id of the newer one; None for the one in use.

    Raises:
        IndexUnusableError: There is no such generation, or it is damaged.
        UsageError: There is none before `new`.
    """
    names = [each.id for each in list_generations(root)]
    newer = use_generation(root, lambda found: found.id, generation=new)
    if old is None:
        at = names.index(newer) + 1
        if at == len(names):
            raise UsageError(f"a generation before {newer}", "none", "name two of those that `wenju status` lists")
        old = names[at]
    found = _sorted(_articles(root, old), _articles(root, newer))
    return Differences(
        old=old,
        new=newer,
        added=tuple(_shown(each) for each in found.added),
        removed=tuple(_shown(each) for each in found.removed),
        changed=tuple(_shown(each) for each in found.changed),
        moved=tuple(_shown(each, was) for each, was in found.moved),
        unchanged=found.unchanged,
    )


def _articles(root: Path, generation: str) -> dict[str, Listed]:
    listed = use_generation(root, lambda found: Corpus.open(found.folder / CORPUS).listed(), generation=generation)
    return {each.path: each for each in listed}


def _sorted(old: dict[str, Listed], new: dict[str, Listed]) -> _Sorted:
    left = {path: each for path, each in old.items() if path not in new or new[path].content != each.content}
    come = {path: each for path, each in new.items() if path not in old or old[path].content != each.content}
    unchanged = len(new) - len(come)
    before = {each.content: path for path, each in sorted(left.items(), reverse=True)}
    moved: list[tuple[Listed, str]] = []
    for path, each in sorted(come.items()):
        was = before.pop(each.content, None)
        if was is not None:
            moved.append((each, was))
            del come[path], left[was]
    changed = sorted(come.keys() & left.keys())
    return _Sorted(
        added=[each for path, each in sorted(come.items()) if path not in left],
        removed=[each for path, each in sorted(left.items()) if path not in come],
        changed=[come[path] for path in changed],
        moved=moved,
        unchanged=unchanged,
    )


def _shown(article: Listed, was: str | None = None) -> Difference:
    return Difference(path=article.path, title=article.title, doc_id=article.doc_id, was=was)
