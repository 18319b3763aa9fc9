"""The view of all articles: a page of them at a time, searched, filtered and sorted; taken out and put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import IndexUnusableError, WenjuError
from embeddings.ingest.intake import Removed, SharedFileError
from embeddings.schema import UNDATED, Change, CleaningReport, Entry
from embeddings.store.catalogue import COLUMNS, Catalogue, Column, Wanted
from qa.assistant.corpus import Feed, Holdings, holdings_of
from qa.web.article import ARTICLE_LANG
from qa.web.html import escape, isolate, page_buttons
from qa.web.i18n import Language, spoken
from qa.web.protocol import Desk
from qa.web.versions import lists
from qa.words.page import BuildWords, ChangeKindWords, CleaningWords, CommonWords, CorpusWords, LanguageWords
from qa.words.program import error_text

PAGE = 50
"""Articles on one page of the list."""
MAX_QUERY_CHARS = 200
CHOICES = 500
"""Publishers offered as a filter at most; all others are found by the search."""
KINDS_SHOWN = 3


def panel(desk: Desk, language: Language) -> str:
    """Heading, conditions, the first page of the list; below what was removed and what the build refused."""
    words, held = CorpusWords(language), holdings_of(desk.settings.index)
    try:
        catalogue = held.catalogue()
    except IndexUnusableError:
        listed = (
            f'<div class="wj-void"><p>{escape(words.no_index)}</p>'
            f'<a class="wj-button" href="#/feed">{escape(words.to_feed)}</a></div>'
        )
        return f"<h1>{escape(words.heading)}</h1>{listed}{_below(held, Feed(desk), words)}"
    summary = words.summary.format(
        documents=len(catalogue.entries),
        passages=sum(each.passages for each in catalogue.entries),
        generation=catalogue.generation,
    )
    return (
        f"<h1>{escape(words.heading)}</h1>"
        f'<p class="wj-soft">{escape(summary)}</p>{_conditions(catalogue, words)}'
        f'<div id="corpus-done" role="status"></div>'
        f'<div id="corpus-list">{listing(catalogue, Wanted(), 1, Feed(desk).removed(), words)}</div>'
        f"{_below(held, Feed(desk), words)}{_question(words)}"
    )


def _conditions(catalogue: Catalogue, words: CorpusWords) -> str:
    """The form of the search and the filters."""
    publishers = [(name, name, count) for name, count in catalogue.publishers()[:CHOICES]]
    undated = CommonWords(words.locale).undated
    years = [(year, undated if year == UNDATED else year, count) for year, count in catalogue.years()]
    languages = [(name, _language(name, words.locale), count) for name, count in catalogue.languages()]
    return (
        '<form id="corpus-conditions" class="wj-conditions" role="search">'
        f'<input type="search" name="text" maxlength="{MAX_QUERY_CHARS}" aria-label="{escape(words.search)}" '
        f'placeholder="{escape(words.search)}">'
        f"{_choice('publisher', words.by_publisher, words.every_publisher, publishers)}"
        f"{_choice('year', words.by_year, words.every_year, years)}"
        f"{_choice('language', words.by_language, words.every_language, languages)}"
        f'<button class="wj-button wj-primary">{escape(words.find)}</button>'
        f'<button class="wj-button" type="reset">{escape(words.clear)}</button></form>'
    )


def _choice(name: str, label: str, every: str, options: Iterable[tuple[str, str, int]]) -> str:
    rows = "".join(
        f'<option value="{escape(value)}">{escape(said)} ({count})</option>' for value, said, count in options
    )
    return (
        f'<select name="{name}" aria-label="{escape(label)}"><option value="">{escape(every)}</option>{rows}</select>'
    )


def _question(words: CorpusWords) -> str:
    """The dialog that asks before an article is removed."""
    return (
        '<dialog id="corpus-sure" class="wj-dialog" aria-labelledby="corpus-sure-title">'
        f'<h2 id="corpus-sure-title">{escape(words.sure)}</h2><p class="wj-which"></p>'
        f'<p class="wj-soft">{escape(words.sure_note)}</p><div class="wj-told" role="alert"></div>'
        f'<p class="wj-buttons"><button class="wj-button" value="">{escape(words.cancel)}</button>'
        f'<button class="wj-button wj-primary" value="yes">{escape(words.remove)}</button></p></dialog>'
    )


def wanted(asked: Mapping[str, str]) -> tuple[Wanted, int]:
    """What a request asks for and the number of the page; what can't be read counts as not given."""
    column = asked.get("sort", "")
    page = asked.get("page", "")
    return Wanted(
        text=asked.get("text", "")[:MAX_QUERY_CHARS],
        publisher=asked.get("publisher") or None,
        year=asked.get("year") or None,
        language=asked.get("language") or None,
        sort=column if column in COLUMNS else "published",
        descending=asked.get("down", "1") == "1",
    ), int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def listing(catalogue: Catalogue, asked: Wanted, page: int, removed: Sequence[Removed], words: CorpusWords) -> str:
    """One page of the list with what leads to the others."""
    found = catalogue.select(asked)
    if not found:
        return f'<p class="wj-void" role="status">{escape(words.none_found)}</p>'
    pages = -(-len(found) // PAGE)
    page = min(max(page, 1), pages)
    shown = found[PAGE * (page - 1) : PAGE * page]
    reports = catalogue.reports([each.doc_id for each in shown])
    gone = {each.path for each in removed}
    rows = "".join(_row(each, reports[each.doc_id], _is_gone(each.path, gone), words) for each in shown)
    first = PAGE * (page - 1) + 1
    line = words.found.format(n=len(found), first=first, last=first + len(shown) - 1)
    return (
        f'<p class="wj-soft" role="status">{escape(line)}</p>'
        f'<table class="wj-list-of-articles"><thead><tr>{_heads(asked, words)}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{_pager(page, pages, words)}"
    )


def _is_gone(path: str, removed: set[str]) -> bool:
    """Whether an article's file was removed: its path is the file's, or names a part of it after a #."""
    return path in removed or any(path.startswith(f"{each}#") for each in removed)


def _heads(asked: Wanted, words: CorpusWords) -> str:
    columns: tuple[tuple[Column, str], ...] = (
        ("title", words.title),
        ("publisher", words.by_publisher),
        ("published", words.published),
        ("language", words.by_language),
        ("chars", words.chars),
        ("passages", words.passages),
        ("kept", words.cleaning),
        ("damaged", words.damage),
    )
    heads = "".join(_head(name, said, asked) for name, said in columns)
    return f'{heads}<th><span class="wj-unseen">{escape(words.actions)}</span></th>'


def _head(name: Column, said: str, asked: Wanted) -> str:
    here = asked.sort == name
    direction = ("descending" if asked.descending else "ascending") if here else "none"
    # A second click turns the order round; numbers and dates begin with the largest, names with the first.
    down = (not asked.descending) if here else name not in {"title", "publisher", "language", "kept"}
    return (
        f'<th aria-sort="{direction}" class="wj-col-{name}"><button type="button" data-sort="{name}" '
        f'data-down="{int(down)}">{escape(said)}</button></th>'
    )


def _row(entry: Entry, report: CleaningReport, gone: bool, words: CorpusWords) -> str:
    cleaning, common = CleaningWords(words.locale), CommonWords(words.locale)
    publisher = isolate(entry.publisher) if entry.publisher else _soft(common.unnamed)
    published = f"<time>{escape(entry.published)}</time>" if entry.published else _soft(common.undated)
    last = (
        _soft(words.to_go)
        if gone
        else f'<button type="button" class="wj-button wj-remove" data-doc="{escape(entry.doc_id)}" '
        f'aria-label="{escape(words.remove_this.format(title=entry.title))}">{escape(words.remove)}</button>'
    )
    cells = (
        ("publisher", words.by_publisher, publisher),
        ("published", words.published, published),
        ("language", words.by_language, escape(_language(entry.language, words.locale))),
        ("chars", words.chars, f"{entry.chars:,}"),
        ("passages", words.passages, f"{entry.passages:,}"),
        ("kept", words.cleaning, _cleaned(entry, report, cleaning)),
        ("damaged", words.damage, counts(report.damaged, cleaning, "wj-broken")),
        ("act", "", last),
    )
    rest = "".join(
        f'<td class="wj-col-{name}" data-said="{escape(said)}">{content}</td>' for name, said, content in cells
    )
    return (
        f'<tr><th scope="row" class="wj-col-title"><a href="#doc-{escape(entry.doc_id)}" '
        f'lang="{ARTICLE_LANG[entry.language]}">{isolate(entry.title)}</a>'
        f'<span class="wj-path">{isolate(entry.path)}</span></th>{rest}</tr>'
    )


def _soft(text: str) -> str:
    return f'<span class="wj-soft">{escape(text)}</span>'


def _cleaned(entry: Entry, report: CleaningReport, words: CleaningWords) -> str:
    percent = words.kept.format(percent=f"{100 * entry.kept:.0f}")
    return f"<span>{escape(percent)}</span>{counts(report.removed, words, 'wj-taken')}"


def counts(changes: Sequence[Change], words: CleaningWords, name: str) -> str:
    """The commonest kinds of change with their numbers."""
    counted = Counter(change.kind for change in changes).most_common()
    shown = [f"{kind_name(kind, words.locale)} {count}" for kind, count in counted[:KINDS_SHOWN]]
    more = ["…"] if len(counted) > KINDS_SHOWN else []
    return "".join(f'<span class="{name}">{escape(each)}</span>' for each in (*shown, *more))


def _language(name: str, language: Language) -> str:
    """A language of articles, as the page calls it; one that it has no word for by its code."""
    return LanguageWords(language).get(name) or name


def kind_name(kind: str, language: Language) -> str:
    """The name of a kind of change; one that a later cleaning names stays as it is written."""
    return ChangeKindWords(language).get(kind) or kind


def _pager(page: int, pages: int, words: CorpusWords) -> str:
    if pages == 1:
        return ""
    buttons = page_buttons(page, pages, previous=words.previous, position=words.page, following=words.next)
    return f'<nav class="wj-pager" aria-label="{escape(words.pages)}">{buttons}</nav>'


def _below(held: Holdings, feed: Feed, words: CorpusWords) -> str:
    """What was removed, and what the last build refused, left out and warned of."""
    report = held.built()
    if report is None:
        said = f"<p>{escape(words.not_recorded)}</p>"
    else:
        said = lists(report, BuildWords(words.locale)) or f"<p>{escape(words.nothing_refused)}</p>"
    return (
        f'<section id="corpus-removed">{_removed(feed.removed(), words)}</section>'
        f'<section class="wj-refused"><h2>{escape(words.last_build)}</h2>{said}</section>'
    )


def _removed(files: Sequence[Removed], words: CorpusWords) -> str:
    if not files:
        return ""
    rows = "".join(
        f"<li><span>{isolate(each.path)} {_soft(words.bytes.format(n=f'{each.bytes:,}'))}</span>"
        f'<button type="button" class="wj-button wj-restore" data-id="{escape(each.id)}" '
        f'aria-label="{escape(words.restore_this.format(path=each.path))}">{escape(words.restore)}</button></li>'
        for each in files
    )
    return f'<h2>{escape(words.removed_files.format(n=len(files)))}</h2><ul class="wj-plain wj-rows">{rows}</ul>'


def _done(line: str, words: CorpusWords) -> str:
    return (
        f'<div class="wj-said"><p>{escape(line)}</p>'
        f'<a class="wj-button" href="#build">{escape(words.rebuild_now)}</a></div>'
    )


def _problem(line: str, status: int = 409) -> HTMLResponse:
    return HTMLResponse(f"<p>{isolate(line)}</p>", status_code=status)


def routes(desk: Desk) -> list[Route]:
    """The list's pages, and the two things that can be done to an article's file."""
    held, feed = holdings_of(desk.settings.index), Feed(desk)

    def listed(request: Request) -> Response:
        words = CorpusWords(spoken(request.headers))
        asked, page = wanted(request.query_params)
        try:
            return HTMLResponse(listing(held.catalogue(), asked, page, feed.removed(), words))
        except IndexUnusableError:
            return HTMLResponse(f'<p class="wj-void">{escape(words.no_index)}</p>', status_code=409)

    def remove(request: Request) -> Response:
        words = CorpusWords(spoken(request.headers))
        whole = request.query_params.get("whole") == "1"
        try:
            path = desk.document(request.query_params.get("doc_id", "")).source.path
            gone = feed.remove(path, whole_file=whole)
        except SharedFileError as error:
            return _problem(f"{words.whole}{error.found}", 428)  # the script then asks whether all of it may go
        except WenjuError as error:
            return _problem(error_text(error, words.locale))
        return HTMLResponse(_done(words.was_removed.format(path=gone.path), words))

    def restore(request: Request) -> Response:
        words = CorpusWords(spoken(request.headers))
        try:
            path = feed.restore(request.query_params.get("id", ""))
        except WenjuError as error:
            return _problem(error_text(error, words.locale))
        return HTMLResponse(_done(words.was_restored.format(path=path), words))

    def removed(request: Request) -> Response:
        return HTMLResponse(_removed(feed.removed(), CorpusWords(spoken(request.headers))))

    return [
        Route("/wenju/corpus/list", listed),
        Route("/wenju/corpus/removed", removed),
        Route("/wenju/corpus/remove", remove, methods=["POST"]),
        Route("/wenju/corpus/restore", restore, methods=["POST"]),
    ]
