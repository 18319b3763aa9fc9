from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import openai
import pytest
from starlette.testclient import TestClient

from embeddings.encoders.load import shipped_encoder

if TYPE_CHECKING:
    from tests.qa.server.conftest import Site

TEXTS = ["元宇宙产业规模", "metaverse"]


@pytest.mark.parametrize("form", ["float", "base64", None])
def test_vectors_are_the_encoders_in_either_form(site: Site, form: str | None) -> None:
    with openai.OpenAI(base_url=f"{site.url}/v1", api_key="none", max_retries=0) as client:
        given = {} if form is None else {"encoding_format": form}
        made = client.embeddings.create(model="wenju-encoder", input=TEXTS, **given)
    got = [each.embedding for each in made.data]
    if form == "base64":  # the client leaves it as it is where it is asked for by name
        got = [np.frombuffer(base64.b64decode(each), "<f4") for each in got]
    assert np.array_equal(np.asarray(got, np.float32), shipped_encoder().encode_documents(TEXTS))
    assert [each.index for each in made.data] == [0, 1]
    assert made.usage.total_tokens == sum(len(each) for each in shipped_encoder().every_token(TEXTS))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"model": "wenju-encoder", "input": "a"}, 200),
        ({"model": "wenju-encoder", "input": "a", "dimensions": shipped_encoder().dim}, 200),
        ({"model": "wenju-encoder", "input": "a", "dimensions": 3}, 400),
        ({"model": "wenju-encoder", "input": ""}, 400),
        ({"model": "wenju-encoder", "input": []}, 400),
        ({"model": "wenju-encoder", "input": [1, 2]}, 400),
        ({"model": "wenju-encoder", "input": ["a"] * 257}, 400),
        ({"model": "wenju-encoder", "input": "a" * 8193}, 400),
        ({"model": "text-embedding-3-small", "input": "a"}, 404),
    ],
)
def test_what_can_be_sent_is_bounded(client: TestClient, sent: dict[str, object], status: int) -> None:
    reply = client.post("/v1/embeddings", json=sent)
    assert reply.status_code == status
    assert ("error" in reply.json()) == (status != 200)
