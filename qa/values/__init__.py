"""Which numbers, quantities and dates does a text hold?"""
