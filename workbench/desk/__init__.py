"""One person's workplace: verbs, the overlay of what is unsent, the ranked queue. No Qt."""
