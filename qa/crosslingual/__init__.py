"""Which words of the other language mean the same?

Public: `match.Across`, `lexicon.Lexicon`, `transliterate`. Only a question across languages needs the last two, so
nothing is imported here.
"""
