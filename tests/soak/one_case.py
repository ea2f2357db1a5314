"""One case of the slow model from its raising on: the rules of its clocks, and who is told what."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.case.priority import Priority
from bot.policy import ClockKind, Queue, ServiceLevel, Told
from tests.soak.facts import (
    ALL,
    BEFORE_DEADLINE,
    DAY,
    FIRST,
    HOLDERS_ALONE,
    RESOLUTION,
    UPDATE,
    CaseFilter,
    Clock,
    Due,
    Facts,
    Key,
    World,
    target_of,
)
from tests.soak.log import Act, OfferMade
from tests.soak.open_minutes import AllHours, Hours


class OneCase:
    """One case from its raising on."""

    def __init__(
        self, model: World, number: int, acts: Sequence[Act], offers: Sequence[OfferMade]
    ) -> None:
        opened = acts[0]
        assert opened.what == "open"
        self.model, self.number, self.kind = model, number, opened.kind
        queue = model.policy.queue_for(opened.kind)
        assert queue is not None
        self.queue: Queue = queue
        self.dues: list[Due] = []
        self.facts = Facts("open", opened.priority, requester=opened.who)
        self.runs = 0
        self.had: set[str] = set()  # who has had a turn on it
        self.reminded_communication = 0
        self.keys: list[Key] = [(opened.at, 1)]
        self.history: list[Facts] = []
        made_by_acts = {a.at for a in acts if a.what in ("open", "release")}
        by_acts = {o.at: o for o in offers if o.at in made_by_acts}
        self._open(opened, by_acts.get(opened.at))
        events: list[tuple[Key, Act | OfferMade]] = [((a.at, 1), a) for a in acts[1:]]
        events += [((o.at, -1), o) for o in offers if o.at not in made_by_acts]
        self._live(sorted(events, key=lambda e: e[0]), by_acts)

    # --- going through time

    def _live(
        self, events: Sequence[tuple[Key, Act | OfferMade]], by_acts: Mapping[int, OfferMade]
    ) -> None:
        left = list(events)
        while True:
            key = left[0][0] if left else (self.model.ends, 1)
            back = (self.model.tick(self.facts.wait_until), 0)
            if self.facts.state == "waiting" and back <= key:
                until = (self.facts.wait_until, 0)
                self._until(until)
                self._wait_over()
                self._keep(until)
                continue
            self._until(key)
            if not left:
                return
            _, event = left.pop(0)
            if isinstance(event, OfferMade):
                self._offered(event, event.at)
            else:
                self._act(event, by_acts.get(event.at))
            self._keep(key)

    def _keep(self, key: Key) -> None:
        self.keys.append(key)
        self.history.append(self.facts)

    def _until(self, key: Key) -> None:
        """All that comes of itself before the next event. What is missed is missed from then on."""
        if self.facts.state == "closed":
            return
        start = self.keys[-1]
        found = [due for due in self._coming(start, key) if start < due.key <= key]
        found.sort(key=lambda due: due.since)
        last: dict[tuple[str, int], Due] = {}
        for due in found:
            # Of several steps that one tick finds, the last is said.
            last[due.subject, due.tick] = due
        self.dues += sorted(last.values(), key=lambda due: due.since)

    def _coming(self, start: Key, end: Key) -> Iterator[Due]:
        if self.facts.offer is not None and self.facts.state == "open":
            yield from self._offer_steps(self.facts.offer)
        clocks = dict(self.facts.clocks)
        for name, clock in list(clocks.items()):
            if not clock.paused:
                yield from self._shares(name, clock)
                clocks[name] = yield from self._breaches(name, clock, start, end)
        self.facts = replace(self.facts, clocks=clocks)
        if self.facts.deadline:
            yield from self._deadline_steps(end)
        if self.facts.state == "decided":
            yield from self._communication(end)

    def _due(self, subject: str, step: str, run: int, since: int, **more: object) -> Due:
        tell = more.get("tell")
        assert isinstance(tell, tuple)
        any_hour, ends_offer = bool(more.get("any_hour")), bool(more.get("ends_offer"))
        return Due(subject, step, run, since, self.model.tick(since), any_hour, tell, ends_offer)

    def _shares(self, name: str, clock: Clock) -> Iterator[Due]:
        if clock.missed is not None:
            return
        steps = {"half": 0.5, "most": 0.8} if name == RESOLUTION else {"most": 0.8}
        for step, share in steps.items():
            at = clock.reached(share)
            if at > clock.since and self.model.tick(at) <= clock.reached(1):
                any_hour = isinstance(clock.hours, AllHours)
                tell = self._holder_or_managers()
                yield self._due(name, step, clock.run, at, tell=tell, any_hour=any_hour)

    def _breaches(
        self, name: str, clock: Clock, start: Key, end: Key
    ) -> Generator[Due, None, Clock]:
        """Yields the steps of a missed target, and returns the clock with what was told."""
        any_hour = isinstance(clock.hours, AllHours)
        told, missed = clock.told, clock.missed
        steps: list[tuple[int, int]] = []
        if missed is None:
            due = clock.reached(1)
            if (due + 1, 0) > end or self.model.tick(due + 1) > self.model.ends:
                return clock
            missed = due
            steps.append((0, due + 1))
        number = told + 1
        while True:
            after = self.model.policy.breach_step(number).after
            at = clock.overdue(missed, clock.hours.length(after))
            if (at, 0) > end:
                break
            if (at, 0) > start:
                steps.append((number, at))
            else:  # a change of hours put it into the past: it has gone by without a word
                told = number
            number += 1
        by_tick = {self.model.tick(at): (n, at) for n, at in steps}
        first = self.model.tick(steps[0][1]) if clock.missed is None else None
        for tick, (n, at) in by_tick.items():
            tell = set(self.model.policy.breach_step(n).tell)
            if tick == first:
                tell |= set(self.model.policy.breach_step(0).tell)
            step = f"again:{n}" if n else "breach"
            people = self._told(tell)
            yield self._due(name, step, clock.run, at, tell=people, any_hour=any_hour)
            told = n
        return replace(clock, missed=missed, told=told)

    def _offer_steps(self, offer: OfferMade) -> Iterator[Due]:
        level = self._level()
        hours = self._hours(level.clock)
        lapses = hours.add(offer.at, hours.length(level.first_response) // 2)
        reminded = hours.add(offer.at, round(hours.between(offer.at, lapses) * 0.8))
        any_hour = isinstance(hours, AllHours)
        to = ((offer.to, False),)
        first = self.facts.clocks.get(FIRST)
        stays = first is not None and lapses >= (first.missed or first.reached(1))
        others = self._others(lapses, any_hour)
        if self.facts.offer_since < reminded < lapses and others and not stays:
            yield self._due("offer", "lapsing", offer.at, reminded, tell=to, any_hour=any_hour)
        # A lapse that a changed priority puts into the past is found by the next tick.
        lapsed = max(lapses, self.facts.offer_since + 1)
        tick = self.model.tick(lapsed)
        if first is not None and first.missed is None and tick < first.reached(1):
            any_hour = isinstance(first.hours, AllHours)
            was_past = first.used >= round(first.target * 0.8)
            if was_past or tick < first.reached(0.8):  # else the 80 % come by themselves
                step = "most" if was_past else "half"
                more = {"tell": to, "any_hour": any_hour, "ends_offer": True}
                yield self._due(FIRST, step, first.run, lapsed, **more)

    def _others(self, now: int, any_hour: bool) -> set[str]:
        """Who else could be offered it then: in their hours, unless all hours count, and once."""
        others = {member.user for member in self.queue.rotation} - self.had
        return {u for u in others if any_hour or self.model.hours_of(u).next_open(now) == now}

    def _deadline_steps(self, end: Key) -> Iterator[Due]:
        deadline = self.facts.deadline
        for step, before in BEFORE_DEADLINE:
            at, least = deadline - before, self.facts.deadline_set + 1
            at = max(at, least) if step == "4h" else at
            if at >= least and (at, 0) <= end:
                holder = self.facts.holder
                managers = [(m, True) for m in self._managers() if m != holder]
                tell = [(holder, False)] if holder else managers
                tell += managers if step != "72h" and holder else []
                yield self._due("deadline", step, deadline, at, tell=tuple(tell), any_hour=True)

    def _communication(self, end: Key) -> Iterator[Due]:
        teller = self.facts.teller
        assert teller is not None
        at = self.reminded_communication
        while (at, 0) <= end:
            yield self._due("communication", "daily", 1, at, tell=((teller, False),))
            seen = self.model.hours_of(teller).next_open(max(at, self.model.tick(at)))
            at = seen + DAY
        self.reminded_communication = at

    # --- who

    def _managers(self) -> list[str]:
        return sorted(self.queue.managers or self.model.policy.managers)

    def _holder_or_managers(self) -> tuple[tuple[str, bool], ...]:
        holder = self.facts.holder
        return ((holder, False),) if holder else tuple((m, True) for m in self._managers())

    def _told(self, tell: set[Told]) -> tuple[tuple[str, bool], ...]:
        holder, managers = self.facts.holder, set[str]()
        if Told.MANAGERS in tell or (holder is None and Told.OWNER in tell):
            managers |= set(self._managers())
        if Told.WORKSPACE in tell:
            managers |= set(self.model.policy.managers)
        found = [(m, True) for m in sorted(managers - {holder})]
        return tuple([(holder, False), *found] if holder and Told.OWNER in tell else found)

    # --- by what

    def _level(self) -> ServiceLevel:
        level = self.model.policy.service_level(self.kind, Priority(self.facts.priority))
        assert level is not None
        return level

    def _hours(self, kind: ClockKind) -> Hours:
        if kind is ClockKind.ROUND_THE_CLOCK:
            return ALL
        holder = self.facts.holder
        office = self.model.office_of.get(holder) if holder else None
        return self.model.offices[office or self.queue.office]

    def _start(self, now: int, *names: str) -> None:
        level, clocks = self._level(), dict(self.facts.clocks)
        hours = self._hours(level.clock)
        for name in names:
            length = target_of(level, name)
            if length is None:
                continue
            if name == UPDATE:
                self.runs += 1
            run = self.runs if name == UPDATE else 1
            clocks[name] = Clock(run, hours.length(length), hours, now)
        self.facts = replace(self.facts, clocks=clocks)

    def _end(self, *names: str) -> None:
        left = {n: c for n, c in self.facts.clocks.items() if n not in names}
        self.facts = replace(self.facts, clocks=left)

    def _follow(self, now: int) -> None:
        """The clocks go on in the hours of who holds the case now."""
        clocks = dict(self.facts.clocks)
        for name, clock in clocks.items():
            if not isinstance(clock.hours, AllHours):
                clocks[name] = replace(clock.at(now), hours=self._hours(ClockKind.OFFICE))
        self.facts = replace(self.facts, clocks=clocks)

    # --- what happens

    def _open(self, act: Act, offer: OfferMade | None) -> None:
        self.facts = replace(self.facts, offer=offer, offer_since=act.at)
        self.had |= {offer.to} if offer else set()
        self._start(act.at, FIRST, RESOLUTION)
        self.history.append(self.facts)

    def _offered(self, made: OfferMade | None, now: int) -> None:
        self.facts = replace(self.facts, offer=made, offer_since=now)
        self.had |= {made.to} if made else set()
        self._follow(now)

    def _act(self, act: Act, offer: OfferMade | None) -> None:  # noqa: PLR0912 - one each verb
        now = act.at
        match act.what:
            case "claim":
                state = "waiting" if self.facts.state == "waiting" else "claimed"
                self._end(FIRST)
                if self.facts.state == "open":
                    self.had.add(act.who)
                self.facts = replace(self.facts, state=state, owner=act.who, offer=None)
                self._follow(now)
                if UPDATE not in self.facts.clocks:
                    self._start(now, UPDATE)
            case "release":
                if self.facts.state == "waiting":
                    self._resume(now)
                self._end(UPDATE)
                self.facts = replace(self.facts, state="open", owner=None)
                self._offered(offer, now)
            case "wait":
                self._pause(now)
                self.facts = replace(
                    self.facts, state="waiting", wait_until=act.until, wait_since=now
                )
            case "resume" | "answer":
                self._resume(now)
            case "update":
                if self.facts.runs(UPDATE):
                    self._end(UPDATE)
                    self._start(now, UPDATE)
            case "priority":
                self._priority(act.priority, now)
            case "deadline":
                self.facts = replace(self.facts, deadline=act.until, deadline_set=now)
            case "decide":
                self._end(UPDATE, RESOLUTION)
                self.facts = replace(self.facts, state="decided", through=act.through)
                self.reminded_communication = now + DAY
            case "communicate" | "withdraw":
                self._end(FIRST, UPDATE, RESOLUTION)
                self.facts = replace(self.facts, state="closed", offer=None)
            case "hand over" | "says":
                pass
            case _:
                raise AssertionError(act.what)

    def _pause(self, now: int) -> None:
        clocks = dict(self.facts.clocks)
        for name in (UPDATE, RESOLUTION):
            if name in clocks:
                clocks[name] = replace(clocks[name].at(now), paused=True)
        self.facts = replace(self.facts, clocks=clocks)

    def _resume(self, now: int) -> None:
        clocks = {
            n: replace(c.at(now), paused=False) if c.paused else c
            for n, c in self.facts.clocks.items()
        }
        self.facts = replace(self.facts, state="claimed", clocks=clocks)

    def _wait_over(self) -> None:
        """The clocks go on from its date, also where nothing ran then."""
        until, owner = self.facts.wait_until, self.facts.owner
        assert owner is not None
        self._resume(until)
        run = self.facts.wait_since
        self.dues.append(self._due("wait", "over", run, until, tell=((owner, False),)))

    def _priority(self, priority: str, now: int) -> None:
        self.facts = replace(self.facts, priority=priority)
        level = self._level()
        hours, clocks = self._hours(level.clock), dict(self.facts.clocks)
        for name, clock in self.facts.clocks.items():
            length = target_of(level, name)
            if length is None:
                del clocks[name]
            else:
                clocks[name] = replace(clock.at(now), target=hours.length(length), hours=hours)
        self.facts = replace(self.facts, clocks=clocks, offer_since=now)
        if self.facts.state in ("claimed", "waiting") and UPDATE not in clocks:
            self._start(now, UPDATE)
            if self.facts.state == "waiting":
                self._pause(now)

    # --- whether it is so

    def is_so(self, wanted: CaseFilter) -> bool:
        """At the moment at which it would be said."""
        due, now = wanted.due, wanted.at
        facts = self.history[bisect_right(self.keys, (now, 0)) - 1]
        if not wanted.as_manager and not facts.is_for(wanted.person, due.subject):
            return False
        if wanted.as_manager and facts.holder is not None and due.step in HOLDERS_ALONE:
            return False
        if due.subject in (FIRST, UPDATE, RESOLUTION):
            clock = facts.clocks.get(due.subject)
            if clock is None or clock.run != due.run:
                return False
            share = {"half": 0.5, "most": 0.8}.get(due.step)
            if share is None:
                return wanted.as_manager or not clock.paused
            if clock.paused or clock.missed is not None or now > clock.reached(1):
                return False
            used = clock.at(now).used
            return due.about == "first_response:half" or used >= round(clock.target * share)
        match due.subject:
            case "offer":
                return (
                    facts.state == "open" and facts.offer is not None and facts.offer.at == due.run
                )
            case "wait":
                return facts.state == "claimed" and facts.wait_since == due.run
            case "deadline":
                return facts.state != "closed" and facts.deadline == due.run
            case _:
                return facts.state == "decided"
