"""A database, opened by its address: its schema, and what is kept in it once it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from storage import schema

if TYPE_CHECKING:
    from storage.deliveries import DeliveryTable
    from storage.links import ChainReader
    from storage.register import Register
    from storage.work import DatabaseStorage


class Database:
    """The database of one address; nothing is connected before something is asked.

    Each part is imported when it's first asked for: a command that looks at the schema or writes
    the register starts without the rest.
    """

    def __init__(self, engine: Engine, machine_now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._machine_now = machine_now

    def check_schema(self) -> None:
        """Raises SchemaOutdated unless the schema is the one this program needs, StorageAway."""
        schema.check(self._engine)

    def check(self) -> None:
        """The same, and that it can be written to. Raises SchemaOutdated, StorageAway."""
        schema.check(self._engine)
        schema.check_writing(self._engine)

    def upgrade(self) -> None:
        """Brings the schema to the newest version. Raises StorageAway."""
        schema.upgrade(self._engine)

    def current_schema(self) -> str | None:
        """The schema's version, None for an empty database. Raises StorageAway."""
        return schema.current(self._engine)

    def close(self) -> None:
        """Lets the connections go."""
        self._engine.dispose()

    @cached_property
    def storage(self) -> DatabaseStorage:
        """What the rules read and write."""
        from storage.work import DatabaseStorage

        return DatabaseStorage(self._engine, self._machine_now)

    @cached_property
    def outbox(self) -> DeliveryTable:
        """What is to be delivered."""
        from storage.deliveries import DeliveryTable
        from storage.holders import this_process

        return DeliveryTable(self._engine, this_process())

    @cached_property
    def register(self) -> Register:
        """The register of decisions, for a report."""
        from storage.register import Register

        return Register(self._engine)

    @cached_property
    def chain(self) -> ChainReader:
        """The register's chain, to be verified."""
        from storage.links import ChainReader

        return ChainReader(self._engine)
