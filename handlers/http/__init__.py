"""What is served over HTTP beside Slack's own path."""
