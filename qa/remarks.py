"""What the program says of an LLM's part in an answer, in the script of the question."""

from __future__ import annotations

from collections.abc import Iterator

from qa.config import Settings
from qa.phrases import script
from qa.schema import Wording

_WHY: dict[str, dict[str, str]] = {
    "zh": {
        "unreachable": "连不上",
        "timeout": "没有按时答完",
        "busy": "太忙（429）",
        "refused": "拒绝了请求（4xx）",
        "failed": "出错（5xx）",
        "broken": "回答中断了，或者不合协议",
    },
    "zh-Hant": {
        "unreachable": "連不上",
        "timeout": "沒有按時答完",
        "busy": "太忙（429）",
        "refused": "拒絕了請求（4xx）",
        "failed": "出錯（5xx）",
        "broken": "回答中斷了，或者不合協議",
    },
    "en": {
        "unreachable": "it can't be reached",
        "timeout": "it did not answer in time",
        "busy": "it is busy (429)",
        "refused": "it refused the request (4xx)",
        "failed": "it failed (5xx)",
        "broken": "its reply broke off, or broke the protocol",
    },
}
_SAID: dict[str, dict[str, str]] = {
    "zh": {
        "instead": "语言模型没有作答：{why}。下面是原文句子。",
        "no_evidence": "文章里没有依据，所以没有请语言模型作答。",
        "no_room": "提示放不下任何段落，所以没有请语言模型作答。下面是原文句子。",
        "unsupported": "语言模型写的 {n} 句都没有依据，没有采用。下面是原文句子。",
        "silent": "语言模型没有写出答案。下面是原文句子。",
        "broke_off": "语言模型的回答没有写完：{why}。只留下核对过的句子。",
        "cut": "语言模型的回答到了长度上限，没有写完。",
        "removed": "去掉了语言模型写的 {n} 句没有依据的话。",
        "marked": "语言模型写的 {n} 句没有依据，已标出。",
        "invented": "去掉了 {n} 处不存在的引用。",
        "left_out": "有 {n} 个段落放不下，没有交给语言模型。",
        "form": "语言模型的服务不支持 JSON 结构，用了纯文本。",
        "rewrite": "语言模型没有改写问题，用的是程序自己的规则。",
        "mark": "（未经证实）",
    },
    "zh-Hant": {
        "instead": "語言模型沒有作答：{why}。下面是原文句子。",
        "no_evidence": "文章裡沒有依據，所以沒有請語言模型作答。",
        "no_room": "提示放不下任何段落，所以沒有請語言模型作答。下面是原文句子。",
        "unsupported": "語言模型寫的 {n} 句都沒有依據，沒有採用。下面是原文句子。",
        "silent": "語言模型沒有寫出答案。下面是原文句子。",
        "broke_off": "語言模型的回答沒有寫完：{why}。只留下核對過的句子。",
        "cut": "語言模型的回答到了長度上限，沒有寫完。",
        "removed": "去掉了語言模型寫的 {n} 句沒有依據的話。",
        "marked": "語言模型寫的 {n} 句沒有依據，已標出。",
        "invented": "去掉了 {n} 處不存在的引用。",
        "left_out": "有 {n} 個段落放不下，沒有交給語言模型。",
        "form": "語言模型的服務不支持 JSON 結構，用了純文本。",
        "rewrite": "語言模型沒有改寫問題，用的是程式自己的規則。",
        "mark": "（未經證實）",
    },
    "en": {
        "instead": "The LLM gave no answer: {why}. These are quotes.",
        "no_evidence": "The articles hold no evidence, so the LLM was not asked.",
        "no_room": "The prompt has no room for a passage, so the LLM was not asked. These are quotes.",
        "unsupported": "None of the {n} sentences that the LLM wrote is borne out; none is used. These are quotes.",
        "silent": "The LLM wrote no answer. These are quotes.",
        "broke_off": "The LLM did not finish: {why}. Only the sentences that were checked are kept.",
        "cut": "The LLM's reply ended at the longest allowed, unfinished.",
        "removed": "Sentences of the LLM that are not borne out and were removed: {n}.",
        "marked": "Sentences of the LLM that are not borne out and are marked: {n}.",
        "invented": "Citations of passages that do not exist and were removed: {n}.",
        "left_out": "Passages that did not fit and that the LLM did not see: {n}.",
        "form": "The LLM's endpoint takes no JSON schema; plain text was used.",
        "rewrite": "The LLM did not rewrite the question; the program's own rules did.",
        "mark": " (not borne out)",
    },
}


def mark(question: str) -> str:
    """What stands behind a sentence that is shown and not borne out."""
    return _SAID[script(question)]["mark"]


def remarks(question: str, wording: Wording, *, settings: Settings, form_refused: bool) -> tuple[str, ...]:
    """All that a reader should know, in order.

    Args:
        question: As typed.
        wording: What the LLM had to do with the answer.
        settings: Whether a rewritten question was wanted.
        form_refused: Whether the endpoint did not take the JSON schema.
    """
    form = script(question)
    found: list[str] = []
    for name, count in _remarked(wording, settings, form_refused=form_refused):
        why = _WHY[form].get(wording.failure or "", "")
        found.append(_SAID[form][name].format(n=count, why=why))
    return tuple(found)


def _remarked(wording: Wording, settings: Settings, *, form_refused: bool) -> Iterator[tuple[str, int]]:
    """Names of what is said, each with its number."""
    of_ours = wording.instead is None
    if wording.instead == "unsupported":
        yield ("unsupported" if wording.sentences else "silent"), wording.sentences
    elif wording.instead:
        yield (wording.instead if wording.instead in {"no_evidence", "no_room"} else "instead"), 0
    counted = (
        ("broke_off", int(wording.failure is not None and wording.instead != wording.failure)),
        ("cut", int(wording.cut)),
        ("removed", of_ours * wording.removed),
        ("marked", of_ours * wording.marked),
        ("invented", wording.invented),
        ("left_out", wording.passages_left_out if wording.passages else 0),
        ("form", int(form_refused)),
        ("rewrite", int(settings.llm_rewrite and not wording.rewritten)),
    )
    yield from ((name, count) for name, count in counted if count)
