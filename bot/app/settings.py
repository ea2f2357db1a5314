"""What the environment says, read and checked in one place."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from dotenv import dotenv_values

from bot.case.errors import CannotRun
from bot.limits import Limits

T = TypeVar("T")
ENV_FILE = ".env"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("console", "json")


class MissingSettings(CannotRun):
    """The environment lacks something, or says something that can't be."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no log line or exception shows."""

    _value: str = field(default="", repr=False)

    def get_secret_value(self) -> str:
        """The text itself."""
        return self._value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says, each under its own name. Secrets stay wrapped."""

    slack_bot_token: Secret = Secret()
    slack_signing_secret: Secret = Secret()
    slack_app_token: Secret = Secret()
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = field(default="sqlite:///var/escalations.db", repr=False)
    """Never printed: it may hold a password."""
    escalations_policy: str = "escalations.toml"
    escalations_templates: str = ""
    """A folder of message templates that go before the built-in ones; empty for none."""
    log_level: str = "INFO"
    log_format: str = "console"
    port: int | None = None
    escalations_lease_seconds: float = 30
    """How long a row of the outbox belongs to the process that took it; afterwards that process is
    taken for dead. Longer than any one delivery takes."""
    escalations_grace_seconds: float = 20
    """How long a process that is told to end may take; then it leaves behind what hangs."""

    @property
    def api_url(self) -> str:
        """The Web API's address, with the slash at its end that the client needs."""
        return self.slack_api_url.rstrip("/") + "/"

    @property
    def templates_folder(self) -> Path | None:
        """The folder of templates of one's own; None where there is none."""
        return Path(self.escalations_templates) if self.escalations_templates else None

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
            verb, it = ("is", "it") if len(missing) == 1 else ("are", "them")
            raise MissingSettings(
                f"{' and '.join(missing)} {verb} not set. Set {it} in the environment or in a .env "
                f"file (docs/operating.md says where to find {it} in Slack)."
            )


class _Environment:
    """What is set, read name by name; what can't be is kept, so that all of it is told at once."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.problems: list[str] = []

    def read(self, name: str, reading: Callable[[str], T], usual: T) -> T:
        """The value of a name, or the usual one where it isn't set."""
        text = self._given.get(name)
        if text is None:
            return usual
        try:
            return reading(text)
        except ValueError as error:
            self.problems.append(f"{name.upper()}: {error}")
            return usual


def _one_of(*known: str) -> Callable[[str], str]:
    """Reads a word in whatever case."""
    by_lower = {word.lower(): word for word in known}

    def read(text: str) -> str:
        word = by_lower.get(text.lower())
        if word is None:
            raise ValueError(f"must be {', '.join(known[:-1])} or {known[-1]}")
        return word

    return read


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise ValueError("must be a whole number from 1 to 65535")
    return int(text)


def _seconds(most: int) -> Callable[[str], float]:
    """Reads a number of seconds from 1 to so many."""

    def read(text: str) -> float:
        words = f"must be a number from 1 to {most}"
        try:
            seconds = float(text)
        except ValueError:
            raise ValueError(words) from None
        if not 1 <= seconds <= most:
            raise ValueError(words)
        return seconds

    return read


def _database_url(url: str) -> str:
    """SQLite or PostgreSQL; platforms hand out postgres:// and mean the same."""
    for short in ("postgres://", "postgresql://"):
        url = url.replace(short, "postgresql+psycopg://", 1) if url.startswith(short) else url
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return url


def read_settings() -> Settings:
    """The settings, from the environment and then from a .env file; what is empty isn't set, blanks
    and line breaks around a value are none of it, and names are the same in any case. Raises
    MissingSettings naming everything that can't be, without its value; OSError."""
    given: dict[str, str] = {}
    try:
        from_file = dotenv_values(ENV_FILE, encoding="utf-8")
    except UnicodeDecodeError:
        raise MissingSettings(f"{ENV_FILE} is not a text file in UTF-8.") from None
    for source in (from_file, os.environ):
        bare = {name.lower(): (value or "").strip() for name, value in source.items()}
        given |= {name: value for name, value in bare.items() if value}
    found, usual = _Environment(given), Settings()
    settings = Settings(
        slack_bot_token=found.read("slack_bot_token", Secret, usual.slack_bot_token),
        slack_signing_secret=found.read("slack_signing_secret", Secret, usual.slack_signing_secret),
        slack_app_token=found.read("slack_app_token", Secret, usual.slack_app_token),
        slack_api_url=found.read("slack_api_url", str, usual.slack_api_url),
        database_url=found.read("database_url", _database_url, usual.database_url),
        escalations_policy=found.read("escalations_policy", str, usual.escalations_policy),
        escalations_templates=found.read("escalations_templates", str, ""),
        log_level=found.read("log_level", _one_of(*LOG_LEVELS), usual.log_level),
        log_format=found.read("log_format", _one_of(*LOG_FORMATS), usual.log_format),
        port=found.read("port", _port, usual.port),
        escalations_lease_seconds=found.read(
            "escalations_lease_seconds", _seconds(3600), usual.escalations_lease_seconds
        ),
        escalations_grace_seconds=found.read(
            "escalations_grace_seconds", _seconds(600), usual.escalations_grace_seconds
        ),
    )
    if found.problems:
        raise MissingSettings(f"The environment can't be used: {'; '.join(found.problems)}")
    return settings
