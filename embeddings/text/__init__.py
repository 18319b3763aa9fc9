"""Where do words, sentences and passages of a text begin and end, and when are two texts the same?"""

from embeddings.text.chunk import chunk
from embeddings.text.normalize import Text, fold
from embeddings.text.segment import Terms, question_terms, terms, words
from embeddings.text.sentences import sentences

__all__ = ["Terms", "Text", "chunk", "fold", "question_terms", "sentences", "terms", "words"]
