"""A desk for inbound sales development reps, and the team API behind it."""

__version__ = "0.1.0"
