"""Histories of cases made by chance, and the rows that a database would hold of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, insert

from storage.tables import (
    AppealRow,
    ClockEventRow,
    CommunicationRow,
    DecisionRow,
    EffectRow,
    EscalationRow,
    FeedbackCaseRow,
    FeedbackRow,
    ImportedDecisionRow,
    SecondLookRow,
    Table,
    TimelineRow,
    TimerRow,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=60)
KINDS = ("appeal", "frontline", "other", "executive")
OUTCOMES = ("upheld", "reversed", "partially_reversed", "answered", "omitted")
GROUNDS = ("law", "genuine_experience")
CLOCKS = ("first_response", "update", "resolution")
SECOND = timedelta(seconds=1)


@dataclass
class Told:
    at: datetime


@dataclass
class Judged:
    """What a second specialist said, of what who decided works for whom."""

    outcome: str
    ground: str
    at: datetime | None
    vendor: str


@dataclass
class Decided:
    outcome: str
    at: datetime
    ground: str = ""
    judged: Judged | None = None
    told: list[datetime] = field(default_factory=list)
    given: list[datetime] = field(default_factory=list)


@dataclass
class Run:
    """A life of a clock: when it was due, when it was noted missed, how and when it ended."""

    clock: str
    due: datetime
    missed: datetime | None = None
    end: str = ""
    ended: datetime | None = None


@dataclass
class Item:
    target: str
    state: str
    asked: datetime


@dataclass
class Past:
    """A case as its history has it: `happened` in order, with what its rows say beside."""

    id: int
    kind: str
    queue: str
    priority: str
    owner: str
    requester: str
    vendor: str
    language: str
    opened: datetime
    received: datetime | None
    happened: list[tuple[str, datetime]] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def is_suppression(self) -> bool:
        """Whether it threatens over a genuine review."""
        return self.id % 5 == 0

    @property
    def ground(self) -> str:
        """On which it was decided last."""
        return self.decided[-1].ground if self.decided else ""

    @property
    def turns(self) -> list[tuple[str, datetime]]:
        """When it was closed and reopened: a reversal closes once it's both told and carried out."""
        found, decided, done = list[tuple[str, datetime]](), 0, set[str]()
        for what, at in self.happened:
            if what in ("decided", "reopened"):
                decided, done = decided + (what == "decided"), set()
            done.add(what)
            needed = {"communicated"}
            if decided and self.decided[decided - 1].outcome in REVERSALS:
                needed.add("carried_out")
            if what in ("withdrawn", "merged_into") or (what in needed and needed <= done):
                found.append(("closed", at))
            elif what == "reopened":
                found.append((what, at))
        return found

    @property
    def closed(self) -> datetime | None:
        """When it was closed, None while it's open."""
        last = self.turns[-1:]
        return last[0][1] if last and last[0][0] == "closed" else None


REVERSALS = ("reversed", "partially_reversed")


@dataclass
class Old:
    """A decision that was imported; `of` is the key of the one that it contests."""

    key: str
    kind: str
    outcome: str
    decided: datetime
    by: str
    vendor: str
    requester: str
    of: str
    submitted: datetime | None
    opened: datetime | None
    told: datetime | None
    given: datetime | None
    ground: str = "law"


def made(seed: int, count: int = 120) -> list[Past]:
    chance = Random(seed)
    return [_case(chance, number) for number in range(1, count + 1)]


def made_before(seed: int, count: int = 60) -> list[Old]:
    """What was imported: an original stands before or after the one that contests it."""
    chance = Random(f"imported {seed}")

    def some(at: datetime, hours: int) -> datetime | None:
        return chance.choice((None, at, at + timedelta(hours=hours * chance.random())))

    found = []
    for number in range(count):
        at = START + timedelta(seconds=chance.randrange(50 * 86400))
        kind = chance.choice(KINDS)
        vendor = chance.choice(("", "Acme BPO", 'Best\'s "BPO"'))
        requester, of = chance.choice(("", "U0WREN")), f"A-{chance.randrange(count)}"
        found.append(
            Old(
                f"A-{number}", kind, chance.choice(OUTCOMES), at, chance.choice(("", "U0HERON")),
                vendor, requester, of if kind == "appeal" and chance.random() < 0.8 else "",
                some(at, -90), some(at, -50), some(at, 40), some(at, 30),
            )
        )  # fmt: skip
    return found


def _case(chance: Random, number: int) -> Past:
    kind = chance.choice(KINDS)
    at = START + timedelta(
        seconds=chance.randrange(50 * 86400), microseconds=chance.randrange(10**6)
    )
    received = at - timedelta(hours=chance.randrange(90)) if kind == "appeal" else None
    case = Past(
        number,
        kind,
        chance.choice(("legal", "executive")),
        chance.choice(("P1", "P2", "P3")),
        chance.choice(("", "U0HERON", "U0CRANE")),
        chance.choice(("U0WREN", "U0FINCH")),
        chance.choice(("", "Acme BPO", 'Best\'s "BPO"')) if kind in KINDS[:2] else "",
        chance.choice(("", "da", "it")),
        at,
        received,
    )
    for _ in range(chance.randrange(1, 4)):
        if not _life(chance, case):
            break
        case.happened.append(("reopened", _later(chance, case)))
    _clocks(chance, case)
    for decision in case.decided:
        decision.ground = chance.choice(GROUNDS)
        if chance.random() < 0.7:
            decision.judged = _judged(chance, decision)
    for _ in range(chance.randrange(2)):
        state = chance.choice(("open", "accepted", "done", "verified", "rejected"))
        case.items.append(Item(chance.choice(("Acme BPO", "tech")), state, _later(chance, case)))
    return case


def _judged(chance: Random, decision: Decided) -> Judged:
    """The same, mostly; now and then nothing yet."""
    differs = chance.random() < 0.4
    outcome = chance.choice(OUTCOMES) if differs else decision.outcome
    ground = chance.choice(GROUNDS) if differs else decision.ground
    at = decision.at + timedelta(hours=chance.randrange(60)) if chance.random() < 0.8 else None
    return Judged(outcome, ground, at, chance.choice(("", "Acme BPO")))


def _later(chance: Random, case: Past) -> datetime:
    """An instant after all that has happened; now and then the very same."""
    last = case.happened[-1][1] if case.happened else case.opened
    return last + timedelta(seconds=chance.choice((0, 1, 3600, 50_000, 200_000)) * chance.random())


def _life(chance: Random, case: Past) -> bool:
    """From the queue to its end, or not so far; whether it ended and is reopened."""

    def happens(what: str) -> datetime:
        case.happened.append((what, _later(chance, case)))
        return case.happened[-1][1]

    if chance.random() < 0.2:
        return False
    if chance.random() < 0.15:
        happens("withdrawn")
        return chance.random() < 0.3
    for _ in range(chance.randrange(1, 3)):
        if chance.random() < 0.2:
            happens("conflict_overridden")
        happens(chance.choice(("claimed", "assigned")))
    for _ in range(chance.randrange(3)):
        happens("wait_begun")
        if chance.random() < 0.7:
            happens("wait_ended")
    if chance.random() < 0.2:
        happens("deadline_passed")
    if chance.random() < 0.2:
        return False
    for _ in range(chance.randrange(1, 3)):
        case.decided.append(Decided(chance.choice(OUTCOMES), happens("decided")))
    if chance.random() < 0.3:
        return False
    return _carried_through(chance, case) and chance.random() < 0.5


def _carried_through(chance: Random, case: Past) -> bool:
    """Whether its party was told and, of a reversal, it was carried out: in either order."""
    steps = ["communicated"]
    if case.decided[-1].outcome in REVERSALS:
        steps.insert(chance.randrange(2), "carried_out")
    for step in steps:
        if step != steps[0] and chance.random() < 0.3:
            return False
        at = _later(chance, case)
        case.happened.append((step, at))
        if step == "carried_out":
            _carry_out(chance, case, at)
            continue
        case.decided[-1].told.append(at)
        if chance.random() < 0.2:
            case.decided[-1].told.append(at + timedelta(hours=1))
    return True


def _carry_out(chance: Random, case: Past, noted: datetime) -> None:
    """In force since some time after the decision and before that is noted; now and then twice."""
    decision = case.decided[-1]
    decision.given.append(decision.at + (noted - decision.at) * chance.random())
    if chance.random() < 0.2:
        decision.given.append(noted)


def _clocks(chance: Random, case: Past) -> None:
    for clock in CLOCKS:
        for _ in range(chance.randrange(3)):
            due = case.opened + timedelta(seconds=chance.randrange(20 * 86400))
            run = Run(clock, due)
            run.end = chance.choice(("", "met", "stopped"))
            if run.end:
                run.ended = due + SECOND * chance.choice((-5000, -1, 0, 1, 5000))
            is_late = run.ended > due if run.ended else due + SECOND <= NOW
            if is_late and chance.random() < 0.7:
                run.missed = due + SECOND
            case.runs.append(run)


def put(engine: Engine, cases: list[Past], before: list[Old] | None = None) -> None:
    with engine.begin() as connection:
        for old in before or ():
            connection.execute(insert(ImportedDecisionRow), _whole(*_imported(old)))
        for case in cases:
            for table, values in _rows(case):
                connection.execute(insert(table), _whole(table, values))


def _imported(old: Old) -> tuple[type[Table], dict[str, Any]]:
    return ImportedDecisionRow, {
        "external_id": old.key, "kind": old.kind, "outcome": old.outcome, "vendor": old.vendor,
        "decided_at": old.decided, "decided_by": old.by, "requester": old.requester,
        "original_decision": old.of, "submitted_at": old.submitted, "opened_at": old.opened,
        "notified_at": old.told, "effect_given_at": old.given, "ground": old.ground,
    }  # fmt: skip


def _whole(table: type[Table], values: dict[str, Any]) -> dict[str, Any]:
    """The values, and of each other column that must have one, any."""
    plain: dict[str, Any] = {}
    for column in table.__table__.columns:
        if column.nullable or (column.primary_key and column.autoincrement is not False):
            continue
        name = type(column.type).__name__
        empty = {"JSON": [], "Boolean": False, "Instant": START, "Text": ""}
        plain[column.key] = empty.get(name, 0)
    return plain | values


def _rows(case: Past) -> Iterator[tuple[type[Table], dict[str, Any]]]:
    skills = ["appeal", *([f"language:{case.language}"] if case.language else [])]
    of_frontline = case.kind == "frontline"
    yield EscalationRow, {
        "id": case.id, "kind": case.kind, "queue": case.queue, "priority": case.priority,
        "owner": case.owner or None, "requester": case.requester, "skills": skills,
        "answers": {"vendor": case.vendor} if of_frontline and case.vendor else {},
        "opened_at": case.opened, "closed_at": case.closed, "state": "open",
        "is_suppression": case.is_suppression,
    }  # fmt: skip
    if case.received is not None:
        named = {"vendor": case.vendor, "received_at": case.received}
        yield AppealRow, {"escalation_id": case.id, **named}
    for what, at in case.happened:
        yield TimelineRow, {"escalation_id": case.id, "what": what, "at": at, "details": {}}
    for number, decision in enumerate(case.decided):
        which = case.id * 100 + number
        taken = {
            "outcome": decision.outcome, "decided_at": decision.at, "ground": decision.ground,
        }  # fmt: skip
        yield DecisionRow, {"id": which, "escalation_id": case.id, **taken}
        if decision.judged is not None:
            said = decision.judged
            yield SecondLookRow, {
                "decision_id": which, "escalation_id": case.id, "outcome": decision.outcome,
                "ground": decision.ground, "said_outcome": said.outcome if said.at else None,
                "said_ground": said.ground if said.at else None, "given_at": said.at,
                "vendor": said.vendor,
            }  # fmt: skip
        for at in decision.given:
            yield EffectRow, {"decision_id": which, "escalation_id": case.id, "given_at": at}
        for at in decision.told:
            told = {"decision_id": which, "escalation_id": case.id, "at": at}
            yield CommunicationRow, told
    for number, run in enumerate(case.runs):
        yield from _events(case, number, run)
    for number, item in enumerate(case.items):
        which = case.id * 100 + number
        asked = {"target": item.target, "state": item.state, "asked_at": item.asked}
        # No two open ones of one cause to one target.
        yield FeedbackRow, {"id": which, "root_cause": f"cause {which}", **asked}
        yield FeedbackCaseRow, {"item": which, "escalation_id": case.id, "place": 0}


def _events(case: Past, number: int, run: Run) -> Iterator[tuple[type[Table], dict[str, Any]]]:
    of_run = {"escalation_id": case.id, "clock": run.clock, "run": number}
    yield ClockEventRow, {**of_run, "kind": "started", "at": case.opened}
    if run.missed:
        yield ClockEventRow, {**of_run, "kind": "missed", "at": run.missed, "due_at": run.due}
    if run.ended:
        yield ClockEventRow, {**of_run, "kind": run.end, "at": run.ended, "due_at": run.due}
    elif not run.missed:
        when = {"due_at": run.due + SECOND, "about": f"{run.clock}:breach"}
        yield TimerRow, {"kind": "reminder", "escalation_id": case.id, **when}
