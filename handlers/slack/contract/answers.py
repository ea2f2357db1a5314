"""How a listener answers: the surface is chosen by what was asked, not by the listener."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.case.identifiers import EscalationId
from bot.case.transitions import Move

Block = dict[str, object]
View = dict[str, object]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Received; what follows is seen elsewhere (the card, a private note)."""


@dataclass(frozen=True, slots=True)
class Say:
    """A private answer in words, with blocks where the surface can show them. `offers` puts the
    button of a move on it; `shows` puts a case's state on it, `details` all of the case; `snoozes`
    a Snooze button, which carries that."""

    words: str
    blocks: Sequence[Block] = ()
    escalation_id: EscalationId | None = None
    offers: Move | None = None
    shows: bool = False
    snoozes: str = ""
    details: bool = False


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong in a form, by block id: the form stays open and keeps what was typed."""

    by_block: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Show:
    """The form's next page."""

    view: View


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, or the message they were at, when they wanted to raise an escalation."""

    text: str = ""
    links: str = ""
    """Those of the message, split by blanks."""
    is_message: bool = False
    mark: str = ""
    """Of the note that brought it back, if one did."""


@dataclass(frozen=True, slots=True)
class Open:
    """A form, built and opened after the request was acknowledged. Building may refuse. `again`:
    what is kept for the person where Slack can't open it."""

    build: Callable[[], View]
    again: Typed | None = None


@dataclass(frozen=True, slots=True)
class Refresh:
    """An open form with other fields, after the request was acknowledged. One that has changed
    since `form_hash` stays as it is; '' changes it all the same, as what somebody chose has to.
    `fitted`: it was as it's to be, by this hash; it changes only where this process has changed it
    since, or is about to. `later` builds it where it's tried again, when more may stand in it than
    was known. `in_vain` is what the person is told where it can't be changed, '' for the usual.
    `ends`: the form is over with it, so that nothing else in it counts any more."""

    form_id: str
    form_hash: str
    build: Callable[[], View]
    fitted: str | None = None
    later: Callable[[], View] | None = None
    in_vain: str = ""
    ends: bool = False


Answer = Nothing | Say | Faults | Show | Open | Refresh
