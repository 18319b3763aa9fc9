"""Is a sentence borne out by its sources?"""

from qa.grounding.check import ground

__all__ = ["ground"]
