"""What is stored comes back as it was, on each database."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine

from bot import events
from bot import notices as said
from bot.case.decision import Communication
from bot.case.errors import LostRace, StorageAway
from bot.case.escalation import Escalation, Party
from bot.case.identifiers import ChannelId, EscalationId, RequestKey, UserId
from bot.case.people import Identity, Via
from bot.case.states import State
from bot.case.transitions import Move
from bot.limits import Limits
from bot.ports import CaseFilter, Receipt, TimelineEntry
from bot.reminders.about import About, Step, Topic
from bot.reminders.timers import Communicate
from bot.rotation.choice import Turn
from storage.outbox import NOTICES
from storage.work import DatabaseStorage
from tests.storage.examples import DECISION, EVERYTHING, LONG_AGO, ONE, SPARSE, TEXT, of_kinds
from tests.support.between import with_managers, words_between
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    WREN,
    after,
    person,
    policy,
    settle,
)

pytestmark = pytest.mark.both_databases


def test_the_example_of_a_case_says_something_in_every_field() -> None:
    """A field that has no column yet would come back as its default, and be missed by nobody."""
    unsaid = {
        field.name
        for field in fields(Escalation)
        if getattr(EVERYTHING, field.name) == field.default
        or (field.default_factory is not MISSING and not getattr(EVERYTHING, field.name))
    }

    assert unsaid == {"version"}, "which the first save counts"


def add(storage: DatabaseStorage, *cases: Escalation) -> None:
    with storage.begin() as work:
        for case in cases:
            work.escalations.add(case)


@pytest.mark.parametrize("case", [EVERYTHING, SPARSE], ids=["everything", "sparse"])
def test_a_case(storage: DatabaseStorage, case: Escalation) -> None:
    add(storage, case)
    with storage.read() as work:
        assert work.escalations.peek(ONE) == case
        assert work.escalations.peek(EscalationId(2)) is None


def test_a_saved_case_has_a_higher_version(storage: DatabaseStorage) -> None:
    add(storage, SPARSE)
    with storage.begin() as work:
        assert work.escalations.save(EVERYTHING) == replace(EVERYTHING, version=1)
    with storage.read() as work:
        assert work.escalations.peek(ONE) == replace(EVERYTHING, version=1)


def test_a_case_that_somebody_saved_since_is_a_lost_race(storage: DatabaseStorage) -> None:
    add(storage, SPARSE)
    with storage.begin() as work:
        work.escalations.save(SPARSE)
    with pytest.raises(LostRace), storage.begin() as work:
        work.escalations.save(SPARSE)
    with pytest.raises(LostRace), storage.begin() as work:
        work.escalations.save(replace(SPARSE, id=EscalationId(2)))


def test_cases_are_found_by_what_is_wanted(storage: DatabaseStorage) -> None:
    offered = replace(SPARSE, id=EscalationId(2), offer=EVERYTHING.offer)
    owned = replace(SPARSE, id=EscalationId(3), owner=HERON, state=State.CLAIMED)
    other = replace(SPARSE, id=EscalationId(4), requester=CRANE, queue="front")
    handed = replace(owned, id=EscalationId(5), owner=CRANE, hand_over=EVERYTHING.hand_over)
    add(storage, SPARSE, offered, owned, other, handed)
    expected = [
        (CaseFilter(), [1, 2, 3, 4, 5]),
        (CaseFilter(states=(State.CLAIMED,)), [3, 5]),
        (CaseFilter(requester=CRANE), [4]),
        (CaseFilter(holder=HERON), [2, 3]),
        (CaseFilter(asked=HERON), [2]),
        (CaseFilter(asked=EGRET), [5]),
        (CaseFilter(queues=("front",)), [4]),
        (CaseFilter(queues=()), []),
        (CaseFilter(unoffered=True, queues=("executive",)), [1]),
    ]
    with storage.read() as work:
        for wanted, ids in expected:
            assert [c.id for c in work.escalations.find(wanted, limit=9)] == ids
            assert work.escalations.count(wanted) == len(ids)
        newest = work.escalations.find(CaseFilter(), limit=2, oldest_first=False)
        assert [c.id for c in newest] == [5, 4]


def test_a_persons_load_is_what_they_own_or_are_offered_and_is_not_decided(
    storage: DatabaseStorage,
) -> None:
    states = [
        (State.OPEN, None, EVERYTHING.offer),
        (State.CLAIMED, HERON, None),
        (State.DECIDED, HERON, None),
        (State.CLOSED, HERON, None),
        (State.CLAIMED, CRANE, None),
    ]
    add(
        storage,
        *(
            replace(SPARSE, id=EscalationId(n), state=state, owner=owner, offer=offer)
            for n, (state, owner, offer) in enumerate(states, 1)
        ),
    )
    with storage.read() as work:
        assert work.escalations.load([HERON, EGRET]) == {HERON: 2}
        assert work.escalations.load([]) == {}


def test_a_timeline_entry(storage: DatabaseStorage) -> None:
    entries = [
        TimelineEntry(ONE, LONG_AGO, WREN, events.Noted(TEXT, TEXT), Via.MENTION, TEXT),
        TimelineEntry(ONE, NOON, None, events.OfferMade(HERON, ((CRANE, TEXT),)), Via.TIMER),
        TimelineEntry(ONE, NOON, WREN, events.WaitBegun(Party.LEGAL, LONG_AGO), Via.FORM),
        TimelineEntry(ONE, NOON, WREN, events.CaseDecided("upheld", 7, again=True), Via.FORM),
    ]
    with storage.begin() as work:
        for entry in entries:
            work.timeline.add(entry)
    with storage.read() as work:
        assert work.timeline.of(ONE) == entries
        assert work.timeline.of(EscalationId(2)) == []


def test_turns(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.turns.lock(["front", "executive"])
        for user, case in ((HERON, 1), (CRANE, 1), (HERON, 2)):
            work.turns.add(Turn("executive", user, EscalationId(case), NOON))
        work.turns.add(Turn("front", EGRET, EscalationId(3), NOON))
    with storage.begin() as work:
        last = work.turns.last("executive", [CRANE, EGRET, HERON])
        assert set(last) == {HERON, CRANE}
        assert last[CRANE] < last[HERON]
        work.turns.give_back(EscalationId(2), HERON, 2)
        assert work.turns.last("executive", [CRANE, HERON]) == last, "it was of another run"
        work.turns.give_back(EscalationId(2), HERON, 1)
    with storage.read() as work:
        last = work.turns.last("executive", [CRANE, EGRET, HERON])
        assert last[HERON] < last[CRANE]
        assert work.turns.offered_in_run(EscalationId(2), 1) == {HERON}
        assert work.turns.offered_in_run(EscalationId(2), 2) == set()


def test_decisions_and_who_was_told(storage: DatabaseStorage) -> None:
    add(storage, SPARSE)
    with storage.begin() as work:
        first = work.decisions.add(DECISION)
        again = work.decisions.add(
            replace(DECISION, supersedes=first.id, decided_at=after(hours=1))
        )
    told = Communication(again.id, ONE, HERON, after(hours=2), "email")
    with storage.begin() as work:
        work.decisions.communicate(told)
    with storage.read() as work:
        assert work.decisions.get(first.id) == replace(DECISION, id=first.id)
        assert work.decisions.get(99) is None
        assert work.decisions.latest(ONE) == again
        assert work.decisions.latest(EscalationId(2)) is None
        assert work.decisions.communication(again.id) == told
        assert work.decisions.communication(first.id) is None


def test_people_groups_and_who_we_are(storage: DatabaseStorage) -> None:
    us = Identity("T0TEAM", "E0ORG", "https://example.invalid/", UserId("U0BOT"), "B0BOT", TEXT)
    guest = person(CRANE, timezone="Asia/Tokyo", is_guest=True)
    with storage.begin() as work:
        assert work.people.identity() is None
        work.people.put([person(HERON), guest])
        work.people.put([replace(person(HERON), name=TEXT)])
        work.people.put_group("S0ONE", [HERON, CRANE])
        work.people.change_group("S0ONE", [EGRET, HERON], [CRANE])
        work.people.put_group("S0TWO", [STORK])
        work.people.put_identity(us)
        work.people.put_identity(us)
    with storage.read() as work:
        assert work.people.get(CRANE) == guest
        assert work.people.get(WREN) is None
        assert work.people.names([HERON, CRANE, WREN]) == {HERON: TEXT, CRANE: "Crane"}
        assert work.people.groups() == {"S0ONE", "S0TWO"}
        assert work.people.group_members(["S0ONE"]) == {HERON, EGRET}
        assert work.people.group_members(["S0ONE", "S0TWO"]) == {HERON, EGRET, STORK}
        assert work.people.identity() == us


def test_a_policys_versions_are_kept(storage: DatabaseStorage) -> None:
    with storage.read() as work:
        assert work.policies.current() is None
    first, second = settle(storage), settle(storage, policy([EGRET]))
    fresh = DatabaseStorage(storage._engine, lambda: NOON)
    with fresh.read() as work:
        assert work.policies.current() == second
        assert work.policies.version(1) == first
        assert work.policies.version(3) is None


@pytest.mark.parametrize("limits", [Limits(database_seconds=1)])
@pytest.mark.parametrize("before", [0, 1])
def test_of_two_versions_made_from_the_same_one_the_second_is_refused(
    storage: DatabaseStorage, second_engine: Engine, before: int
) -> None:
    """SQLite lets nobody else in meanwhile; PostgreSQL does, and refuses the one that is late."""
    for _ in range(before):
        settle(storage)
    other = DatabaseStorage(second_engine, lambda: NOON)
    made = []
    with suppress(LostRace), storage.begin() as work:
        work.policies.current()
        with suppress(StorageAway):
            made.append(settle(other, policy([EGRET])))
        made.append(work.policies.add(policy([CRANE]), STORK, NOON))
    with storage.read() as work:
        assert len(work.policies.history(9)) == before + 1
        assert [work.policies.current()] == made


def test_a_policy_that_is_kept_is_read_though_an_office_never_opens(
    storage: DatabaseStorage,
) -> None:
    """It was accepted once; a newer bot that refuses it has to start all the same."""
    old = policy()
    never = {name: replace(office, hours={}) for name, office in old.offices.items()}
    stored = settle(storage, replace(old, offices=never))
    with DatabaseStorage(storage._engine, lambda: NOON).read() as work:
        assert work.policies.current() == stored


def test_a_policy_that_was_never_committed_is_forgotten(storage: DatabaseStorage) -> None:
    with pytest.raises(ZeroDivisionError), storage.begin() as work:
        work.policies.add(policy([HERON]), STORK, NOON)
        assert work.policies.current() is not None
        raise ZeroDivisionError
    stored = settle(storage, policy([EGRET]))
    with storage.read() as work:
        assert work.policies.current() == stored


def test_a_request_and_its_receipt(storage: DatabaseStorage) -> None:
    key, receipt = RequestKey(TEXT), Receipt(TEXT, ONE)
    with storage.begin() as work:
        work.requests.keep(key, receipt, NOON)
        work.requests.keep(RequestKey("other"), Receipt("Done."), NOON)
    with storage.read() as work:
        assert work.requests.find(key) == receipt
        assert work.requests.find(RequestKey("other")) == Receipt("Done.")
        assert work.requests.find(RequestKey("third")) is None


def test_an_instant_is_kept_to_the_microsecond_in_utc(storage: DatabaseStorage) -> None:
    elsewhere = LONG_AGO.astimezone(timezone(timedelta(hours=-7)))
    add(storage, replace(SPARSE, opened_at=elsewhere))
    with storage.read() as work:
        found = work.escalations.peek(ONE)
    assert found is not None
    assert (found.opened_at, found.opened_at.tzinfo) == (LONG_AGO, UTC)


def test_an_instant_without_a_time_zone_is_not_kept(storage: DatabaseStorage) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        add(storage, replace(SPARSE, opened_at=datetime(2026, 1, 1)))


def test_instants_sort_as_time_does(storage: DatabaseStorage) -> None:
    moments = [LONG_AGO, NOON, NOON + timedelta(microseconds=1), after(days=9999)]
    with storage.begin() as work:
        work.timers.plan(Communicate(m, ONE) for m in reversed(moments))
    with storage.begin() as work:
        found = [work.timers.take_due(moments[-1]) for _ in moments]
    assert [t.due_at for t in found if t] == moments


NOTES: list[Any] = [
    said.Raised, said.Communicated,
]  # fmt: skip
EVERY_NOTICE: list[said.Notice] = [
    said.CardChanged(ONE),
    said.FinalText(HERON, ONE, 7),
    said.CarriedOut(WREN, ONE, 7),
    said.Milestones(ONE, (NOON.isoformat(),)),
    *(note(WREN, ONE) for note in NOTES),
    said.Offered(HERON, ONE, NOON.isoformat()),
    said.Claimed(WREN, ONE, HERON),
    said.TakenBy(HERON, ONE, CRANE),
    said.Released(HERON, ONE, STORK),
    said.HandedOver(CRANE, ONE, HERON),
    said.NoLongerAsked(CRANE, ONE, HERON, NOON.isoformat()),
    said.StoodBack(WREN, ONE, HERON),
    said.HandOverOff(HERON, ONE, CRANE, TEXT),
    said.WentAway(HERON, STORK, NOON.isoformat()),
    said.CameBack(HERON, STORK),
    said.Covering(CRANE, HERON),
    said.NoLongerCovering(CRANE, HERON),
    said.MemberLeft(STORK, HERON, ("executive", TEXT)),
    said.TakenOff(STORK, HERON, ("executive", TEXT)),
    said.NobodyManages("C0EXEC", "executive"),
    said.ChannelExposed(STORK, ChannelId("C0EXEC"), NOON.isoformat()),
    said.ChannelMended(STORK, ChannelId("C0EXEC"), NOON.isoformat()),
    said.NobodyToOffer(STORK, ONE, ((HERON, TEXT), (CRANE, ""))),
    *with_managers(ONE, TEXT),
    said.Reminders(
        HERON,
        (
            said.Nudge(ONE, str(About(Topic.RESOLUTION, Step.AGAIN, 3)), 2, NOON.isoformat()),
            said.Nudge(ONE, str(About(Topic.DEADLINE, Step.PASSED)), 2**40, "", True, True),
        ),
    ),
    said.Waiting(WREN, ONE, NOON.isoformat()),
    *words_between(ONE, TEXT),
    said.Delayed(WREN, ONE, 1),
    said.RequesterGone(HERON, ONE, WREN, CRANE),
    said.Decided(WREN, ONE, 3),
    said.Withdrawn(HERON, ONE, WREN),
    said.ClosedUntold(HERON, ONE, WREN),
    said.ApprovalWanted(CRANE, ONE, 3),
    said.NobodyToApprove(STORK, ONE, 3, ((CRANE, TEXT), (HERON, "")), after().isoformat()),
    said.Approved(HERON, ONE, 8, CRANE, TEXT, STORK),
    said.SentBack(HERON, ONE, 3, CRANE, TEXT, STORK),
    *(said.SecondLookWanted(CRANE, 5, 2), said.SecondLookDiffers(STORK, ONE, 5, HERON)),
    said.Reopened(HERON, ONE, WREN, TEXT),
    said.DigestDue("C0EXEC", ("executive", "front"), "UTC", "a", "b", tells_head=True),
    said.ReportAsked(
        STORK, "kpi", "2026-03-02", "2026-03-02", "a", ("front",), "appeal", "P1", "kind"
    ),
    said.WhatIfAsked(STORK, "member/front", (("why", TEXT),), 1, 2, "mark", "V1", "hash"),
    said.HomeChanged(WREN),
    said.HomesChanged(WREN),
    *(said.HomesChanged(), said.NotesChanged(WREN, "case:1"), said.FeedbackNews(HERON, 3, "done")),
    *(said.LookUp(WREN), said.FeedbackChanged(3), said.FeedbackReminder(HERON, 3, "open", 2)),
    *of_kinds(ONE),
    said.Undelivered(STORK, 7, TEXT, "is_archived", ONE, "C0EXEC"),
    said.Hindered(STORK, "C0EXEC", "ratelimited", NOON.isoformat(), ""),
    said.PrivateAnswer(HERON, TEXT, ChannelId("C0EXEC"), "1.2", "", ONE, Move.CLAIM, True),
]


@pytest.mark.parametrize("notice", EVERY_NOTICE, ids=lambda n: n.sort)
def test_a_notice_reads_back_as_what_it_was(notice: said.Notice) -> None:
    assert NOTICES.validate_json(NOTICES.dump_json(notice)) == notice


def test_every_sort_of_notice_is_among_those_read_back() -> None:
    sorts = {n.sort for n in EVERY_NOTICE}
    known = {c.__dataclass_fields__["sort"].default for c in said.Notice.__args__}
    assert sorts == known


def test_a_number_is_given_out_once(storage: DatabaseStorage, engine: Engine) -> None:
    for expected in (1, 2, 3):
        with storage.begin() as work:
            assert work.escalations.next_id() == expected
