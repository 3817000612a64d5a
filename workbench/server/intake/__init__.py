"""From an inquiry or a signal at the door to a lead with an owner and a clock."""
