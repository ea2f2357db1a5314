"""Who looks at a case above `internal`: noted on its timeline before it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, RequestKey
from bot.case.people import Actor
from bot.casework.case_view import CaseView, Seen
from bot.casework.record import record
from bot.casework.transaction import carry_out
from bot.events import CaseLookedAt
from bot.ports import Receipt, Storage, Work


def looked_at(storage: Storage, actor: Actor, seen: Iterable[Seen], now: datetime) -> None:
    """Notes that somebody is about to see these cases, as far as they are above `internal` and it
    isn't only their reference: once an hour (by the clock, UTC) for each person and case. Raises
    StorageAway, CommitInDoubt: what can't be noted isn't to be shown."""
    shown(storage, actor, [v.escalation for v in seen if isinstance(v, CaseView)], now)


def shown(storage: Storage, actor: Actor, whole: Iterable[Escalation], now: datetime) -> None:
    """As `looked_at`, of cases that they may read and are about to see, as in a form. Raises the
    same."""
    cases = [e.id for e in whole if e.confidentiality != Confidentiality.INTERNAL]
    if not cases:
        return
    with storage.read() as work:
        new = [case for case in cases if work.requests.find(_key(actor, case, now)) is None]
    for case in new:
        note = partial(_note, case=case, actor=actor, now=now)
        carry_out(storage, _key(actor, case, now), note, now)


def _key(actor: Actor, case: EscalationId, now: datetime) -> RequestKey:
    return RequestKey(f"looked:{case}:{actor.user}:{int(now.timestamp()) // 3600}")


def _note(work: Work, *, case: EscalationId, actor: Actor, now: datetime) -> Receipt:
    record(work, case, now, CaseLookedAt(), by=actor)
    return Receipt("", case)
