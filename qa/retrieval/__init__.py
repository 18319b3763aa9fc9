"""Which passages may answer?"""
