"""Numbers on how a team does: rows that are counted once a lead changes, and summed when asked."""
