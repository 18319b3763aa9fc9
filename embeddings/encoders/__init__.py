"""How does a text become a vector?"""
