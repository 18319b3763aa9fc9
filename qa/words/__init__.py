"""What do the page and the program say, in each of their languages?

Public: `load.LOCALES`, the classes of words in `page` and `program`, `program.error_text`. One TOML file a language.
"""
