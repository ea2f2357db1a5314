"""What the rules need from the world: a store that remembers and a clock that tells the time."""

from bot.ports.cases import (
    CaseFilter,
    Consults,
    Decisions,
    Digests,
    Escalations,
    Receipt,
    Requests,
    Reviews,
    Thread,
    Timeline,
    TimelineEntry,
)
from bot.ports.clock import Clock, MovedClock
from bot.ports.delivering import (
    SLACK,
    Deliveries,
    Hindrance,
    Lying,
    Outbox,
    OutboxState,
    Pace,
    Parcel,
)
from bot.ports.feedback import Feedback
from bot.ports.people import Drawn, Homes, People, Policies, PolicyVersion
from bot.ports.serving import (
    Absences,
    Clocks,
    Exclusions,
    Snooze,
    Snoozes,
    Standing,
    Timers,
    Turns,
)
from bot.ports.work import Storage, Work

__all__ = [
    "SLACK",
    "Absences",
    "CaseFilter",
    "Clock",
    "Clocks",
    "Consults",
    "Decisions",
    "Deliveries",
    "Digests",
    "Drawn",
    "Escalations",
    "Exclusions",
    "Feedback",
    "Hindrance",
    "Homes",
    "Lying",
    "MovedClock",
    "Outbox",
    "OutboxState",
    "Pace",
    "Parcel",
    "People",
    "Policies",
    "PolicyVersion",
    "Receipt",
    "Requests",
    "Reviews",
    "Snooze",
    "Snoozes",
    "Standing",
    "Storage",
    "Thread",
    "Timeline",
    "TimelineEntry",
    "Timers",
    "Turns",
    "Work",
]
