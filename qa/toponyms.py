"""Chinese places that the segmenter's dictionary has as other words: 合肥 is tagged as a noun, 大连 as an adverb."""

from __future__ import annotations

import re

_PREFECTURES = (
    "合肥 大连 银川 海口 烟台 保定 遵义 包头 大同 开封 宝鸡 天水 酒泉 自贡 运城 长治 焦作 营口 信阳 周口 商丘 孝感 "
    "铜仁 毕节 茂名 清远 河源 百色 怀化 资阳 新余 平凉 通化 攀枝花"
)
_COUNTIES = (
    "大理 恩施 常熟 句容 仪征 兴化 海门 即墨 龙口 乳山 平度 高密 临清 奉化 建瓯 樟树 共青城 武穴 应城 赤壁 当阳 "
    "石首 仙桃 大冶 涟源 资兴 化州 信宜 凭祥 兴义 赤水 康定 江油 个旧 玉门 永济 介休 孝义 古交 原平 河间 遵化 辛集 "
    "泊头 瓦房店 公主岭 集安 图们 牙克石 根河 舞钢 登封 义马 项城 界首 天长 北票 铁门关"
)
_OTHERS = "雄安 横琴 硅谷 首尔 新界"
PLACES = frozenset(f"{_PREFECTURES} {_COUNTIES} {_OTHERS}".split())
"""Names of places, folded, that are tagged as something else: cities of prefectures and counties as GB/T 2260 lists
them, without those that are common words too (合作, 来宾, 日照), and five that news often names."""

_SEAT = re.compile(r"[\u4e00-\u9fff]{2,}[市县]")
_KIND = re.compile(
    r"(?:城市|超市|股市|楼市|车市|门市|上市|牛市|熊市|夜市|集市|都市|街市|[直省]辖市|省区市|单列市|[地县省级]市"
    r"|[各全本该外每]县|[贫困百强大小]县)$"
)
"""How words end that say of what kind a place is, or something else."""


def is_place(word: str) -> bool:
    """Whether a folded word is a place, whatever its tag: one of PLACES, or a city or county by its end (寿光市)."""
    return word in PLACES or (_SEAT.fullmatch(word) is not None and _KIND.search(word) is None)
