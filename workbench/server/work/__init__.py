"""What people do, as it arrives: each mutation once, and many leads at a time."""
