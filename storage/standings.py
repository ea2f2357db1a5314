"""How people of a rotation stand now, read in one statement: an offer waits for it under a lock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Text,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from bot.case.identifiers import UserId
from bot.case.states import UNDECIDED
from bot.ports import MemberStanding
from storage.absences import IS_CURRENT, absence_of
from storage.people import person_of
from storage.policies import NEWEST, PoliciesTable
from storage.questions import ask
from storage.statements import columns
from storage.tables import AbsenceRow, EscalationRow, PersonRow, TurnRow

_PEOPLE = columns(PersonRow)
_ABSENCES = columns(AbsenceRow)
_CASES = columns(EscalationRow).c
_TURNS = columns(TurnRow).c
# Each a value of its own: a list is put together anew for each execution.
_OPEN = [literal(state.value) for state in UNDECIDED]


@cache
def _standings_of(people: int) -> Select[Any]:
    """The statement for so many people. Whoever isn't known has a row too."""
    named = [bindparam(f"user_{number}", type_=Text) for number in range(people)]
    asked = union_all(*(select(user.label("asked")) for user in named)).subquery("asked")
    user = asked.c.asked
    # The newest is found from the end of their turns: a queue's turns grow for ever.
    last = (
        select(_TURNS.id)
        .where(_TURNS.queue == bindparam("queue"), _TURNS.user_id == user, _TURNS.struck.is_(False))
        .order_by(_TURNS.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    # Two counts, each by an index alone, however much somebody holds.
    load = _count_of(_CASES.owner == user) + _count_of(
        _CASES.offered_to == user, _CASES.owner.is_(None)
    )
    is_theirs = and_(_ABSENCES.c.user_id == user, IS_CURRENT)
    return (
        select(
            user,
            NEWEST.scalar_subquery().label("newest_policy"),
            load.label("load"),
            last.label("last_turn"),
            _PEOPLE,
            _ABSENCES.c.id.label("absence"),
            *(_ABSENCES.c[name] for name in ("since", "until", "by", "cover")),
        )
        .select_from(asked)
        .outerjoin(_PEOPLE, _PEOPLE.c.user_id == user)
        .outerjoin(_ABSENCES, is_theirs)
        .order_by(_ABSENCES.c.id)
    )


def _count_of(*held: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*held, _CASES.state.in_(_OPEN)).scalar_subquery()


def standings(
    session: Session, policies: PoliciesTable, queue: str, users: Sequence[UserId], now: datetime
) -> Mapping[UserId, MemberStanding]:
    """How each of them stands in a queue now. Who offers asks next whether the policy is still the
    newest: that is read along."""
    if not users:
        return {}
    given = {f"user_{number}": user for number, user in enumerate(users)} | {
        "queue": queue,
        "now": now,
    }
    found = ask(session.connection(), (_standings_of(len(users)), given))
    policies.saw_again(found[0].newest_policy)
    # Of several absences the newest counts, which comes last.
    return {UserId(row.asked): _standing(row) for row in found}


def _standing(row: Row[Any]) -> MemberStanding:
    return MemberStanding(
        person_of(row) if row.user_id is not None else None,
        absence_of(UserId(row.asked), row) if row.absence is not None else None,
        row.load,
        row.last_turn,
    )
