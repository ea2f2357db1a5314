"""What the rules need from the world: a store that remembers and a clock that tells the time."""

from bot.ports.cases import (
    Decisions,
    Digests,
    Escalations,
    Receipt,
    Requests,
    Thread,
    Timeline,
    TimelineEntry,
    Wanted,
)
from bot.ports.clock import Clock, MovedClock
from bot.ports.delivering import Deliveries, Outbox, OutboxState, Parcel
from bot.ports.people import People, Policies
from bot.ports.serving import Clocks, Snooze, Snoozes, Timers, Turns
from bot.ports.work import Storage, Work

__all__ = [
    "Clock",
    "Clocks",
    "Decisions",
    "Deliveries",
    "Digests",
    "Escalations",
    "MovedClock",
    "Outbox",
    "OutboxState",
    "Parcel",
    "People",
    "Policies",
    "Receipt",
    "Requests",
    "Snooze",
    "Snoozes",
    "Storage",
    "Thread",
    "Timeline",
    "TimelineEntry",
    "Timers",
    "Turns",
    "Wanted",
    "Work",
]
