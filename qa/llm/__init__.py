"""How does a language model write an answer that is checked?

`generator` is the interface of a model; `openai` is the one implementation. To add another, add a module next to it, a
row in tests/qa/llm/test_contract.py and a choice in `load_generator`.
"""

from qa.config import Settings
from qa.llm.generator import AnswerCancelledError, EndpointError, Generator, Reply
from qa.llm.openai import OpenAIGenerator

__all__ = ["AnswerCancelledError", "EndpointError", "Generator", "Reply", "load_generator"]


def load_generator(settings: Settings) -> Generator:
    """The model that the settings name; raises UsageError if they name none."""
    return OpenAIGenerator(settings)
