"""A follow-up standing by itself: its words filled in from what was said, and the one article that it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.converse import Answered, article_meant, standalone
from qa.converse import answered as of_answer
from qa.schema import Answer, MeantArticle


def standing_alone(
    question: str, history: Sequence[str], *, ask: Callable[[str], Answer]
) -> tuple[str, MeantArticle | None]:
    """The question with what a follow-up leaves out filled in, and the one article that it means.

    Args:
        question: As accepted.
        history: Earlier questions as accepted, oldest first.
        ask: Answers an earlier question, where the follow-up means something in its answer.
    """
    cited: dict[str, str] = {}

    def earlier(past: str) -> Answered:
        answer = ask(past)
        for citation in answer.citations:
            cited.setdefault(citation.title, citation.doc_id)
        return of_answer(answer)

    rewritten = standalone(question, history, answer_of=earlier)
    return rewritten, article_meant(question, rewritten, cited)
