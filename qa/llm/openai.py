"""A `Generator` for any OpenAI-compatible endpoint, using the official client, which is imported on first use.

The client retries with growing delays and honours Retry-After. Its errors are mapped to kinds of failure without the
endpoint's own message, which might repeat the key.
"""

from __future__ import annotations

import threading
import time
from collections import abc
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from embeddings.errors import UsageError
from qa.config import Settings
from qa.llm.generator import AnswerCancelledError, EndpointError, Form, Reply, TokenUsage
from qa.llm.prompt import SCHEMA, PromptMessage
from qa.reasons import AnswerReason
from qa.schema import Failure

if TYPE_CHECKING:
    from openai import OpenAI, Stream
    from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam


_MOST_CHARS_A_TOKEN = 16
"""Most characters of a reply per token allowed; a longer reply is cut off."""
_NO_KEY = "none"
"""Sent if there is no key: the client requires one, local servers ignore it."""
_NOT_TAKEN = frozenset({400, 422})
"""Statuses with which endpoints refuse an unknown field."""


class _Request(NamedTuple):
    """The optional fields of a request; each fallback asks for less than the one before."""

    form: Form
    bare: bool
    """Whether it omits what not every endpoint accepts: usage while streaming, the token limit, the temperature."""


_REQUESTS = (_Request("json", False), _Request("text", False), _Request("json", True), _Request("text", True))


class OpenAIGenerator:
    """A model of an endpoint; safe to share among threads."""

    def __init__(self, settings: Settings) -> None:
        """Check the settings; the client is loaded, and the endpoint contacted, only for the first question.

        Args:
            settings: The endpoint, its key, the model and the limits.

        Raises:
            UsageError: No model or no endpoint is configured.
        """
        if not settings.llm:
            lacking = "WENJU_MODEL" if settings.openai_base_url else "OPENAI_BASE_URL"
            raise UsageError(AnswerReason.NO_LLM, {"variable": lacking})
        self._settings = settings
        self._client: OpenAI | None = None
        self._making = threading.Lock()
        self._taken: dict[bool, _Request] = {}
        """The request that the endpoint last accepted, by whether a schema is wanted."""

    def close(self) -> None:
        """Close the connections; the next question opens new ones."""
        with self._making:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def generate(
        self,
        messages: Sequence[PromptMessage],
        reply: Reply,
        *,
        schema: bool = False,
        cancel: threading.Event | None = None,
    ) -> abc.Generator[str]:
        """Yield the pieces of a reply, as in `Generator`.

        Raises:
            EndpointError: There is no reply, or it broke off.
            AnswerCancelledError: `cancel` was set.
        """
        from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAIError  # noqa: PLC0415

        try:
            with self._opened(messages, reply, schema=schema and self._settings.llm_form != "text") as chunks:
                yield from self._pieces(chunks, reply, cancel)
        except APITimeoutError as error:
            raise EndpointError("timeout", AnswerReason.LLM_TIMEOUT, {"seconds": self._settings.llm_timeout}) from error
        except APIConnectionError as error:
            if reply.begun:
                raise EndpointError("broken", AnswerReason.LLM_BROKE_OFF) from error
            raise EndpointError("unreachable", AnswerReason.LLM_UNREACHABLE) from error
        except APIStatusError as error:
            status = error.status_code
            raise EndpointError(_failure(status), AnswerReason.LLM_STATUS, {"status": status}) from None
        except (OpenAIError, ValueError, TypeError, AttributeError) as error:
            raise EndpointError("broken", AnswerReason.LLM_UNKNOWN, {"error": type(error).__name__}) from None

    def _opened(self, messages: Sequence[PromptMessage], reply: Reply, *, schema: bool) -> Stream[ChatCompletionChunk]:
        """Open a stream; if the endpoint refuses a field, retry with fewer fields and remember them.

        Raises:
            APIStatusError: The endpoint refuses the smallest request, or refuses for another reason.
            EndpointError: No smaller request is left.
        """
        from openai import APIStatusError  # noqa: PLC0415

        wanted = [each for each in _REQUESTS if schema or each.form == "text"]
        if self._settings.llm_form == "json" and schema:
            wanted = [each for each in wanted if each.form == "json"]
        taken = self._taken.get(schema)
        wanted = wanted[wanted.index(taken) :] if taken else wanted
        for request in wanted:
            try:
                opened = self._create(messages, request)
            except APIStatusError as error:
                if error.status_code not in _NOT_TAKEN or request == wanted[-1]:
                    raise
                continue
            self._taken[schema] = request
            reply.begun = True
            reply.form, reply.form_refused = request.form, schema and request.form == "text"
            return opened
        raise EndpointError("refused", AnswerReason.LLM_NO_FORM)

    def _create(self, messages: Sequence[PromptMessage], request: _Request) -> Stream[ChatCompletionChunk]:
        from openai import omit  # noqa: PLC0415

        said: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": each.content}
            if each.role == "system"
            else {"role": "user", "content": each.content}
            for each in messages
        ]
        return self._opened_client().chat.completions.create(
            model=self._settings.model,
            messages=said,
            stream=True,
            stream_options=omit if request.bare else {"include_usage": True},
            max_tokens=omit if request.bare else self._settings.llm_answer_tokens,
            temperature=omit if request.bare else 0.0,
            response_format={
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
            }
            if request.form == "json"
            else omit,
        )

    def _opened_client(self) -> OpenAI:
        from openai import OpenAI  # noqa: PLC0415  (1 s, and only an answer by an LLM needs it)

        settings = self._settings
        with self._making:
            if self._client is None:
                self._client = OpenAI(
                    base_url=settings.openai_base_url,
                    api_key=settings.openai_api_key.get_secret_value() or _NO_KEY,
                    timeout=settings.llm_timeout,
                    max_retries=settings.llm_retries,
                )
            return self._client

    def _pieces(
        self, chunks: Stream[ChatCompletionChunk], reply: Reply, cancel: threading.Event | None
    ) -> Iterator[str]:
        until = time.monotonic() + self._settings.llm_timeout
        left = _MOST_CHARS_A_TOKEN * self._settings.llm_answer_tokens
        for chunk in chunks:
            if cancel is not None and cancel.is_set():
                raise AnswerCancelledError
            if time.monotonic() > until:
                raise EndpointError("timeout", AnswerReason.LLM_UNFINISHED, {"seconds": self._settings.llm_timeout})
            if chunk.usage is not None:
                reply.usage = TokenUsage(int(chunk.usage.prompt_tokens), int(chunk.usage.completion_tokens))
            for choice in chunk.choices[:1]:
                piece = choice.delta.content or ""
                reply.ended = choice.finish_reason or reply.ended
                if piece:
                    yield piece[:left]
                    left -= len(piece)
            if left <= 0:
                reply.ended = "length"
                return


def _failure(status: int) -> Failure:
    if status == 429:
        return "busy"
    return "failed" if status >= 500 else "refused"
