"""The parts of an answer as HTML: the verdict, items and a table whose rows link to their quotes."""

from __future__ import annotations

from collections.abc import Mapping

from qa.beside import short_rendered
from qa.phrases import NEAREST, script
from qa.schema import Answer, Citation, Row, Table
from qa.web.article import Reference, byline
from qa.web.markup import escape, isolate
from qa.web.words.ask import AskWords


def headline(found: Answer, words: AskWords) -> str:
    """What stands above the text: the verdict or the short answer, by whom and when; nothing above a list of items."""
    if found.verdict:
        return _short(escape({"yes": words.yes, "no": words.no}[found.verdict]), found.citations[0], words)
    if not found.short_answer or found.items:
        return ""
    said = short_rendered(found)
    beside = f' <span class="wj-beside">{isolate(said)}</span>' if said else ""
    of = next(each for each in found.citations if each.answer and each.answer.of(each.quote) == found.short_answer)
    return _short(isolate(found.short_answer) + beside, of, words)


def below(found: Answer, links: Mapping[int, str], words: AskWords) -> str:
    """What stands below the text: items, the table, and what the articles do not say.

    Args:
        found: A verified answer.
        links: The link of each marker, as HTML.
        words: The page's words.
    """
    items = "".join(f"<li>{isolate(item.text)}{links[item.marker]}</li>" for item in found.items)
    listed = f'<ul class="wj-items">{items}</ul>' if items else ""
    table = _table(found.table, links, words) if found.table else ""
    names = "、".join(found.unanswered) if words.tongue != "en" else ", ".join(found.unanswered)
    unanswered = f'<p class="wj-unanswered">{isolate(words.unanswered.format(what=names))}</p>' if names else ""
    return listed + table + unanswered


def nearest(found: Answer, turn: int, words: AskWords) -> str:
    """Below a refusal: what the articles do say that comes nearest, each with its article, none of it a citation."""
    if not found.nearest:
        return ""
    rows = "".join(
        f"<li><p>{isolate(each.quote)}</p>{_beside(each)}"
        f'<a href="#near-{_place(each, turn)}">{isolate(each.title)}</a>'
        f"{byline(each.publisher, each.published, words)}</li>"
        for each in found.nearest
    )
    said = escape(NEAREST[script(found.question)])
    return f'<div class="wj-nearest"><p>{said}</p><ul class="wj-plain">{rows}</ul></div>'


def _place(citation: Citation, turn: int) -> str:
    return (
        Reference(message=turn, marker=0, doc_id=citation.doc_id, span=citation.span).fragment().removeprefix("cite-")
    )


def _beside(citation: Citation) -> str:
    each_once = dict.fromkeys(f"{each.span.of(citation.quote)} = {each.text}" for each in citation.renderings)
    said = "; ".join(each_once)
    return f'<p class="wj-beside">{isolate(said)}</p>' if said else ""


def _short(markup: str, of: Citation, words: AskWords) -> str:
    by = byline(of.publisher, of.published, words)
    return f'<p class="wj-short">{markup}</p><p class="wj-short-by">{by}</p>'


def _table(table: Table, links: Mapping[int, str], words: AskWords) -> str:
    figure = isolate(table.measure) if table.measure else escape(words.column_figure)
    heads = [escape(words.column_of), figure, escape(words.column_when), escape(words.column_published)]
    head = "".join(f'<th scope="col">{each}</th>' for each in heads)
    body = "".join(_row(row, links) for row in table.rows)
    return f'<table class="wj-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(row: Row, links: Mapping[int, str]) -> str:
    return (
        f'<tr><th scope="row">{isolate(row.entity)}</th><td>{isolate(row.value)}{links[row.marker]}</td>'
        f"<td>{isolate(row.when) if row.when else ''}</td><td>{row.published or ''}</td></tr>"
    )
