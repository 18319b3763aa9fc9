from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from embeddings.errors import UsageError
from qa.config import ServerSettings, Settings, variable


def test_without_variables_there_are_the_defaults() -> None:
    assert Settings.from_environ({}) == Settings()
    assert Settings().index == Path("index")
    assert Settings().seeds == Path("seeds")


def test_a_variable_is_the_setting_of_its_name_and_others_are_left_alone() -> None:
    environ = {"WENJU_INDEX": "/data/index", "WENJU_HITS": "3", "WENJU_MIN_PROBABILITY": "0.25", "WENJU_OTHER": "x"}
    settings = Settings.from_environ(environ)
    assert (settings.index, settings.hits, settings.min_probability) == (Path("/data/index"), 3, 0.25)
    assert settings.model_copy(update={"index": Path("index"), "hits": 8, "min_probability": 0.2}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HITS", "0"),
        ("HITS", "101"),
        ("HITS", "many"),
        ("MIN_PROBABILITY", "1.5"),
        ("RERANKED", "0"),
        ("RERANKED", "201"),
        ("HITS", ""),
    ],
)
def test_a_value_out_of_range_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(UsageError) as raised:
        Settings.from_environ({f"WENJU_{name}": value})
    assert str(raised.value).startswith(f"expected a usable WENJU_{name} (")
    assert f"found {value!r}; correct or unset WENJU_{name}" in str(raised.value)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_can_be_set_from_the_environment(name: str) -> None:
    default = getattr(Settings(), name)
    assert Settings.from_environ({variable(name): str(default)}) == Settings()


def test_server_settings_of_the_environment() -> None:
    assert ServerSettings.from_environ({}) == ServerSettings()
    given = {"WENJU_TOKEN": "0123456789", "WENJU_CORS_ORIGINS": "https://a.example,http://b.example:3000"}
    settings = ServerSettings.from_environ(given | {"WENJU_QUESTIONS_AT_ONCE": "2", "WENJU_EVAL_QUESTIONS": ""})
    assert settings.origins == ("https://a.example", "http://b.example:3000")
    assert (settings.token, settings.questions_at_once, settings.eval_questions) == ("0123456789", 2, 200)
    assert "0123456789" not in repr(settings)


@pytest.mark.parametrize("origins", ["*", "https://*.example", "a.example", "https://a.example/", "https://a.example,"])
def test_only_whole_origins_are_taken(origins: str) -> None:
    with pytest.raises(UsageError, match="expected a usable WENJU_CORS_ORIGINS"):
        ServerSettings.from_environ({"WENJU_CORS_ORIGINS": origins})


def test_a_token_is_not_repeated_in_the_error() -> None:
    with pytest.raises(UsageError, match="WENJU_TOKEN") as caught:
        ServerSettings.from_environ({"WENJU_TOKEN": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_an_llm_is_on_where_model_and_endpoint_are_named() -> None:
    environ = {"WENJU_MODEL": "m", "OPENAI_BASE_URL": "http://127.0.0.1:8000/v1", "OPENAI_API_KEY": "sk-secret\n"}
    settings = Settings.from_environ(environ)
    assert settings.llm
    assert settings.openai_api_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert not Settings.from_environ({**environ, "WENJU_MODEL": ""}).llm
    assert not Settings.from_environ({**environ, "OPENAI_BASE_URL": ""}).llm


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://host/v1", "http:///v1", "http://user:sk-secret@host/v1"])
def test_an_address_that_is_none_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(UsageError, match="OPENAI_BASE_URL") as raised:
        Settings.from_environ({"OPENAI_BASE_URL": url})
    assert url not in str(raised.value)


@pytest.mark.parametrize("key", ["sk-secret sk-other", "sk-se\ncret", "密钥"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(UsageError, match="OPENAI_API_KEY") as raised:
        Settings.from_environ({"OPENAI_API_KEY": key})
    assert raised.value.__cause__ is None
    assert key not in str(raised.value)
    with pytest.raises(ValidationError) as direct:
        Settings(openai_api_key=SecretStr(key))
    assert key not in str(direct.value)
