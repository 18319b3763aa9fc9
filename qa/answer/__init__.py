"""How does evidence become a verified answer?"""
