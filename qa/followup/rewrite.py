"""Rewrites a follow-up as a question that stands by itself, and names the article that it asks about.

那南京呢？ after 合肥高新区到2028年… becomes 南京到2028年…. What is missing is taken from the earlier questions; from an
earlier answer only where no question holds it (他 after 谁是…, 第二个 of a list, 这篇文章). A question that names a
subject stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from embeddings.schema import Span
from embeddings.text.normalize import Text, is_han
from qa.followup import en, zh
from qa.followup.history import IN_ARTICLE, IN_ARTICLE_EN, Answered, AnswerOf, Conversation, answered, nothing_known
from qa.schema import Answer, MeantArticle

__all__ = ["AnswerOf", "Answered", "answered", "article_meant", "standalone", "without_article"]

SAYING = re.compile(r"^(?:还|還|都|主要)?(?:提到|提及|讲到|講到|谈到|談到|说到|說到|写到|寫到)(?:了|过|過)?")


def standalone(
    question: str,
    history: Sequence[str],
    *,
    answers: Sequence[Answered] = (),
    answer_of: AnswerOf = nothing_known,
) -> str:
    """The question with what it leaves out filled in from what was said before.

    Args:
        question: What was asked now.
        history: Earlier questions as they were typed, oldest first.
        answers: Earlier answers that the caller still has.
        answer_of: Answers an earlier question, given as one that stands by itself; called only for a follow-up that
            means something in an answer which is not among `answers`, and once for each question.

    Returns:
        The question itself where it stands alone or nothing earlier says what is left out.
    """
    known: dict[str, Answered | None] = {answer.question: answer for answer in answers}

    def once(earlier: str) -> Answered | None:
        if earlier not in known:
            known[earlier] = answer_of(earlier)
        return known[earlier]

    said = Conversation((), once)
    for past in history:  # a follow-up of a follow-up refers to the question before as it was understood
        said = said._replace(questions=(*said.questions, _rewritten(Text.of(past), said)))
    return _rewritten(Text.of(question), said).raw


def article_meant(question: str, rewritten: str, cited: Mapping[str, str]) -> MeantArticle | None:
    """The one article that a follow-up asks about: a title that was put in for 这篇文章 when it was rewritten.

    Args:
        question: As typed.
        rewritten: Standing by itself.
        cited: The id of each article that earlier answers cite, by its title.
    """
    for title, doc_id in cited.items():
        for named in (IN_ARTICLE.format(title.strip("《》")), IN_ARTICLE_EN.format(title)):
            start = rewritten.find(named)
            if start >= 0 and named not in question:
                return MeantArticle(doc_id=doc_id, span=Span(start=start, end=start + len(named)))
    return None


def without_article(question: str, named: str) -> str:
    """The question without the name of the one article that is searched, and without a verb like 提到了 behind it.

    The title would match every sentence of that article alike, and the verb stands in no sentence that answers.
    """
    return SAYING.sub("", question.replace(named, "", 1).strip()).strip() or question


def _rewritten(question: Text, said: Conversation) -> Text:
    if not said.questions:
        return question
    chinese = any(map(is_han, question.folded))
    return (zh if chinese else en).rewritten(question, said)


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
        return answered(answer)

    rewritten = standalone(question, history, answer_of=earlier)
    return rewritten, article_meant(question, rewritten, cited)
