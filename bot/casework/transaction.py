"""One verb, one transaction: carried out once under its key, again after a lost race."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.case.errors import LostRace, RefusalCode, Refused
from bot.case.identifiers import RequestKey, UserId
from bot.ports import Receipt, Storage, Work

Done = TypeVar("Done")
TRIES = 4
"""How often a verb is tried again on the new state after losing a race."""


def carry_out(
    storage: Storage,
    key: RequestKey,
    verb: Callable[[Work], Receipt],
    now: datetime,
    by: UserId | None = None,
) -> Receipt:
    """Runs a verb in one transaction under its idempotency key; a repeat gets the first answer.
    `by` is whose request it is, where somebody's.

    Raises what the verb raises (Refused), StorageAway, CommitInDoubt.
    """
    for _ in range(TRIES):
        try:
            with storage.begin() as work:
                done = work.requests.find(key, by)
                if done is not None:
                    return done
                receipt = verb(work)
                work.requests.keep(key, receipt, now)
            return receipt
        except LostRace:
            continue
    raise Refused(
        "Somebody else is changing this at the same moment. Please try again.",
        code=RefusalCode.LOST_RACE,
    )


def retry_on_race(storage: Storage, do: Callable[[Work], Done]) -> Done:
    """Does in one transaction what is safe to repeat, again after losing a race. Raises LostRace
    when it loses them all, StorageAway."""
    for _ in range(TRIES - 1):
        try:
            return _in_one(storage, do)
        except LostRace:
            continue
    return _in_one(storage, do)


def _in_one(storage: Storage, do: Callable[[Work], Done]) -> Done:
    with storage.begin() as work:
        return do(work)
