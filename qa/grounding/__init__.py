"""Is a sentence borne out by its sources?"""
