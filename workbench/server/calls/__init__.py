"""The calls of the team API, one file for each noun."""
