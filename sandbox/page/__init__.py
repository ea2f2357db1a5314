"""The workspace's page in a browser: what it is told, what it asks, what it does."""
