"""How do the three uses work together: ask, retrieve, rebuild?"""

from qa.assistant.assistant import Assistant, ask, retrieve

__all__ = ["Assistant", "ask", "retrieve"]
