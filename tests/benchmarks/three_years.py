"""Three years of closed escalations and some open ones, made in the database itself: the same for the
same seed, and of a smaller number the newest ones, so that the last weeks are alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, text

from storage.schema import upgrade
from storage.statements import columns
from storage.tables import (
    AppealRow,
    ClockEventRow,
    CommunicationRow,
    DecisionRow,
    EffectRow,
    EscalationRow,
    Table,
    TimelineRow,
    TurnRow,
)
from storage.work import DatabaseStorage
from tests.benchmarks.apps import settle
from tests.benchmarks.databases import unlimited

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
START = NOW - timedelta(days=3 * 365)
LAST_CLOSED = NOW - timedelta(days=4)
OPEN_SINCE = timedelta(days=20)
_DAY = 86400


@dataclass(frozen=True)
class Sizes:
    """How many are closed in three years, how many of these (the newest) the database holds, and
    how many are open beside them."""

    closed: int
    held: int
    open: int
    seed: int = 1


def filled(engine: Engine, sizes: Sizes) -> DatabaseStorage:
    """A migrated database that holds them."""
    upgrade(engine)
    storage = DatabaseStorage(engine, lambda: NOW)
    settle(storage)
    sql = Sql(engine.dialect.name == "sqlite")
    with engine.begin() as connection:
        unlimited(connection)
        connection.execute(text(_lives(sizes)))
        for fill in sql.fills():
            fill.put(connection, is_sqlite=sql.is_sqlite)
        connection.execute(text("DROP TABLE lives"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        unlimited(connection)
        connection.execute(text("ANALYZE" if sql.is_sqlite else "VACUUM ANALYZE"))
    return storage


def _chance(number: int, of: int, seed: int) -> str:
    """A whole number below `of` that follows from a life's number `i`, the same on both databases."""
    factor = 2654435761 + 2 * number * 1000003 + 2 * seed
    return f"((i * {factor} + {number * 7919}) % 4294967296) / 65536 % {of}"


def _lives(sizes: Sizes) -> str:
    """A table of lives: when each case was opened, claimed, decided and told, in seconds."""

    def chance(number: int, of: int) -> str:
        return _chance(number, of, sizes.seed)

    start, end, now = (int(at.timestamp()) for at in (START, LAST_CLOSED, NOW))
    since = now - int(OPEN_SINCE.total_seconds())
    first, last = sizes.closed - sizes.held + 1, sizes.closed + sizes.open
    closed = f"{start} + i * {end - start - 4 * _DAY} / {sizes.closed}"
    still = f"{since} + (i - {sizes.closed}) * {now - since - _DAY} / {max(1, sizes.open)}"
    is_open = f"i > {sizes.closed}"
    return f"""
    CREATE TABLE lives AS
    WITH RECURSIVE numbers(i) AS (
      SELECT CAST({first} AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i < {last}
    ), opened AS (
      SELECT i, CASE WHEN {is_open} THEN {still} ELSE {closed} END AS opened FROM numbers
    ), claimed AS (
      SELECT i, opened, opened + 600 + {chance(1, 7200)} AS claimed FROM opened
    ), decided AS (
      SELECT i, opened, claimed, claimed + 3600 + {chance(2, 2 * _DAY)} AS decided FROM claimed
    )
    SELECT i, opened, claimed, decided, decided + 600 + {chance(3, 14400)} AS told,
      CASE WHEN {is_open} THEN 1 ELSE 0 END AS is_open,
      CASE WHEN {is_open} AND {chance(4, 10)} < 4 THEN 0 ELSE 1 END AS is_claimed,
      CASE WHEN {chance(5, 10)} < 5 THEN 'executive' WHEN {chance(5, 10)} < 7 THEN 'frontline'
        WHEN {chance(5, 10)} < 8 THEN 'other' ELSE 'appeal' END AS kind,
      CASE {chance(6, 3)} WHEN 0 THEN 'P1' WHEN 1 THEN 'P2' ELSE 'P3' END AS priority,
      CASE {chance(7, 3)} WHEN 0 THEN 'U0HERON' WHEN 1 THEN 'U0BADGER' ELSE 'U0KESTREL' END AS owner,
      CASE WHEN {chance(8, 400)} = 0 THEN 'U0OTTER' ELSE 'U0R' || {chance(8, 400)} END AS requester,
      CASE WHEN {chance(9, 10)} < 7 THEN 'upheld' ELSE 'reversed' END AS outcome,
      CASE {chance(10, 4)} WHEN 0 THEN '' WHEN 1 THEN 'Acme BPO' ELSE 'Tide' END AS vendor,
      CASE {chance(11, 3)} WHEN 0 THEN 'policy_gap' WHEN 1 THEN 'wrong_policy_reading'
        ELSE 'policy_unclear' END AS cause
    FROM decided"""


@dataclass(frozen=True)
class Fill:
    """Rows of a table from lives: SQL by column; what has no SQL and must have a value has any."""

    row: type[Table]
    values: Mapping[str, str]
    where: str = "1 = 1"

    def put(self, connection: Connection, *, is_sqlite: bool) -> None:
        """Adds them."""
        table = columns(self.row)
        plain: dict[str, str] = {}
        for column in table.columns:
            if column.nullable or (column.primary_key and column.autoincrement is not False):
                continue
            kind = type(column.type).__name__
            never = "'2023-01-01T00:00:00.000000Z'"
            plain[column.name] = {
                "JSON": "'[]'",
                "Boolean": "false",
                "Instant": never if is_sqlite else f"CAST({never} AS timestamptz)",
                "Text": "''",
            }.get(kind, "0")
        whole = plain | dict(self.values)
        names = ", ".join(f'"{name}"' for name in whole)
        sql = f"INSERT INTO {table.name} ({names}) SELECT {', '.join(whole.values())} FROM lives"
        connection.execute(text(f"{sql} WHERE {self.where} ORDER BY i"))


_CLOSED, _CLAIMED, _APPEAL = "is_open = 0", "is_claimed = 1", "kind = 'appeal'"
_REVERSED = f"{_CLOSED} AND {_APPEAL} AND outcome = 'reversed'"


@dataclass(frozen=True)
class Sql:
    """The words of one database."""

    is_sqlite: bool

    def at(self, seconds: str) -> str:
        """An instant as its column has it."""
        if self.is_sqlite:
            return f"strftime('%Y-%m-%dT%H\\:%M\\:%S', {seconds}, 'unixepoch') || '.000000Z'"
        return f"to_timestamp({seconds})"

    def fills(self) -> list[Fill]:
        """What becomes of each life."""
        return [self._cases(), *self._timeline(), *self._clocks(), *self._decided(), self._turns()]

    def _cases(self) -> Fill:
        def closed(then: str) -> str:
            return f"CASE WHEN {_CLOSED} THEN {then} END"

        title = "'Reviews of business ' || i || ' removed'"
        return Fill(
            EscalationRow,
            {
                "id": "i", "version": "1", "run": "1", "queue": "'executive'", "channel": "'C0EXEC'",
                "kind": "kind", "priority": "priority", "title": title, "answers": "'{}'",
                "what_happened": "'Since the rebrand they are hidden.'",
                "account": "'Business ' || i % 5000", "confidentiality": "'internal'",
                "requester": "requester", "owner": "CASE WHEN is_claimed = 1 THEN owner END",
                "state": "CASE WHEN is_open = 0 THEN 'closed' WHEN is_claimed = 1 THEN 'claimed' "
                "ELSE 'open' END",
                "claimed_at": f"CASE WHEN is_claimed = 1 THEN {self.at('claimed')} END",
                "opened_at": self.at("opened"), "decided_at": closed(self.at("decided")),
                "closed_at": closed(self.at("told")), "close_reason": closed("'communicated'"),
                "policy_version": "1",
            },
        )  # fmt: skip

    def _timeline(self) -> list[Fill]:
        steps = {
            "opened": ("opened", "1 = 1"),
            "claimed": ("claimed", _CLAIMED),
            "decided": ("decided", _CLOSED),
            "communicated": ("told", _CLOSED),
        }
        return [
            Fill(
                TimelineRow,
                {"escalation_id": "i", "at": self.at(when), "what": f"'{what}'", "details": "'{}'"},
                where,
            )
            for what, (when, where) in steps.items()
        ]

    def _clocks(self) -> list[Fill]:
        found: list[Fill] = []
        for clock, ends, target, where in (
            ("first_response", "claimed", 2 * 3600, _CLAIMED),
            ("resolution", "decided", 2 * _DAY, _CLOSED),
        ):
            of = {"escalation_id": "i", "clock": f"'{clock}'", "run": "1", "policy_version": "1"}
            due = self.at(f"(opened + {target})")
            begun = {**of, "kind": "'started'", "at": self.at("opened"), "office": "''"}
            found.append(Fill(ClockEventRow, {**begun, "target_seconds": str(target)}))
            late = f"{ends} > opened + {target}"
            missed = {"kind": "'missed'", "at": self.at(f"(opened + {target} + 1)"), "due_at": due}
            met = {"kind": "'met'", "at": self.at(ends), "due_at": due}
            found.append(Fill(ClockEventRow, {**of, **missed}, f"{where} AND {late}"))
            found.append(Fill(ClockEventRow, {**of, **met}, where))
        return found

    def _decided(self) -> list[Fill]:
        outcome = f"CASE WHEN {_APPEAL} THEN outcome ELSE 'answered' END"
        decision = {
            "id": "i", "escalation_id": "i", "outcome": outcome, "ground": "'genuine_experience'",
            "explanation": "'Nothing was bought here, as the bill shows.'", "language": "'en'",
            "message": "'We have looked at it again.'", "told_through": "'email'",
            "root_cause": f"CASE WHEN {_REVERSED} THEN cause ELSE '' END", "decided_by": "owner",
            "decided_at": self.at("decided"), "policy_version": "1",
        }  # fmt: skip
        of = {"decision_id": "i", "escalation_id": "i"}
        given = {"given_at": self.at("told"), "at": self.at("told"), "by": "owner"}
        appeal = {
            "escalation_id": "i", "basis": "'visibility'", "received_at": self.at("opened"),
            "decided_by": "CASE WHEN vendor = '' THEN 'staff' ELSE 'vendor' END",
            "vendor": "vendor", "decided_at": self.at("(opened - 86400)"),
        }  # fmt: skip
        return [
            Fill(DecisionRow, decision, _CLOSED),
            Fill(CommunicationRow, {**of, "at": self.at("told"), "by": "owner"}, _CLOSED),
            Fill(EffectRow, {**of, **given}, _REVERSED),
            Fill(AppealRow, appeal, _APPEAL),
        ]

    def _turns(self) -> Fill:
        turn = {"queue": "'executive'", "user_id": "owner", "escalation_id": "i", "run": "1"}
        return Fill(TurnRow, {**turn, "at": self.at("opened")}, _CLAIMED)
