"""A stage for each test: a fresh database under an engine that remembers its statements."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from storage.engine import connect
from storage.work import DatabaseStorage
from tests.architecture.stage import Stage
from tests.support.factories import NOON


@pytest.fixture(scope="session")
def stage_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One engine for all stages: compiling its statements anew takes longer than most tests."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('stage') / 'stage.db'}")

    @event.listens_for(engine, "connect")
    def _forgetful(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # nothing here outlives its test

    yield engine
    engine.dispose()


@pytest.fixture
def new_stage(stage_engine: Engine, migrated_file: Path) -> Iterator[Callable[..., Stage]]:
    """Sets a stage, which clears the one before; its people and policy are those of the factories unless told otherwise."""
    file = Path(str(stage_engine.url.database))

    def set_stage(**told: Any) -> Stage:
        stage_engine.dispose()
        for leftover in ("-wal", "-shm"):
            file.with_name(file.name + leftover).unlink(missing_ok=True)
        shutil.copy(migrated_file, file)
        return Stage(stage_engine, DatabaseStorage(stage_engine, lambda: NOON), **told)

    yield set_stage
    stage_engine.dispose()
