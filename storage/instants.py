"""Instants as both databases keep them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator, TypeEngine

_OFFSET = len("+00:00")


class Instant(TypeDecorator[datetime]):
    """An aware instant, always UTC: timestamptz on PostgreSQL; on SQLite, which has no such type,
    a text of fixed width that sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """To the column's form. Raises ValueError for an instant without a zone."""
        return _text(value) if dialect.name == "sqlite" else _utc(value)

    def bind_processor(
        self, dialect: Dialect
    ) -> Callable[[datetime | None], datetime | str | None]:
        """The same in one call for each value: what is written is instants for a good part."""
        return _text if dialect.name == "sqlite" else _utc

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002 - the parent's signature
    ) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)


def _utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(UTC)


def _text(value: datetime | None) -> str | None:
    # A third of what strftime takes, for each instant that is written or asked for.
    known = _utc(value)
    return f"{known.isoformat(timespec='microseconds')[:-_OFFSET]}Z" if known is not None else None


class Period(Protocol):
    """What has a start and an end, None where it's open there."""

    @property
    def since(self) -> datetime | None: ...
    @property
    def until(self) -> datetime | None: ...


def within(at: ColumnElement[Any], period: Period) -> list[ColumnElement[bool]]:
    """That an instant is in a period, which holds its start and not its end."""
    since, until = period.since, period.until
    return [*([at >= since] if since else []), *([at < until] if until else [])]
