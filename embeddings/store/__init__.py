"""How is a generation kept on disk, checked, listed and rolled back?"""

from embeddings.store.catalogue import Catalogue
from embeddings.store.corpus import Corpus
from embeddings.store.generations import commit, rollback, verify
from embeddings.store.manifest import Manifest

__all__ = ["Catalogue", "Corpus", "Manifest", "commit", "rollback", "verify"]
