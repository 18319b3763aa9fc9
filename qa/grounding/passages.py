"""The passages that a model was given, split into sentences, and how far they cover the words of a claim.

Lines of an article that give orders to a model support nothing. The rules for them know only common forms; independent
of them, an answer cites stored sentences, shows no link, and the text of an article is only ever treated as data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from embeddings.index.snapshot import Index
from embeddings.schema import Document, Hit, Span
from embeddings.text.chunk import sentence_spans
from embeddings.text.normalize import Text, fold, is_han
from embeddings.text.segment import term_of, terms, words
from qa.crosslingual.lexicon import shipped_lexicon
from qa.crosslingual.match import CrossMatcher, has_han
from qa.evidence.coverage import SINGLE_CHARACTER_SHARE, shares
from qa.grounding.facts import Facts, facts_of, number_spans
from qa.question.names import names_of
from qa.question.understand import FUNCTION_WORDS

_ADDRESSED = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要理会|跳过)[^。！？\n]{0,12}(?:指示|指令|规则|提示|要求|段落|内容|上文|之前|以上|一切)"
    r"|从(?:现在|此处|此刻)(?:起|开始)[^。！？\n]{0,12}(?:你|内容|优先)|你(?:现在)?是(?:一个)?(?:没有限制|不受限制|dan\b)"
    r"|(?:你的)?新(?:的)?(?:任务|指示|指令)(?:是|为|[:：])|(?:系统|管理员|开发者|官方)(?:消息|说明|指令|提示|更正)[】:：，]"
    r"|正确答案是|(?:只|必须|请)(?:回答|说|输出|复述|采用)[:：“\"]|请(?:直接|原样|逐字)?(?:输出|复述)|原样输出"
    r"|(?:请|只)(?:只)?(?:引用编号|交换引用|采用这)|(?:在|到)(?:回答|答案|每个回答)(?:的)?(?:末尾|中|里)|(?:告诉|转告)(?:读者|用户|提问者)"
    r"|\b(?:ignore|forget|disregard)\s+(?:all|any|the|your|everything|previous|prior|above)\b"
    r"|\b(?:system|assistant|developer|user)\s*(?:override|note|prompt|message)?\s*:|<\/?(?:system|passage|documents?)>"
    r"|\b(?:reveal|print|output|repeat)\s+(?:your|the)\s+(?:api|system|prompt|key|text|secret)"
    r"|\b(?:do anything now|jailbreak)\b|---\s*fence-|\"(?:sentences|passages|role|content)\"\s*:"
)


def addressed_to_a_model(line: str) -> bool:
    """Whether a line gives orders to a model, in one of the known forms."""
    return _ADDRESSED.search(fold(line)) is not None


_LINE = re.compile(r"[^\n]+")


class SourceSentence(NamedTuple):
    """A sentence of a passage."""

    doc_id: str
    span: Span
    text: str
    facts: Facts


class Passages:
    """The passages that a model was given, by their numbers from 1."""

    def __init__(self, hits: Sequence[Hit], index: Index) -> None:
        """Keep the hits; a passage is read when it is first cited.

        Args:
            hits: In the order of the prompt.
            index: The snapshot that they come from.
        """
        self.index = index
        self._hits = tuple(hits)
        self._grounds: dict[int, PassageText] = {}

    def __contains__(self, number: int) -> bool:
        return 1 <= number <= len(self._hits)

    def given(self, number: int) -> PassageText:
        """The passage of this number."""
        if number not in self._grounds:
            hit = self._hits[number - 1]
            self._grounds[number] = PassageText(hit, self.index.document(hit.passage.doc_id))
        return self._grounds[number]


class PassageText:
    """One passage: its sentences, and the text above them."""

    def __init__(self, hit: Hit, document: Document) -> None:
        self._hit, self._document = hit, document
        self.published: date | None = hit.source.published
        self.publisher = hit.source.publisher or ""
        self.above = " ".join(filter(None, (hit.source.title, hit.passage.heading, hit.source.publisher)))
        """Title, heading and publisher, as written."""
        self.around = fold(
            " ".join(filter(None, (hit.source.title, hit.passage.heading, hit.source.publisher, hit.passage.text)))
        )

    @cached_property
    def sentences(self) -> tuple[SourceSentence, ...]:
        """Sentences in order, without the agency line and lines that give orders to a model."""
        passage = self._hit.passage
        orders = [
            Span(start=match.start(), end=match.end())
            for match in _LINE.finditer(self._document.text, passage.span.start, passage.span.end)
            if addressed_to_a_model(match[0])
        ]
        return tuple(
            SourceSentence(passage.doc_id, span, text, facts_of(text, published=self.published))
            for span in sentence_spans(self._document)
            if passage.span.start <= span.start and span.end <= passage.span.end and span != self._document.agency_line
            if not any(line.start <= span.start < line.end for line in orders)
            for text in (span.of(self._document.text),)
        )


REPORTING_WORDS = frozenset([
    "根据", "据", "报道", "显示", "指出", "表示", "介绍", "提到", "文章", "此外", "同时", "另外", "其中",
    "称", "即", "约", "目前", "相关", "通过", "进行", "以及", "还", "则", "因此", "所以",
    "article", "articles", "report", "reports", "reported", "according", "said", "says", "stated", "states",
    "also", "however", "about", "approximately",
])  # fmt: skip
"""Words that introduce what a source says and claim nothing themselves."""
NAMING = ("n", "eng", "j", "i", "l", "x", "vn", "an", "s", "b")
"""Parts of speech of words that carry a sentence's topic."""
OTHERS_SHARE = 0.5
"""Weight of other words relative to topic words of the same idf: 将达 may be reworded as 将达到, 表示 as 指出."""
PART_SHARE = 0.5
_DIGIT = re.compile(r"\d")


class Claimed(NamedTuple):
    """A word of a claim."""

    text: str
    weight: float
    named: bool = False
    """Whether it is part of a name: a name in a text does not support what is claimed about it."""


def claimed_words(text: str, index: Index) -> list[Claimed]:
    """The content words of a claim, weighted by idf; numbers are checked as facts and left out.

    Args:
        text: A clause or more.
        index: The index whose idf is used.
    """
    found: list[Claimed] = []
    folded = fold(text)
    numbers = number_spans(folded)
    names = [(word.start, word.end) for word in names_of(folded)]
    for word in words(text):
        if any(start < word.end and word.start < end for start, end in numbers):
            continue
        if word.tag == "m" or word.text in FUNCTION_WORDS or word.text in REPORTING_WORDS or _DIGIT.search(word.text):
            continue
        weight = index.idf(term_of(word.text)) * (1.0 if word.tag.startswith(NAMING) else OTHERS_SHARE)
        single = len(word.text) == 1 and is_han(word.text)
        named = any(start <= word.start and word.end <= end for start, end in names)
        found.append(Claimed(word.text, weight * SINGLE_CHARACTER_SHARE if single else weight, named))
    return found


def coverages(claimed: Sequence[Claimed], texts: Sequence[str], index: Index, *, across: bool) -> list[float]:
    """The share of the words' weight that each text covers, 0 to 1; 0 for no words.

    Args:
        claimed: Words of one claim.
        texts: Texts as written.
        index: Its encoder matches words across languages.
        across: Whether the texts are in another language than the claim.
    """
    total = sum(word.weight for word in claimed)
    if not total:
        return [0.0] * len(texts)
    held = word_shares(claimed, texts, index, across=across)
    return [
        sum(share * word.weight for share, word in zip(row, claimed, strict=True)) / total
        for row in zip(*held, strict=True)
    ]


def word_shares(claimed: Sequence[Claimed], texts: Sequence[str], index: Index, *, across: bool) -> list[list[float]]:
    """How far each text covers each word, 0 to 1: a list per word; arguments as in `coverages`."""
    if across:
        return _translated_shares([word.text for word in claimed], [Text.of(text) for text in texts], index)
    folded = [fold(text) for text in texts]
    return [
        [max(whole, _in_part(word.text, text)) for whole, text in zip(shares(word.text, folded), folded, strict=True)]
        for word in claimed
    ]


def _in_part(word: str, folded: str) -> float:
    """Half for a Chinese word of two characters one of which is in a text: 达到 in 将达, 国内 in 我国."""
    return PART_SHARE if len(word) == 2 and all(map(is_han, word)) and any(each in folded for each in word) else 0.0


def _translated_shares(asked: Sequence[str], texts: Sequence[Text], index: Index) -> list[list[float]]:
    """Coverage across languages: the highest of encoder, pinyin and lexicon."""
    near = CrossMatcher(asked, [], index.encoder).shares(texts)
    held = [set(terms(text.raw).words) for text in texts]
    folded = [text.folded for text in texts]
    lexicon = shipped_lexicon()
    found: list[list[float]] = []
    for column, word in enumerate(asked):
        means = lexicon.translations([term_of(word)])
        strengths = {other: share for each in means for other, share in each.items()}
        inside = [(other, share) for other, share in strengths.items() if len(other) > 1 and is_han(other[0])]
        by_table = [
            max(
                (
                    *(strengths[term] for term in text & strengths.keys()),
                    *(share for other, share in inside if other in whole),
                ),
                default=0.0,
            )
            for text, whole in zip(held, folded, strict=True)
        ]
        found.append([max(float(near[row, column]), share) for row, share in enumerate(by_table)])
    return found


def is_across(claim: str, text: str) -> bool:
    """Whether one of two texts is Chinese and the other is not."""
    return has_han(claim) != has_han(text)
