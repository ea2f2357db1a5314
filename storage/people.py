"""People, user groups and our own identity, as last heard from Slack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.orm import Session

from bot.case.identifiers import UserId
from bot.case.people import Identity, Person
from storage.statements import columns
from storage.tables import GroupMemberRow, IdentityRow, PersonRow

ONLY_ROW = 1
_PEOPLE = columns(PersonRow)
_ONE = select(_PEOPLE).where(_PEOPLE.c.user_id == bindparam("user"))
_SEVERAL = select(_PEOPLE).where(_PEOPLE.c.user_id.in_(bindparam("users", expanding=True)))

_HELD = select(_PEOPLE.c.user_id).where(_PEOPLE.c.user_id == bindparam("user")).with_for_update()


def person_of(row: Row[Any]) -> Person:
    """A row of people as the person."""
    return Person(
        user=UserId(row.user_id),
        name=row.name,
        timezone=row.timezone,
        is_guest=row.is_guest,
        is_outsider=row.is_outsider,
        is_bot=row.is_bot,
        is_deactivated=row.is_deactivated,
        unreachable=row.unreachable,
    )


class PeopleTable:
    """Who is who, in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[UserId, Person | None] = {}

    def read(self, user: UserId, person: Person | None) -> None:
        """Somebody has read this person along."""
        self._read[user] = person

    def get(self, user: UserId) -> Person | None:
        if user in self._read:
            return self._read[user]
        row = self._session.execute(_ONE, {"user": user}).one_or_none()
        return person_of(row) if row is not None else None

    def hold(self, user: UserId) -> Person | None:
        self._session.execute(_HELD, {"user": user})
        self._read.pop(user, None)
        return self.get(user)

    def several(self, users: Iterable[UserId]) -> Mapping[UserId, Person]:
        rows = self._session.execute(_SEVERAL, {"users": list(users)})
        return {person.user: person for person in map(person_of, rows)}

    def names(self, users: Iterable[UserId]) -> Mapping[UserId, str]:
        query = select(PersonRow.user_id, PersonRow.name).where(PersonRow.user_id.in_(list(users)))
        return {UserId(user): name for user, name in self._session.execute(query)}

    def put(self, people: Iterable[Person]) -> None:
        self._read.clear()
        for person in people:
            values = asdict(person)
            values["user_id"] = values.pop("user")
            self._session.merge(PersonRow(**values))
        self._session.flush()

    def groups(self) -> frozenset[str]:
        return frozenset(
            self._session.execute(select(GroupMemberRow.group_id).distinct()).scalars()
        )

    def group_members(self, groups: Iterable[str]) -> frozenset[UserId]:
        query = select(GroupMemberRow.user_id).where(GroupMemberRow.group_id.in_(list(groups)))
        return frozenset(UserId(user) for user in self._session.execute(query).scalars())

    def put_group(self, group: str, members: Iterable[UserId]) -> None:
        self._session.execute(delete(GroupMemberRow).where(GroupMemberRow.group_id == group))
        self.change_group(group, members, ())

    def change_group(self, group: str, added: Iterable[UserId], removed: Iterable[UserId]) -> None:
        self._session.execute(
            delete(GroupMemberRow).where(
                GroupMemberRow.group_id == group, GroupMemberRow.user_id.in_(list(removed))
            )
        )
        for user in added:
            self._session.merge(GroupMemberRow(group_id=group, user_id=user))

    def identity(self) -> Identity | None:
        row = self._session.get(IdentityRow, ONLY_ROW)
        if row is None:
            return None
        return Identity(
            row.team, row.enterprise, row.team_url, UserId(row.bot_user), row.bot, row.team_name
        )

    def put_identity(self, identity: Identity) -> None:
        self._session.merge(IdentityRow(id=ONLY_ROW, **asdict(identity)))
