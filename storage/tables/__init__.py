"""The tables, one class a table; only storage/ knows them.

All are there as soon as one is asked for here, so that `Table.metadata` is whole. What needs few of
them imports their own module: a class for a table takes its time to make.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.tables.cases import (
        CommunicationRow,
        CounterRow,
        DecisionRow,
        EscalationRow,
        RequestRow,
        ThreadRow,
        TimelineRow,
    )
    from storage.tables.delivering import UNFINISHED, ChannelPaceRow, DirectMessageRow, OutboxRow
    from storage.tables.people import GroupMemberRow, HomeRow, IdentityRow, PersonRow, PolicyRow
    from storage.tables.serving import (
        AbsenceRow,
        ClockEventRow,
        ExclusionRow,
        QueueLockRow,
        SnoozeRow,
        TimerRow,
        TurnRow,
    )
    from storage.tables.table import Id, Instant, Table

__all__ = [
    "UNFINISHED",
    "AbsenceRow",
    "ChannelPaceRow",
    "ClockEventRow",
    "CommunicationRow",
    "CounterRow",
    "DecisionRow",
    "DirectMessageRow",
    "EscalationRow",
    "ExclusionRow",
    "GroupMemberRow",
    "HomeRow",
    "Id",
    "IdentityRow",
    "Instant",
    "OutboxRow",
    "PersonRow",
    "PolicyRow",
    "QueueLockRow",
    "RequestRow",
    "SnoozeRow",
    "Table",
    "ThreadRow",
    "TimelineRow",
    "TimerRow",
    "TurnRow",
]

_MODULES = ("cases", "delivering", "people", "serving", "table")


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(name)
    for module in [import_module(f"{__name__}.{module}") for module in _MODULES]:
        globals().update({n: vars(module)[n] for n in __all__ if n in vars(module)})
    return globals()[name]
