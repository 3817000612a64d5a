"""Looking after a store: its copies, and how it is."""
