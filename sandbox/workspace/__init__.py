"""The workspace's state: people, channels, messages, views, a clock, and what was recorded."""
