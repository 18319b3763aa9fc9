"""What do the page and the program say, in each of their languages?"""
