"""Whatever people do, in whatever order, a case keeps the rules of its life."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)  # fmt: skip
from sqlalchemy import Engine, event

from bot.case.errors import Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Via
from bot.case.priority import Priority
from bot.case.states import OWNED, CloseReason, State
from bot.casework.service_clocks import clocks_of
from bot.due.timers import run_due
from bot.policy import ClockKind, Duration, Policy, ServiceLevel
from bot.ports import CaseFilter
from bot.reminders.about import Step
from bot.reminders.plan import ONE_SECOND
from bot.reminders.timers import COMMUNICATE_EVERY, ClockStep, Communicate
from bot.service_levels.clocks import PAUSED_BY_WAITING, ClockName, ClockReading, Verdict
from bot.verbs.settings.adopt_policy import adopt_policy
from storage.engine import connect
from storage.tables import DecisionRow, TimelineRow
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    EVERYBODY,
    HERON,
    NOON,
    REVERSED,
    ROTATION,
    STORK,
    Hand,
    member,
    open_one,
    settle,
)
from tests.support.looking import rows, timers
from tests.support.offices import OFFICES, office_levels, office_policy

PEOPLE = st.sampled_from(EVERYBODY)
PRIORITIES = st.sampled_from(["P1", "P2", "P3"])
SPANS = st.sampled_from([0, 1, 60, 899, 900, 1799, 1800, 1801, 3600, 28800, 28801, 86400, 500000])
PARTIES = st.sampled_from(["customer", "legal", "vendor"])
LONGEST_CLOSED = timedelta(days=4)
"""A weekend, a holiday and two nights."""
STATE_AFTER = {
    "raised": {State.OPEN}, "claimed": {State.CLAIMED}, "released": {State.OPEN},
    "decided": {State.DECIDED}, "communicated": {State.CLOSED, State.DECIDED},
    "reopened": {State.OPEN, State.CLAIMED}, "withdrawn": {State.CLOSED},
}  # fmt: skip
STATE_AFTER["claimed"] = {State.CLAIMED, State.WAITING}
STATE_AFTER["wait_begun"] = {State.WAITING}
STATE_AFTER["wait_ended"] = {State.CLAIMED}


def mixed(holidays: str = "DK") -> Policy:
    """P1 counts all hours, the others those of three offices far apart."""
    hour = Duration(seconds=3600)
    now = ServiceLevel(Duration(seconds=1800), hour * 8, ClockKind.ROUND_THE_CLOCK, hour * 2)
    plain = office_policy(levels=office_levels() | {Priority.P1: now})
    queue = plain.queues["executive"]
    places = zip(ROTATION, ("copenhagen", "melbourne", "denver"), strict=True)
    rotation = tuple(replace(member(u, capacity=2), office=name) for u, name in places)
    copenhagen = replace(OFFICES["copenhagen"], holidays=holidays)
    return replace(
        plain,
        queues={"executive": replace(queue, rotation=rotation)},
        offices={**OFFICES, "copenhagen": copenhagen},
    )


class Life(RuleBasedStateMachine):
    """People open, claim, hand over, decide, close and reopen cases while time goes by."""

    template: Path
    cases: Bundle[EscalationId] = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.folder = tempfile.TemporaryDirectory()
        file = shutil.copy(self.template, Path(self.folder.name) / "life.db")
        self.engine = self._engine(f"sqlite:///{file}")
        self.storage = DatabaseStorage(self.engine, lambda: NOON)
        settle(self.storage, mixed())
        self.seen: dict[EscalationId, Escalation] = {}
        self.missed: dict[tuple[EscalationId, ClockName, int], datetime] = {}
        self.decisions: dict[int, dict[str, Any]] = {}

    def _engine(self, url: str) -> Engine:
        engine = connect(url)

        @event.listens_for(engine, "connect")
        def _no_power_cuts_here(connection: Any, _entry: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")

        return engine

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    def _try(self, name: str, by: UserId, *args: Any, **fields: Any) -> None:
        """A verb that is refused is as well as one that is not: the invariants hold for both."""
        with suppress(Refused):
            getattr(Hand(self.storage, by), name)(*args, **fields)

    @rule(target=cases, by=PEOPLE, priority=PRIORITIES)
    def opens(self, by: UserId, priority: str) -> EscalationId:
        return open_one(self.storage, by, self.now, priority=priority)

    @rule(case=cases, by=PEOPLE)
    def claims(self, case: EscalationId, by: UserId) -> None:
        self._try("claim", by, case, self.now)

    @rule(case=cases)
    def is_claimed_by_who_it_is_offered_to(self, case: EscalationId) -> None:
        holder = self.seen[case].holder if case in self.seen else None
        if holder is not None:
            self._try("claim", holder, case, self.now)

    @rule(case=cases, by=PEOPLE)
    def releases(self, case: EscalationId, by: UserId) -> None:
        self._try("release", by, case, self.now)

    @rule(case=cases, by=PEOPLE, to=PEOPLE)
    def hands_over(self, case: EscalationId, by: UserId, to: UserId) -> None:
        self._try("hand_over", by, case, to, self.now)

    @rule(case=cases, by=PEOPLE)
    def decides(self, case: EscalationId, by: UserId) -> None:
        self._try("decide", by, case, self.now)

    @rule(case=cases)
    def is_decided_by_its_owner(self, case: EscalationId) -> None:
        owner = self.seen[case].owner if case in self.seen else None
        if owner is not None:
            self._try("decide", owner, case, self.now, **REVERSED)

    @rule(case=cases, by=PEOPLE)
    def marks_communicated(self, case: EscalationId, by: UserId) -> None:
        self._try("mark_communicated", by, case, self.now)

    @rule(case=cases, by=PEOPLE, reason=st.sampled_from(["withdrawn", "misrouted", "duplicate"]))
    def withdraws(self, case: EscalationId, by: UserId, reason: str) -> None:
        self._try("withdraw", by, case, self.now, reason, duplicate_of="ESC-1")

    @rule(case=cases, by=PEOPLE)
    def reopens(self, case: EscalationId, by: UserId) -> None:
        self._try("reopen", by, case, self.now)

    @rule(case=cases, by=PEOPLE, on=PARTIES, seconds=SPANS)
    def waits(self, case: EscalationId, by: UserId, on: str, seconds: int) -> None:
        self._try("wait", by, case, self.now, self.now + timedelta(seconds=seconds), on)

    @rule(case=cases, on=PARTIES, seconds=SPANS)
    def has_its_owner_wait(self, case: EscalationId, on: str, seconds: int) -> None:
        owner = self.seen[case].owner if case in self.seen else None
        if owner is not None:
            self._try("wait", owner, case, self.now, self.now + timedelta(seconds=seconds), on)

    @rule(case=cases, by=PEOPLE)
    def resumes(self, case: EscalationId, by: UserId) -> None:
        self._try("resume", by, case, self.now)

    @rule(case=cases, by=PEOPLE)
    def writes(self, case: EscalationId, by: UserId) -> None:
        self._try("write", by, case, self.now)

    @rule(case=cases, priority=PRIORITIES)
    def has_another_priority(self, case: EscalationId, priority: str) -> None:
        self._try("change_priority", STORK, case, priority, self.now)

    @rule(case=cases, seconds=SPANS)
    def has_a_deadline(self, case: EscalationId, seconds: int) -> None:
        at = self.now + timedelta(seconds=seconds)
        self._try("set_deadline", STORK, case, at, self.now, reason="Moved.")

    @rule(holidays=st.sampled_from(["DK", "", "US"]))
    def the_offices_keep_other_holidays(self, holidays: str) -> None:
        with self.storage.begin() as work:
            adopt_policy(work, mixed(holidays), STORK, self.now)

    @rule(seconds=SPANS)
    def time_goes_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        assert run_due(self.storage, self.now).failures == ()

    @rule(target=cases)
    def nothing(self) -> Any:
        return multiple()

    def _all(self) -> list[Escalation]:
        with self.storage.read() as work:
            return list(work.escalations.find(CaseFilter(), limit=1000))

    @invariant()
    def each_case_is_held_as_its_state_says(self) -> None:
        for case in self._all():
            claimed = case.state in (State.CLAIMED, State.WAITING, State.DECIDED)
            assert (case.owner is not None) >= claimed
            assert case.state is not State.OPEN or case.owner is None
            assert case.owner != case.requester
            assert case.offer is None or case.state is State.OPEN
            assert case.offer is None or case.offer.to in {HERON, CRANE, EGRET} - {case.requester}
            assert case.hand_over is None or case.state in OWNED
            assert (case.wait is not None) == (case.state is State.WAITING)
            assert (case.closed_at is not None) == (case.state is State.CLOSED)
            assert (case.close_reason is not None) == (case.state is State.CLOSED)
            assert (case.decided_at is not None) >= (case.state is State.DECIDED)

    @invariant()
    def timers_are_those_that_the_state_asks_for(self) -> None:
        for case in self._all():
            left = [t.split()[0] for t in timers(self.engine, case.id)]
            offers = [t for t in left if t in ("offer_lapse", "offer_again")]
            assert ("wait_over" in left) == (case.state is State.WAITING)
            assert ("communicate" in left) == (case.state is State.DECIDED)
            assert ("offer_lapsing" not in left) or case.offer is not None
            if case.state is State.CLOSED:
                assert left == []
            elif case.state is not State.OPEN:
                assert offers == []
            elif case.offer is None:
                assert offers == ["offer_again"]
            else:
                # A lapse is looked at once; if there was nobody else, the offer stays.
                lapse = ["offer_lapse"] if case.offer.lapses_at > self.now else offers
                assert offers == lapse
                assert len(offers) <= 1

    @invariant()
    def each_running_clock_has_its_next_reminder_planned_and_no_other_has(self) -> None:
        for case in self._all():
            with self.storage.read() as work:
                planned = work.timers.of_kind(ClockStep)
            for clock, reading in self._clocks(case).items():
                last = [t for t in planned if t.escalation_id == case.id and t.clock is clock]
                ends = [t for t in last if t.step in (Step.AGAIN, Step.BREACH)]
                assert len(ends) == reading.is_running
                if not reading.is_running:
                    assert last == []
                elif reading.verdict is Verdict.RUNNING:
                    assert ends[0].due_at == reading.due_at + ONE_SECOND

    def _clocks(self, case: Escalation) -> Mapping[ClockName, ClockReading]:
        with self.storage.read() as work:
            return clocks_of(work, case)

    @invariant()
    def clocks_run_for_who_waits_and_what_was_missed_stays_missed(self) -> None:
        for case in self._all():
            for clock, reading in self._clocks(case).items():
                ran = (case.id, clock, reading.run)
                if case.state in (State.DECIDED, State.CLOSED):
                    assert not reading.is_open
                if case.state is State.WAITING:
                    assert not reading.is_running
                    assert reading.is_open == (clock in PAUSED_BY_WAITING) or not reading.is_open
                if case.state is State.CLAIMED:
                    assert reading.paused_at is None
                    assert reading.is_running or clock is not ClockName.RESOLUTION
                    assert not reading.is_open or clock is not ClockName.FIRST_RESPONSE
                assert reading.lost.keys() <= {"customer", "legal", "vendor"}
                if ran in self.missed:
                    assert reading.verdict is Verdict.MISSED
                if reading.verdict is Verdict.MISSED:
                    assert self.missed.setdefault(ran, reading.due_at) == reading.due_at

    @invariant()
    def an_update_is_expected_of_an_owner_where_the_service_level_asks_for_it(self) -> None:
        for case in self._all():
            if case.state in OWNED:
                update = self._clocks(case).get(ClockName.UPDATE)
                expected = case.priority is not Priority.P3
                assert (update is not None and update.is_open) == expected

    @invariant()
    def every_change_of_state_has_its_line_and_every_line_its_state(self) -> None:
        lines: dict[EscalationId, list[TimelineRow]] = {}
        for line in rows(self.engine, TimelineRow):
            lines.setdefault(EscalationId(line.escalation_id), []).append(line)
            assert (line.who is None) == (line.via == Via.TIMER)
        for case in self._all():
            moves = [line.what for line in lines[case.id] if line.what in STATE_AFTER]
            assert case.state in STATE_AFTER[moves[-1]]
            assert moves.count("reopened") == case.run - 1
            # A reversal is closed once it's carried out as well.
            told = moves[-1] == "communicated" and not case.is_to_be_carried_out
            assert (case.close_reason is CloseReason.COMMUNICATED) == told
            assert told == (moves[-1] == "communicated" and case.state is State.CLOSED)

    @invariant()
    def a_version_grows_with_every_change_and_what_was_raised_stays(self) -> None:
        for case in self._all():
            before = self.seen.get(case.id)
            if before is not None:
                assert case == before or case.version > before.version
                assert (case.requester, case.opened_at) == (before.requester, before.opened_at)
            self.seen[case.id] = case
        assert sorted(self.seen) == list(range(1, len(self.seen) + 1))

    @invariant()
    def a_decision_is_never_changed_and_supersedes_the_one_before(self) -> None:
        latest: dict[int, int] = {}
        for row in rows(self.engine, DecisionRow):
            values = {c.key: getattr(row, c.key) for c in DecisionRow.__table__.columns}
            assert self.decisions.setdefault(row.id, values) == values
            assert row.supersedes == latest.get(row.escalation_id)
            latest[row.escalation_id] = row.id
        assert set(self.decisions) == {row.id for row in rows(self.engine, DecisionRow)}
        for case in self._all():
            assert case.state is not State.DECIDED or case.id in latest

    @invariant()
    def a_decided_case_is_brought_up_within_a_working_day(self) -> None:
        decided = {c.id for c in self._all() if c.state is State.DECIDED}
        with self.storage.read() as work:
            for timer in work.timers.of_kind(Communicate):
                assert timer.escalation_id in decided
                assert timer.due_at <= self.now + COMMUNICATE_EVERY + LONGEST_CLOSED


def live(template: Path, *, examples: int, steps: int) -> None:
    Life.template = template
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_case_keeps_the_rules_of_its_life(migrated_file: Path) -> None:
    live(migrated_file, examples=8, steps=20)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_case_keeps_the_rules_of_its_life_whatever_happens(migrated_file: Path) -> None:
    live(migrated_file, examples=150, steps=40)
