"""What is the article on a page, and what was taken away?"""

from embeddings.clean.document import clean
from embeddings.clean.rules import LINE_RULES, Rule

__all__ = ["LINE_RULES", "Rule", "clean"]
