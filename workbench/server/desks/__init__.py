"""What desks are sent: pages of their slice, and a call when there is news."""
