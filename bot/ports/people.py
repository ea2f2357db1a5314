"""What is remembered of people, and of what managers have settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from bot.identifiers import UserId
from bot.people import Identity, Person
from bot.policy import Policy


class People(Protocol):
    """Who is who in the workspace, as last heard from Slack."""

    def get(self, user: UserId) -> Person | None: ...
    def several(self, users: Iterable[UserId]) -> Mapping[UserId, Person]:
        """Those of them that are known."""
        ...

    def names(self, users: Iterable[UserId]) -> Mapping[UserId, str]: ...
    def put(self, people: Iterable[Person]) -> None: ...
    def group_members(self, groups: Iterable[str]) -> frozenset[UserId]: ...
    def put_group(self, group: str, members: Iterable[UserId]) -> None: ...
    def change_group(
        self, group: str, added: Iterable[UserId], removed: Iterable[UserId]
    ) -> None: ...
    def identity(self) -> Identity | None: ...
    def put_identity(self, identity: Identity) -> None: ...


class Policies(Protocol):
    """The policy in force, and its versions."""

    def current(self) -> Policy | None: ...
    def version(self, number: int) -> Policy | None: ...
    def add(self, policy: Policy, by: str, now: datetime) -> Policy:
        """Stores the next version and returns the policy with its number."""
        ...
