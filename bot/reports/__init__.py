"""Figures and files, computed from the records."""
