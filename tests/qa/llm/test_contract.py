"""What every generator must do: pieces that add up to the reply, how it ended, failures of one kind, and a stop."""

from __future__ import annotations

import json
import threading
from collections import abc
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import pytest

from benchmarks.scripted_llm import Manners, ScriptedLLM
from qa.config import Settings
from qa.llm import AnswerCancelledError, EndpointError, Generator, Reply, load_generator
from qa.llm.generator import TokenUsage
from qa.llm.prompt import PromptMessage
from qa.reasons import AnswerReason
from qa.schema import Failure

TEXT = "到2025年，产业规模将达到3500亿元。[1]"
ASKED = [PromptMessage("system", "只用段落回答。"), PromptMessage("user", "产业规模多大？")]


class Script(NamedTuple):
    """What the model does when it is asked."""

    schema: bool = True
    """Whether it can write JSON by a schema."""
    status: int | None = None
    """The HTTP status of a refusal."""
    breaks: bool = False
    """Whether the connection is lost after twelve characters."""
    ends: str = "stop"


class ScriptedGenerator:
    """The contract without an endpoint."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self.closed = 0

    def generate(
        self,
        messages: Sequence[PromptMessage],
        reply: Reply,
        *,
        schema: bool = False,
        cancel: threading.Event | None = None,
    ) -> abc.Generator[str]:
        script = self._script
        if script.status is not None:
            kinds: dict[int, Failure] = {429: "busy", 400: "refused", 503: "failed"}
            raise EndpointError(kinds[script.status], AnswerReason.LLM_STATUS, {"status": script.status})
        reply.begun = True
        reply.form = "json" if schema and script.schema else "text"
        reply.form_refused = schema and not script.schema
        text = as_json(TEXT) if reply.form == "json" else TEXT
        for start in range(0, len(text), 3):
            if cancel is not None and cancel.is_set():
                raise AnswerCancelledError
            if script.breaks and start >= 12:
                raise EndpointError("broken", AnswerReason.LLM_BROKE_OFF)
            yield text[start : start + 3]
        reply.usage, reply.ended = TokenUsage(100, 20), script.ends

    def close(self) -> None:
        self.closed += 1


def as_json(text: str) -> str:
    return json.dumps({"sentences": [{"text": text.removesuffix("[1]"), "passages": [1]}]}, ensure_ascii=False)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(lambda asked: TEXT) as server:
        yield server


class Make(NamedTuple):
    """Generators of one implementation that do as a script says."""

    kind: str
    endpoint: ScriptedLLM

    def __call__(self, script: Script) -> Generator:
        if self.kind == "scripted":
            return ScriptedGenerator(script)
        statuses = [] if script.status is None else [script.status] * 4
        self.endpoint.manners = Manners(
            lambda asked: TEXT,
            schema=script.schema,
            statuses=statuses,
            breaks_after=12 if script.breaks else None,
            ends=script.ends,
        )
        return load_generator(
            Settings(model="scripted", openai_base_url=self.endpoint.url, llm_retries=0, llm_timeout=5.0)
        )


@pytest.fixture(params=["scripted", "openai"])
def make(request: pytest.FixtureRequest, endpoint: ScriptedLLM) -> Make:
    return Make(request.param, endpoint)


def test_the_pieces_are_the_reply(make: Make) -> None:
    reply = Reply()
    with closing(make(Script())) as generator:
        pieces = list(generator.generate(ASKED, reply))
    assert "".join(pieces) == TEXT
    assert len(pieces) > 1
    assert (reply.form, reply.form_refused, reply.begun) == ("text", False, True)
    assert (reply.ended, reply.whole) == ("stop", True)
    assert reply.usage is not None
    assert reply.usage.prompt == 100


def test_with_a_schema_the_reply_is_json(make: Make) -> None:
    reply = Reply()
    with closing(make(Script())) as generator:
        written = json.loads("".join(generator.generate(ASKED, reply, schema=True)))
    assert [each["passages"] for each in written["sentences"]] == [[1]]
    assert "3500亿元" in written["sentences"][0]["text"]
    assert (reply.form, reply.form_refused) == ("json", False)


def test_without_a_schema_of_its_own_it_writes_text_and_says_so(make: Make) -> None:
    reply = Reply()
    with closing(make(Script(schema=False))) as generator:
        assert "".join(generator.generate(ASKED, reply, schema=True)) == TEXT
    assert (reply.form, reply.form_refused, reply.whole) == ("text", True, True)


@pytest.mark.parametrize(("status", "failure"), [(429, "busy"), (400, "refused"), (503, "failed")])
def test_a_refusal_has_its_kind(status: int, failure: Failure, make: Make) -> None:
    reply = Reply()
    with closing(make(Script(status=status))) as generator, pytest.raises(EndpointError) as refused:
        list(generator.generate(ASKED, reply))
    assert (refused.value.failure, reply.begun, reply.whole) == (failure, False, False)


def test_of_a_reply_that_breaks_off_the_pieces_before_are_given(make: Make) -> None:
    reply = Reply()
    with closing(make(Script(breaks=True))) as generator:
        written = generator.generate(ASKED, reply)
        assert "".join(next(written) for _ in range(4)) == TEXT[:12]
        with pytest.raises(EndpointError) as broken:
            next(written)
    assert (broken.value.failure, reply.begun, reply.ended, reply.whole) == ("broken", True, None, False)


def test_a_reply_that_reached_its_limit_is_not_whole(make: Make) -> None:
    reply = Reply()
    with closing(make(Script(ends="length"))) as generator:
        assert "".join(generator.generate(ASKED, reply)) == TEXT
    assert (reply.ended, reply.whole) == ("length", False)


@pytest.mark.parametrize("taken", [0, 1, 3])
def test_cancelled_it_stops_at_the_next_piece(taken: int, make: Make) -> None:
    cancel = threading.Event()
    with closing(make(Script())) as generator:
        written = generator.generate(ASKED, Reply(), cancel=cancel)
        pieces = [next(written) for _ in range(taken)]
        cancel.set()
        with pytest.raises(AnswerCancelledError):
            next(written)
    assert "".join(pieces) == TEXT[: 3 * taken]


def test_left_or_closed_it_writes_again(make: Make) -> None:
    generator = make(Script())
    with closing(generator.generate(ASKED, Reply())) as written:
        next(written)
    generator.close()
    assert "".join(generator.generate(ASKED, Reply())) == TEXT
    generator.close()
    generator.close()
