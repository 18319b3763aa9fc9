"""How does evidence become a verified answer?

Public: `compose.compose`, `answer.build_answer`, `answer.verify`, `export`. Lists, tables and files are needed by some
answers only, so nothing is imported here.
"""
