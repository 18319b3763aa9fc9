"""Questions to answers whose every citation is a verbatim span of an article."""

from qa.default import ask, retrieve
from qa.schema import Answer, Citation, Where
from qa.service import Assistant

__all__ = ["Answer", "Assistant", "Citation", "Where", "ask", "retrieve"]
