"""The filters as a form, and what says that a link was made for another version."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import IndexUnusableError
from qa.web.article import notice
from qa.web.assets import PREFIX
from qa.web.desk import Desk
from qa.web.markup import escape
from qa.web.tongue import spoken
from qa.web.words.acts import FilterWords
from qa.web.words.ask import AskWords

PUBLISHERS = 500
"""Publishers offered at most, those of most articles first."""

GENERATION_CHARS = 64


def publishers_of(desk: Desk) -> list[str]:
    """The publishers of the articles, the most frequent first."""
    try:
        counts = Counter(entry.publisher for entry in desk.entries() if entry.publisher)
    except IndexUnusableError:
        return []
    return sorted(counts, key=lambda name: (-counts[name], name))[:PUBLISHERS]


def form(publishers: list[str], words: FilterWords) -> str:
    """Period and publisher; an article is chosen where it is read."""
    options = "".join(f'<option value="{escape(name)}">{escape(name)}</option>' for name in publishers)
    return (
        f'<details id="filter-box"><summary>{escape(words.filters)}</summary><form id="filter-form">'
        f'<label>{escape(words.after)} <input type="date" name="after"></label>'
        f'<label>{escape(words.before)} <input type="date" name="before"></label>'
        f'<label>{escape(words.publisher)} <select name="publisher"><option value="">{escape(words.any_publisher)}'
        f"</option>{options}</select></label></form></details>"
        f'<p id="filter-chips" hidden><span class="wj-soft">{escape(words.only_within)}</span>'
        f'<span id="filter-list"></span><a class="wj-act" href="#unfilter-">{escape(words.clear)}</a></p>'
    )


def filter_routes(desk: Desk) -> list[Route]:
    """The form, and the note on versions."""

    def filters(request: Request) -> Response:
        return HTMLResponse(form(publishers_of(desk), FilterWords(spoken(request.headers))))

    def version(request: Request) -> Response:
        wanted = request.query_params.get("v", "")[:GENERATION_CHARS]
        try:
            same = not wanted or wanted == desk.generation
        except IndexUnusableError:
            same = True
        said = AskWords(spoken(request.headers)).other_version.format(generation=wanted[:12])
        return HTMLResponse("" if same else notice(said))

    return [Route(f"{PREFIX}/filters", filters), Route(f"{PREFIX}/version", version)]
