"""How things fail: a request is refused in words, the database is away, the program can't run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.case.text import REASON_LIMIT, counted


class RefusalCode(StrEnum):
    """What sort of refusal it is, for programs; the words beside it are for people. The values are
    stable: other programs read them."""

    NOT_A_MEMBER = "not_a_member"
    """Guests, other organisations, bots and accounts that are deactivated."""
    UNKNOWN_PERSON = "unknown_person"
    """Not known yet and being looked up: the same request may do in a few seconds."""
    NOT_ALLOWED = "not_allowed"
    """Other people may, these may not."""
    NOT_CLEARED = "not_cleared"
    """The case is of a class they are not let into."""
    NOT_IN_A_QUEUE = "not_in_a_queue"
    """It takes somebody of the queue, or of any."""
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NOT_FOUND = "not_found"
    """There is no such case, kind, queue, page or list."""
    NO_LONGER_SO = "no_longer_so"
    """What it was based on has changed meanwhile, or is gone."""
    LOST_RACE = "lost_race"
    """Others were quicker, several times over: the same request may do the next time."""
    WRONG_STATE = "wrong_state"
    """Not in the state the case is in."""
    ALREADY_CLAIMED = "already_claimed"
    """Somebody else has it, or is asked to take it."""
    ALREADY_SO = "already_so"
    """It would change nothing, or is there already."""
    AWAY = "away"
    """The person who is named isn't there."""
    IN_THE_WAY = "in_the_way"
    """The settings can't be so while something depends on them."""
    NOT_SET_UP = "not_set_up"
    """The installation has no policy, or none that takes this."""
    NOT_UNDERSTOOD = "not_understood"
    """Words, or the thing they are about, that can't be read."""
    REQUIRED = "required"
    INVALID = "invalid"
    """None of what may stand there; of a form, several faults of several sorts."""
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"
    """A time further off than may be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a form."""

    code: RefusalCode
    words: str


class Refused(Exception):
    """A request the rules turn down; its words are shown to the person as they are, its code is
    what programs go by.

    `faults` names form fields and what is wrong with each, for requests that came from a form.
    """

    def __init__(
        self, words: str, *, code: RefusalCode, faults: Mapping[str, Fault] | None = None
    ) -> None:
        super().__init__(words)
        self.words = words
        self.code = code
        self.faults: Mapping[str, Fault] = dict(faults or {})

    @property
    def fields(self) -> Mapping[str, str]:
        """The words at each field that is at fault."""
        return {name: fault.words for name, fault in self.faults.items()}


def at_fault(faults: Mapping[str, Fault], lead: str = "") -> Refused:
    """The refusal of a form for these faults, of which there is one at least: it has their code
    where all have the same."""
    codes = {fault.code for fault in faults.values()}
    code = codes.pop() if len(codes) == 1 else RefusalCode.INVALID
    words = " ".join(fault.words for fault in faults.values())
    return Refused(lead + words, code=code, faults=faults)


def check_text(
    field: str, text: str, limit: int = REASON_LIMIT, *, missing: str = ""
) -> dict[str, Fault]:
    """The fault of a text that is too long, or is left out where `missing` says why that won't do;
    nothing where it is as it should be."""
    if missing and not text:
        return {field: Fault(RefusalCode.REQUIRED, missing)}
    if counted(text) > limit:
        return {field: Fault(RefusalCode.TOO_LONG, f"Keep it under {limit:,} characters.")}
    return {}


class LostRace(Exception):
    """Somebody else changed the same escalation first; the verb is tried again on the new state."""


class StorageAway(Exception):
    """The database can't be reached or is stuck; nothing of the request was stored."""


class CommitInDoubt(StorageAway):
    """The database went away during the commit: it may or may not have been stored."""


class CannotRun(Exception):
    """The program can't start, or can't go on; the words say why, and what to do."""


class SchemaOutdated(CannotRun):
    """The database's schema is not the one this program was written for."""


class SchemaUnknown(SchemaOutdated):
    """It's none that an upgrade could begin from: a newer one, or another program's."""
