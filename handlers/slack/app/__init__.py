"""The Slack app: every listener, in time, over HTTP or Socket Mode."""
