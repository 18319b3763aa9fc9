"""The sections of words that the program writes into answers: one class each, one attribute a phrase."""

from __future__ import annotations

from qa.words.load import Words


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
