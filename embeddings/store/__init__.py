"""How is a generation kept on disk, checked, listed and rolled back?"""
