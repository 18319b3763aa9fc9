"""What does a follow-up leave out?"""

from qa.followup.rewrite import standing_alone

__all__ = ["standing_alone"]
