"""The team API: it decides who has which lead, keeps the clocks, and gives each desk its slice."""
