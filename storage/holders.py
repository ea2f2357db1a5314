"""Who holds a lease: a process of some machine, and whether it is gone for sure."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.lanes import among
from storage.tables import PENDING, OutboxRow
from storage.waits import APART

_LEASED = (
    among(OutboxRow.__table__.c.state, PENDING),
    OutboxRow.behind.is_(None),
    OutboxRow.lease_until.is_not(None),
)
_KERNEL = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")


def this_process() -> str:
    """The name of this process: where its number means something, the number, and when it started.

    Where the kernel does not tell (anywhere but on Linux) it is '': its leases run out, and that is
    all.
    """
    place, number = _place(), os.getpid()
    _, started = _state_and_start(number)
    return f"{place} {number} {started}" if place and started else ""


def has_ended(name: str) -> bool:
    """Whether the process of this name runs no more. False where that can't be known: a process of
    another machine, or of another container, whose numbers are other ones."""
    place, _, rest = name.partition(" ")
    number, _, started = rest.partition(" ")
    if not place or place != _place() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        pass  # somebody else's: it is there
    state, found = _state_and_start(int(number))
    return state in ("Z", "X") or found not in ("", started)


def _place() -> str:
    """One start of one machine, and there one set of process numbers: that of a container. Not the
    host's name, which two containers may share."""
    try:
        return f"{_KERNEL.read_text().strip()}:{_PROCESSES.stat().st_ino}"
    except OSError:
        return ""


def _state_and_start(number: int) -> tuple[str, str]:
    """Its state and when it started, in ticks since the machine did: no clock that is set moves
    them. Both '' where it can't be read."""
    try:
        told = Path(f"/proc/{number}/stat").read_text(errors="replace")
    except OSError:
        return "", ""
    # Its name, in brackets, may hold anything. Behind it come the state and, 19 fields on, the
    # start.
    fields = told.rpartition(")")[2].split()
    return (fields[0], fields[19]) if len(fields) > 19 else ("", "")


def dead_holders(session: Session, now: datetime) -> list[str]:
    """The processes of this machine that hold leases and are gone."""
    # What is leased was due: else all that is pending would be gone through.
    was_due = OutboxRow.next_try_at <= now + APART
    names = session.scalars(select(OutboxRow.holder).where(*_LEASED, was_due).distinct())
    return [name for name in names if name and has_ended(name)]


def end_leases(session: Session, names: Collection[str]) -> int:
    """Ends the leases of these processes; how many rows that were. What such a process was doing
    may have arrived: its rows are in doubt, and looked for however often that was done before."""
    released = session.execute(
        update(OutboxRow)
        .where(*_LEASED, OutboxRow.holder.in_(names))
        .values(state="doubt", lease_until=None, look_until=None)
        .returning(OutboxRow.id)
    )
    return len(released.all())
