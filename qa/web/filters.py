"""The filters as a form, and what says that a link was made for another version.

What a reader narrows a question to, and where in the chat it goes: what the page sends beside the question.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Self

from pydantic import Field, ValidationError, model_validator
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from embeddings.errors import IndexUnusableError, InputRefusedError
from embeddings.schema import Frozen
from qa.reasons import AnswerReason
from qa.schema import Where
from qa.web.article import notice
from qa.web.assets import PREFIX
from qa.web.html import escape
from qa.web.i18n import spoken
from qa.web.protocol import Desk
from qa.words.page import AskWords, FilterWords

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


MAX_CHARS = 2000


class Narrowed(Frozen):
    """Filters on articles, each of them optional, and the turn that the question takes the place of."""

    after: date | None = None
    before: date | None = None
    publisher: str | None = Field(default=None, min_length=1, max_length=200)
    article: str | None = Field(default=None, pattern=r"^[0-9a-f]{16}$", description="id of the only article to ask")
    turn: int | None = Field(default=None, ge=1, description="asked anew: this turn and those after it leave the chat")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.after and self.before and self.before < self.after:
            raise ValueError(f"expected after <= before, found {self.after} and {self.before}")
        return self

    @property
    def where(self) -> Where:
        """The filters as the Assistant takes them."""
        return Where.model_validate(self.model_dump(exclude={"turn"}, exclude_none=True))


def narrowed(sent: object) -> Narrowed:
    """Read what the page sent; nothing at all is no filter.

    Raises:
        InputRefusedError: It can't be read, which only a period that ends before it begins or a hand-made request does.
    """
    if sent is None or sent == "":
        return Narrowed()
    if not isinstance(sent, str) or len(sent) > MAX_CHARS:
        raise InputRefusedError(AnswerReason.NO_FILTERS, {"found": type(sent).__name__})
    try:
        return Narrowed.model_validate_json(sent)
    except ValidationError as error:
        raise InputRefusedError(AnswerReason.BAD_FILTERS, {"error": str(error.errors()[0]["msg"])}) from error


ANYTHING = Narrowed()
"""No filter."""
