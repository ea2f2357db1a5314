"""What was imported is in the register's chain: it is as it came."""

from __future__ import annotations

from threading import Thread

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, delete, insert, inspect, update

from bot.case.chain import Part, Sort
from bot.case.imported import Imported
from bot.limits import Limits
from bot.reports.proof import FoundFlaw
from bot.verbs.importing.import_decisions import import_decisions
from bot.verbs.importing.reading import Row
from storage.engine import connect
from storage.imported import _values
from storage.schema import _config, upgrade
from storage.statements import columns
from storage.tables import ImportedDecisionRow, RegisterEntryRow, RegisterHeadRow
from storage.work import DatabaseStorage, DatabaseWork
from tests.storage.test_chain import decide, flaws, proof
from tests.support.factories import NOON, after
from tests.support.held_up import wait_until_held_up
from tests.support.looking import rows

pytestmark = pytest.mark.both_databases
IMPORTED = columns(ImportedDecisionRow)


def old(number: int) -> Imported:
    return Imported(
        f"KZ-{number}",
        "other",
        after(days=-9),
        "upheld",
        account="Café Ø",
        links=("https://birds.example/7",),
        decided_by="Wren Holm",
        notified_at=after(days=-8),
    )


def imports(storage: DatabaseStorage, *numbers: int) -> None:
    with storage.begin() as work:
        import_decisions(work, [Row(n, old(n)) for n in numbers], NOON)


def found(engine: Engine) -> tuple[int, int, int, FoundFlaw | None]:
    walked, loose = proof(engine)
    assert loose is None
    return walked.entries, walked.decisions, walked.imported, walked.found


def test_each_is_chained_between_what_is_decided_here(
    storage: DatabaseStorage, engine: Engine
) -> None:
    decide(storage)
    imports(storage, *range(1, 1203))
    decide(storage, 2)

    assert found(engine) == (1206, 2, 1202, None)
    assert {e.texts_salt for e in rows(engine, RegisterEntryRow) if e.sort == Sort.IMPORTED} != {""}


@pytest.mark.parametrize("column", ["outcome", "account", "decided_by", "original_case"])
def test_one_that_is_altered_is_named(
    storage: DatabaseStorage, engine: Engine, column: str
) -> None:
    imports(storage, 1, 2, 3)
    value = 7 if column == "original_case" else "reversed"
    with engine.begin() as connection:
        connection.execute(update(IMPORTED).where(IMPORTED.c.id == 2).values({column: value}))

    assert flaws(engine) == ["Imported decision 2 (entry 2) was altered"]


def test_one_that_is_taken_away_or_put_in_by_hand_is_named(
    storage: DatabaseStorage, engine: Engine
) -> None:
    imports(storage, 1, 2)
    with engine.begin() as connection:
        connection.execute(delete(IMPORTED).where(IMPORTED.c.id == 1))
        connection.execute(insert(IMPORTED).values({**_values(old(9), NOON), "id": 9}))

    assert flaws(engine) == [
        "Imported decision 1 (entry 1) was removed",
        "Imported decision 9 (no entry) was inserted",
    ]


def test_what_people_wrote_in_one_can_be_erased(storage: DatabaseStorage, engine: Engine) -> None:
    imports(storage, 1)
    with storage.begin() as work:
        assert isinstance(work, DatabaseWork)
        for part in Part:
            work._chain.erase(Sort.IMPORTED, 1, part, after(days=400))

    with storage.read() as work:
        left = work.imported.get("KZ-1")
    assert left is not None
    assert (left.account, left.links, left.decided_by) == ("", (), "")
    assert found(engine) == (3, 0, 1, None)


def imported_before(engine: Engine, count: int) -> None:
    """Brings the database to the version before, with so many imported."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        chained = ScriptDirectory.from_config(config).get_revision("0036")
        command.upgrade(config, str(chained.down_revision))
        assert inspect(connection).has_table("imported_decisions")
        connection.execute(insert(IMPORTED), [_values(old(n), NOON) for n in range(1, count + 1)])


def test_the_upgrade_chains_behind_what_is_decided_meanwhile(empty_postgres_url: str) -> None:
    engine = connect(empty_postgres_url, Limits(database_seconds=30))
    imported_before(engine, 2)
    upgrading = Thread(target=upgrade, args=(engine,))
    with engine.begin() as deciding:
        deciding.execute(update(columns(RegisterHeadRow)).values(entries=7, digest="ab" * 32))
        upgrading.start()
        wait_until_held_up(engine, upgrading.is_alive)
    upgrading.join()

    first = rows(engine, RegisterEntryRow)[0]
    assert (first.position, first.previous) == (8, "ab" * 32)
    engine.dispose()


def test_what_was_imported_before_is_chained_by_the_upgrade(empty_url: str) -> None:
    engine = connect(empty_url)
    imported_before(engine, 1202)
    upgrade(engine)

    assert found(engine) == (1202, 0, 1202, None)
    imports(DatabaseStorage(engine, lambda: NOON), 5000)
    assert found(engine) == (1203, 0, 1203, None)
    engine.dispose()
