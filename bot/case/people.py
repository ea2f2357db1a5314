"""Who somebody is in the workspace, and whether they may act at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import UserId


class Via(StrEnum):
    """Where a deliberate act came from; kept on the timeline."""

    COMMAND = "command"
    SHORTCUT = "shortcut"
    MESSAGE = "message"
    BUTTON = "button"
    MENTION = "mention"
    FORM = "form"
    HOME = "home"
    SHELL = "shell"
    TIMER = "timer"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person a request came from, and the way it came."""

    user: UserId
    via: Via


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the workspace as last heard of. `timezone` is an IANA name, '' where none is
    known; `unreachable` is the error with which Slack refuses messages to them, '' where it
    doesn't."""

    user: UserId
    name: str
    timezone: str = "UTC"
    is_guest: bool = False
    is_outsider: bool = False
    is_bot: bool = False
    is_deactivated: bool = False
    unreachable: str = ""

    @property
    def is_full_member(self) -> bool:
        """Whether this person may act: a member of this workspace, not a guest and not a bot."""
        return not (self.is_guest or self.is_outsider or self.is_bot or self.is_deactivated)

    @property
    def can_be_asked(self) -> bool:
        """Whether anything may be put before this person: a full member whom messages reach."""
        return self.is_full_member and not self.unreachable

    @property
    def is_stranger(self) -> bool:
        """Whether no more is known of them than that Slack doesn't know them."""
        return bool(self.unreachable) and self.name == self.user


def as_told(before: Person | None, told: Person) -> Person:
    """Somebody as Slack tells of them, by what was known of them. That messages to them are refused
    is no part of what Slack tells: it holds on, unless Slack knows them now, or they have become
    another sort of account, as one that was deactivated and is back."""
    if before is None or before.is_stranger or _sort_of(before) != _sort_of(told):
        return told
    return replace(told, unreachable=told.unreachable or before.unreachable)


def _sort_of(person: Person) -> tuple[bool, ...]:
    return person.is_guest, person.is_outsider, person.is_bot, person.is_deactivated


@dataclass(frozen=True, slots=True)
class Identity:
    """The installation as the workspace knows it: one workspace per installation."""

    team: str
    enterprise: str
    team_url: str
    bot_user: UserId
    bot: str
    team_name: str = ""


class UnknownPerson(Refused):
    """Somebody the tables don't know has acted; they are to be looked up."""

    def __init__(self, user: UserId, who: str = "you") -> None:
        super().__init__(
            f"I don't know {who} yet and am looking {who} up now. Please try again in a few "
            "seconds.",
            code=RefusalCode.UNKNOWN_PERSON,
        )
        self.user = user


def admit(user: UserId, person: Person | None) -> Person:
    """The person, if they may act: full members of this workspace only.

    Raises Refused with the reason for anybody else, UnknownPerson for somebody not known yet.
    """
    if person is None or person.is_stranger:
        raise UnknownPerson(user)
    if person.is_outsider:
        raise Refused(
            "Only members of this workspace can use escalations, not other organisations.",
            code=RefusalCode.NOT_A_MEMBER,
        )
    if person.is_guest:
        raise Refused(
            "Guests can't use escalations. Ask a full member of the workspace to do it.",
            code=RefusalCode.NOT_A_MEMBER,
        )
    if person.is_deactivated or person.is_bot:
        raise Refused("This account can't use escalations.", code=RefusalCode.NOT_A_MEMBER)
    return person
