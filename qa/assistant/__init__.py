"""How do the three uses work together: ask, retrieve, rebuild?"""
