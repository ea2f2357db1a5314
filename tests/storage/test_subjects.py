"""Open cases of the same subject are found, by an index, as long as they are open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, delete, insert, inspect, select

from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.priority import Priority
from bot.case.states import CloseReason
from bot.case.subject import Subject, SubjectSort, subjects, subjects_of
from storage.engine import connect
from storage.escalations import to_values
from storage.schema import _config, upgrade
from storage.tables import EscalationRow, SubjectRow
from storage.work import DatabaseStorage
from tests.support.factories import NOON, WREN
from tests.support.plans import NO_SEQUENCE, executed, explained

pytestmark = pytest.mark.both_databases
LINK = "https://reviews.example/r/7"
ACME = (Subject(SubjectSort.ACCOUNT, "acme"),)
OTHERS = subjects("Bolt", (LINK,), {})


def a_case(number: int, account: str = "Acme A/S", links: tuple[str, ...] = ()) -> Escalation:
    return Escalation(
        EscalationId(number),
        "executive",
        ChannelId("C0EXEC"),
        "other",
        Priority.P2,
        "Title",
        "Story",
        WREN,
        NOON,
        1,
        account=account,
        links=links,
        version=1,
    )


def kept(storage: DatabaseStorage, *cases: Escalation) -> None:
    with storage.begin() as work:
        for case in cases:
            work.escalations.add(case)


def found(storage: DatabaseStorage, about: tuple[Subject, ...], limit: int = 10) -> list[int]:
    with storage.read() as work:
        return [case.id for case in work.escalations.alike(about, limit=limit)]


def test_the_open_ones_are_found_the_newest_first(storage: DatabaseStorage) -> None:
    kept(storage, a_case(1), a_case(2, "ACME"), a_case(3, "Bolt", (LINK,)))
    assert found(storage, ACME) == [2, 1]
    assert found(storage, OTHERS) == [3]
    assert found(storage, (*ACME, *OTHERS)) == [3, 2, 1]
    assert found(storage, (*ACME, *OTHERS), limit=2) == [3, 2]
    assert found(storage, ()) == []


def test_one_that_was_added_in_the_same_transaction_is_found(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.escalations.add(a_case(1))
        assert [case.id for case in work.escalations.alike(ACME, limit=10)] == [1]


def test_a_closed_one_is_not_found_and_one_that_is_reopened_is(storage: DatabaseStorage) -> None:
    kept(storage, a_case(1))
    for closed, expected in ((True, list[int]()), (False, [1])):
        with storage.begin() as work:
            case = work.escalations.get(EscalationId(1))
            assert case is not None
            ended = case.closed(CloseReason.WITHDRAWN, NOON)
            work.escalations.save(ended if closed else case.reopened(None, NOON))
        assert found(storage, ACME) == expected


@pytest.mark.parametrize("is_locked", [True, False])
def test_one_that_is_corrected_is_found_by_what_it_is_now(
    storage: DatabaseStorage, is_locked: bool
) -> None:
    kept(storage, a_case(1))
    with storage.begin() as work:
        read = work.escalations.get if is_locked else work.escalations.peek
        case = read(EscalationId(1))
        assert case is not None
        work.escalations.save(replace(case, account="Bolt", links=(LINK,)))
    assert found(storage, ACME) == []
    assert found(storage, OTHERS) == [1]


def test_cases_that_were_kept_before_are_found_after_the_upgrade(empty_url: str) -> None:
    engine = connect(empty_url)
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        subjects_come = ScriptDirectory.from_config(config).get_revision("0016")
        command.upgrade(config, str(subjects_come.down_revision))
        known = {column["name"] for column in inspect(connection).get_columns("escalations")}
        ended = a_case(2).closed(CloseReason.WITHDRAWN, NOON)
        cases = [a_case(1, links=(LINK,)), ended, a_case(3, "")]
        rows = [{k: v for k, v in to_values(c).items() if k in known} for c in cases]
        connection.execute(insert(EscalationRow), rows)
    upgrade(engine)
    storage = DatabaseStorage(engine, lambda: NOON)
    assert found(storage, ACME) == [1]
    assert found(storage, subjects("", (LINK,), {})) == [1]
    with engine.connect() as connection:
        stored = connection.execute(select(SubjectRow.escalation_id, SubjectRow.is_open)).all()
    assert sorted(stored) == [(1, True), (1, True), (2, False)]
    engine.dispose()


def test_they_are_looked_up_by_the_index_in_its_order(
    storage: DatabaseStorage, engine: Engine
) -> None:
    kept(storage, *(a_case(number) for number in range(1, 50)))
    with executed(engine) as found, storage.begin() as work:
        assert work.escalations.alike((*ACME, *OTHERS), limit=5)
    asked = [(sql, given) for sql, given in found.items() if "FROM subjects" in sql]
    ((sql, given),) = asked
    plan = explained(engine, sql, given, without=(*NO_SEQUENCE, "enable_bitmapscan"))
    assert plan.count("subjects_by_digest") == 3, plan
    for wrong in ("SCAN subjects", "Seq Scan", "Sort", "TEMP B-TREE"):
        assert wrong not in plan, plan


def test_what_is_kept_is_what_the_case_is_about(storage: DatabaseStorage, engine: Engine) -> None:
    case = a_case(1, links=(LINK, f"{LINK}/"))
    kept(storage, case)
    with engine.begin() as connection:
        rows = connection.execute(select(SubjectRow.sort, SubjectRow.digest)).all()
        connection.execute(delete(SubjectRow))
    assert {(row.sort, row.digest) for row in rows} == {
        (subject.sort.value, subject.digest) for subject in subjects_of(case)
    }
