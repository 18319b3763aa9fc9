from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import openai
import pytest
from starlette.testclient import TestClient

from embeddings.encoders.load import shipped_encoder
from qa.assistant.assistant import Assistant
from qa.config import ServerSettings, Settings
from qa.schema import Answer
from qa.server.openai import citings

if TYPE_CHECKING:
    from tests.qa.server.conftest import MakeClient, Site

QUESTION = "南京到2025年元宇宙及关联产业规模目标是多少？"
SEVERAL = "哪些城市或地区提出了2025年的元宇宙产业规模目标？分别是多少？"
UNANSWERED = "北湖灯塔有多高？"


@pytest.fixture
def chat(site: Site) -> Iterator[openai.OpenAI]:
    """The protocol's own client over a port."""
    with openai.OpenAI(base_url=f"{site.url}/v1", api_key="none", max_retries=0) as client:
        yield client


def user(*texts: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text} for text in texts]


def test_an_answer_is_a_message_with_citations(chat: openai.OpenAI, assistant: Assistant) -> None:
    answer = assistant.ask(QUESTION)
    made = chat.chat.completions.create(model="wenju", messages=user(QUESTION))
    message = made.choices[0].message
    assert (message.role, message.content, made.choices[0].finish_reason) == ("assistant", answer.text, "stop")
    assert made.system_fingerprint == answer.generation
    assert message.annotations is not None
    (annotation,) = message.annotations
    cited = annotation.url_citation
    assert message.content[cited.start_index : cited.end_index] == "[1]"
    assert cited.title == answer.citations[0].title
    assert cited.url == f"wenju://documents/{answer.citations[0].doc_id}#:~:cite=1"
    assert cited.model_extra is not None
    assert cited.model_extra["quote"] == answer.citations[0].quote
    assert cited.model_extra["doc_id"] == answer.citations[0].doc_id


def test_each_marker_has_an_address_of_its_own(assistant: Assistant) -> None:
    answer = assistant.ask(SEVERAL)
    cited = answer.citations
    assert [citation.marker for citation in cited] == [1, 2, 3, 4]
    assert len({citation.doc_id for citation in cited}) == 2
    urls = (None, "https://a.example/1.htm", "https://a.example/#/1", "https://a.example/1?b=c")
    given = tuple(citation.model_copy(update={"url": url}) for citation, url in zip(cited, urls, strict=True))
    annotations = citings(answer.model_copy(update={"citations": given}))
    assert [annotation.url_citation.url for annotation in annotations] == [
        f"wenju://documents/{cited[0].doc_id}#:~:cite=1",
        "https://a.example/1.htm#:~:cite=2",
        "https://a.example/#/1:~:cite=3",
        "https://a.example/1?b=c#:~:cite=4",
    ]
    turned = "\n".join(reversed(answer.text.splitlines()))
    places = [each.url_citation for each in citings(answer.model_copy(update={"text": turned}))]
    assert [turned[place.start_index : place.end_index] for place in places] == ["[1]", "[2]", "[3]", "[4]"]


def test_tokens_are_counted_by_the_encoder(chat: openai.OpenAI, assistant: Assistant) -> None:
    used = chat.chat.completions.create(model="wenju-extractive", messages=user(QUESTION)).usage
    counts = [len(each) for each in shipped_encoder().every_token([QUESTION, assistant.ask(QUESTION).text])]
    assert used is not None
    assert (used.prompt_tokens, used.completion_tokens, used.total_tokens) == (*counts, sum(counts))


def test_a_stream_says_the_same_piece_by_piece(chat: openai.OpenAI, assistant: Assistant) -> None:
    chunks = list(
        chat.chat.completions.create(
            model="wenju", messages=user(QUESTION), stream=True, stream_options={"include_usage": True}
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == assistant.ask(QUESTION).text
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.total_tokens > 0
    assert len({chunk.id for chunk in chunks}) == 1
    last = chunks[-2].model_extra
    assert last is not None
    assert Answer.model_validate(last["wenju"]).citations == assistant.ask(QUESTION).citations


def test_earlier_questions_are_the_history(chat: openai.OpenAI, assistant: Assistant) -> None:
    messages = [
        {"role": "system", "content": "Answer in verse."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        {"role": "assistant", "content": "1350亿元"},
        {"role": "user", "content": "那上海呢？"},
    ]
    made = chat.chat.completions.create(model="wenju", messages=messages).model_extra
    assert made is not None
    expected = assistant.ask("那上海呢？", history=[QUESTION])
    assert made["wenju"]["standalone_question"] == expected.standalone_question
    assert made["wenju"]["text"] == expected.text


def test_no_evidence_is_a_message_that_says_so(chat: openai.OpenAI, assistant: Assistant) -> None:
    made = chat.chat.completions.create(model="wenju", messages=user(UNANSWERED))
    assert made.choices[0].message.content == assistant.ask(UNANSWERED).text
    assert made.choices[0].message.annotations == []
    assert made.model_extra is not None
    assert made.model_extra["wenju"]["status"] == "no_evidence"


def test_filters_go_with_the_request(chat: openai.OpenAI) -> None:
    asked = chat.chat.completions.create(model="wenju", messages=user(QUESTION), extra_body={"article": "001"})
    assert asked.model_extra is not None
    paths = {citation["path"][:3] for citation in asked.model_extra["wenju"]["citations"]}
    assert paths <= {"001"}


def test_models_are_listed_and_found(chat: openai.OpenAI) -> None:
    names = [model.id for model in chat.models.list()]
    assert names == ["wenju", "wenju-extractive", "wenju-encoder"]
    assert chat.models.retrieve("wenju").owned_by == "wenju"


def test_the_model_of_an_llm_is_listed_where_one_is_configured(corpus: Settings, make_client: MakeClient) -> None:
    llm = {"model": "m", "openai_base_url": "http://127.0.0.1:9/v1"}
    client = make_client(Assistant.open(settings=corpus.model_copy(update=llm)))
    names = [each["id"] for each in client.get("/v1/models").json()["data"]]
    assert names == ["wenju", "wenju-extractive", "wenju-llm", "wenju-encoder"]
    assert client.get("/v1/models/wenju-llm").json()["owned_by"] == "wenju"


def test_errors_have_the_protocols_form(chat: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as absent:
        chat.chat.completions.create(model="gpt-4", messages=user(QUESTION))
    assert absent.value.code == "model_not_found"
    assert "wenju-extractive" in absent.value.message
    with pytest.raises(openai.NotFoundError):
        chat.models.retrieve("gpt-4")
    with pytest.raises(openai.BadRequestError) as long:
        chat.chat.completions.create(model="wenju", messages=user("长" * 1001))
    assert long.value.code == "input-refused"
    with pytest.raises(openai.BadRequestError, match="role user"):
        chat.chat.completions.create(model="wenju", messages=[{"role": "system", "content": "a"}])
    with pytest.raises(openai.BadRequestError) as several:
        chat.chat.completions.create(model="wenju", messages=user(QUESTION), n=2)
    assert several.value.param == "n"
    with pytest.raises(openai.BadRequestError):
        chat.chat.completions.create(model="wenju", messages=user("  "), stream=True)


def test_a_wrong_key_is_an_authentication_error(make_client: MakeClient) -> None:
    client: TestClient = make_client(settings=ServerSettings(token="0123456789"))
    reply = client.get("/v1/models", headers={"authorization": "Bearer wrong"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "invalid_api_key")
    assert client.get("/v1/models", headers={"authorization": "Bearer 0123456789"}).status_code == 200


def test_too_much_is_a_rate_limit_error(make_client: MakeClient) -> None:
    client: TestClient = make_client(settings=ServerSettings(requests_per_minute=1))
    client.get("/v1/models")
    reply = client.get("/v1/models")
    assert (reply.status_code, reply.json()["error"]["type"]) == (429, "rate_limit_error")
    assert int(reply.headers["retry-after"]) >= 1
