"""Which words of the other language mean the same?

Public: `match.CrossMatcher`, `lexicon.Lexicon`, `transliterate`. Only questions across languages need the last two, so
nothing is imported here.
"""
