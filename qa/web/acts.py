"""What can be done with an answer once it is there: the row of actions below it, and the form for an opinion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args
from urllib.parse import quote, urlencode

from qa.export import Form
from qa.schema import Answer
from qa.web.assets import PREFIX
from qa.web.markup import escape
from qa.web.opinions import Reason
from qa.web.shelf import name_of
from qa.web.words.acts import REASONS, ActWords

DOWNLOADS: dict[Form, str] = {"md": "Markdown", "json": "JSON", "html": "HTML"}


def acts(answer: Answer, words: ActWords) -> str:
    """The row below an answer. Links only: gradio's cleaning leaves them, and the script gives them meaning."""
    name = name_of(answer)
    helped = f'<a class="wj-act" href="#helped-{name}">{escape(words.helped)}</a>'
    failed = f'<a class="wj-act" href="#failed-{name}">{escape(words.failed)}</a>'
    return (
        f'<div class="wj-acts" id="acts-{name}">'
        f'<a class="wj-act" href="#copy-{name}">{escape(words.copy)}</a>'
        f'<a class="wj-act" href="#retry-{name}">{escape(words.retry)}</a>'
        f'<a class="wj-act" href="#edit-{name}">{escape(words.edit)}</a>'
        f'<a class="wj-act" href="#link-{link_to(answer)}">{escape(words.link)}</a>{helped}{failed}'
        f'<span class="wj-downloads">{escape(words.export)} {_downloads(name)}</span>'
        f'<span class="wj-version">{escape(words.version.format(generation=answer.generation[:8]))}</span></div>'
        f'<div class="wj-opinion" id="opinion-{name}"></div><div class="wj-next" id="next-{name}"></div>'
    )


def _downloads(name: str) -> str:
    return " ".join(
        f'<a class="wj-act" href="#save-{PREFIX}/answers/{name}.{form}">{label}</a>'
        for form, label in DOWNLOADS.items()
    )


def link_to(answer: Answer) -> str:
    """The address, percent-encoded, that asks this question again on this machine and names the version it was for."""
    return quote("/?" + urlencode({"q": answer.standalone_question, "v": answer.generation}), safe="")


def suggestions(questions: Sequence[str], words: ActWords) -> str:
    """Questions to go on with, as chips; nothing where there is none."""
    if not questions:
        return ""
    chips = "".join(
        f'<li><a class="wj-suggestion" href="#ask-{escape(quote(each, safe=""))}"><bdi>{escape(each)}</bdi></a></li>'
        for each in questions
    )
    return f'<p class="wj-label">{escape(words.go_on)}</p><ul class="wj-plain">{chips}</ul>'


def opinion_form(name: str, words: ActWords) -> str:
    """Why an answer did not help: one reason, and a line of one's own."""
    rows = "".join(
        f'<label><input type="radio" name="reason" value="{reason}"> {escape(REASONS[reason].of(words.tongue))}</label>'
        for reason in get_args(Reason)
    )
    return (
        f'<form class="wj-form" id="opinion-form-{name}"><fieldset><legend>{escape(words.why)}</legend>{rows}'
        "</fieldset>"
        f'<label class="wj-note">{escape(words.note)} <input type="text" name="note" maxlength="2000"></label>'
        f'<p><button class="wj-button" type="submit">{escape(words.save)}</button> '
        f'<a href="{PREFIX}/opinions.jsonl" download>{escape(words.all_opinions)}</a></p>'
        f'<p class="wj-soft">{escape(words.stays_here)}</p></form>'
    )
