"""How good are retrieval and reading?

Public too: `evaluate.evaluate`, `compare.compare`.
"""

from qa.evaluation.golden import read_golden

__all__ = ["read_golden"]
