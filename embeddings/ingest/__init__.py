"""Which files are articles, and how do articles come in and go out?"""
