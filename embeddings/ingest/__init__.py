"""Which files are articles, and how do articles come in and go out?"""

from embeddings.ingest.folder import read_articles
from embeddings.ingest.intake import add, propose, remove, restore

__all__ = ["add", "propose", "read_articles", "remove", "restore"]
