"""App Homes: drawn for those who look at theirs, at a pace Slack allows, never an older one over a
newer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog
from slack_sdk import WebClient

from bot.case.identifiers import UserId
from bot.casework.record import LOOKED_AT
from bot.notices import HomeChanged, HomesChanged
from bot.ports import Clock, Deliveries, Drawn, Pace, Parcel, Storage
from handlers.delivery.places import HOMES
from handlers.delivery.rendering_home import render_home
from handlers.delivery.settling import Settling
from handlers.slack.contract.answers import View
from handlers.web_api.refusals import NOT_OF_ONE
from handlers.web_api.sending import Arrived, InDoubt, Never, NotSent, NotSoFast, Sent, call

PACE = Pace(timedelta(seconds=0.75), timedelta(seconds=13.5))
"""Slack takes about 100 views.publish a minute: 19 at once and 80 more."""
PACE_WITH_OTHERS = Pace(PACE.every, timedelta(seconds=9))
"""Those who act themselves find a few places left, however many others are to be drawn."""
TRIES = 4
CONFLICT = "hash_conflict"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NotYet:
    """The pace allows no more before this instant."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Same:
    """What is shown there is what would be drawn."""


@dataclass(frozen=True, slots=True)
class HomePublisher:
    """Draws App Homes; any number of threads and processes may."""

    client: WebClient
    storage: Storage
    outbox: Deliveries
    calendar: Clock
    machine: Clock
    settling: Settling

    def deliver(self, parcel: Parcel, notice: HomeChanged) -> str:
        """Draws somebody's Home and notes what became of it."""
        sent = self.publish(notice)
        match sent:
            case NotYet(until):
                self.settling.put_back(parcel, until, "waits for the pace of Homes")
                return "paced"
            case Same():
                return self.settling.done(parcel, note="it stands there")
            case Never(error) if error not in NOT_OF_ONE:
                log.warning("home_not_published", user=notice.to, error=error)
                return self.settling.done(parcel, note=error)
            case Arrived() | NotSoFast():
                return self.settling.settle(parcel, sent, HOMES)
            case NotSent() | InDoubt() | Never():
                return self.settling.settle(parcel, sent)
            case _:
                assert_never(sent)

    def publish(self, notice: HomeChanged) -> Sent | NotYet | Same:
        """Draws somebody's Home as things are. Where another process was faster, what it has
        drawn may be newer than what was read here: it is read again."""
        pace = PACE_WITH_OTHERS if notice.with_others else PACE
        refused: str | None = None
        sent: Sent = Never(CONFLICT)
        for _ in range(TRIES):
            free_at = self.outbox.reserve(HOMES, self.machine.now(), pace)
            if free_at is not None:
                return NotYet(free_at)
            drawn, view, digest = self._read(notice)
            if digest == drawn.digest:
                self.outbox.give_back(HOMES, pace)
                return Same()
            # A hash that was refused and is still the only one known is of no use.
            known = drawn.hash if drawn.hash != refused else ""
            sent = self._send(notice.to, view, known)
            if isinstance(sent, Arrived):
                self._keep(notice.to, Drawn(_hash(sent), digest))
                if known:
                    break
                # Without a hash it may have gone over a newer one: it is read once more.
            elif isinstance(sent, Never) and sent.error == CONFLICT:
                refused = known
            else:
                break
        if isinstance(sent, InDoubt):
            return NotSent(sent.error, sent.method)  # drawn again as things stand then
        if isinstance(sent, Never) and sent.error == CONFLICT:
            return NotSent(sent.error)
        return sent

    def _read(self, notice: HomeChanged) -> tuple[Drawn, View, str]:
        """The hash is read before what is drawn: what changes in between is refused. Who opened it,
        or did something there, looks at it."""
        user, is_look = notice.to, not notice.with_others
        with self.storage.read() as work:
            drawn = work.homes.drawn(user)
        view = render_home(self.storage, user, self.calendar.now(), is_look=is_look)
        words = json.dumps(view, sort_keys=True).encode()
        return drawn, view, hashlib.sha256(words).hexdigest()

    def _send(self, user: UserId, view: View, known: str) -> Sent:
        with self.storage.begin() as work:
            work.homes.unsettle(user)
        return call(
            "views.publish",
            lambda: self.client.views_publish(user_id=user, view=view, hash=known or None),
        )

    def _keep(self, user: UserId, drawn: Drawn) -> None:
        with self.storage.begin() as work:
            work.homes.put_drawn(user, drawn)

    def draw_all(self, notice: HomesChanged) -> None:
        """Has the Homes drawn that somebody looks at: several changes at once are one drawing."""
        with self.storage.begin() as work:
            viewers = work.homes.viewers(LOOKED_AT)
            others = [viewer for viewer in viewers if viewer != notice.by]
            work.outbox.put(*(HomeChanged(viewer, with_others=True) for viewer in others))


def _hash(sent: Arrived) -> str:
    published = sent.answer.get("view")
    found = published.get("hash") if isinstance(published, dict) else None
    return found if isinstance(found, str) else ""
