"""Effects, each with a seq: how what desks see is written, and who sees it."""
