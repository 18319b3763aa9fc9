"""How good are retrieval and reading?"""
