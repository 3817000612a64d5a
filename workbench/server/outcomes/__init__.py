"""Outcomes of leads, told to the systems that the leads came from."""
