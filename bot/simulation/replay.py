"""Replays what came in under a policy: offers, claims and decisions follow from the rules, and how
long people take from what they took (rules: What if). Pure: the same seed gives the same replay."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import EscalationId, UserId
from bot.policy import ClockKind, Duration, Member, Policy, Queue, ServiceLevel
from bot.rotation.choice import Candidate, Exclusion, Requirements, obstacle
from bot.service_levels.hours import ALL_HOURS, Hours, office_hours
from bot.simulation.past import Behaviour, Past, PastCase

LOOK_AGAIN = timedelta(minutes=15)
"""How soon a case nobody could be offered is looked at again at the latest."""
NEVER = datetime.max.replace(tzinfo=UTC)
ASKED_AT_MOST = 50
"""Of how many waiting cases one is looked for, the oldest first, when somebody has room again."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What would have become of a case: who had it, when it was claimed and decided, whether in
    time; None for what never came."""

    case: PastCase
    offers: tuple[UserId, ...]
    owner: UserId | None
    claimed_at: datetime | None
    decided_at: datetime | None
    met: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Replay:
    """What would have become of all of them. `left_out` are those whose kind no queue takes,
    `unheld` how long at least one case stood before nobody, since nobody was eligible."""

    cases: Sequence[Replayed]
    left_out: int
    unheld: timedelta


class _Event(NamedTuple):
    """What happens next: to which case, in which of its rounds."""

    at: datetime
    number: int
    what: str
    case: EscalationId
    round: int


@dataclass(frozen=True, slots=True)
class _Nobody:
    """Nobody is eligible; `again_at` is when time alone makes somebody so."""

    again_at: datetime | None


Alike = tuple[str, tuple[str, ...], str, UserId | None, tuple[Exclusion, ...]]
"""What says who can take a case at all: its queue, skills and class, who of the rotation raised it,
and who is excluded."""


class _Course:
    """A case on its way."""

    def __init__(self, case: PastCase, queue: Queue, level: ServiceLevel | None, seed: int) -> None:
        self.case = case
        self.queue = queue
        self.level = level
        self.draw = Random(f"{seed}:{case.id}")  # noqa: S311 - nothing is to be kept secret
        self.offers: list[UserId] = []
        self.had_it: set[UserId] = set()
        self.holder: UserId | None = None
        self.round = 0
        self.claimed_at: datetime | None = None
        self.decided_at: datetime | None = None
        self.unheld_since: datetime | None = None

    @property
    def clock(self) -> ClockKind:
        return self.level.clock if self.level is not None else ClockKind.ROUND_THE_CLOCK


@dataclass(frozen=True, slots=True)
class _Doors:
    """That an office is open, or closed, from one instant up to another."""

    is_open: bool
    since: datetime
    until: datetime


def _doors(hours: Hours, now: datetime) -> _Doors:
    opens = hours.next_open(now)
    if opens > now:
        return _Doors(False, now, opens)
    return _Doors(True, now, hours.next_close(now) or NEVER)


class _Town:
    """Everybody and everything while it is replayed."""

    def __init__(self, policy: Policy, past: Past, behaviour: Behaviour, seed: int) -> None:
        self.policy = policy
        self.past = past
        self.behaviour = behaviour
        self.seed = seed
        self.events: list[_Event] = []
        self.courses: dict[EscalationId, _Course] = {}
        self.load: dict[UserId, int] = defaultdict(int)
        self.turns: dict[str, list[Member]] = {}
        self.able_for: dict[Alike, frozenset[UserId]] = {}
        self.lengths: dict[tuple[int, Duration], timedelta] = {}
        self.count = 0
        self.unheld: dict[EscalationId, _Course] = {}
        self.spans: list[tuple[datetime, datetime]] = []
        self.hours: dict[str, Hours] = {}
        self.doors: dict[str, _Doors] = {}
        self.members: dict[str, Mapping[UserId, Member]] = {}

    def in_turn(self, queue: Queue) -> list[Member]:
        """The rotation in the order of turns: who never had one, as the policy has them, then whose
        last one is longest ago."""
        if queue.name not in self.turns:
            self.turns[queue.name] = list(queue.rotation)
        return self.turns[queue.name]

    def hours_of(self, office: str) -> Hours:
        if office not in self.hours:
            self.hours[office] = office_hours(self.policy, office)
        return self.hours[office]

    def opens_at(self, office: str, now: datetime) -> datetime | None:
        """When an office opens that is closed now; None for one that is open. Asked again when that
        changes: of a year's cases each asks it of every office several times."""
        known = self.doors.get(office)
        if known is None or not known.since <= now < known.until:
            known = self.doors[office] = _doors(self.hours_of(office), now)
        return None if known.is_open else known.until

    def plan(self, at: datetime, what: str, course: _Course) -> None:
        self.count += 1
        heapq.heappush(self.events, _Event(at, self.count, what, course.case.id, course.round))

    def members_of(self, queue: Queue) -> Mapping[UserId, Member]:
        if queue.name not in self.members:
            # Of somebody who is there twice the first entry counts, as in `Queue.member`.
            self.members[queue.name] = {m.user: m for m in reversed(queue.rotation)}
        return self.members[queue.name]

    def office_of(self, course: _Course, user: UserId) -> str:
        member = self.members_of(course.queue).get(user)
        return member.office if member is not None else course.queue.office

    def able(self, course: _Course) -> frozenset[UserId]:
        """Who of the rotation could take it whenever they are there and have room: what lasts is
        asked once for all cases that are alike in it."""
        case, name = course.case, course.queue.name
        theirs = case.requester if case.requester in self.members_of(course.queue) else None
        key = (name, case.skills, case.confidentiality, theirs, case.excluded)
        found = self.able_for.get(key)
        if found is None:
            class_ = case.confidentiality
            cleared = self.past.cleared.get(class_, frozenset())
            asked = Requirements(ClockKind.ROUND_THE_CLOCK, case.skills, class_)
            excluded = (Exclusion("raised it", case.requester), *case.excluded)
            candidates = (
                Candidate(m, is_cleared=class_ == Confidentiality.INTERNAL or m.user in cleared)
                for m in course.queue.rotation
            )
            found = self.able_for[key] = frozenset(
                c.user for c in candidates if obstacle(c, asked, excluded, case.opened_at) is None
            )
        return found

    def length(self, hours: Hours, target: Duration) -> timedelta:
        """A target in counted time of these hours (which are kept as long as this), worked out
        once."""
        key = (id(hours), target)
        if key not in self.lengths:
            self.lengths[key] = hours.length(target)
        return self.lengths[key]

    def choice(self, course: _Course, now: datetime, *, new_round: bool) -> UserId | _Nobody:
        """Whom the rotation chooses: as `choose` does, which a test holds it to, but for a year's
        cases in seconds, since it stops at the first who can take it."""
        found = self.next_one(course, now, course.had_it)
        if isinstance(found, _Nobody) and new_round and course.had_it:
            found = self.next_one(course, now, ())
        return found

    def next_one(
        self, course: _Course, now: datetime, had_it: Collection[UserId]
    ) -> UserId | _Nobody:
        able, load, clock = self.able(course), self.load, course.clock
        opens: dict[str, datetime | None] = {}
        asleep: UserId | None = None
        later: list[datetime] = []
        for member in self.in_turn(course.queue):
            user, office = member.user, member.office
            if user not in able or user in had_it:
                continue
            if member.capacity is not None and load[user] >= member.capacity:
                continue
            if office not in opens:
                opens[office] = self.opens_at(office, now)
            opens_at = opens[office]
            if opens_at is not None and asleep is not None:
                continue
            away = self.past.away(user, now)
            if away is not None:
                later += [away.until] if away.until is not None else []
            elif opens_at is None:
                return user
            elif clock is ClockKind.ROUND_THE_CLOCK:
                asleep = user
            else:
                later.append(opens_at)
        return asleep if asleep is not None else _Nobody(min(later, default=None))

    def offer(self, course: _Course, now: datetime) -> None:
        choice = self.choice(course, now, new_round=True)
        if isinstance(choice, _Nobody):
            if course.unheld_since is None:
                course.unheld_since = now
                self.unheld[course.case.id] = course
            if choice.again_at is not None:
                self.plan(max(choice.again_at, now + LOOK_AGAIN / 15), "again", course)
            return
        self.held(course, now)
        self.put_before(course, choice, now)

    def held(self, course: _Course, now: datetime) -> None:
        if course.unheld_since is not None:
            self.spans.append((course.unheld_since, now))
            course.unheld_since = None
            del self.unheld[course.case.id]

    def put_before(self, course: _Course, user: UserId, now: datetime) -> None:
        course.round += 1
        course.holder = user
        course.offers.append(user)
        course.had_it.add(user)
        self.load[user] += 1
        self.in_turn(course.queue).sort(key=lambda member: member.user == user)
        own = self.hours_of(self.office_of(course, user))
        answer = self.behaviour.answer(user, course.draw)
        lapses_at = self.lapse(course, own, now)
        claims_at = own.add(now, answer) if answer is not None else None
        if claims_at is not None and claims_at <= lapses_at:
            self.plan(claims_at, "claim", course)
        else:
            self.plan(lapses_at, "lapse", course)

    def lapse(self, course: _Course, own: Hours, now: datetime) -> datetime:
        """Half a first-response target after the offer (rules: Offer lapses)."""
        if course.level is None:
            return now + timedelta(hours=1)
        hours = own if course.clock is ClockKind.OFFICE else ALL_HOURS
        return hours.add(now, self.length(hours, course.level.first_response) / 2)

    def lapsed(self, course: _Course, now: datetime) -> None:
        holder = course.holder
        assert holder is not None, "an offer lapses that somebody had"
        choice = self.choice(course, now, new_round=False)
        if isinstance(choice, _Nobody):
            # It stays with them, since nobody else is left.
            own = self.hours_of(self.office_of(course, holder))
            answer = self.behaviour.answer_at_last(holder, course.draw)
            self.plan(own.add(now, answer), "claim", course)
            return
        self.load[holder] -= 1
        self.put_before(course, choice, now)

    def claimed(self, course: _Course, now: datetime) -> None:
        assert course.holder is not None, "somebody claims it"
        course.claimed_at = now
        own = self.hours_of(self.office_of(course, course.holder))
        handling = self.behaviour.handling(course.holder, course.draw)
        self.plan(own.add(now, handling), "decide", course)

    def decided(self, course: _Course, now: datetime) -> None:
        assert course.holder is not None, "somebody decides it"
        course.decided_at = now
        self.load[course.holder] -= 1
        queues = {n for n, q in self.policy.queues.items() if course.holder in self.members_of(q)}
        theirs = (c for c in self.unheld.values() if c.queue.name in queues)
        for waiting in list(islice(theirs, ASKED_AT_MOST)):
            self.offer(waiting, now)
            if waiting.holder == course.holder:
                # One place was free, and is taken.
                break

    def run(self) -> None:
        steps = {
            "offer": self.offer,
            "lapse": self.lapsed,
            "claim": self.claimed,
            "decide": self.decided,
        }
        while self.events:
            event = heapq.heappop(self.events)
            course = self.courses[event.case]
            if event.what == "again":
                if course.unheld_since is not None:
                    self.offer(course, event.at)
            elif event.round == course.round:
                steps[event.what](course, event.at)


def replay(policy: Policy, past: Past, behaviour: Behaviour, until: datetime, seed: int) -> Replay:
    """What would have become of the cases under this policy. What is due after `until` isn't
    judged."""
    town = _Town(policy, past, behaviour, seed)
    left_out = 0
    for case in past.cases:
        queue = policy.queue_for(case.kind)
        if queue is None:
            left_out += 1
            continue
        level = policy.service_level(case.kind, case.priority)
        course = town.courses[case.id] = _Course(case, queue, level, seed)
        town.plan(case.opened_at, "offer", course)
    town.run()
    for course in town.unheld.values():
        assert course.unheld_since is not None, "that is why it's here"
        town.spans.append((course.unheld_since, max(until, course.unheld_since)))
    found = [_replayed(town, course, until) for course in town.courses.values()]
    return Replay(found, left_out, _union(town.spans))


def _replayed(town: _Town, course: _Course, until: datetime) -> Replayed:
    met: dict[str, bool] = {}
    if course.level is not None:
        office = course.queue.office
        if course.holder is not None:
            office = town.office_of(course, course.holder)
        hours = town.hours_of(office) if course.clock is ClockKind.OFFICE else ALL_HOURS
        for name, target, done_at in (
            ("first_response", course.level.first_response, course.claimed_at),
            ("resolution", course.level.resolution, course.decided_at),
        ):
            due_at = hours.add(course.case.opened_at, town.length(hours, target))
            if done_at is not None and done_at <= due_at:
                met[name] = True
            elif due_at <= until:
                met[name] = False
    return Replayed(
        course.case,
        tuple(course.offers),
        course.holder if course.claimed_at is not None else None,
        course.claimed_at,
        course.decided_at,
        met,
    )


def _union(spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """How long at least one of these went on."""
    total, end = timedelta(), None
    for begins, ends in sorted(spans):
        if end is None or begins > end:
            total += ends - begins
            end = ends
        elif ends > end:
            total += ends - end
            end = ends
    return total
