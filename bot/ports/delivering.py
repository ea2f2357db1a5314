"""The outbox: what is to be said, and as the one who delivers it sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.case.identifiers import ChannelId, UserId
from bot.notices import Notice
from bot.ports.cases import Thread


class Outbox(Protocol):
    """What is to be said once this transaction is committed."""

    def put(self, *notices: Notice) -> None: ...
    def retry(self, outbox_id: int) -> bool:
        """Puts a parked row back in its lane; False if it isn't parked any more."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """An outbox row taken for delivery, under a lease. `uid` travels with the message, so that one
    whose try ended in doubt can be looked up. Times are the machine's."""

    id: int
    uid: str
    notice: Notice
    attempts: int
    look_ups: int
    in_doubt: bool
    created_at: datetime
    first_tried_at: datetime | None


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

    def release_those_of_the_dead(self) -> int:
        """Ends the leases of processes of this machine that run no more, and puts their rows in
        doubt; how many there were."""
        ...

    def cut_waits(self, now: datetime, lease: timedelta) -> int:
        """Ends the waits that are longer than any of their sort: the clock was set back. Returns
        how many rows that were; leases last so long."""
        ...

    def done(
        self, parcel: Parcel, now: datetime, *, place: Thread | None = None, note: str = ""
    ) -> None:
        """It was delivered, at this place, or needs no delivery any more, for the noted reason."""
        ...

    def opened_thread(self, parcel: Parcel, now: datetime, thread: Thread) -> None:
        """A case's first card was posted: its thread is there."""
        ...

    def try_again(self, parcel: Parcel, at: datetime, error: str) -> None:
        """It surely did not arrive; it is tried again then."""
        ...

    def in_doubt(self, parcel: Parcel, at: datetime, error: str, *, looked_up: bool) -> None:
        """It may have arrived: it is looked up then, before it is sent again."""
        ...

    def park(self, parcel: Parcel, now: datetime, error: str, tell: Sequence[Notice]) -> None:
        """It can't arrive: it waits for a person, who is told."""
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
    def state(self, now: datetime) -> OutboxState: ...
