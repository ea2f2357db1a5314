"""The schema's versions: bringing a database up to date, and saying whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from bot.case.errors import SchemaOutdated
from storage.failures import translated


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def newest() -> str:
    """The version this program was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None, "there is at least one migration"
    return head


def current(engine: Engine) -> str | None:
    """The version of the database, None for an empty one. Raises StorageAway."""
    with translated(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine) -> None:
    """Brings the database to the newest version. Raises StorageAway."""
    config = _config()
    with translated(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # A migration may take its time; people's requests may not.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(engine: Engine) -> None:
    """Raises SchemaOutdated unless the database is at the version this program needs."""
    found, needed = current(engine), newest()
    if found != needed:
        raise SchemaOutdated(
            f"The database's schema is {found or 'empty'}, this program needs {needed}. "
            "Run: escalations db upgrade"
        )
