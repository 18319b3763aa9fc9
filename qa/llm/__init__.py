"""How does a language model write an answer that is checked?

Public: `write.write_answer`, `write.rewrite`. Only an answer in words needs them, so nothing is imported here.
"""
