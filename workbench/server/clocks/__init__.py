"""What the server does by itself: alarms that ring, and chores."""
