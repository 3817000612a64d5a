"""The cache, which can be pulled again at any time, and the outbox, which nothing can replace."""
