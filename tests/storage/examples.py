"""Examples of what is stored, with something in every field."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot import notices as said
from bot.case.decision import Decision
from bot.case.escalation import Deadline, Escalation, HandOver, Offer, Party, Silence, Wait
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.priority import Priority
from bot.case.states import CloseReason, State
from tests.support.factories import CRANE, EGRET, HERON, NOON, STORK, WREN, after

OF_KINDS: dict[str, Any] = {
    "embargo_until": after(days=401),
    "silence": Silence(datetime(1999, 12, 31, tzinfo=UTC), STORK, "smørrebrød 🐦"),
    "is_suppression": True,
}
ONE = EscalationId(1)
LONG_AGO = datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
TEXT = "smørrebrød 🐦 \\ ' \" % ; -- \n\tשלום"
EVERYTHING = Escalation(
    id=ONE,
    queue="executive",
    channel=ChannelId("C0EXEC"),
    kind="frontline",
    priority=Priority.P2,
    title=TEXT,
    what_happened=TEXT,
    requester=WREN,
    opened_at=LONG_AGO,
    policy_version=3,
    account=TEXT,
    links=("https://example.invalid/1", TEXT),
    answers={"ticket": TEXT, "tried": ""},
    confidentiality="restricted",
    skills=("appeal", TEXT),
    co_requesters=(HERON, STORK),
    state=State.CLOSED,
    offer=Offer(HERON, TEXT, after(), after(minutes=15)),
    owner=CRANE,
    claimed_at=after(minutes=1),
    hand_over=HandOver(EGRET, CRANE, TEXT, after(minutes=2)),
    wait=Wait(Party.LEGAL, TEXT, after(days=9), LONG_AGO, EGRET),
    deadline=Deadline(after(days=400), "Australia/Melbourne", TEXT, STORK, LONG_AGO),
    **OF_KINDS,
    decided_at=after(minutes=3),
    closed_at=after(minutes=4),
    close_reason=CloseReason.DUPLICATE,
    close_note=TEXT,
    duplicate_of=EscalationId(9),
    run=7,
)
SPARSE = Escalation(
    ONE, "executive", ChannelId("C0EXEC"), "other", Priority.P3, "t", "w", WREN, NOON, 1
)
DECISION = Decision(
    0, ONE, "reversed", "law", TEXT, TEXT, TEXT, "email", "language", TEXT, HERON, NOON, 3,
    facts=TEXT, language="da", restriction="visibility",
    restriction_what="DECISION_VISIBILITY_OTHER", restriction_other=TEXT,
    category="STATEMENT_CATEGORY_SCAMS_AND_FRAUD", automated_means="detection",
    territory=("DK", "SE"), until=date(2027, 3, 1), guideline_version="2026-03",
    why_otherwise=TEXT, approved_by=CRANE,
)  # fmt: skip


def of_kinds(case: EscalationId) -> tuple[said.Notice, ...]:
    return (
        said.LookAt(ChannelId("C0EXEC")),
        said.EmbargoOff(WREN, case),
        said.OwnerNotCleared(WREN, case, HERON, "2026-03-03"),
        said.ClassChanged(WREN, case, HERON, "restricted", "", TEXT, "2026-03-03"),
        said.SilenceChanged(WREN, case, HERON, False, "2026-03-03"),
    )
