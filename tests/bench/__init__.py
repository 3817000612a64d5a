"""Speed, measured against a floor of the same run: `python3 -m tests.bench [NAME…] [--json]`."""
