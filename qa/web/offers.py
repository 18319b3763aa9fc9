"""Files that may be added, as the page shows them: what cleaning made of each, or why it can't be taken."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.intake import Added, Prepared, Proposal
from embeddings.schema import RefusedSeed
from qa.web.article import ARTICLE_LANG, byline, changes
from qa.web.corpus import counts
from qa.web.markup import escape, isolate
from qa.web.words.cleaning import CleaningWords
from qa.web.words.feed import FeedWords
from qa.web.words.refusals import refusal

ARTICLES = 10
"""Articles shown of a file that holds more."""
REFUSALS = 10
TEXT_CHARS = 4000
"""Characters shown of a cleaned text."""
CHANGES = 60


def offer(number: int, proposal: Proposal, words: FeedWords) -> str:
    """One file: chosen where it has a new article; its articles open on demand."""
    good = proposal.new > 0
    said = words.new_articles.format(n=proposal.new) if good else words.nothing_new
    if not proposal.articles:
        said = words.not_taken
    box = (
        f'<input type="checkbox" checked data-file="{number}" '
        f'aria-label="{escape(words.take.format(name=proposal.name))}">'
        if good
        else '<span class="wj-no" aria-hidden="true">×</span>'
    )
    articles = "".join(_article(number, place, each, words) for place, each in enumerate(proposal.articles[:ARTICLES]))
    more = len(proposal.articles) - ARTICLES
    rest = f'<p class="wj-soft">{escape(words.and_more.format(n=more))}</p>' if more > 0 else ""
    return (
        f'<li class="wj-offer {"wj-good" if good else "wj-bad"}">'
        f'<p class="wj-offer-head">{box}<b>{isolate(proposal.name)}</b>'
        f'<span class="wj-soft">{_size(proposal.size)} · {escape(said)}</span></p>'
        f"{_refusals(proposal.refused, words)}{articles}{rest}</li>"
    )


def unstored(name: str, reason: str, words: FeedWords) -> str:
    """A file that could not even be laid aside."""
    return (
        '<li class="wj-offer wj-bad"><p class="wj-offer-head"><span class="wj-no" aria-hidden="true">×</span>'
        f'<b>{isolate(name)}</b><span class="wj-soft">{escape(words.not_taken)}</span></p>'
        f'<ul class="wj-reasons"><li>{isolate(refusal(reason, words.tongue))}</li></ul></li>'
    )


def _size(size: int) -> str:
    if size < 2**10:
        return f"{size} B"
    return f"{size / 2**20:.1f} MiB" if size >= 2**20 else f"{size / 2**10:.1f} KiB"


def _refusals(refused: Sequence[RefusedSeed], words: FeedWords) -> str:
    if not refused:
        return ""
    rows = "".join(
        f"<li>{_place(each)}{isolate(refusal(each.reason, words.tongue))}</li>" for each in refused[:REFUSALS]
    )
    more = "<li>…</li>" if len(refused) > REFUSALS else ""
    return f'<ul class="wj-reasons">{rows}{more}</ul>'


def _place(refused: RefusedSeed) -> str:
    if refused.line is not None:
        return f"{refused.line}: "
    _, mark, part = refused.path.partition("#")
    return f"{isolate(part)}: " if mark else ""


def _article(number: int, place: int, prepared: Prepared, words: FeedWords) -> str:
    source, report = prepared.document.source, prepared.report
    cleaning = CleaningWords(words.tongue)
    kept = 100 * report.kept_chars / report.source_chars if report.source_chars else 100.0
    same = (
        f'<span class="wj-soft">{escape(words.same_as)}{isolate(prepared.duplicate_of)}</span>'
        if prepared.duplicate_of
        else ""
    )
    return (
        f'<details data-file="{number}" data-article="{place}"><summary>'
        f'<span lang="{ARTICLE_LANG[source.language]}">{isolate(source.title)}</span>'
        f"{byline(source.publisher, source.published, words)}"
        f'<span class="wj-soft">{escape(cleaning.kept.format(percent=f"{kept:.0f}"))}</span>'
        f"{counts(report.removed, cleaning, 'wj-taken')}{counts(report.damaged, cleaning, 'wj-broken')}{same}"
        '</summary><div class="wj-cleaned"></div></details>'
    )


def cleaned(prepared: Prepared, words: FeedWords) -> str:
    """The text that cleaning kept, and each thing that it took out, mended or found broken, with the reason."""
    document, report = prepared.document, prepared.report
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in document.text[:TEXT_CHARS].split("\n") if line)
    left = len(document.text) - TEXT_CHARS
    more = f'<p class="wj-soft">{escape(words.and_chars.format(n=f"{left:,}"))}</p>' if left > 0 else ""
    warnings = "".join(f"<li>{isolate(each)}</li>" for each in report.warnings)
    groups = (
        (words.taken_out, report.removed),
        (words.mended, report.repaired),
        (words.broken, report.damaged),
    )
    found = "".join(changes(heading, each, words, limit=CHANGES) for heading, each in groups)
    return (
        f"<h3>{escape(words.kept_text)}</h3>"
        f'<div class="wj-kept" tabindex="0" role="group" aria-label="{escape(words.kept_text)}" '
        f'lang="{ARTICLE_LANG[document.source.language]}">{paragraphs}{more}</div>'
        f"{found}{f'<ul>{warnings}</ul>' if warnings else ''}"
    )


def added(done: Added, words: FeedWords) -> str:
    """What was written, and what was not with its reason."""
    rows = "".join(
        f"<li>{isolate(each.path)} <span>{isolate(refusal(each.reason, words.tongue))}</span></li>"
        for each in done.left
    )
    left = (
        f"<details><summary>{escape(words.left.format(n=len(done.left)))}</summary><ul>{rows}</ul></details>"
        if rows
        else ""
    )
    return f'<div class="wj-said" role="status"><p>{escape(words.added.format(n=len(done.written)))}</p>{left}</div>'
