"""The mails that the server owes hand-raisers."""
