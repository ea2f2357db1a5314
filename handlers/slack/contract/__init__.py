"""From Slack's payloads to typed requests, and what an answer can be."""
