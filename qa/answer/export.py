"""Answers to keep: as plain text, Markdown with footnotes, JSON, or one HTML page that needs nothing beside it.

Pure functions: the page and the command line give the same. What an article or a reader wrote is escaped for the form
that it goes into; a link is offered only where `qa.schema` says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Literal, get_args

from qa.answer.answer import nearest_line, script, table_heads, unanswered_line, verdict_word
from qa.schema import MARKER, UNPRINTABLE, Answer, Citation, Table, host_of
from qa.words.program import ExportWords

Form = Literal["md", "json", "html", "txt"]
FORMS: tuple[Form, ...] = get_args(Form)

MEDIA_TYPES: dict[Form, str] = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&!]|:(?=//)|(?<=www)\.|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")
"""What Markdown would take for a sign: some anywhere, some at the beginning of a line or as a bare address only."""
_STYLE = (
    ":root{color-scheme:light dark}body{max-width:44em;margin:3em auto;padding:0 1.2em;"
    'font:17px/1.8 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}'
    "h2{margin:2.4em 0 .4em;font-size:1.25em;line-height:1.5}.short{margin:.2em 0;font-size:1.7em;font-weight:700}"
    "table{border-collapse:collapse}th,td{padding:.3em 1em .3em 0;border-bottom:1px solid #8884;text-align:start}"
    "ol{padding-inline-start:1.4em;font-size:.9em}footer,.version{opacity:.7;font-size:.85em}"
    "mark{background:#ffe9a8;color:#222}bdi{overflow-wrap:anywhere}"
)


def export(answers: Sequence[Answer], form: Form, *, title: str | None = None) -> str:
    """The answers in one of the four forms, in their order.

    Args:
        answers: At least one.
        form: How.
        title: What stands above several answers; None for the first question.
    """
    name = title or (answers[0].standalone_question if answers else "")
    made: dict[Form, Callable[[], str]] = {
        "txt": lambda: "\n\n".join(map(as_text, answers)) + "\n",
        "md": lambda: _markdown(answers, name),
        "json": lambda: _json(answers, name),
        "html": lambda: _html(answers, name),
    }
    return made[form]()


def as_text(answer: Answer) -> str:
    """An answer to paste anywhere: the question, the text with its markers, and below it what they stand for."""
    lines = [answer.question, ""]
    said = _headline(answer)
    lines += ([said] if said and said not in answer.text else []) + [answer.text.strip(), *answer.notes, ""]
    lines += [f"[{each.marker}] {_plain_source(each)}" for each in answer.citations]
    return "\n".join(lines).rstrip()


def _headline(answer: Answer) -> str:
    if answer.verdict:
        return verdict_word(answer.verdict, answer.question)
    return answer.short_answer or ""


def _facts(citation: Citation) -> list[str]:
    section = f" · {citation.heading}" if citation.heading else ""
    dated = str(citation.published) if citation.published else ExportWords(script(citation.quote)).undated
    return [part for part in (citation.title + section, citation.publisher, dated) if part]


def _plain_source(citation: Citation) -> str:
    url = f" {citation.url}" if host_of(citation.url) else ""
    return ", ".join(_facts(citation)) + url


def _quoted(text: str) -> str:
    """`text` for Markdown: nothing in it is a sign of Markdown or HTML, and it stays on one line."""
    visible = " ".join(UNPRINTABLE.sub("\ufffd", text).split())
    return _SPECIAL.sub(lambda match: "\\" + match[0], visible)


def _markdown(answers: Sequence[Answer], title: str) -> str:
    parts = [f"# {_quoted(title)}\n"] if len(answers) > 1 else []
    parts += [_markdown_answer(answer, number) for number, answer in enumerate(answers, 1)]
    return "\n".join(parts)


def _markdown_answer(answer: Answer, number: int) -> str:
    lines = [f"## {_quoted(answer.question)}", ""]
    said = _headline(answer)
    if said and not answer.items:
        lines += [f"**{_quoted(said)}**", ""]
    for line in filter(str.strip, answer.text.split("\n")):
        lines += [_with_markers(line, _quoted, lambda n: f"[^{number}-{n}]"), ""]
    if answer.table:
        lines += [*_markdown_table(answer, answer.table, number), ""]
    lines += [f"{_quoted(line)}\n" for line in _unsaid(answer)]
    lines += [f"> {_quoted(each.quote)} ({_quoted(_plain_source(each))})\n" for each in answer.nearest]
    lines += [_markdown_note(each, number) for each in answer.citations]
    words = ExportWords(script(answer.question))
    return "\n".join([*lines, "", f"*{words.version} {_quoted(answer.generation)}*", ""])


def _markdown_table(answer: Answer, table: Table, number: int) -> list[str]:
    head, *rows = _cells(answer, table)
    shown = [
        [_quoted(of), f"{_quoted(value)}[^{number}-{row.marker}]", _quoted(when), published]
        for (of, value, when, published), row in zip(rows, table.rows, strict=True)
    ]
    lines = [list(map(_quoted, head)), ["---"] * len(head), *shown]
    return [f"| {' | '.join(line)} |" for line in lines]


def _markdown_note(citation: Citation, number: int) -> str:
    url = f" <{citation.url}>" if citation.url and host_of(citation.url) and ">" not in citation.url else ""
    facts = _quoted(", ".join(_facts(citation)))
    return f"[^{number}-{citation.marker}]: {_quoted(citation.quote)} ({facts}){url}"


def _with_markers(line: str, quoted: Callable[[str], str], note: Callable[[int], str]) -> str:
    parts: list[str] = []
    end = 0
    for match in MARKER.finditer(line):
        parts += [quoted(line[end : match.start()]), note(int(match[1]))]
        end = match.end()
    return "".join([*parts, quoted(line[end:])])


def _cells(answer: Answer, table: Table) -> list[tuple[str, str, str, str]]:
    """Heads, then the rows of the table."""
    of, figure, when, published = table_heads(answer.question)
    rows = [(row.entity, row.value, row.when or "", str(row.published or "")) for row in table.rows]
    return [(of, table.measure or figure, when, published), *rows]


def _unsaid(answer: Answer) -> list[str]:
    """What a comparison asked for and the articles don't say; what else a reader should know."""
    said = [unanswered_line(answer.unanswered, answer.question)] if answer.unanswered else []
    return [*said, *answer.notes]


def _json(answers: Sequence[Answer], title: str) -> str:
    """Each answer as `wenju ask --json` prints it, without the passages that were only looked at."""
    listed = [answer.model_dump(mode="json", exclude={"hits", "timings"}) for answer in answers]
    return json.dumps({"title": title, "answers": listed}, ensure_ascii=False, indent=2) + "\n"


def _safe(text: str) -> str:
    return f"<bdi>{escape(UNPRINTABLE.sub(chr(0xFFFD), text))}</bdi>"


def _html(answers: Sequence[Answer], title: str) -> str:
    lang = {"zh": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en"}[script(title)]
    shown = escape(UNPRINTABLE.sub("\ufffd", title))
    above = f"<h1>{_safe(title)}</h1>" if len(answers) > 1 else ""
    body = "".join(_html_answer(answer, number) for number, answer in enumerate(answers, 1))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{shown}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<style>{_STYLE}</style></head><body><main>{above}{body}</main></body></html>\n"
    )


def _html_answer(answer: Answer, number: int) -> str:
    def note(marker: int) -> str:
        return f'<sup><a id="r{number}-{marker}" href="#n{number}-{marker}">[{marker}]</a></sup>'

    said = _headline(answer)
    short = f'<p class="short">{_safe(said)}</p>' if said and not answer.items else ""
    lines = [line for line in answer.text.split("\n") if line.strip()]
    text = "".join(f"<p>{_with_markers(line, _safe, note)}</p>" for line in lines)
    text += "".join(f"<p>{_safe(line)}</p>" for line in _unsaid(answer))
    notes = "".join(_html_note(each, number) for each in answer.citations)
    words = ExportWords(script(answer.question))
    return (
        f"<section><h2>{_safe(answer.question)}</h2>{short}{text}{_html_table(answer, number)}{_html_nearest(answer)}"
        f'<ol>{notes}</ol><p class="version">{words.version} {_safe(answer.generation)}</p></section>'
    )


def _html_table(answer: Answer, number: int) -> str:
    if not answer.table:
        return ""
    head, *rows = _cells(answer, answer.table)
    cells = "".join(f'<th scope="col">{_safe(each)}</th>' for each in head)
    body = "".join(
        f'<tr><th scope="row">{_safe(row[0])}</th><td>{_safe(row[1])} '
        f'<a href="#n{number}-{marker}">[{marker}]</a></td><td>{_safe(row[2])}</td><td>{_safe(row[3])}</td></tr>'
        for row, marker in zip(rows, [each.marker for each in answer.table.rows], strict=True)
    )
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def _html_nearest(answer: Answer) -> str:
    if not answer.nearest:
        return ""
    rows = "".join(f"<li>{_safe(each.quote)} ({_safe(_plain_source(each))})</li>" for each in answer.nearest)
    return f"<p>{_safe(nearest_line(answer.question))}</p><ul>{rows}</ul>"


def _html_note(citation: Citation, number: int) -> str:
    quote = citation.quote
    shown = _safe(quote)
    if citation.answer:
        start, end = citation.answer.start, citation.answer.end
        shown = f"{_safe(quote[:start])}<mark>{_safe(quote[start:end])}</mark>{_safe(quote[end:])}"
    link = ""
    if citation.url and (host := host_of(citation.url)):
        link = f' <a href="{escape(citation.url)}" rel="noopener noreferrer nofollow">{escape(host)}</a>'
    return (
        f'<li id="n{number}-{citation.marker}" value="{citation.marker}">{shown} '
        f'({_safe(", ".join(_facts(citation)))}){link} <a href="#r{number}-{citation.marker}">↩</a></li>'
    )
