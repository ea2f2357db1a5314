"""Compares what stands in Slack with what the database says: nothing lost, nothing doubled, all
true, all in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.notices import CardChanged
from handlers.delivery.rendering import render
from sandbox import SlackMessage
from storage.deliveries import DeliveryTable
from storage.engine import connect
from storage.tables import (
    ChannelPaceRow,
    EscalationRow,
    HindranceRow,
    OutboxRow,
    RequestRow,
    ThreadRow,
    TimelineRow,
)
from storage.work import DatabaseStorage
from tests.reliability.house import House, is_card, until

UNTOLD = ("home_changed", "notes_changed", "look_up", "look_at", "private_answer")
"""What leaves no message that could be looked up."""


@dataclass(frozen=True)
class Pending:
    """A row that waits."""

    waits: float
    failures: int


class Books:
    """The database of a house, read from outside."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._engine = connect(house.database_url)
        house.ending.callback(self._engine.dispose)
        self._outbox = DeliveryTable(self._engine)
        self._storage = DatabaseStorage(self._engine, _now)

    def rows(self) -> list[OutboxRow]:
        with Session(self._engine, expire_on_commit=False) as session:
            return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def cases(self) -> list[EscalationRow]:
        with Session(self._engine, expire_on_commit=False) as session:
            return list(session.scalars(select(EscalationRow).order_by(EscalationRow.id)))

    def pending(self) -> list[Pending]:
        """What is still to be delivered, and for how many seconds it waits by itself."""
        now = _now()
        return [
            Pending((row.next_try_at - now).total_seconds(), row.failures)
            for row in self.rows()
            if row.state in ("waiting", "doubt")
        ]

    def hindrances(self) -> list[HindranceRow]:
        with Session(self._engine, expire_on_commit=False) as session:
            return list(session.scalars(select(HindranceRow)))

    def paused(self) -> list[float]:
        """For how many seconds each paused channel is paused from now on."""
        with Session(self._engine) as session:
            until = session.scalars(select(ChannelPaceRow.paused_until)).all()
        return [(at - _now()).total_seconds() for at in until if at is not None and at > _now()]

    def was_another_bot(self, user: str) -> None:
        """As if the bot had been another user of the workspace when it last ran."""
        with self._storage.begin() as work:
            identity = work.people.identity()
            assert identity is not None
            work.people.put_identity(replace(identity, bot_user=UserId(user)))

    def was_in_another(self, team: str, enterprise: str) -> None:
        """As if the bot had been installed there when it last ran."""
        with self._storage.begin() as work:
            identity = work.people.identity()
            assert identity is not None
            work.people.put_identity(replace(identity, team=team, enterprise=enterprise))

    def put_conversation(self, user: str, channel: str) -> None:
        """As if the conversation with somebody had been kept under this id."""
        self._outbox.put_direct_message(UserId(user), ChannelId(channel))

    def end_pauses(self) -> None:
        """As if the pauses were over."""
        with Session(self._engine) as session:
            session.execute(update(ChannelPaceRow).values(paused_until=None))
            session.execute(update(OutboxRow).values(next_try_at=_now()))
            session.commit()

    def requests(self) -> list[RequestRow]:
        with Session(self._engine, expire_on_commit=False) as session:
            return list(session.scalars(select(RequestRow)))

    def happened(self, case: str, what: str) -> int:
        """How often this stands on a case's timeline."""
        with Session(self._engine) as session:
            lines = session.scalars(
                select(TimelineRow.what).where(TimelineRow.escalation_id == int(case[4:]))
            )
            return sum(line == what for line in lines)

    def leased(self) -> list[int]:
        return [r.id for r in self.rows() if r.lease_until and r.state in ("waiting", "doubt")]

    def is_settled(self) -> bool:
        return self._outbox.state(_now()).waiting == 0

    def settle(self, timeout: float = 30.0) -> None:
        """Until nothing is left to be said."""
        until(self.is_settled, "the outbox does not come to rest", timeout)

    # -- the comparison -----------------------------------------------------------------------

    def agree(self, *, parked: int = 0) -> None:
        """Asserts that Slack holds exactly what was to be said."""
        rows = self.rows()
        assert [r.state for r in rows].count("parked") == parked
        assert not [r.id for r in rows if r.state in ("waiting", "doubt")]
        posted = self._posted()
        doubled = {uid: n for uid, n in Counter(u for u, _ in posted).items() if n > 1}
        assert not doubled, f"posted more than once: {self._named(rows, doubled)}"
        self._each_note_once(rows, dict(posted))
        self._each_card_true(rows)

    def _posted(self) -> list[tuple[str, SlackMessage]]:
        workspace = self._house.slack.core.workspace
        with workspace.lock:
            messages = [m for c in list(workspace.channels) for m in workspace.messages(c)]
        found = []
        for message in messages:
            payload = (message.metadata or {}).get("event_payload")
            if message.by_app and isinstance(payload, dict):
                found.append((str(payload["id"]), message))
        return found

    def _named(self, rows: list[OutboxRow], uids: object) -> list[str]:
        return [f"{r.id} {r.notice} {r.error}" for r in rows if r.uid in uids]  # type: ignore[operator]

    def _each_note_once(self, rows: list[OutboxRow], posted: dict[str, SlackMessage]) -> None:
        told = [r for r in rows if r.sort not in (*UNTOLD, "card_changed")]
        due = {r.uid for r in told if r.state == "done" and not r.error}
        lost = due - posted.keys()
        assert not lost, f"never arrived: {self._named(rows, lost)}"
        # One whose try ended in doubt may have arrived while it was so.
        perhaps = {r.uid for r in told if r.error == "no longer so" and r.attempts > 1}
        extra = posted.keys() & ({r.uid for r in told} - due - perhaps)
        assert not extra, f"arrived without being due: {self._named(rows, extra)}"
        lanes: dict[str, list[str]] = defaultdict(list)
        for row in told:
            if row.uid in due:
                lanes[row.lane].append(posted[row.uid].ts)
        for lane, stamps in lanes.items():
            assert stamps == sorted(stamps), f"out of order in {lane}"

    def _each_card_true(self, rows: list[OutboxRow]) -> None:
        roots = self._house.slack.channel("C0EXEC").messages()
        with Session(self._engine) as session:
            threads = {t.escalation_id: t for t in session.scalars(select(ThreadRow))}
        waiting = {r.lane for r in rows if r.state == "parked"}
        for case in self.cases():
            if f"case:{case.id}" in waiting:
                continue
            cards = [m for m in roots if is_card(m, f"ESC-{case.id}")]
            assert len(cards) == 1, f"ESC-{case.id} has {len(cards)} cards"
            assert threads[case.id].ts == cards[0].ts
            true = render(self._storage, CardChanged(EscalationId(case.id)), _now())
            assert true is not None
            # Slack gives ids to blocks that have none; what people read and press is compared.
            shown = SlackMessage("", "", "", true.text, tuple(true.blocks))
            stands = f"{cards[0].plain}\n{cards[0].buttons}"
            assert stands == f"{shown.plain}\n{shown.buttons}", self._told_of(rows, case.id)

    def _told_of(self, rows: list[OutboxRow], case: int) -> str:
        lane = [r for r in rows if r.lane == f"case:{case}"]
        return "\n".join(f"{r.id} {r.state} {r.attempts} {r.error} {r.ts}" for r in lane)


def _now() -> datetime:
    return datetime.now(UTC)
