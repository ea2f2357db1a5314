"""Slack: what arrives from it, and the words it is answered in."""
