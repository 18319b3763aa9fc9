"""All the articles of the index at a glance: their list and their map, each made once for a generation."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.build_reports import kept_report
from embeddings.catalogue import Catalogue
from embeddings.generations import current_id
from embeddings.places import places
from embeddings.schema import BuildReport
from qa.service import Assistant


class Map(NamedTuple):
    """The articles of a catalogue as points."""

    catalogue: Catalogue
    points: npt.NDArray[np.float32]
    """(articles, 2) in [-1, 1], in the catalogue's order."""


class Holdings:
    """Follows the generation in use; safe to share among threads."""

    def __init__(self, index: Path) -> None:
        """Over the index in a folder; nothing is read yet."""
        self._index = index
        self._catalogue: Catalogue | None = None
        self._followed: str | None = None
        self._map: Map | None = None
        self._listing, self._mapping = threading.Lock(), threading.Lock()

    def catalogue(self) -> Catalogue:
        """The list of the generation in use; IndexUnusableError where there is none."""
        with self._listing:
            held, current = self._catalogue, current_id(self._index)
            if held is None or self._followed != current:
                held = self._catalogue = Catalogue.open(self._index)
                self._followed = current  # not the one opened: of a damaged generation that is an earlier one
            return held

    def map(self) -> Map:
        """The map of the generation in use; IndexUnusableError where there is none."""
        with self._mapping:
            catalogue, held = self.catalogue(), self._map
            if held is None or held.catalogue is not catalogue:
                held = self._map = Map(catalogue, places(self._index, generation=catalogue.generation))
            return held

    def built(self) -> BuildReport | None:
        """What the last build of the generation in use said; None where none was kept."""
        generation = current_id(self._index)
        return kept_report(self._index, generation) if generation else None


@lru_cache(maxsize=4)
def holdings_of(index: Path) -> Holdings:
    """The holdings of the index in a folder, the same for all who ask: lists and maps are made once."""
    return Holdings(index)


def catalogue_of(assistant: Assistant) -> Catalogue:
    """The list of articles of the generation that an assistant uses; IndexUnusableError where there is none."""
    return holdings_of(assistant.settings.index).catalogue()
