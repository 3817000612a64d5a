"""Faults of the real world against real processes, each tried as often as one likes.

`python -m tests.campaign` tries all of them as often as is promised and prints the table of it.
"""
