"""Calls to Slack's Web API: one call and its end, and who is who."""
