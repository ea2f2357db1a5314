"""The schema: what the migrations make is what the models say, and an old one is told apart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from bot.errors import SchemaOutdated
from storage.engine import connect
from storage.schema import check, current, newest, upgrade
from storage.tables import Table


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


def test_upgrading_from_nothing_makes_what_the_models_say(empty: Engine) -> None:
    upgrade(empty)
    check(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    upgrade(engine)
    assert current(engine) == newest()


def test_an_upgrade_that_fails_leaves_nothing_half_done(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE turns (id integer)")
    with pytest.raises(Exception, match="turns"):
        upgrade(empty)
    assert inspect(empty).get_table_names() == ["turns"]
