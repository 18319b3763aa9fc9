"""What the page says: the view that asks questions with known answers."""

from __future__ import annotations

from qa.web.tongue import Phrase
from qa.web.words.common import Common

MISSES: dict[str, Phrase] = {
    "not_refused": Phrase("文章里没有，却答了", "文章裡沒有，卻答了", "answered though the articles do not say"),
    "wrong_document": Phrase("没有先找到对的文章", "沒有先找到對的文章", "the right article was not found first"),
    "refused": Phrase("文章里有，却没有答", "文章裡有，卻沒有答", "refused though the articles say"),
    "answer_not_in_text": Phrase("文章对，句子不对", "文章對，句子不對", "right article, wrong sentence"),
}
"""The kinds of miss that qa.evaluate names."""

KINDS: dict[str, Phrase] = {
    "number": Phrase("数字", "數字", "number"),
    "date": Phrase("日期", "日期", "date"),
    "person": Phrase("人物", "人物", "person"),
    "organisation": Phrase("机构", "機構", "organisation"),
    "place": Phrase("地点", "地點", "place"),
    "name": Phrase("名称", "名稱", "name"),
    "definition": Phrase("定义", "定義", "definition"),
    "reason": Phrase("原因", "原因", "reason"),
    "way": Phrase("方式", "方式", "way"),
    "yesno": Phrase("是否", "是否", "yes or no"),
    "list": Phrase("列举", "列舉", "list"),
    "comparison": Phrase("比较", "比較", "comparison"),
    "aggregate": Phrase("合计", "合計", "aggregate"),
    "other": Phrase("其他", "其他", "other"),
}
"""The kinds of answer that a question asks for, as qa.question names them."""

WAYS: dict[str, Phrase] = {
    "hybrid": Phrase("词与向量", "詞與向量", "words and vectors"),
    "dense": Phrase("只用向量", "只用向量", "vectors alone"),
    "lexical": Phrase("只用词", "只用詞", "words alone"),
}
"""The ways to retrieve."""


class EvaluateWords(Common):
    """The view that asks questions with known answers."""

    heading = Phrase("评测", "評測", "Evaluate")
    note = Phrase(
        "用已知答案的问题问现在的版本：找得对不对，答得对不对，该拒绝时有没有拒绝。",
        "用已知答案的問題問現在的版本：找得對不對，答得對不對，該拒絕時有沒有拒絕。",
        "Questions with known answers are asked of the present version: is the right article found, the right sentence "
        "quoted, and refused what the articles do not say?",
    )
    no_index = Phrase(
        "还没有可用的索引：先添加文章并重建索引。",
        "還沒有可用的索引：先加入文章並重建索引。",
        "There is no usable index yet: add articles and rebuild first.",
    )
    to_feed = Phrase("去添加文章", "去加入文章", "Add articles")
    shipped = Phrase("问样例文章的 {n} 个问题", "問樣例文章的 {n} 個問題", "Ask the {n} questions about the seeds")
    choose = Phrase("选择问题文件（.jsonl）", "選擇問題檔案（.jsonl）", "Choose a file of questions (.jsonl)")
    form = Phrase(
        "每行一个问题：id、question、docs（文件名的开头）、answers；answers 为空表示应当拒绝。",
        "每行一個問題：id、question、docs（檔名的開頭）、answers；answers 為空表示應當拒絕。",
        "One question a line: id, question, docs (what file names begin with), answers; none of both: to be refused.",
    )
    running = Phrase("正在提问 {done} / {n}", "正在提問 {done} / {n}", "Asking {done} / {n}")
    cancel = Phrase("停止", "停止", "Stop")
    stopped = Phrase("已停止，没有结果。", "已停止，沒有結果。", "Stopped; there is no result.")
    busy = Phrase(
        "另一次评测正在进行：先等它结束或停止它。",
        "另一次評測正在進行：先等它結束或停止它。",
        "Another evaluation is running: wait for its end or stop it.",
    )
    result = Phrase(
        "版本 {generation}：{n} 个问题，其中 {unanswerable} 个应当拒绝",
        "版本 {generation}：{n} 個問題，其中 {unanswerable} 個應當拒絕",
        "Version {generation}: {n} questions, {unanswerable} of them to be refused",
    )
    not_asked = Phrase("不能提问的：{ids}", "不能提問的：{ids}", "Could not be asked: {ids}")
    finding = Phrase("找文章", "找文章", "Finding")
    way = Phrase("方法", "方法", "Way")
    first = Phrase("第一篇就对", "第一篇就對", "Right article first")
    among_five = Phrase("前五篇里有", "前五篇裡有", "Among the first five")
    ndcg = Phrase("nDCG@10", "nDCG@10", "nDCG@10")
    answering = Phrase("回答", "回答", "Answering")
    in_first = Phrase("首句含答案", "首句含答案", "Answer in the first sentence")
    in_text = Phrase("回答里含答案", "回答裡含答案", "Answer in the text")
    short_exact = Phrase("短答完全一致", "短答完全一致", "Short answer exact")
    short_f1 = Phrase("短答 F1", "短答 F1", "Short answer F1")
    refused_rightly = Phrase("该拒绝的拒绝了", "該拒絕的拒絕了", "Refused what it should")
    refused_wrongly = Phrase("不该拒绝的拒绝了", "不該拒絕的拒絕了", "Refused what it should not")
    by_kind = Phrase("按问题的种类", "按問題的種類", "By kind of question")
    kind = Phrase("种类", "種類", "Kind")
    count = Phrase("数量", "數量", "Number")
    misses = Phrase("没有答对的：{n}", "沒有答對的：{n}", "Misses: {n}")
    no_misses = Phrase("全部答对。", "全部答對。", "No misses.")
    expected = Phrase("应为", "應為", "Expected")
    to_refuse = Phrase("拒绝", "拒絕", "a refusal")
    got = Phrase("实际", "實際", "Found")
    rank = Phrase("对的文章排第 {n}", "對的文章排第 {n}", "right article at rank {n}")
    not_found = Phrase("没有找到对的文章", "沒有找到對的文章", "right article not found")
    ask = Phrase("去问这个问题", "去問這個問題", "Ask this question")
