"""Errors and refusals in a language of the page: the text of their reason, with its values filled in."""

from __future__ import annotations

from embeddings.errors import WenjuError
from embeddings.reasons import Cause
from embeddings.schema import RefusedSeed
from qa.words import load
from qa.words.locales import FILES

SECTION = "reasons"
"""Of each file but the English one: English texts stand beside the codes (`embeddings.reasons`, `qa.reasons`)."""


def error_text(error: WenjuError, tongue: str) -> str:
    """An error in one line.

    Args:
        error: With a cause.
        tongue: A code of the page (zh-CN, zh-TW, en) or a script of questions (zh, zh-Hant, en).
    """
    return _text(error.cause, tongue) or str(error)


def refusal_text(refused: RefusedSeed, tongue: str) -> str:
    """Why a file was not taken; as arguments of `error_text`. A report of an earlier version stays in English."""
    return (refused.cause and _text(refused.cause, tongue)) or refused.reason


def _text(cause: Cause, tongue: str) -> str | None:
    """None where the language has no text of this reason, as English never has."""
    template = load.read_file(load.FOLDER / FILES[tongue]).get(SECTION, {}).get(cause.code)
    if template is None:
        return None
    values = {
        name: (_text(value, tongue) or str(value)).rstrip("。") if isinstance(value, Cause) else value
        for name, value in cause.values.items()
    }
    return " ".join(template.format_map(values).split())
