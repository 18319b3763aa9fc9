"""The five seeds, by hand: what each article must keep, what must be gone, what it states."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from embeddings.clean.document import clean
from embeddings.ingest.folder import read_file
from embeddings.schema import CleaningReport, Document

SEEDS = Path(__file__).parents[3] / "seeds"


class Expected(NamedTuple):
    title: str
    derived: bool
    publisher: str
    published: date | None
    url: str | None
    language: str
    first: str
    last: str
    headings: list[str]
    gone: list[str]
    paragraphs: int
    agency_line: str | None = None
    reporters: tuple[str, ...] = ()


EXPECTED = {
    "000_a21a94a5ab5584e7.txt": Expected(
        "网易与三亚市政府达成战略合作 共建网易元宇宙产业基地",
        False,
        "证券时报·e公司",
        date(2021, 12, 25),
        "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202112252225874613",
        "zh",
        "12月25日，网易与三亚市政府签署战略合作协议。",
        "元宇宙产业基地落地三亚后，网易将继续探索推动元宇宙从概念走向应用，反哺现实产业发展需要，为社会创造有益价值。",
        [],
        ["返回", "首页", "文章来源", "display", "StockImg", "K图", "eastmoney", "http", "<", ">", "layout"],
        6,
    ),
    "001_8d6f5058b4029f99.txt": Expected(
        "走在全国前列 横琴将打造全国首个元宇宙开放创新试验区",
        False,
        "财联社",
        date(2022, 8, 23),
        None,
        "zh",
        "财联社|区块链日报8月23日讯（记者 徐赐豪） 8月22日，横琴粤澳深度合作区官网发布",
        "比如缺少腾讯、百度、华为这样的科技巨头企业，中小科技企业数量也偏少，人才储备较少。",
        ["横琴将打造元宇宙超级试验场", "横琴发展元宇宙的优劣势"],
        ["<", ">", "picsum", "headimg", "categories", "comments"],
        19,
        "财联社|区块链日报8月23日讯（记者 徐赐豪）",
        ("徐赐豪",),
    ),
    "002_bbc993df6f2fe461.txt": Expected(
        "上海在元宇宙赛道率先起跑,“张江元宇宙创新发展联盟”启动",
        False,
        "新民晚报",
        date(2022, 7, 28),
        None,
        "zh",
        "新民晚报讯(记者 宋宁华)上海在元宇宙赛道率先起跑。",
        "本次峰会由上海市经济和信息化委员会指导,浦东新区科技和经济委员会支持,"
        "上海市投资促进服务中心、上海张江(集团)有限公司主办,上海浦东软件园股份有限公司承办。",
        ["培育元宇宙新赛道", "张江元宇宙创新发展联盟成立"],
        [
            "世界简讯",
            "资料图",
            "图说",
            "供图",
            "关键词",
            "2022-07-28",
            "啤酒",
            "美联储",
            "美丽中国",
            "拉夫罗夫",
            "鄂尔多斯",
        ],
        11,
        "新民晚报讯(记者 宋宁华)",
        ("宋宁华",),
    ),
    "003_862178eca5e71cc6.txt": Expected(
        "2023年一季度接近尾聲,國內元宇宙產業繼續向好發展",
        True,
        "元力社",
        None,
        None,
        "zh-Hant",
        "2023年一季度接近尾聲,國內元宇宙產業繼續向好發展,各地政府加速布局元宇宙產業規劃,",
        "為陵水新經濟培育和傳統產業轉型升級注入新動力,為海南科技創新貢獻陵水樣板。",
        [
            *["鄭州", "合肥高新區", "北京東城區", "南京", "濰坊", "武漢漢陽區"],
            *["無錫", "昆山", "上海松江區", "海南陵水"],
        ],
        ["來源", "元力社", "〞", "(guó)", "10 個以 上", "中 心"],
        33,
    ),
    "004_cd0578b44267b8a2.txt": Expected(
        "腾讯未来中心将带来什么？打造多个创新平台 合作培育AI新场景",
        False,
        "成都日报",
        date(2022, 6, 2),
        "http://finews.zning.xyz/html_News/NewsShare.html?infoCode=NW202206022400781253",
        "zh",
        "腾讯将在成都高新区布局腾讯未来中心项目，建设实景娱乐体验研发中心",
        "打造核心产业、新兴优势产业与未来赛道协同发展的新型数字经济产业体系，全力塑造成都数字经济核心竞争力。",
        [
            "腾讯将在成都建设人工智能研究开放平台",
            "成都是腾讯在国内第二大业务布局地",
            "成都已吸引多个头部企业来落户",
        ],
        ["返回", "首页", "文章来源", "StockImg", "K图", "eastmoney", "http", "<", ">"],
        22,
    ),
}


def cleaned(name: str) -> tuple[Document, CleaningReport]:
    seeds, refused = read_file(SEEDS / name, name=name)
    assert refused == []
    return clean(seeds[0])


@pytest.mark.parametrize("name", EXPECTED)
def test_source_is_what_the_article_states(name: str) -> None:
    expected = EXPECTED[name]
    document, report = cleaned(name)
    source = document.source
    assert (source.title, source.title_derived, source.publisher) == (
        expected.title,
        expected.derived,
        expected.publisher,
    )
    assert (source.published, source.url, source.language) == (expected.published, expected.url, expected.language)
    assert source.path == name
    assert report.warnings == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_text_keeps_the_article_and_nothing_else(name: str) -> None:
    expected = EXPECTED[name]
    document, _ = cleaned(name)
    assert document.text.startswith(expected.first)
    assert document.text.endswith(expected.last)
    assert [word for word in expected.gone if word in document.text] == []
    assert re.findall("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]", document.text) == []
    lines = document.text.split("\n")
    assert len(lines) == expected.paragraphs
    assert all(line and line == line.strip() for line in lines)


@pytest.mark.parametrize("name", EXPECTED)
def test_headings_and_agency_line(name: str) -> None:
    expected = EXPECTED[name]
    document, _ = cleaned(name)
    assert [section.heading for section in document.sections] == [None, *expected.headings]
    assert (document.agency_line and document.agency_line.of(document.text)) == expected.agency_line
    assert document.reporters == expected.reporters


@pytest.mark.parametrize("name", ["000_a21a94a5ab5584e7.txt", "001_8d6f5058b4029f99.txt", "004_cd0578b44267b8a2.txt"])
def test_every_sentence_of_an_html_seed_is_kept(name: str) -> None:
    raw = (SEEDS / name).read_text(encoding="utf-8")
    paragraphs = re.findall(r"<p>(.*?)</p>", raw, re.DOTALL)
    plain = [re.sub(r"\s", "", re.sub(r"<[^>]+>", "", paragraph)) for paragraph in paragraphs]
    document, _ = cleaned(name)
    text = re.sub(r"\s", "", document.text)
    assert [paragraph for paragraph in plain if paragraph not in text] == []


def test_every_line_of_002_is_kept_or_reported() -> None:
    raw = (SEEDS / "002_bbc993df6f2fe461.txt").read_text(encoding="utf-8").split("\n")
    document, report = cleaned("002_bbc993df6f2fe461.txt")
    removed = {change.text for change in report.removed}
    kept = document.text.split("\n")
    assert [line for line in raw[1:] if line not in kept and line not in removed] == []
    assert [change.text for change in report.removed if change.kind == "feed_label"] == ["世界简讯:"]
    assert sum(change.kind == "unrelated_headlines" for change in report.removed) == 31
    assert [change.text for change in report.removed if change.kind == "caption"] == [
        "图说:2022上海元宇宙峰会。主办方供图。",
        "图说:元宇宙峰会在上海浦东软件园举办。",
    ]


def test_003_loses_its_pinyin_and_keeps_its_brackets() -> None:
    document, report = cleaned("003_862178eca5e71cc6.txt")
    assert re.findall(r"\(([^()]*)\)", document.text) == [
        "2023-2028",
        "2023-2025年",
        "征求意見稿",
        "2023-2025年",
        "試行",
        "虛擬現實",
        "增強現實",
        "混合現實",
        "2023-2025年",
        "中國",
        "2022-2025年",
        "2023-2027",
    ]
    assert "VR(虛擬現實)" in document.text
    assert "微軟(中國)有限公司" in document.text
    assert {change.text for change in report.removed if change.kind == "pinyin"} >= {"國(guó)", "內(nèi)", "級(jí)"}


def test_003_damage_is_reported_and_only_certain_faults_are_mended() -> None:
    document, report = cleaned("003_862178eca5e71cc6.txt")
    assert [change.text for change in report.damaged] == [
        "推進元宇宙產業鏈條化、規?;?,形成100家以上元宇宙",
        "示范為突破,以元宇宙領域??字人、數字孿生的巨大需求",
    ]
    assert [(change.text, change.replacement) for change in report.repaired] == [
        ("“元宇宙+〞", "“元宇宙+”"),
        ("“+元宇宙〞", "“+元宇宙”"),
        ("以 上", "以上"),
        ("中 心", "中心"),
    ]
    assert all(change.text in document.text for change in report.damaged)


def test_004_headings_on_two_lines_are_joined_and_reported() -> None:
    _, report = cleaned("004_cd0578b44267b8a2.txt")
    assert [change.text for change in report.repaired] == [
        "腾讯将在成都建设\n人工智能研究开放平台",
        "成都是腾讯在国内\n第二大业务布局地",
        "成都已吸引多个\n头部企业来落户",
    ]


def test_000_removals_are_named() -> None:
    _, report = cleaned("000_a21a94a5ab5584e7.txt")
    assert [change.kind for change in report.removed] == [
        "link",
        "markup",
        "image",
        "image",
        "hidden_paragraph",
        "hidden_paragraph",
        "link_target",
        "link_target",
        "navigation",
        "credit_line",
    ]


def test_001_bold_runs_inside_paragraphs_are_no_headings() -> None:
    document, _ = cleaned("001_8d6f5058b4029f99.txt")
    lines = document.text.split("\n")
    assert any(line.startswith("第一，政府支持。政府支持是非常重要的") for line in lines)
    assert "第四，横琴的大数据超算中心也可提供布局数据要素的基础性服务。" in lines


def test_cleaning_twice_gives_the_same() -> None:
    for name in EXPECTED:
        assert cleaned(name) == cleaned(name)
