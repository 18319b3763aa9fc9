"""Questions to answers whose every citation is a verbatim span of an article."""

from qa.assistant.assistant import Assistant, ask, retrieve
from qa.schema import Answer, Citation, Where

__all__ = ["Answer", "Assistant", "Citation", "Where", "ask", "retrieve"]
