"""Keeps a desk's cache and outbox in step with the team API: two threads, patience, no Qt."""
