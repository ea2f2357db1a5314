"""The outbox: what is to be said, and as the one who delivers it sees it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.case.identifiers import ChannelId, UserId
from bot.notices import Notice
from bot.ports.cases import Thread


class Outbox(Protocol):
    """What is to be said once this transaction is committed."""

    def put(self, *notices: Notice) -> None: ...
    def noted(self, *subjects: str) -> Sequence[tuple[UserId, str]]:
        """In whose messages notes about these lie that aren't settled, or are on their way there,
        each with its subject."""
        ...

    def retry(self, outbox_id: int) -> bool:
        """Puts a parked row back in its lane, with all that is parked for the same place; False if
        it isn't parked any more."""
        ...

    def is_parked(self, outbox_id: int) -> bool:
        """Whether it waits for a person, or for the place it is for."""
        ...

    def retry_places(self, *places: ChannelId) -> None:
        """Puts back what is parked for these conversations, or for any where none is named."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outbox row taken for delivery, under a lease. `uid` travels with the message, so that one
    whose try ended in doubt can be looked up. Times are the machine's."""

    id: int
    uid: str
    notice: Notice
    attempts: int
    """How often it has been taken: whoever took it last may say what became of it."""
    failures: int
    """How many of its tries have failed for a reason of its own."""
    in_doubt: bool
    look_until: datetime | None
    """Until when one in doubt is looked for before it is sent again."""
    created_at: datetime
    first_tried_at: datetime | None
    taken_at: datetime
    """When this try was begun."""


@dataclass(frozen=True, slots=True)
class Lying:
    """A note that lies in somebody's messages with its buttons: the row that posted it, what it
    says, and where."""

    id: int
    notice: Notice
    channel: ChannelId
    ts: str


SLACK = "slack"
"""The place of what keeps everything back: Slack doesn't answer, or refuses the token."""


IN_METHODS = "."
"""What is in the name of each method of the Web API, and in that of no other place."""
EXPOSED = "channel_exposed"
"""Why something waits for a channel that is read by who may not."""


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps a whole place back: a conversation, all that goes by a method of the Web API, or
    SLACK. `since` is the machine's time. `is_told`: a person has been told of it."""

    place: str
    error: str
    since: datetime
    is_told: bool = False

    @property
    def is_of_method(self) -> bool:
        """Whether it's a method that fails."""
        return IN_METHODS in self.place


@dataclass(frozen=True, slots=True)
class OutboxState:
    """The state of the outbox."""

    waiting: int
    parked: int
    oldest_age_seconds: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something may be called: each call takes `every` of an allowance that
    comes back as time goes by, and calls may run ahead of it by `burst`."""

    every: timedelta
    burst: timedelta


class Deliveries(Protocol):
    """The outbox as the one who delivers sees it. Each call is a short transaction of its own; none
    is open while Slack is called."""

    def take(self, now: datetime, *, lease: timedelta, limit: int) -> Sequence[Parcel]:
        """Leases what may be delivered now: of each lane only the oldest unfinished row."""
        ...

    def release_those_of_the_dead(self, now: datetime) -> int:
        """Ends the leases of processes of this machine that run no more, and puts their rows in
        doubt; how many there were."""
        ...

    def cut_waits(self, now: datetime, lease: timedelta, *, short_too: bool) -> int:
        """Ends the waits that are longer than any of their sort: the clock was set back. Returns
        how many rows that were; leases last so long. `short_too`: also what is less than minutes,
        for which all that is pending is gone through."""
        ...

    def done(
        self,
        parcel: Parcel,
        now: datetime,
        *,
        place: Thread | None = None,
        note: str = "",
        is_live: bool = False,
    ) -> None:
        """It was delivered, at this place, or needs no delivery any more, for the noted reason.
        `is_live`: it has buttons, so that it is looked at again when its subject changes."""
        ...

    def lying(self, to: str, subject: str) -> Sequence[Lying]:
        """The notes about it that lie in somebody's messages and aren't settled, oldest first."""
        ...

    def settled(self, lying: Lying) -> None:
        """It has no buttons any more."""
        ...

    def rewritten(self, lying: Lying, notice: Notice) -> None:
        """It was edited, and says this now."""
        ...

    def said_in(self, parcel: Parcel, now: datetime, lying: Lying, notice: Notice) -> None:
        """It was said in a message that lay there, whose note it is from now on."""
        ...

    def opened_thread(self, parcel: Parcel, now: datetime, thread: Thread) -> None:
        """A case's first card was posted: its thread is there."""
        ...

    def try_again(self, parcel: Parcel, at: datetime, error: str, *, failed: bool) -> None:
        """It surely did not arrive; it is tried again then. `failed`: it was its own fault."""
        ...

    def in_doubt(
        self, parcel: Parcel, at: datetime, error: str, *, look_until: datetime, failed: bool
    ) -> None:
        """It may have arrived: it is looked up then, before it is sent again."""
        ...

    def park(
        self, parcel: Parcel, now: datetime, error: str, tell: Sequence[Notice], place: str = ""
    ) -> None:
        """It can't arrive: it waits for a person, who is told, or for the place it is for. Of a
        place `tell` is said once, however much is parked for it. Where nothing keeps the place
        back any more it goes again, and nobody is told."""
        ...

    def hinder(self, place: str, error: str, now: datetime, begun: datetime | None = None) -> bool:
        """Notes what keeps a place back; False where something is noted already, or where the place
        was opened since the try was begun that tells of it."""
        ...

    def told(self, place: str) -> bool:
        """Notes that a person is told of what keeps a place back; False if one was already."""
        ...

    def free(self, place: str, now: datetime) -> Hindrance | None:
        """What kept a place back is over: what was parked for it goes out. Returns what it was."""
        ...

    def hindrances(self) -> Sequence[Hindrance]:
        """What keeps places back now, the oldest first."""
        ...

    def revive(self, errors: Collection[str], now: datetime) -> None:
        """Lets out what was parked for these errors, and for any place; what would only tell of it
        is dropped."""
        ...

    def hasten(self, why: str, now: datetime, limit: int | None = None) -> int:
        """Has rows tried now whose wait was noted with an error that begins so; all of them where
        no limit is named. Returns how many."""
        ...

    def renew(self, parcel: Parcel, now: datetime, lease: timedelta) -> bool:
        """Begins the lease again; False if the row has been taken by somebody else since."""
        ...

    def reserve(self, channel: ChannelId, now: datetime, pace: Pace) -> datetime | None:
        """Takes a place in the channel's pace; None, or when to come back."""
        ...

    def give_back(self, channel: ChannelId, pace: Pace) -> None:
        """A place that was taken wasn't used."""
        ...

    def pause(self, channel: ChannelId, until: datetime) -> None:
        """Slack asked to leave this channel alone until then."""
        ...

    def direct_message(self, user: UserId) -> ChannelId | None: ...
    def put_direct_message(self, user: UserId, channel: ChannelId) -> None: ...
    def forget_direct_messages(self, user: UserId | None = None) -> None:
        """The conversation with a person, or with everybody, is opened anew when it's needed."""
        ...

    def state(self, now: datetime) -> OutboxState: ...
