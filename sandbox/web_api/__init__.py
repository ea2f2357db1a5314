"""Slack's Web API as the app calls it."""
