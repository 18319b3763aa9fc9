"""What is asked: kind, unit, names, periods, publishers, spelling?"""

from qa.question.rules import KINDS, Kind, KindSpec
from qa.question.understand import Question, accept

__all__ = ["KINDS", "Kind", "KindSpec", "Question", "accept"]
