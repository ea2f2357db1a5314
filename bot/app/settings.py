"""What the environment says, read and checked in one place."""

from __future__ import annotations

import os
from typing import Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.case.errors import CannotRun

ENV_FILE = ".env"

from bot.ports.limits import Limits


class MissingSettings(CannotRun):
    """The environment lacks something, or says something that can't be."""


class Settings(BaseModel):
    """What the environment says. Secrets stay wrapped so that no log line or exception can show
    them."""

    model_config = ConfigDict(extra="ignore")

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = Field(default="sqlite:///var/escalations.db", repr=False)
    """Never printed: it may hold a password."""
    escalations_policy: str = "escalations.toml"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"
    port: int | None = Field(default=None, ge=1, le=65535)
    escalations_lease_seconds: float = Field(default=30, ge=1, le=3600)
    """How long a row of the outbox belongs to the process that took it; afterwards that process is
    taken for dead. Longer than any one delivery takes."""
    escalations_grace_seconds: float = Field(default=20, ge=1, le=600)
    """How long a process that is told to end may take; then it leaves behind what hangs."""

    @field_validator("log_level", mode="before")
    @classmethod
    def _loud(cls, level: str) -> str:
        return level.upper()

    @field_validator("log_format", mode="before")
    @classmethod
    def _quiet(cls, name: str) -> str:
        return name.lower()

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        """SQLite or PostgreSQL; platforms hand out postgres:// and mean the same."""
        for short in ("postgres://", "postgresql://"):
            url = url.replace(short, "postgresql+psycopg://", 1) if url.startswith(short) else url
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return url

    @property
    def api_url(self) -> str:
        """The Web API's address, with the slash at its end that the client needs."""
        return self.slack_api_url.rstrip("/") + "/"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def limits(self) -> Limits:
        """How long things may take, as far as the environment has a say in it."""
        return Limits(
            lease_seconds=self.escalations_lease_seconds,
            grace_seconds=self.escalations_grace_seconds,
        )

    def need(self, *names: str) -> None:
        """Raises MissingSettings naming every one of these that is not set."""
        missing = [n.upper() for n in names if not getattr(self, n).get_secret_value()]
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            raise MissingSettings(
                f"{' and '.join(missing)} {verb} not set. Set it in the environment or in a .env "
                "file (docs/operating.md says where to find it in Slack)."
            )


def read_settings() -> Settings:
    """The settings, from the environment and then from a .env file; what is empty isn't set, and
    names are the same in any case. Raises MissingSettings naming everything that can't be, without
    its value."""
    given: dict[str, str] = {}
    for source in (dotenv_values(ENV_FILE, encoding="utf-8"), os.environ):
        given |= {name.lower(): value for name, value in source.items() if value}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(str(p) for p in e['loc']).upper()}: {e['msg']}" for e in error.errors()
        )
        raise MissingSettings(f"The environment can't be used: {found}") from None
