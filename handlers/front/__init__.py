"""From Slack to a listener: over HTTP or Socket Mode, typed, in time, answered."""
