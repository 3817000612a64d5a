"""What a person typed, made comparable, by tables of data."""
