"""Leads and accounts brought along in files of whatever shape."""
