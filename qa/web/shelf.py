"""Answers kept while the server runs, each under a name made from its content.

What is done with an answer afterwards (copy, export, suggestions, an opinion) names it by this instead of sending it
back, and an answer that a browser kept is put here again when its session is opened.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

from qa.schema import Answer

KEPT = 2000
"""Answers kept at most, of about 10 KB each; the one used longest ago leaves first."""


def name_of(answer: Answer) -> str:
    """24 hex digits that say which answer it is; neither the time that it took nor passages only looked at count."""
    content = answer.model_dump_json(exclude={"timings", "hits"})
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:24]


class Shelf:
    """The answers by name. Safe to share among threads."""

    def __init__(self, kept: int = KEPT) -> None:
        """An empty shelf for at most `kept` answers."""
        self._kept = kept
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, answer: Answer) -> str:
        """Keep an answer; its name."""
        name = name_of(answer)
        with self._lock:
            self._answers.setdefault(name, answer)
            self._answers.move_to_end(name)
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        return name

    def get(self, name: str) -> Answer | None:
        """The answer of this name, if it is still here."""
        with self._lock:
            answer = self._answers.get(name)
            if answer is not None:
                self._answers.move_to_end(name)
            return answer
