"""The schema: what the migrations make is what the models say, and an old one is told apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Table, column, insert, inspect, select, table

from bot.case.errors import SchemaOutdated, SchemaUnknown
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.priority import Priority
from bot.case.states import State
from bot.due.timers import run_due
from bot.notices import CardChanged
from bot.reminders.about import Step
from bot.reminders.timers import ClockStep
from bot.reports.proof import verify
from bot.service_levels.clocks import ClockName, Verdict, read_clock
from bot.service_levels.hours import ALL_HOURS
from storage import tables
from storage.deliveries import DeliveryTable
from storage.engine import connect
from storage.escalations import to_values
from storage.links import ChainReader
from storage.outbox import NOTICES
from storage.schema import NEWEST, _config, check, current, upgrade
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON, STORK, WREN, after, settle
from tests.support.looking import Ear

pytestmark = pytest.mark.both_databases


@pytest.fixture
def empty(empty_url: str) -> Iterator[Engine]:
    engine = connect(empty_url)
    yield engine
    engine.dispose()


def test_an_empty_database_is_told_what_to_run(empty: Engine) -> None:
    assert current(empty) is None
    with pytest.raises(SchemaOutdated, match=r"schema is empty.* Run: escalations db upgrade"):
        check(empty)


def test_an_older_schema_is_told_what_to_run(empty: Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(SchemaOutdated, match=r"schema is 0000.* Run: escalations db upgrade"):
        check(empty)


def test_a_newer_schema_is_told_from_an_older_one_and_left_alone(empty: Engine) -> None:
    upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for does in (check, upgrade):
        with pytest.raises(SchemaUnknown, match="9999, and this program knows none newer than"):
            does(empty)
    assert current(empty) == "9999"


def test_a_database_of_another_program_is_left_alone(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE anything (id integer)")
    with pytest.raises(SchemaOutdated, match="Run: escalations db upgrade"):
        check(empty)  # what it has beside ours is no matter
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE people (id integer)")
    for does in (check, upgrade):
        with pytest.raises(SchemaUnknown, match="has a table people that this program hasn't made"):
            does(empty)
    assert sorted(inspect(empty).get_table_names()) == ["anything", "people"]


def test_upgrading_from_nothing_makes_what_the_models_say(empty: Engine) -> None:
    upgrade(empty)
    check(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, tables.Table.metadata) == []


def test_the_newest_version_is_that_of_the_last_migration() -> None:
    assert ScriptDirectory.from_config(_config()).get_heads() == [NEWEST]


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert current(engine) == NEWEST


def test_an_upgrade_that_fails_leaves_nothing_half_done(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE anything (id integer)")
        connection.exec_driver_sql("CREATE INDEX outbox_due ON anything (id)")
    with pytest.raises(Exception, match="outbox_due"):
        upgrade(empty)
    assert inspect(empty).get_table_names() == ["anything"]


OLD = Escalation(
    EscalationId(1), "executive", ChannelId("C0EXEC"), "other", Priority.P1, "A title", "A story",
    WREN, NOON, 1, state=State.CLAIMED, owner=HERON, claimed_at=NOON, version=3,
)  # fmt: skip
REPLACED = ("reminder", "breach_alert", "communicate_reminder")


def table_of(name: str) -> Table:
    return tables.Table.metadata.tables[name]


def insert_old(engine: Engine, name: str, **values: object) -> None:
    """A row as version 0001 knew it: with no column that came later."""
    known = {c["name"] for c in inspect(engine).get_columns(name)}
    types = {c.key: c.type for c in table_of(name).columns}
    row = {key: value for key, value in values.items() if key in known}
    there = table(name, *(column(key, types.get(key)) for key in row))
    with engine.begin() as connection:
        connection.execute(insert(there).values(**row))


def old_notice(engine: Engine, number: int, sort: str, state: str, notice: str) -> None:
    insert_old(
        engine, "outbox", id=number, uid=f"u{number}", lane=f"to:{number}", after="", sort=sort,
        notice=notice, state=state, attempts=0, look_ups=0, created_at=NOON, next_try_at=NOON,
        error="", channel="", ts="",
    )  # fmt: skip


@pytest.fixture
def old(empty: Engine) -> Engine:
    """A database of version 0001 with a claimed case, and things left to be said."""
    with empty.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    insert_old(empty, "escalations", **to_values(OLD))
    for clock, kind, at, target in (
        ("first_response", "started", NOON, 1800),
        ("resolution", "started", NOON, 28800),
        ("first_response", "met", after(minutes=5), None),
    ):
        insert_old(
            empty, "clock_events", escalation_id=1, clock=clock, run=1, kind=kind, at=at,
            target_seconds=target, policy_version=1,
        )  # fmt: skip
    for about, at in (("half", after(hours=4)), ("breach", after(hours=8, seconds=1))):
        insert_old(
            empty, "timers", kind="reminder", due_at=at, escalation_id=1,
            about=f"resolution:{about}",
        )  # fmt: skip
    card = NOTICES.dump_json(CardChanged(OLD.id)).decode()
    old_notice(empty, 1, "card_changed", "waiting", card)
    states = ("waiting", "doubt", "parked", "done")
    for number, (sort, state) in enumerate([(r, s) for r in REPLACED for s in states], 2):
        old_notice(empty, number, sort, state, f'{{"sort": "{sort}", "to": "U0HERON"}}')
    return empty


def test_a_database_of_the_first_version_is_upgraded_with_what_is_in_it(old: Engine) -> None:
    upgrade(old)

    check(old)
    with DatabaseStorage(old, lambda: NOON).read() as work:
        assert work.escalations.peek(OLD.id) == OLD
        events = work.clocks.of(OLD.id)
        (half, breach) = sorted(work.timers.of_kind(ClockStep), key=lambda t: t.due_at)
    reading = read_clock(events, ClockName.RESOLUTION, lambda _version, _office: ALL_HOURS)
    assert reading is not None
    assert (reading.due_at, reading.verdict) == (after(hours=8), Verdict.RUNNING)
    assert {e.office for e in events} == {None}
    assert half == ClockStep(after(hours=4), OLD.id, ClockName.RESOLUTION, Step.HALF)
    assert breach.step is Step.BREACH


def test_after_the_upgrade_the_old_timers_bring_reminders(old: Engine) -> None:
    upgrade(old)
    with old.begin() as connection:
        connection.execute(table_of("outbox").delete())
    storage, ear = DatabaseStorage(old, lambda: NOON), Ear(old)
    settle(storage)

    for hours in (4, 9):
        assert not run_due(storage, after(hours=hours)).failures
        who = ("U0HERON",) if hours == 4 else ("U0HERON", STORK)
        step = "half" if hours == 4 else "breach"
        expected = [f"{user} 1 resolution:{step}" for user in who]
        assert ear.said(storage, after(hours=hours)) == expected


def test_what_can_not_be_read_any_more_is_dropped_and_all_else_goes_out(old: Engine) -> None:
    upgrade(old)

    taken = DeliveryTable(old).take(NOON, lease=after() - after(minutes=-1), limit=99)
    assert [parcel.notice for parcel in taken] == [CardChanged(OLD.id)]
    with old.connect() as connection:
        outbox = table("outbox", column("sort"), column("state"))
        found = connection.execute(select(outbox.c.state).where(outbox.c.sort.in_(REPLACED)))
        assert sorted(found.scalars()) == [*["done"] * 3, *["dropped"] * 9]


def test_after_the_upgrade_a_lane_goes_out_in_its_order(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(table_of("outbox").delete())
    for number in (1, 2, 3):
        card = NOTICES.dump_json(CardChanged(EscalationId(number))).decode()
        old_notice(old, number, "card_changed", "waiting", card)
    with old.begin() as connection:
        connection.execute(table_of("outbox").update().values(lane="to:U0HERON"))
    upgrade(old)

    with old.connect() as connection:
        known = table("outbox", column("id"), column("behind"))
        behind = connection.execute(select(known.c.behind).order_by(known.c.id))
        assert list(behind.scalars()) == [None, 1, 2]
    deliveries = DeliveryTable(old)
    for number in (1, 2, 3):
        (parcel,) = deliveries.take(NOON, lease=after(minutes=1) - NOON, limit=9)
        assert parcel.id == number
        deliveries.done(parcel, NOON)


def test_decisions_from_before_the_chain_are_chained_by_the_upgrade(old: Engine) -> None:
    for number in (1, 2):
        insert_old(
            old, "decisions", id=number, escalation_id=1, outcome="upheld", ground="law",
            ground_words="It is law", explanation="Because", message="Dear you",
            told_through="email", root_cause="", what_should_change="", decided_by=HERON,
            decided_at=after(hours=number), policy_version=1, supersedes=None,
        )  # fmt: skip
        insert_old(
            old, "communications", id=3 - number, decision_id=number, escalation_id=1, by=HERON,
            at=after(hours=3), through="email",
        )  # fmt: skip
    upgrade(old)

    with ChainReader(old).read() as links:
        entries = [(link.sort, link.number) for link in links.each()]
        proof = verify(links.each(), links.head(), links.position_of)
        assert links.unchained() is None
    assert (proof.entries, proof.decisions, proof.found) == (4, 2, None)
    assert entries == [
        ("decision", 1), ("communication", 2), ("decision", 2), ("communication", 1),
    ]  # fmt: skip


def test_a_new_row_states_every_value_itself(old: Engine) -> None:
    upgrade(old)
    columns = [
        column
        for name in ("clock_events", "timers", "escalations")
        for column in inspect(old).get_columns(name)
    ]
    assert [c["name"] for c in columns if c["default"] and "nextval" not in c["default"]] == []


def test_a_target_that_was_missed_before_the_upgrade_is_brought_up_again(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(table_of("timers").delete())
    for clock in ("first_response", "resolution"):  # the first was done since, though late
        insert_old(
            old, "clock_events", escalation_id=1, clock=clock, run=1, kind="missed",
            at=after(hours=8, seconds=1), target_seconds=None, policy_version=1,
        )  # fmt: skip
    upgrade(old)
    with DatabaseStorage(old, lambda: NOON).read() as work:
        (planned,) = work.timers.of_kind(ClockStep)
    assert (str(planned.about), planned.due_at) == ("resolution:again:1", after(hours=8, seconds=1))
