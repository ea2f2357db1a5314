"""What is to be said to somebody, or found out about them, beside the notes about one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.transitions import Move
from bot.reminders.about import About, Run, read_about, read_run

TYPED_LIMIT = 2000
"""Characters that a button carries."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """One thing somebody is reminded of: a case, what of it, and in which run, both as they are
    kept (`of` and `in_run` say what they mean). `wanted_at` (ISO) is when they were to be reminded.
    """

    escalation_id: EscalationId
    about: str
    run: int
    wanted_at: str
    as_manager: bool = False
    at_any_hour: bool = False

    @property
    def of(self) -> About:
        """What it is about. Raises ValueError."""
        return read_about(self.about)

    @property
    def in_run(self) -> Run:
        """In which run of it. Raises ValueError."""
        return read_run(self.of.subject, self.run)


@dataclass(frozen=True, slots=True)
class Reminders:
    """To a person: everything about one case that they are to be reminded of at this moment, in one
    message. `pinged_at` (ISO) is when its message was planned, or that which it was said in."""

    to: UserId
    nudges: tuple[Nudge, ...]
    pinged_at: str = ""
    sort: Literal["reminders"] = "reminders"


@dataclass(frozen=True, slots=True)
class NotesChanged:
    """The notes about a subject that lie in somebody's messages may be settled by now. `to` is a
    person, or a channel; the subject as `subject_of` has it."""

    to: str
    subject: str
    sort: Literal["notes_changed"] = "notes_changed"


@dataclass(frozen=True, slots=True)
class DigestDue:
    """A digest, to a person or a channel, over the period that ends now (ISO UTC instants).
    `late`: when it was due, where it comes long after that. `tells_head`: the register's head is to
    be told there, also where there's nothing else to tell."""

    to: str
    queues: tuple[str, ...]
    timezone: str
    since: str
    until: str
    late: str = ""
    tells_head: bool = False
    sort: Literal["digest_due"] = "digest_due"


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """To a manager: a report they asked for at `asked_at` (ISO), over these days (ISO, both
    included; of the workspace's time zone) and of these queues, kind and priority (() and '': of
    all), told apart `by` something. `as_file`: its rows, else its figures in a message."""

    to: UserId
    report: str
    first: str
    last: str
    asked_at: str
    queues: tuple[str, ...] = ()
    kind: str = ""
    priority: str = ""
    by: str = ""
    as_file: bool = False
    sort: Literal["report_asked"] = "report_asked"


@dataclass(frozen=True, slots=True)
class WhatIfAsked:
    """To a manager: what a change of the settings would have done, that isn't saved. `at` is the
    page of its form, `holds` what is typed there, by field; `opened`, `shown_on` and `shown` as
    the form remembers them. It's shown in the form while that is as it was, by Slack's
    `form_hash` ('': however it is), else sent."""

    to: UserId
    at: str
    holds: tuple[tuple[str, str], ...]
    opened: int
    shown_on: int
    shown: str
    form_id: str
    form_hash: str = ""
    sort: Literal["what_if_asked"] = "what_if_asked"


@dataclass(frozen=True, slots=True)
class WentAway:
    """To somebody: they are away, and what they still have. `since` (ISO) tells one absence from
    the next."""

    to: UserId
    by: UserId
    since: str
    sort: Literal["went_away"] = "went_away"


@dataclass(frozen=True, slots=True)
class CameBack:
    """To somebody whom a manager has brought back."""

    to: UserId
    by: UserId
    sort: Literal["came_back"] = "came_back"


@dataclass(frozen=True, slots=True)
class Covering:
    """To who covers for somebody: that they do."""

    to: UserId
    user: UserId
    sort: Literal["covering"] = "covering"


@dataclass(frozen=True, slots=True)
class NoLongerCovering:
    """To who covered for somebody: another does, or nobody, or they are back."""

    to: UserId
    user: UserId
    sort: Literal["no_longer_covering"] = "no_longer_covering"


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """To a manager: somebody of these queues can't act any more, and what they leave behind."""

    to: UserId
    user: UserId
    queues: tuple[str, ...]
    sort: Literal["member_left"] = "member_left"


@dataclass(frozen=True, slots=True)
class TakenOff:
    """To a manager, or to somebody themselves: they are no longer on the rotation of these queues,
    and what of these they still have."""

    to: UserId
    user: UserId
    queues: tuple[str, ...]
    sort: Literal["taken_off"] = "taken_off"


@dataclass(frozen=True, slots=True)
class NobodyManages:
    """To a queue's channel, or to somebody on its rotation: it has no manager left to tell of
    anything, nor has the workspace."""

    to: str
    queue: str
    sort: Literal["nobody_manages"] = "nobody_manages"


@dataclass(frozen=True, slots=True)
class ChannelExposed:
    """To a manager: who may not reads a channel in which confidential cases are kept. `at` (ISO) is
    when it was noticed."""

    to: UserId
    channel: ChannelId
    at: str
    sort: Literal["channel_exposed"] = "channel_exposed"


@dataclass(frozen=True, slots=True)
class ChannelMended:
    """To a manager: a channel is again as private as what is kept there needs."""

    to: UserId
    channel: ChannelId
    at: str
    sort: Literal["channel_mended"] = "channel_mended"


@dataclass(frozen=True, slots=True)
class HomeChanged:
    """Somebody's App Home is stale. `with_others`: it is one of many, for what another person did;
    those who did something themselves go first."""

    to: UserId
    with_others: bool = False
    sort: Literal["home_changed"] = "home_changed"


@dataclass(frozen=True, slots=True)
class HomesChanged:
    """The App Homes of all who look at theirs are stale, but for that of the person who changed
    something: theirs was drawn first."""

    by: UserId | None = None
    sort: Literal["homes_changed"] = "homes_changed"


@dataclass(frozen=True, slots=True)
class LookUp:
    """Somebody unknown acted: find out who they are."""

    user: UserId
    sort: Literal["look_up"] = "look_up"


@dataclass(frozen=True, slots=True)
class LookAt:
    """A channel may be another than it was: find out what it is now."""

    channel: ChannelId
    sort: Literal["look_at"] = "look_at"


@dataclass(frozen=True, slots=True)
class Undelivered:
    """To a manager: something could not be delivered, and why; they may have it tried again.

    `what` is of our own words, with the recipient as a mention. `place`: the conversation, or the
    person, that nothing can be delivered to; what else is for it waits with it. `queue`: whose
    channel that is.
    """

    to: UserId
    outbox_id: int
    what: str
    error: str
    escalation_id: EscalationId | None = None
    place: str = ""
    queue: str = ""
    sort: Literal["undelivered"] = "undelivered"


@dataclass(frozen=True, slots=True)
class Hindered:
    """To a manager: what kept everything for a place back, and from when until when; `until` is ''
    while it lasts. Instants in ISO form, of the machine's clock."""

    to: UserId
    place: str
    error: str
    since: str
    until: str
    sort: Literal["hindered"] = "hindered"


@dataclass(frozen=True, slots=True)
class FormNotOpened:
    """To who wanted to raise an escalation while Slack couldn't open the form: what they typed, and
    the link of the message they were at."""

    to: UserId
    text: str
    link: str = ""
    sort: Literal["form_not_opened"] = "form_not_opened"

    @property
    def typed(self) -> str:
        """What its button carries: the link, and after a line break what was typed."""
        return f"{self.link}\n{self.text}"[:TYPED_LIMIT]


@dataclass(frozen=True, slots=True)
class PrivateAnswer:
    """An answer to a click or a mention, seen by that person alone: sent at once and at most once.

    Either a `reply_address` (lives 30 minutes) or a channel and thread. With `offers`, it carries
    the button of that move; with `shows`, the case's own state in words; with `details`, all of it;
    with `snoozes`, what its Snooze button carries. With `redraws` it takes the place of the list in
    which was pressed, named as it's asked for: `mine`, `show ESC-1`, `search Acme`.
    """

    to: UserId
    words: str
    channel: ChannelId | None = None
    thread: str = ""
    reply_address: str = ""
    escalation_id: EscalationId | None = None
    offers: Move | None = None
    shows: bool = False
    details: bool = False
    snoozes: str = ""
    redraws: str = ""
    sort: Literal["private_answer"] = "private_answer"
