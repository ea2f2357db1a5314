"""Feedback items: asked for, accepted, rejected, done and verified."""
