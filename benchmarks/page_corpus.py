"""A corpus of made-up news, as large as wanted, for measuring the page: the same articles each time."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

IN_ONE_FILE = 500
FIRST_DAY = date(2014, 1, 1)
DAYS = 4300

PLACES = [
    "东港",
    "西山",
    "南湖",
    "北城",
    "青岚",
    "云州",
    "江夏",
    "临海",
    "白沙",
    "长宁",
    "石桥",
    "金川",
    "平原",
    "岭南",
    "河间",
    "安塞",
    "通海",
    "泉山",
    "松江",
    "柳林",
]
PRESSES = ["日报", "晚报", "新闻网", "周刊", "发布"]
SUBJECTS = {
    "低空经济": ["无人机", "航线", "起降场", "试飞", "空域", "物流"],
    "数字文旅": ["景区", "演出", "博物馆", "游客", "夜游", "直播"],
    "新能源": ["储能", "光伏", "风电", "电池", "充电桩", "绿电"],
    "港口航运": ["集装箱", "航线", "码头", "吞吐量", "班轮", "报关"],
    "现代农业": ["大棚", "种子", "合作社", "灌溉", "冷链", "丰收"],
    "医疗健康": ["医院", "门诊", "医保", "疫苗", "体检", "急救"],
    "教育改革": ["学校", "教师", "课程", "招生", "实验室", "奖学金"],
    "城市更新": ["老旧小区", "加装电梯", "管网", "公园", "停车位", "步道"],
    "人工智能": ["算力", "大模型", "芯片", "机器人", "数据集", "园区"],
    "体育赛事": ["马拉松", "决赛", "球队", "冠军", "观众", "场馆"],
}
SENTENCES = (
    "{place}市{subject}工作推进会{month}月{day}日召开，会议提出到{year}年{word}规模达到{number}亿元。",
    "据{place}市有关负责人介绍，今年{word}项目总投资{number}万元，比上年增长{share}%。",
    "记者在现场看到，新建的{word}已经投入使用，日均服务{number}人次。",
    "{place}市与{other}市签署协议，共同建设{word}合作平台，首批{share}家企业入驻。",
    "业内人士认为，{word}的发展为{subject}带来新的机遇，也对监管提出更高要求。",
    "下一步，{place}市将继续完善{word}的配套政策，力争{month}月底前完成{share}项任务。",
)
ENDINGS = ("\n责任编辑：李小雨", "\n（来源：本报综合）", "\n分享到：微信 微博", "")


def _article(number: int, chance: random.Random) -> dict[str, str]:
    subject = chance.choice(list(SUBJECTS))
    words, (place, other) = SUBJECTS[subject], chance.sample(PLACES, 2)
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))

    def said() -> str:
        return chance.choice(SENTENCES).format(
            place=place,
            other=other,
            subject=subject,
            word=chance.choice(words),
            month=chance.randint(1, 12),
            day=chance.randint(1, 28),
            year=day.year + chance.randint(1, 5),
            number=chance.randint(10, 9999),
            share=chance.randint(2, 60),
        )

    paragraphs = ["".join(said() for _ in range(chance.randint(2, 5))) for _ in range(chance.randint(3, 8))]
    if number % 50 == 0:
        paragraphs.append("部分档案在转换时受损，规?；?数据待核。")
    found = {
        "title": f"{place}{chance.choice(words)}：{subject}第{number}号观察",
        "text": "\n".join(paragraphs) + chance.choice(ENDINGS),
        "publisher": f"{chance.choice(PLACES)}{chance.choice(PRESSES)}",
    }
    return found if number % 20 == 0 else found | {"published": day.isoformat()}


def write_corpus(folder: Path, articles: int) -> None:
    """Write so many articles into a folder, as .jsonl files of IN_ONE_FILE each."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(20261121)
    lines = [json.dumps(_article(number, chance), ensure_ascii=False) for number in range(1, articles + 1)]
    for start in range(0, len(lines), IN_ONE_FILE):
        content = "\n".join(lines[start : start + IN_ONE_FILE])
        (folder / f"{start // IN_ONE_FILE:03}.jsonl").write_text(content, encoding="utf-8")
