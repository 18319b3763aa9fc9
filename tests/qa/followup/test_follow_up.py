from __future__ import annotations

from qa.followup.history import enumerated


def test_the_items_of_an_enumeration() -> None:
    members = "首批成员包括百度、维智科技、PPIO边缘云、上海科技大学等20余家专业机构、龙头企业。"
    assert enumerated(members)[:3] == ["百度", "维智科技", "PPIO边缘云"]
    cards = "打造“文旅元宇宙看陵水”“元宇宙内容创作者来陵水”两张名片，为经济注入新动力。"
    assert enumerated(cards) == ["文旅元宇宙看陵水", "元宇宙内容创作者来陵水"]
    offices = "会上，由经济发展局、法律事务局、民生事务局共同组建的专班揭牌成立。"
    assert enumerated(offices) == ["经济发展局", "法律事务局", "民生事务局"]


def test_an_enumeration_of_as_many_items_as_were_asked_for() -> None:
    text = "围绕示范、普及、培训、开发四大方向，打造“甲”“乙”“丙”三张名片。".replace("甲", "甲甲").replace("乙", "乙乙")
    assert enumerated(text) == ["围绕示范", "普及", "培训", "开发四大方向"]
    assert enumerated(text.replace("丙", "丙丙"), count=3) == ["甲甲", "乙乙", "丙丙"]


def test_no_enumeration() -> None:
    assert enumerated("到2025年，规模将达3500亿元。") == []
