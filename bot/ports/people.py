"""What is remembered of people, and of what managers have settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.case.identifiers import UserId
from bot.case.people import Identity, Person
from bot.policy import Policy


class People(Protocol):
    """Who is who in the workspace, as last heard from Slack."""

    def get(self, user: UserId) -> Person | None: ...
    def hold(self, user: UserId) -> Person | None:
        """As `get`, and locked until the transaction ends, so that a change is noticed once."""
        ...

    def several(self, users: Iterable[UserId]) -> Mapping[UserId, Person]:
        """Those of them that are known."""
        ...

    def names(self, users: Iterable[UserId]) -> Mapping[UserId, str]: ...
    def put(self, people: Iterable[Person]) -> None: ...
    def groups(self) -> frozenset[str]:
        """The user groups that have a member."""
        ...

    def group_members(self, groups: Iterable[str]) -> frozenset[UserId]: ...
    def put_group(self, group: str, members: Iterable[UserId]) -> None: ...
    def change_group(
        self, group: str, added: Iterable[UserId], removed: Iterable[UserId]
    ) -> None: ...
    def identity(self) -> Identity | None: ...
    def put_identity(self, identity: Identity) -> None: ...


class Policies(Protocol):
    """The policy in force, and its versions."""

    def current(self) -> Policy | None:
        """The newest version as it was when this transaction first asked."""
        ...

    def is_newest(self, version: int) -> bool:
        """Whether no newer version is in force at this moment."""
        ...

    def version(self, number: int) -> Policy | None: ...
    def add(self, policy: Policy, by: str, now: datetime, why: str = "") -> Policy:
        """Stores the version after the current one, and returns the policy with its number. The
        transaction ends in LostRace where somebody else has made that version meanwhile."""
        ...

    def history(self, limit: int) -> Sequence[PolicyVersion]:
        """The newest versions, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """Who put a version of the policy in force, when and why. `by` is a user id, or the place of a
    command in a shell."""

    version: int
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What Slack shows somebody as their App Home: its `hash`, '' where that isn't known, and a
    `digest` of what we have drawn, '' where something else may stand there."""

    hash: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """Whether somebody looks at their App Home, and whether anybody else does."""

    own: bool
    others: bool


class Homes(Protocol):
    """Whose App Home is looked at, and how they want it."""

    def opened(self, user: UserId) -> None:
        """They look at it at this moment."""
        ...

    def viewers(self, within: timedelta) -> Sequence[UserId]:
        """Who opened theirs so recently, the latest first; in the machine's time."""
        ...

    def looking(self, user: UserId, within: timedelta) -> Looking:
        """Whether they, and whether others opened theirs so recently; in the machine's time."""
        ...

    def board(self, user: UserId) -> str:
        """What of the board they chose to see, '' where they haven't."""
        ...

    def put_board(self, user: UserId, board: str) -> None: ...
    def drawn(self, user: UserId) -> Drawn: ...
    def put_drawn(self, user: UserId, drawn: Drawn) -> None: ...
    def unsettle(self, user: UserId) -> None:
        """A drawing is on its way: nobody can tell what is shown there until it is put."""
        ...
