"""Which sentences answer, how probably, and with which span?"""
