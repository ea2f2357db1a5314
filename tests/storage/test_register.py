"""The register as a report reads it: whole lines, oldest first, on each database."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import JSON, Engine, TableClause
from sqlalchemy.types import NullType

from bot.case.decision import Communication, Decision, Effect
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.priority import Priority
from bot.reports.asked import Asked
from bot.reports.register import Line
from storage import report_tables
from storage.instants import Instant
from storage.register import Register
from storage.tables import Table
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON, WREN, after, policy, settle

ONE = EscalationId(1)
CASE = Escalation(
    ONE, "executive", ChannelId("C0EXEC"), "other", Priority.P3, "Title", "Story", WREN, NOON, 1,
    account="acct-1",
)  # fmt: skip
DECISION = Decision(
    0, ONE, "reversed", "law", "It is law", "Because", "Dear you", "email", "language", "All of it",
    HERON, after(hours=1), 3, facts="What was seen", language="de", other_message="Dear other",
    why_otherwise="It is new", restriction="account", restriction_what="suspension",
    restriction_other="In words", category="of_fraud", automated_means="none",
    territory=("DE", "FR"), until=date(2026, 12, 31), guideline_version="v7", approved_by=WREN,
)  # fmt: skip
STRANGER = UserId("U0NOBODY")


def written(storage: DatabaseStorage) -> tuple[Decision, Decision]:
    """A decision, and an hour later the one that supersedes it, which somebody was told of."""
    settle(storage)
    with storage.begin() as work:
        work.escalations.add(CASE)
        first = work.decisions.add(DECISION)
        second = replace(
            DECISION, supersedes=first.id, decided_at=after(hours=2), decided_by=STRANGER,
            approved_by=None, territory=(), until=None,
        )  # fmt: skip
        second = work.decisions.add(second)
        told = Communication(second.id, ONE, WREN, after(hours=3), "email")
        work.decisions.communicate(told)
        other = Communication(second.id, ONE, HERON, after(hours=4), "email")
        work.decisions.communicate_to_other(other)
        work.decisions.give_effect(
            Effect(second.id, ONE, HERON, after(hours=6), after(hours=5), "The account page")
        )
    return first, second


def test_a_line_tells_all_of_a_decision(storage: DatabaseStorage, engine: Engine) -> None:
    first, second = written(storage)

    with Register(engine).read() as books:
        lines = list(books.lines(Asked()))

    earlier = Line(
        reference="ESC-1", decision=first.id, supersedes=None,
        superseded_by=second.id, kind="other", priority="P3", queue="executive", account="acct-1",
        title="Title", requester=WREN, requester_name="Wren",
        opened_at=NOON, outcome="reversed", ground="law", ground_text="It is law",
        explanation="Because", facts="What was seen", message="Dear you", language="de",
        other_message="Dear other", root_cause="language", what_should_change="All of it",
        why_otherwise="It is new", restriction="account", restriction_what="suspension",
        restriction_other="In words", category="of_fraud", automated_means="none",
        territory="DE FR", until="2026-12-31", guideline_version="v7", decided_by=HERON, decided_by_name="Heron",
        decided_at=after(hours=1), approved_by=WREN, approved_by_name="Wren",
        approved_at=after(hours=1), told_through="email", communicated_by=None,
        communicated_at=None, other_communicated_by=None, other_communicated_at=None,
        carried_out_by=None, carried_out_at=None, carried_out_since=None, seen_at=None, policy_version=3,
        not_told_by=None, not_told_at=None, not_told_why=None,
    )  # fmt: skip
    later = replace(
        earlier, decision=second.id, supersedes=first.id, superseded_by=None, decided_by=STRANGER,
        decided_by_name=None,
        decided_at=after(hours=2), approved_by=None, approved_by_name=None, approved_at=None,
        territory="", until="", communicated_by=WREN, communicated_at=after(hours=3),
        other_communicated_by=HERON, other_communicated_at=after(hours=4),
        carried_out_by=HERON, carried_out_at=after(hours=6), carried_out_since=after(hours=5),
        seen_at="The account page",
    )  # fmt: skip
    assert [asdict(line) for line in lines] == [asdict(earlier), asdict(later)]


def test_a_period_holds_its_start_and_not_its_end(storage: DatabaseStorage, engine: Engine) -> None:
    first, second = written(storage)

    with Register(engine).read() as books:
        found = [
            [line.decision for line in books.lines(Asked(after(hours=since), after(hours=until)))]
            for since, until in ((1, 2), (2, 3), (0, 1), (1, 3))
        ]

    assert found == [[first.id], [second.id], [], [first.id, second.id]]


def test_days_are_those_of_the_newest_policy(storage: DatabaseStorage, engine: Engine) -> None:
    with Register(engine).read() as books:
        assert books.timezone == "UTC"
    settle(storage, replace(policy(), timezone="Europe/Copenhagen"))
    settle(storage, replace(policy(), timezone="Asia/Tokyo"), people=[])
    with Register(engine).read() as books:
        assert books.timezone == "Asia/Tokyo"


def test_a_reports_columns_are_those_of_the_tables() -> None:
    named = [value for value in vars(report_tables).values() if isinstance(value, TableClause)]

    assert len(named) == 20
    for there in named:
        row = Table.metadata.tables[there.name].columns
        assert set(there.c.keys()) <= set(row.keys())
        for column in there.c:
            is_instant = str(row[column.key].type) == str(Instant())
            assert isinstance(column.type, Instant if is_instant else NullType | JSON), column
