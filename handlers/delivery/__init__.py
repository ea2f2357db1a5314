"""From the outbox to Slack: rendered at that moment, sent once, never lost."""
