"""Which numbers, quantities and dates does a text hold, and how does the other language say them?

Public: `quantities.parse_quantities`, `dates_article.date_spans`, `rendering.render`, `units.UNITS`. A
question that names no figure needs none of them, so nothing is imported here.
"""
