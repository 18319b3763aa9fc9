"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told the stage (read, clean, chunk, encode, index, write), what is done of it and what there is in all."""


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
