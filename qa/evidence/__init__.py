"""Which sentences answer, how probably, and with which span?"""

from qa.evidence.select import Judged, Selection, judge, select_evidence
from qa.evidence.sentences import Sentence
from qa.evidence.spans import short_answer

__all__ = ["Judged", "Selection", "Sentence", "judge", "select_evidence", "short_answer"]
