"""Which words of the other language mean the same?"""
