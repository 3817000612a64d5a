"""What older releases left on disks and sent: recorded once, by each release for all later ones.

`.venv/bin/python -m tests.upgrades` records what this release would leave, where nothing of its
version is recorded yet. What is recorded is never recorded anew: it lies on people's disks so.
"""
