"""What the page says: the view that asks."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common


class AskWords(Common):
    """The view that asks."""

    question_label = Phrase("问题", "問題", "Question")
    placeholder = Phrase("就这些文章提问，Enter 发送", "就這些文章提問，Enter 送出", "Ask about these articles")
    ask = Phrase("提问", "提問", "Ask")
    welcome = Phrase(
        "想从这些文章里知道什么？", "想從這些文章裡知道什麼？", "What would you like to know from these articles?"
    )
    welcome_note = Phrase(
        "回答只用文章里的原句，每一句都标明出处；文章里没有的，会直接告诉你没有。",
        "回答只用文章裡的原句，每一句都標明出處；文章裡沒有的，會直接告訴你沒有。",
        "Answers are the articles' own sentences, each with its source. What they don't say, you are told.",
    )
    no_index = Phrase(
        "还没有可用的索引。点右上角的“重建索引”，从文章文件夹建立一个，然后就可以提问。",
        "還沒有可用的索引。點右上角的「重建索引」，從文章資料夾建立一個，然後就可以提問。",
        "There is no usable index yet. Press 'Rebuild index' above to make one from the articles folder.",
    )
    looking = Phrase("正在查找…", "正在查找…", "Looking…")
    reading = Phrase("正在阅读 {n} 段…", "正在閱讀 {n} 段…", "Reading {n} passages…")
    understood = Phrase("理解为：", "理解為：", "Understood as: ")
    named_source = Phrase("来源", "來源", "source")
    sources = Phrase("出处", "出處", "Sources")
    column_of = Phrase("对象", "對象", "Of")
    column_figure = Phrase("数值", "數值", "Figure")
    column_when = Phrase("时间", "時間", "When")
    column_published = Phrase("文章日期", "文章日期", "Published")
    yes = Phrase("是", "是", "Yes")
    no = Phrase("否", "否", "No")
    unanswered = Phrase(
        "文章里没有找到：{what}。", "文章裡沒有找到：{what}。", "The articles do not say it of: {what}."
    )
    no_evidence = Phrase("这些文章里没有依据", "這些文章裡沒有依據", "No evidence in these articles")
    problem = Phrase("这个问题没能回答", "這個問題沒能回答", "This question could not be answered")
    blank_question = Phrase(
        "问题是空的：请写下想知道的内容。",
        "問題是空的：請寫下想知道的內容。",
        "The question is empty: please write what you would like to know.",
    )
    long_question = Phrase(
        "问题有 {found} 个字，最多 {limit} 个字：请缩短后再问，原文还在输入框里。",
        "問題有 {found} 個字，最多 {limit} 個字：請縮短後再問，原文還在輸入框裡。",
        "The question has {found} characters, at most {limit} are taken: please shorten it in the box.",
    )
    stopped = Phrase(
        "回答中断了：请再问一次。", "回答中斷了：請再問一次。", "The answer was cut short: please ask again."
    )
    stock = Phrase("{documents} 篇文章", "{documents} 篇文章", "Articles: {documents}")
    stop = Phrase("停止", "停止", "Stop")
    was_stopped = Phrase(
        "已停止，问题还在输入框里。", "已停止，問題還在輸入框裡。", "Stopped; the question is in the box."
    )
    hits_found = Phrase("找到的段落（{n}）", "找到的段落（{n}）", "Passages found ({n})")
    timeline = Phrase("按时间看证据", "按時間看證據", "The evidence along time")
    not_drawn = Phrase(
        "{n} 个数值单位不同或未能读出，没有画出。",
        "{n} 個數值單位不同或未能讀出，沒有畫出。",
        "Figures of another unit or not read, not drawn: {n}.",
    )
    stale = Phrase(
        "这是旧版本的回答，引文与现在的文章已不一致：可以重新回答。",
        "這是舊版本的回答，引文與現在的文章已不一致：可以重新回答。",
        "This answer is of an earlier version and its quotes no longer stand in the articles: ask again.",
    )
    other_version = Phrase(
        "链接是给索引版本 {generation} 的，现在用的是另一个版本。",
        "連結是給索引版本 {generation} 的，現在用的是另一個版本。",
        "The link was made for index version {generation}; another one is in use now.",
    )
