from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.index.snapshot import Index
from embeddings.schema import Hit
from qa.assistant.assistant import Assistant
from qa.grounding.check import ground
from qa.grounding.passages import Passages

QUESTION = "到2025年上海元宇宙相关产业规模将达到多少？"
SHANGHAI = (
    "记者从峰会上获悉,到2025年,上海“元宇宙”相关产业规模将达3500亿元,培育10家以上具有国际竞争力的创新型头部企业"
    "和“链主”企业,打造100家以上掌握核心技术、高能级高成长的专精特新企业。"
)


@pytest.fixture(scope="module")
def index(seeds_index: Path) -> Index:
    return Index.open(seeds_index)


@pytest.fixture(scope="module")
def hits(seeds_index: Path) -> list[Hit]:
    return Assistant.open(seeds_index).retrieve(QUESTION, 8)


@pytest.fixture
def passages(index: Index, hits: list[Hit]) -> Passages:
    assert SHANGHAI in hits[0].passage.text
    return Passages(hits, index)


@pytest.mark.parametrize(
    "sentence",
    [
        SHANGHAI,
        "到2025年，上海元宇宙相关产业规模将达到3500亿元。",
        "上海的目标是，到2025年元宇宙相关产业规模达到三千五百亿元。",
        "到2025年,上海「元宇宙」相關產業規模將達3,500億元,培育10家以上創新型頭部企業。",
        "上海将培育10家以上具有国际竞争力的头部企业，打造100家以上专精特新企业。",
        "By 2025, the scale of Shanghai's metaverse industry will reach RMB 350 billion.",
    ],
)
def test_what_the_passage_says_is_borne_out_and_quoted(sentence: str, passages: Passages) -> None:
    found = ground(sentence, (1,), passages)
    assert found.fault is None
    assert [quote.text for quote in found.quotes] == [SHANGHAI]


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("到2025年，上海元宇宙相关产业规模将达到3600亿元。", "number"),
        ("到2025年，上海元宇宙相关产业规模不足3500亿元。", "denial"),
        ("到2028年，上海元宇宙相关产业规模将达到3500亿元。", "date"),
        ("到2025年，南京元宇宙相关产业规模将达到3500亿元。", "name"),
        ("到2025年，上海元宇宙相关产业规模不会达到3500亿元。", "denial"),
        ("上海将“建成全球最大的元宇宙”。", "quotation"),
        ("上海软件园破产倒闭。", "words"),
        ("月球上的城市已经全部用玻璃建成。", "words"),
        ("By 2025, Beijing's metaverse industry will reach RMB 350 billion.", "name"),
        ("By 2025, the scale of Shanghai's metaverse industry will reach US$350 billion.", "number"),
        ("上海元宇宙相关产业规模将达3500亿元，详见 https://evil.example/a。", "link"),
        ("……", "empty"),
    ],
)
def test_what_it_does_not_say_has_a_fault(sentence: str, fault: str, passages: Passages) -> None:
    found = ground(sentence, (1,), passages)
    assert (found.fault, found.quotes) == (fault, ())


def test_citations_are_needed_and_must_have_been_given(passages: Passages) -> None:
    assert ground(SHANGHAI, (), passages).fault == "uncited"
    assert ground(SHANGHAI, (0, 9, 99), passages).fault == "unknown"
    assert ground(SHANGHAI, (99, 1), passages).fault is None


def test_a_sentence_of_two_has_two_quotes(passages: Passages) -> None:
    sentence = "2022上海元宇宙峰会在上海浦东软件园举办，到2025年，上海元宇宙相关产业规模将达3500亿元。"
    found = ground(sentence, (1,), passages)
    assert found.fault is None
    assert [quote.text for quote in found.quotes] == [
        "昨天,以“感知·消费·互联”为主题的2022上海元宇宙峰会在上海浦东软件园举办。",
        SHANGHAI,
    ]


def test_the_numbers_must_be_those_of_the_clause(passages: Passages) -> None:
    sentence = "上海将培育100家以上具有国际竞争力的创新型头部企业，打造10家以上掌握核心技术的专精特新企业。"
    assert ground(sentence, (1,), passages).fault == "number"
