"""What the program itself says: the phrases of answers, one class a section, and the texts of errors and refusals."""

from __future__ import annotations

from embeddings.errors import WenjuError
from embeddings.reasons import Cause
from embeddings.schema import RefusedSeed
from qa.words import load
from qa.words.load import FILES, Words

SECTION = "reasons"
"""Of each file but the English one: English texts stand beside the codes (`embeddings.reasons`, `qa.reasons`)."""


class AnswerWords(Words, section="answer"):
    """What stands in an answer and around its quotes."""

    no_evidence: str
    looked_for: str
    nowhere: str
    not_mentioned: str
    not_near: str
    nearest: str
    brackets: str
    understood: str
    source: str
    between: str
    yes: str
    no: str
    head_entity: str
    head_figure: str
    head_when: str
    head_published: str
    unanswered: str
    doubt: str
    separator: str


class AnswerKindWords(Words, section="answer_kinds"):
    """What each kind of question asks for; of any other nothing is known."""

    number: str
    date: str
    person: str
    organisation: str
    place: str
    name: str
    definition: str
    reason: str
    way: str
    yesno: str
    list: str
    comparison: str
    aggregate: str


class ExportWords(Words, section="export"):
    """An answer to keep."""

    version: str
    undated: str


class LlmWords(Words, section="llm"):
    """What an LLM had to do with an answer."""

    instead: str
    no_evidence: str
    no_room: str
    unsupported: str
    silent: str
    broke_off: str
    cut: str
    removed: str
    marked: str
    invented: str
    left_out: str
    form: str
    rewrite: str
    mark: str


class LlmFailureWords(Words, section="llm_failures"):
    """Why an LLM gave no whole reply."""

    unreachable: str
    timeout: str
    busy: str
    refused: str
    failed: str
    broken: str


def error_text(error: WenjuError, locale: str) -> str:
    """An error in one line.

    Args:
        error: With a cause.
        locale: A code of the page (zh-CN, zh-TW, en) or a script of questions (zh, zh-Hant, en).
    """
    return _text(error.cause, locale) or str(error)


def refusal_text(refused: RefusedSeed, locale: str) -> str:
    """Why a file was not taken; as arguments of `error_text`. A report of an earlier version stays in English."""
    return (refused.cause and _text(refused.cause, locale)) or refused.reason


def _text(cause: Cause, locale: str) -> str | None:
    """None where the language has no text of this reason, as English never has."""
    template = load.read_file(load.FOLDER / FILES[locale]).get(SECTION, {}).get(cause.code)
    if template is None:
        return None
    values = {
        name: (_text(value, locale) or str(value)).rstrip("。") if isinstance(value, Cause) else value
        for name, value in cause.values.items()
    }
    return " ".join(template.format_map(values).split())
