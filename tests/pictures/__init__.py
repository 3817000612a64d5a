"""What the window looks like, kept as pictures; `python -m tests.pictures` draws them anew.

They are set in Inter of `resources/fonts`, the window's own type, so no other font comes into them.
"""
