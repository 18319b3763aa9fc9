"""What is the article on a page, and what was taken away?"""
