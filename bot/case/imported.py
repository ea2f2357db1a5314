"""A decision that another system made before: what is kept of it, and the rules for a row of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from bot.case.identifiers import EscalationId
from bot.case.kinds import BASES, DECIDED_BY, KINDS
from bot.case.text import clean, clean_line

NEEDED = ("external_id", "kind", "decided_at", "outcome")
RESTRICTIONS = ("none", "visibility", "account", "monetary", "service")
LINE_LIMIT = 300
"""Of what is one line: names, titles, grounds."""
TEXT_LIMIT = 20_000
"""Of an explanation and a message. Longer than a form takes: what was said before was said."""
LINKS_LIMIT = 20
LINK_LIMIT = 1000
FIRST_YEAR = 1970
_OURS = re.compile(r"ESC-([0-9]{1,9})", re.IGNORECASE)
_OFFSET = re.compile(r"(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)$", re.IGNORECASE)


@dataclass(frozen=True)
class Imported:
    """A decision of another system, as a row has it; what it doesn't say is ''. `external_id` is
    its key there, `original_decision` that of the one it contests, or ESC-n. `decided_by_type`,
    `vendor` and `decided_by` say who made this one. People are kept as they were written."""

    external_id: str
    kind: str
    decided_at: datetime
    outcome: str
    account: str = ""
    title: str = ""
    links: tuple[str, ...] = ()
    requester: str = ""
    opened_at: datetime | None = None
    submitted_at: datetime | None = None
    original_decision: str = ""
    decided_by_type: str = ""
    vendor: str = ""
    decided_by: str = ""
    ground: str = ""
    explanation: str = ""
    message: str = ""
    restriction: str = ""
    basis: str = ""
    notified_at: datetime | None = None
    effect_given_at: datetime | None = None

    @cached_property
    def digest(self) -> str:
        """Equal for rows that say the same; kept: it stays as it is."""
        said = {name: _said(getattr(self, name)) for name in COLUMNS}
        text = json.dumps({k: v for k, v in said.items() if v}, ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()

    @property
    def original_case(self) -> EscalationId | None:
        """The case of ours whose decision it contests."""
        return case_named(self.original_decision)


COLUMNS = tuple(field.name for field in fields(Imported))


def case_named(text: str) -> EscalationId | None:
    """The n of ESC-n. A number alone is another system's."""
    found = _OURS.fullmatch(text)
    return EscalationId(int(found.group(1))) if found else None


def read_imported(cells: Mapping[str, str], now: datetime) -> Imported | tuple[str, ...]:
    """The decision of a row, its cells by their columns, or all that is wrong with it."""
    problems: list[str] = []
    read: dict[str, object] = {}
    for name, cell in cells.items():
        text = cell.strip()
        if not text:
            if name in NEEDED:
                problems.append(f"{name} is missing.")
            continue
        if "\x00" in text:
            problems.append(f"{name} has a character that can't be kept (NUL).")
            continue
        try:
            read[name] = _READ[name](name, text)
        except ValueError as error:
            problems.append(str(error))
    problems += _between(read, now)
    return tuple(problems) if problems else Imported(**read)  # type: ignore[arg-type] # by column


def _line(name: str, text: str) -> str:
    line = clean_line(text)
    if len(line) > LINE_LIMIT:
        raise ValueError(f"{name} has {len(line):,} characters, at most {LINE_LIMIT} are kept.")
    return line


def _text(name: str, text: str) -> str:
    kept = clean(text)
    if len(kept) > TEXT_LIMIT:
        raise ValueError(f"{name} has {len(kept):,} characters, at most {TEXT_LIMIT:,} are kept.")
    return kept


def _links(name: str, text: str) -> tuple[str, ...]:
    links = tuple(dict.fromkeys(text.split()))
    if len(links) > LINKS_LIMIT:
        raise ValueError(f"{name} are {len(links)}, at most {LINKS_LIMIT} are kept.")
    for link in links:
        if not link.startswith(("https://", "http://")):
            shown = _shown(link)
            raise ValueError(f"{name}: {shown} doesn't begin with https:// or http://.")
        if len(link) > LINK_LIMIT:
            raise ValueError(f"{name}: one is longer than {LINK_LIMIT:,} characters.")
    return links


def _one_of(options: tuple[str, ...]) -> Callable[[str, str], str]:
    known = frozenset(options)

    def read(name: str, text: str) -> str:
        if text not in known:
            raise ValueError(f"{name} is {_shown(text)}, which is none of {', '.join(options)}.")
        return text

    return read


def _instant(name: str, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        words = f"{name} is {_shown(text)}, which is no instant like 2026-11-30T14:00:00+01:00."
        raise ValueError(words) from None
    if at.tzinfo is None or not _OFFSET.search(text):
        raise ValueError(f"{name} is {text}, without its offset from UTC, like +01:00 or Z.")
    if at.year < FIRST_YEAR or at.year > 9998:
        raise ValueError(f"{name} is {text}: years go from {FIRST_YEAR}.")
    return at.astimezone(UTC)


def _external_id(name: str, text: str) -> str:
    if _OURS.fullmatch(text):
        raise ValueError(f"{name} is {text}, which is a case of ours.")
    return _line(name, text)


_READ: Mapping[str, Callable[[str, str], object]] = {
    **dict.fromkeys(COLUMNS, _line),
    "external_id": _external_id,
    "explanation": _text,
    "message": _text,
    "links": _links,
    "kind": _one_of(tuple(KINDS)),
    "decided_by_type": _one_of(tuple(DECIDED_BY)),
    "restriction": _one_of(RESTRICTIONS),
    "basis": _one_of(tuple(BASES)),
    **dict.fromkeys(
        ("opened_at", "submitted_at", "decided_at", "notified_at", "effect_given_at"), _instant
    ),
}


def _between(read: Mapping[str, object], now: datetime) -> list[str]:
    """What is wrong between the columns."""
    problems: list[str] = []
    kind, outcome = read.get("kind"), read.get("outcome")
    if isinstance(kind, str) and outcome is not None:
        outcomes = tuple(o.name for o in KINDS[kind].outcomes)
        if outcome not in outcomes:
            shown = _shown(str(outcome))
            problems.append(
                f"outcome is {shown}, which is none of {', '.join(outcomes)} (kind {kind})."
            )
    if read.get("decided_by_type") == "vendor":
        if "vendor" not in read:
            problems.append("vendor is missing: decided_by_type is vendor.")
    elif "vendor" in read and "decided_by_type" in read:
        problems.append(f"vendor is given, but decided_by_type is {read['decided_by_type']}.")
    if "external_id" in read and read.get("original_decision") == read["external_id"]:
        problems.append("original_decision is the row itself.")
    return problems + _in_order(read, now)


def _in_order(read: Mapping[str, object], now: datetime) -> list[str]:
    problems = []
    for name, at in read.items():
        if isinstance(at, datetime) and at > now:
            problems.append(f"{name} is in the future.")
    decided = read.get("decided_at")
    if not isinstance(decided, datetime):
        return problems
    for name in ("opened_at", "submitted_at"):
        before = read.get(name)
        if isinstance(before, datetime) and before > decided:
            problems.append(f"{name} is after decided_at.")
    for name in ("notified_at", "effect_given_at"):
        afterwards = read.get(name)
        if isinstance(afterwards, datetime) and afterwards < decided:
            problems.append(f"{name} is before decided_at.")
    return problems


def _said(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _shown(text: str) -> str:
    """As much of a cell as fits into a sentence."""
    line = clean_line(text)
    return repr(line if len(line) <= 40 else f"{line[:40]}…")
