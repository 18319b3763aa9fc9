"""What the page says: the map of the articles."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common


class MapWords(Common):
    """The map of the articles."""

    heading = Phrase("文章地图", "文章地圖", "Map of the articles")
    note = Phrase(
        "每个点是一篇文章，内容相近的离得近（各段向量的平均值，前两个主成分）。点一下就能打开。",
        "每個點是一篇文章，內容相近的離得近（各段向量的平均值，前兩個主成分）。點一下就能打開。",
        "Each dot is an article; near ones are about the same (mean of the passages' vectors, first two principal "
        "components). Click one to open it.",
    )
    no_index = Phrase(
        "还没有可用的索引：先添加文章并重建索引。",
        "還沒有可用的索引：先加入文章並重建索引。",
        "There is no usable index yet: add articles and rebuild first.",
    )
    to_feed = Phrase("去添加文章", "去加入文章", "Add articles")
    colour = Phrase("颜色", "顏色", "Colour")
    by_publisher = Phrase("按来源", "按來源", "By publisher")
    by_year = Phrase("按年份", "按年份", "By year")
    others = Phrase("其他", "其他", "others")
    earlier = Phrase("更早", "更早", "earlier")
    legend = Phrase("图例", "圖例", "Legend")
    nearer = Phrase("放大", "放大", "Zoom in")
    farther = Phrase("缩小", "縮小", "Zoom out")
    whole = Phrase("全图", "全圖", "Whole map")
    canvas = Phrase(
        "{n} 篇文章的分布图。方向键移到邻近的文章，Enter 打开，加号和减号缩放，0 回到全图。",
        "{n} 篇文章的分佈圖。方向鍵移到鄰近的文章，Enter 打開，加號和減號縮放，0 回到全圖。",
        "Map of {n} articles. Arrow keys go to a near article, Enter opens it, plus and minus zoom, 0 shows the whole.",
    )
    keys = Phrase(
        "拖动平移，滚轮缩放；键盘：方向键、Enter、+、−、0。",
        "拖曳平移，滾輪縮放；鍵盤：方向鍵、Enter、+、−、0。",
        "Drag to move, scroll to zoom; keys: arrows, Enter, +, −, 0.",
    )
    listed = Phrase("列表", "列表", "As a list")
    group = Phrase("{name}：{n} 篇", "{name}：{n} 篇", "{name}: {n}")
    changed = Phrase(
        "索引已更新：请再打开一次地图。", "索引已更新：請再打開一次地圖。", "The index was updated: open the map again."
    )
    page = Phrase("第 {page} 页，共 {pages} 页", "第 {page} 頁，共 {pages} 頁", "Page {page} of {pages}")
    previous = Phrase("上一页", "上一頁", "Previous page")
    next = Phrase("下一页", "下一頁", "Next page")
    all = Phrase("全部", "全部", "all")
