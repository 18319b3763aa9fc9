"""How does an encoder become one of the user's own articles?

Public: `adapt.adapt`.
"""
