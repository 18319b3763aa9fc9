"""How does a language model write an answer that is checked?"""
