"""Numbers that can be recomputed by hand: what an inquiry came to, as counts and lengths, and what
is made of them, each with its definition.

`arrivals` reads a lead, `definitions` says what is told, `measuring` does the sums.
"""
