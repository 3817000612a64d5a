"""Who gets a lead, and why it came to that."""
