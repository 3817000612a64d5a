"""What a team lead looks over: leaks, capacity, what changed and who did it."""
