"""Who belongs to a team: people, pools, sources, and how they sign in."""
