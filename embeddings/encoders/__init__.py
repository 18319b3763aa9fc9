"""How does a text become a vector?"""

from embeddings.encoders.load import Encoder, load_encoder
from embeddings.encoders.static import StaticEncoder

__all__ = ["Encoder", "StaticEncoder", "load_encoder"]
