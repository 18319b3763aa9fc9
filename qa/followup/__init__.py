"""What does a follow-up leave out?"""
