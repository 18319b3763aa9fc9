"""Where do words, sentences and passages of a text begin and end, and when are two texts the same?"""
