"""Timelines that an earlier version kept in words are events after the upgrade, each of them."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text

from bot import events
from bot.case.escalation import Party
from bot.case.feedback import FeedbackState
from bot.case.identifiers import EscalationId
from bot.case.priority import Priority
from bot.case.states import CloseReason
from bot.events import Event
from bot.events.reviews import DraftKept
from bot.reminders.about import Topic
from bot.service_levels.clocks import ClockName
from storage.engine import connect
from storage.schema import _config, upgrade
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, EGRET, HERON, NOON, WREN

pytestmark = pytest.mark.both_databases
KEPT = Path(__file__).parent / "data" / "timeline_0003.sql"
KEPT_LATER = KEPT.with_name("timeline_later.json")


def _utc(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


OTHERS = ((CRANE, "comes later in the order"), (EGRET, "comes later in the order"))
EXPECTED: tuple[Event, ...] = (
    events.CaseRaised(),
    events.OfferMade(HERON, OTHERS),
    events.CaseClaimed(),
    events.CaseReleased(),
    events.HandOverAsked(CRANE),
    events.PersonStoodBack(),
    events.HandOverTakenBack(CRANE),
    events.NobodyFound(),
    events.OfferLapsed(HERON),
    events.TargetMissed(ClockName.FIRST_RESPONSE),
    events.TargetMissed(ClockName.RESOLUTION),
    events.TargetMissed(ClockName.UPDATE),
    events.WaitBegun(Party.CUSTOMER, _utc(3, 14)),
    events.WaitEnded(Party.CUSTOMER),
    events.DeadlineMade(_utc(6, 14), "Europe/Copenhagen", "The court's order of 2 March"),
    events.DeadlinePassed(),
    events.CaseDecided("upheld", 1),
    events.PriorityMoved(Priority.P1, Priority.P2),
    events.CaseDecided("upheld", 2, again=True),
    events.DecisionCommunicated("requester"),
    events.CaseWithdrawn(CloseReason.WITHDRAWN),
    events.CaseReopened(),
    events.CaseClaimed(HERON),
    events.CaseWithdrawn(CloseReason.MISROUTED),
    events.DeadlineMade(_utc(13, 12), "Europe/Copenhagen", "The court's letter", _utc(12, 12)),
    events.CaseWithdrawn(CloseReason.DUPLICATE),
    events.ConflictOverridden(HERON, "stood back from it"),
    events.OfferPassedOn(HERON),
    events.ReminderSnoozed(Topic.RESOLUTION, _utc(3, 15)),
    events.NoteNotDelivered(WREN),
    events.Noted("something of long ago", '{"odd": "1"}'),
)


ESC_9 = EscalationId(9)
LATER: tuple[Event, ...] = (
    DraftKept(),
    events.QueueChanged("executive", "execs"),
    events.RequesterLeft(WREN, HERON),
    events.ConsultAsked("legal", _utc(6, 14)),
    events.ConsultAnswered("legal", again=True),
    events.ConsultOverdue("legal"),
    events.ConsultCancelled("legal"),
    events.CaseAssigned(CRANE, "is away"),
    events.CaseTakenOver(HERON),
    events.InformationAdded(),
    events.CaseCorrected("Acme", "Acme Ltd"),
    events.PriorityAsked(Priority.P1),
    events.PriorityKept(Priority.P1),
    events.FeedbackAsked(3, "Acme BPO", "language", joined=True),
    events.FeedbackMoved(3, "Acme BPO", FeedbackState.REJECTED),
    events.EmbargoEnded(datetime(2026, 12, 1, 9, tzinfo=UTC)),
    events.ClassMoved("internal", "embargoed", datetime(2026, 12, 1, 9, tzinfo=UTC)),
    events.SilenceBegun(),
    events.SilenceEnded(),
    events.SuppressionMarked(is_one=True),
    events.AppealMarked(is_late=True, earlier=EscalationId(7)),
    events.CaseJoined(),
    events.MergedInto(ESC_9),
    events.MergedFrom(ESC_9),
    events.PartyNotTold(),
    events.DecisionCarriedOut(datetime(2026, 12, 1, 9, tzinfo=UTC)),
    events.ReviewBegun("reversed", again=True),
    events.ApprovalAsked(CRANE, ((EGRET, "is away"),)),
    events.NoApproverFound(),
    events.DecisionApproved(HERON),
    events.DecisionSentBack(),
    events.CaseLookedAt(),
    events.SecondLookGiven("reversed", "The law", agrees=False),
    events.SecondLookLeft(),
)
"""What can happen since: its lines are in `timeline_later.json`, as they were first written."""


def _load(url: str) -> None:
    """The earlier version's database, whole on SQLite; on PostgreSQL its lines in its schema."""
    dump = KEPT.read_text(encoding="utf-8")
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
            file.executescript(dump)
        file.close()
        return
    engine: Engine = create_engine(url)
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for line in dump.splitlines():
            if line.startswith('INSERT INTO "timeline"'):
                connection.execute(text(line.replace(":", r"\:")))
    engine.dispose()


def test_what_an_earlier_version_kept_is_read_as_events(empty_url: str) -> None:
    _load(empty_url)
    engine = connect(empty_url)
    upgrade(engine)
    with DatabaseStorage(engine, lambda: NOON).read() as work:
        entries = work.timeline.of(EscalationId(1))
    engine.dispose()

    assert [entry.event for entry in entries] == list(EXPECTED)
    assert {type(event) for event in (*EXPECTED, *LATER)} == set(Event.__args__)
    assert entries[1].why.startswith("first in the rotation's order")


def test_what_was_kept_since_is_read_as_it_was_written(engine: Engine) -> None:
    insert = text(
        "INSERT INTO timeline (escalation_id, at, what, via, why, details)"
        " VALUES (1, '2026-03-03T12:00:00.000000Z', :what, 'timer', '', :details)"
    )
    with engine.begin() as connection:
        for line in json.loads(KEPT_LATER.read_text(encoding="utf-8")):
            kept = {"what": line["what"], "details": json.dumps(line["details"])}
            connection.execute(insert, kept)
    with DatabaseStorage(engine, lambda: NOON).read() as work:
        entries = work.timeline.of(EscalationId(1))

    assert [entry.event for entry in entries] == list(LATER)


def test_a_line_that_this_version_can_not_read_is_kept_as_it_is(engine: Engine) -> None:
    """Of a later version, after a step back: the rest of the history is read all the same."""
    storage = DatabaseStorage(engine, lambda: NOON)
    lines = [
        ("teleported", '{"to": "U0HERON"}'),
        ("wait_begun", '{"on": "the moon"}'),
        ("raised", "{}"),
    ]
    with engine.begin() as connection:
        for what, details in lines:
            connection.execute(
                text(
                    "INSERT INTO timeline (escalation_id, at, what, via, why, details)"
                    " VALUES (1, '2026-03-03T12:00:00.000000Z', :what, 'timer', '', :details)"
                ),
                {"what": what, "details": details},
            )
    with storage.read() as work:
        entries = work.timeline.of(EscalationId(1))

    assert [entry.event for entry in entries] == [
        events.Noted("teleported", '{"to": "U0HERON"}'),
        events.Noted("wait_begun", '{"on": "the moon"}'),
        events.CaseRaised(),
    ]
