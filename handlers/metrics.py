"""What /metrics tells: how fast requests are acknowledged, the state of the outbox."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

ACK_SECONDS = Histogram(
    "escalations_ack_seconds",
    "Time from a request's arrival to its answer, by what it was",
    ["kind"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
)
OUTBOX_WAITING = Gauge("escalations_outbox_waiting", "Rows of the outbox to be delivered")
OUTBOX_PARKED = Gauge("escalations_outbox_parked", "Rows of the outbox that wait for a person")
OUTBOX_AGE = Gauge("escalations_outbox_oldest_seconds", "Age of the oldest row to be delivered")
REGISTER_ENTRIES = Gauge(
    "escalations_register_entries",
    "Entries of the register's chain, by the digest of its head: one that was there and isn't in "
    "the chain any more tells that it was rewritten",
    ["head"],
)
DELIVERIES = Counter(
    "escalations_deliveries", "What became of each try to deliver", ["sort", "result"]
)
TIMERS = Counter("escalations_timers", "Timers fired, or put off after a failure", ["result"])
LATENESS = Histogram(
    "escalations_reminder_lateness_seconds",
    "From when somebody was to be reminded to when Slack took the message",
    buckets=(1, 2, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 72 * 3600),
)
SLACK_CALLS = Counter("escalations_slack_calls", "Calls to Slack's Web API", ["method"])
TURNED_AWAY = Counter(
    "escalations_requests_turned_away", "Requests over HTTP that were not Slack's, by why", ["why"]
)
