"""Is a line of an article spoken to a model rather than to readers? Such a line bears nothing out.

Rules know the common forms alone. What holds for every form is elsewhere: an answer cites stored sentences, shows no
link, and no text of an article is ever more than data.
"""

from __future__ import annotations

import re

from embeddings.normalize import fold

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
    """Whether a line gives orders to a model, in one of the forms known."""
    return _ADDRESSED.search(fold(line)) is not None
