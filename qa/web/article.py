"""An article as HTML for the reader beside the chat: headings, the quote in <mark>, the short answer inside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.schema import Change, CleaningReport, Document, Entry, Hit, Language, Span
from qa.schema import Citation
from qa.web.html import escape, external_link, isolate
from qa.words.load import Words
from qa.words.page import ChangeKindWords, CommonWords, ReadWords

ARTICLE_LANG: dict[Language, str] = {"zh": "zh-Hans", "zh-Hant": "zh-Hant", "en": "en", "other": "und"}
"""The lang attribute of each language, by which the browser picks the right glyphs."""

LISTED = 60
"""Articles listed in the reader before one is opened; more would only be scrolled past."""

CHANGE_CHARS = 200
"""Characters shown of each thing that cleaning changed."""

PASSAGE_CHARS = 90
"""Characters shown of a passage that was found."""

_REFERENCE = re.compile(
    r"cite-(?P<message>\d{1,6})-(?P<marker>\d{1,4})-(?P<doc_id>[0-9a-f]{16})-(?P<start>\d{1,9})-(?P<end>\d{1,9})"
    r"(?:-(?P<answer_start>\d{1,9})-(?P<answer_end>\d{1,9}))?"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A citation as it stands in a link: which answer and marker, and which span of which article.

    It says everything that opening the article needs, so a link works after a restart and in another window.
    """

    message: int
    marker: int
    """0 for a passage that is no citation."""
    doc_id: str
    span: Span
    answer: Span | None = None

    def fragment(self) -> str:
        """The link's fragment, without the #."""
        numbers = [self.message, self.marker, self.doc_id, self.span.start, self.span.end]
        if self.answer:
            numbers += [self.answer.start, self.answer.end]
        return "cite-" + "-".join(str(number) for number in numbers)

    @classmethod
    def of(cls, citation: Citation, turn: int) -> Reference:
        """To a citation of the answer in this turn."""
        return cls(
            message=turn, marker=citation.marker, doc_id=citation.doc_id, span=citation.span, answer=citation.answer
        )

    @classmethod
    def parse(cls, fragment: str) -> Reference | None:
        """Read a fragment back; None where it is none of ours."""
        match = _REFERENCE.fullmatch(fragment)
        if match is None:
            return None
        start, end = int(match["start"]), int(match["end"])
        first, last = int(match["answer_start"] or 0), int(match["answer_end"] or 0)
        if start >= end or (match["answer_end"] and not first < last <= end - start):
            return None
        return cls(
            message=int(match["message"]),
            marker=int(match["marker"]),
            doc_id=match["doc_id"],
            span=Span(start=start, end=end),
            answer=Span(start=first, end=last) if match["answer_end"] else None,
        )


def byline(publisher: str | None, published: object, words: Words) -> str:
    """Publisher and date on one line; what is unknown is said."""
    name = isolate(publisher) if publisher else escape(CommonWords(words.locale).unnamed)
    when = f"<time>{escape(str(published))}</time>" if published else escape(CommonWords(words.locale).undated)
    return f'<span class="wj-by">{name}<span class="wj-dot"> · </span>{when}</span>'


def _emphasised(text: str, start: int, answer: Span | None) -> str:
    """`text`, which begins at `start` of its article, with the part inside `answer` (article offsets) in <strong>."""
    if answer is None:
        return escape(text)
    first = max(answer.start - start, 0)
    last = min(answer.end - start, len(text))
    if first >= last:
        return escape(text)
    return f"{escape(text[:first])}<strong>{escape(text[first:last])}</strong>{escape(text[last:])}"


def _line(text: str, start: int, quote: Span | None, answer: Span | None) -> str:
    """One line of an article, beginning at `start`, with its part of the quote in <mark>."""
    if quote is None:
        return escape(text)
    first = max(quote.start - start, 0)
    last = min(quote.end - start, len(text))
    if first >= last:
        return escape(text)
    inside = _emphasised(text[first:last], start + first, answer)
    return f"{escape(text[:first])}<mark>{inside}</mark>{escape(text[last:])}"


def body(document: Document, quote: Span | None = None, answer: Span | None = None) -> str:
    """The article's paragraphs and headings.

    Args:
        document: The article.
        quote: The part to mark, in offsets of Document.text; a quote over several lines is marked in each.
        answer: The part to emphasise inside the quote, in offsets of Document.text.
    """
    headings = {s.heading_span.start: s.heading_span.end for s in document.sections if s.heading_span}
    parts: list[str] = []
    start = 0
    for text in document.text.split("\n"):
        shown = _line(text, start, quote, answer)
        name = "h3" if headings.get(start) == start + len(text) else "p"
        if text:
            parts.append(f"<{name}>{shown}</{name}>")
        start += len(text) + 1
    return "".join(parts)


def article(document: Document, reference: Reference | None, words: ReadWords) -> str:
    """The whole article for the reader, with the reference's quote marked; None opens it without one."""
    source = document.source
    quote = reference.span if reference else None
    answer = None
    if reference and reference.answer:
        base = reference.span.start
        answer = Span(start=base + reference.answer.start, end=base + reference.answer.end)
    derived = f'<span class="wj-derived">{escape(words.derived_title)}</span>' if source.title_derived else ""
    name = escape(document.doc_id)
    cited = reference is not None and reference.marker > 0
    number = f'<span class="wj-number">[{reference.marker}]</span> ' if reference and cited else ""
    return (
        f"{_nav(words, opened=reference is not None, cited=cited)}"
        f'<article class="wj-article" lang="{ARTICLE_LANG[source.language]}"><header>'
        f"<h2>{number}{isolate(source.title)}</h2>{derived}"
        f"<p>{byline(source.publisher, source.published, words)}{external_link(source.url, words.original)}</p>"
        f'<p class="wj-article-acts"><a class="wj-act" href="#about-{name}">{escape(words.about)}</a>'
        f'<a class="wj-act" href="#cleaning-{name}">{escape(words.cleaning)}</a></p></header>'
        f'<div class="wj-cleaning" id="cleaning"></div>'
        f'<div class="wj-body">{body(document, quote, answer)}</div></article>'
    )


def _nav(words: ReadWords, *, opened: bool, cited: bool) -> str:
    """Back to the list and to the answer; of a citation also to the ones before and after it."""
    back = f'<a class="wj-back" href="#back">{escape(words.back_to_answer)}</a>' if opened else ""
    steps = (
        f'<span class="wj-steps"><a href="#step-previous">{escape(words.previous)}</a>'
        f'<span class="wj-step-count"></span><a href="#step-next">{escape(words.next)}</a></span>'
        if cited
        else ""
    )
    return f'<nav class="wj-nav"><a href="#articles">{escape(words.all_articles)}</a>{steps}{back}</nav>'


def cleaning(report: CleaningReport, words: ReadWords) -> str:
    """What cleaning took out, mended, found broken and read as something, with the reasons, LISTED of each at most."""
    kept = 100 * report.kept_chars / report.source_chars if report.source_chars else 100.0
    line = words.kept.format(kept=report.kept_chars, source=report.source_chars, percent=f"{kept:.0f}")
    groups = (
        (words.removed, report.removed),
        (words.repaired, report.repaired),
        (words.damaged, report.damaged),
        (words.recognised, report.recognised),
    )
    parts = "".join(changes(heading, found, words, limit=LISTED) for heading, found in groups)
    warnings = "".join(f"<li>{isolate(warning)}</li>" for warning in report.warnings)
    return f"<p>{escape(line)}</p>{parts}{f'<ul>{warnings}</ul>' if warnings else ''}"


def changes(heading: str, found: Sequence[Change], words: Words, *, limit: int) -> str:
    """A heading with the number of changes, and `limit` of them; nothing where there are none.

    The core gives its reasons in English; in the page's other languages the kind of the change stands for it.
    """
    if not found:
        return ""

    kinds = ChangeKindWords(words.locale)

    def why(each: Change) -> str:
        return each.reason if words.locale == "en" else kinds.get(each.kind) or each.reason

    rows = "".join(
        f"<li><del>{isolate(each.text[:CHANGE_CHARS])}</del>"
        f"{f' <ins>{isolate(each.replacement[:CHANGE_CHARS])}</ins>' if each.replacement else ''}"
        f' <span class="wj-soft">{isolate(why(each))}</span></li>'
        for each in found[:limit]
    )
    more = "<li>…</li>" if len(found) > limit else ""
    return f'<h3>{escape(heading.format(n=len(found)))}</h3><ul class="wj-changes">{rows}{more}</ul>'


def passages(hits: Sequence[Hit], turn: int, words: ReadWords) -> str:
    """What was found, best first: each opens its article with the passage marked, and none is a citation."""
    rows = "".join(
        f'<li><a href="#near-{_passage(hit, turn)}">{isolate(hit.source.title)}</a>'
        f"{byline(hit.source.publisher, hit.source.published, words)}"
        f"<p>{isolate(hit.passage.text[:PASSAGE_CHARS])}{'…' if len(hit.passage.text) > PASSAGE_CHARS else ''}</p></li>"
        for hit in hits
    )
    return f'<ol class="wj-plain">{rows}</ol>'


def _passage(hit: Hit, turn: int) -> str:
    reference = Reference(message=turn, marker=0, doc_id=hit.passage.doc_id, span=hit.passage.span)
    return reference.fragment().removeprefix("cite-")


def _entry(entry: Entry, words: ReadWords) -> str:
    return (
        f'<li><a href="#doc-{escape(entry.doc_id)}" lang="{ARTICLE_LANG[entry.language]}">{isolate(entry.title)}</a>'
        f"{byline(entry.publisher, entry.published, words)}</li>"
    )


def article_list(entries: Sequence[Entry], words: ReadWords) -> str:
    """The articles to read, newest first and those without a date last, at most LISTED of them."""
    newest = sorted(entries, key=lambda entry: entry.published or "", reverse=True)
    items = "".join(_entry(entry, words) for entry in newest[:LISTED])
    left = len(newest) - LISTED
    more = f'<p class="wj-more">{escape(words.more_articles.format(n=left))}</p>' if left > 0 else ""
    return f'<h2 class="wj-list-title">{escape(words.articles)}</h2><ul class="wj-list wj-plain">{items}</ul>{more}'


def notice(text: str) -> str:
    """One line in the reader's place, such as that an article is gone."""
    return f'<p class="wj-notice">{escape(text)}</p>'
