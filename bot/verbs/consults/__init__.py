"""Asking a team about a case, and answering."""
