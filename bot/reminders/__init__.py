"""Which reminders there are, and when they are due."""
