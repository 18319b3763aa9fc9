"""Another look at an answer: its figures as a table to sort and as bars, its evidence along time.

Made when an answer is on the page, and put into it by the script: gradio's cleaning would take the numbers away.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from qa.schema import Answer, Citation, Row, Table
from qa.web.article import Reference
from qa.web.html import escape, isolate
from qa.words.page import AskWords


def worth_a_look(answer: Answer) -> bool:
    """Whether there is a table, or evidence of different days."""
    return answer.table is not None or len({each.published for each in answer.citations if each.published}) > 1


def look(answer: Answer, turn: int, words: AskWords) -> str:
    """Table, bars and timeline of an answer, as far as it has them."""
    cited = {citation.marker: f"#{Reference.of(citation, turn).fragment()}" for citation in answer.citations}
    table = _sortable(answer.table, cited, words) + _bars(answer.table, cited, words) if answer.table else ""
    return table + _timeline(answer.citations, cited, words)


def _sortable(table: Table, cited: dict[int, str], words: AskWords) -> str:
    figure = table.measure or words.column_figure
    heads = (words.column_of, figure, words.column_when, words.column_published)
    head = "".join(
        f'<th scope="col"><button type="button" class="wj-sort">{isolate(each)}</button></th>' for each in heads
    )
    body = "".join(_row(row, cited[row.marker]) for row in table.rows)
    return f'<table class="wj-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: Row, link: str) -> str:
    by = "" if row.number is None else f' data-by="{row.number}"'
    marker = f'<sup><a class="wj-cite" href="{link}">[{row.marker}]</a></sup>'
    return (
        f'<tr><th scope="row">{isolate(row.entity)}</th><td{by}>{isolate(row.value)}{marker}</td>'
        f"<td>{isolate(row.when) if row.when else ''}</td><td>{row.published or ''}</td></tr>"
    )


def _drawable(rows: Sequence[Row]) -> list[tuple[Row, Decimal]]:
    """Rows of one unit with numbers that a bar from zero can show; none where fewer than two."""
    read = [(row, row.number) for row in rows if row.number is not None and row.number >= 0]
    units = {row.unit for row, _ in read}
    drawable = len(read) > 1 and len(units) == 1 and max(number for _, number in read) > 0
    return read if drawable else []


def _bars(table: Table, cited: dict[int, str], words: AskWords) -> str:
    rows = _drawable(table.rows)
    if not rows:
        return ""
    most = max(number for _, number in rows)
    left_out = len(table.rows) - len(rows)
    note = f'<p class="wj-soft">{escape(words.not_drawn.format(n=left_out))}</p>' if left_out else ""
    drawn = "".join(
        f'<li><a href="{cited[row.marker]}"><span class="wj-bar-of">{isolate(_name(row))}</span>'
        f'<span class="wj-bar" style="width:{_percent(number, most)}%"></span>'
        f'<span class="wj-bar-figure">{isolate(row.value)}</span></a></li>'
        for row, number in rows
    )
    title = table.measure or words.column_figure
    return (
        f'<figure class="wj-bars"><figcaption>{isolate(title)}</figcaption>'
        f'<ol class="wj-plain">{drawn}</ol>{note}</figure>'
    )


def _name(row: Row) -> str:
    when = row.when or (str(row.published) if row.published else "")
    return f"{row.entity} · {when}" if when else row.entity


def _percent(number: Decimal, most: Decimal) -> str:
    return f"{float(100 * number / most):.1f}"


def _timeline(citations: Sequence[Citation], cited: dict[int, str], words: AskWords) -> str:
    dated = sorted(((each.published, each) for each in citations if each.published), key=lambda pair: pair[0])
    if len({day for day, _ in dated}) < 2:
        return ""
    rows = "".join(
        f'<li><a href="{cited[each.marker]}"><time datetime="{day}">{day}</time>'
        f"<span>{isolate(each.title)} [{each.marker}]</span></a></li>"
        for day, each in dated
    )
    return f'<p class="wj-label">{escape(words.timeline)}</p><ol class="wj-timeline wj-plain">{rows}</ol>'
