"""How is an encoder fine-tuned on the user's own articles?

Public: `adapt.adapt`.
"""
