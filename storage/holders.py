"""Who holds a lease: a process of some machine, and whether it is gone for sure."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storage.tables import OutboxRow

_PENDING = ("waiting", "doubt")
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


def is_gone(name: str) -> bool:
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


def release_those_of_the_dead(session: Session) -> int:
    """Ends the leases of processes of this machine that are gone; how many rows that were.

    What such a process was doing may have arrived: its rows are in doubt and due, and looked for
    twice, however often that was done before.
    """
    leased = (OutboxRow.state.in_(_PENDING), OutboxRow.lease_until.is_not(None))
    names = session.scalars(select(OutboxRow.holder).where(*leased).distinct())
    gone = [name for name in names if name and is_gone(name)]
    if not gone:
        return 0
    released = session.execute(
        update(OutboxRow)
        .where(*leased, OutboxRow.holder.in_(gone))
        .values(state="doubt", lease_until=None, look_until=None)
        .returning(OutboxRow.id)
    )
    return len(released.all())
