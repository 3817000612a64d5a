"""The team's rules as they hold now, their versions, and what follows from a change."""
