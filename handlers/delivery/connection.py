"""Whether Slack answers at all: one state a process, asked about once for everything that waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from bot.case.errors import LostRace, StorageAway
from bot.limits import Limits
from bot.notices import Hindered
from bot.ports import SLACK, Clock, Deliveries, Hindrance, Storage
from handlers.delivery.methods import PAUSES, POSTING, Methods, waiting_for
from handlers.delivery.undelivered import managers_of_all
from handlers.delivery.unknown_people import get_to_know_managers
from handlers.web_api.refusals import TOKEN_ERRORS
from handlers.web_api.sending import Arrived, NotSoFast, call

IN_A_ROW = 2
"""So many calls that fail, and none answered in between, raise the question."""
TELL_AFTER = timedelta(minutes=1)
"""What is held back for longer is told to those who can do something about it, once."""
RATE_LIMITED = "ratelimited"
log = structlog.get_logger(__name__)


class Connection:
    """Runs from `start` to `stop`. While Slack is away nothing is taken from the outbox, so that no
    row is tried in vain; at the first answer all of it may go. Any number of threads may ask."""

    def __init__(
        self,
        client: WebClient,
        storage: Storage,
        outbox: Deliveries,
        clocks: tuple[Clock, Clock],
        limits: Limits,
    ) -> None:
        self._client = client
        self._storage = storage
        self._outbox = outbox
        self._calendar, self._machine = clocks
        self._limits = limits
        self._up = threading.Event()
        self._up.set()
        self._lost = threading.Event()
        self._stopping = threading.Event()
        self._asking = threading.Lock()
        self._asked = 0
        self._failed = 0
        self._hindered: frozenset[str] = frozenset()
        self._methods = Methods()
        self._back: list[Callable[[], None]] = []
        self._loop = threading.Thread(target=self._run, name="connection", daemon=True)

    def on_back(self, listener: Callable[[], None]) -> None:
        """Has this called whenever Slack answers again."""
        self._back.append(listener)

    def start(self) -> None:
        """Begins to watch: at once, since a process that ended may have left something noted."""
        self._lost.set()
        self._loop.start()

    def stop(self) -> None:
        """Watches no more."""
        self._stopping.set()
        self._lost.set()
        if self._loop.is_alive():
            self._loop.join(self._limits.post_call_seconds)

    def is_up(self) -> bool:
        """Whether Slack answers, as far as is known."""
        return self._up.is_set()

    def works(self, method: str = "") -> None:
        """A call was answered, by this method. Raises nothing: where the database is away, what
        waits for the method is tried in its own time."""
        self._failed = 0
        if method and (self._methods.works(method) or method in self._hindered):
            try:
                self.arrived(method)
                self._let_go(method)
            except (StorageAway, LostRace) as away:
                log.warning("slack_back_not_noted", method=method, error=str(away))

    def holds(self, method: str, row: int, error: str) -> timedelta | None:
        """A row's call failed though Slack is there. How long the row waits for the method, which
        is tried by one row for all; None where others get through, so that it's its own fault."""
        wait = self._methods.fails(method, row, error)
        if wait is not None and self._methods.is_certain(method) and method not in self._hindered:
            self._hindered |= {method}
            log.error("method_fails", method=method, error=error)
            self._note(method, error)
        return wait

    def waited_for(self, row: int) -> str:
        """What is noted with a row that waits for a method, also while it's looked for."""
        return self._methods.waited_for(row)

    def leaves(self, row: int) -> None:
        """A row is done with: where it tried a method for all, another does from now on. Raises
        nothing: where the database is away, one does in its own time."""
        for method in self._methods.leaves(row):
            try:
                self._try_for(method)
            except (StorageAway, LostRace) as away:
                log.warning("slack_back_not_noted", method=method, error=str(away))

    def is_own(self, method: str, row: int) -> bool:
        """Whether a row failed again with a method by which others get through."""
        return self._methods.is_own(method, row)

    def keeps(self, method: str, row: int) -> str:
        """Why a row waits for a method that it failed with, '' where it may try again."""
        return self._methods.keeps(method, row)

    def fails(self, *, is_token: bool = False) -> bool:
        """Whether it's Slack as a whole that fails, or the token: asked at once, and once for all
        that failed at the same time. If so, everything waits for its return.

        A first failure between calls that are answered is that call's own. Asking each time, too,
        would use up the answers of a Slack that loses every other one.
        """
        self._failed += 1
        if self._failed < IN_A_ROW and self.is_up() and not is_token:
            return False
        before = self._asked
        with self._asking:
            if not self._up.is_set():
                return True
            if self._asked != before:
                return False  # somebody else asked after this call had failed
            error = self._ask()
            self._asked += 1
            if error:
                self._up.clear()
                self._lost.set()
                log.error("slack_away", error=error)
        if error:
            self._note(SLACK, error)
        return bool(error)

    def hinders(self, place: str, error: str, begun: datetime | None = None) -> bool:
        """Notes that a whole place can't be written to; True where nobody knew. Not where it was
        opened since the try was begun that tells of it."""
        self._hindered |= {place}
        return self._outbox.hinder(place, error, self._machine.now(), begun)

    def arrived(self, place: str) -> None:
        """Something arrived there: what was parked for the place may go."""
        if place not in self._hindered:
            return
        self._hindered -= {place}
        over = self._outbox.free(place, self._machine.now())
        if over is not None:
            log.info("place_free_again", place=place, was=over.error)
            if place == POSTING and over.is_told:
                self._tell(over, until=self._machine.now())

    def answered(self) -> None:
        """Slack has answered: what kept everything back is over, and who is to know is told."""
        over = self._outbox.free(SLACK, self._machine.now())
        if over is None:
            return
        lasted = self._machine.now() - over.since
        log.warning("slack_back", was=over.error, seconds=round(lasted.total_seconds(), 1))
        if over.error in TOKEN_ERRORS or lasted > TELL_AFTER:
            self._tell(over, until=self._machine.now())

    def watch(self) -> None:
        """Tells of what has been held back for too long, whichever process has noted it. Raises
        nothing: where the database is away, the next look tells."""
        try:
            kept = self._outbox.hindrances()
            self._hindered = frozenset(h.place for h in kept)
            now = self._machine.now()
            if any(h.place == SLACK for h in kept) and self.is_up() and not self._ask():
                self.answered()  # the process that noted it has ended since
            for one in kept:
                if one.place == SLACK:
                    continue
                if one.is_of_method and not self._methods.knows(one.place):
                    self._try_for(one.place)  # noted by a process that may have ended since
                if one.error == RATE_LIMITED and not self._outbox.state(now).waiting:
                    self.arrived(one.place)
                elif now - one.since > TELL_AFTER and not one.is_told:
                    self._tell_once(one)
            for method in self._methods.silent():
                self._try_for(method)
        except (StorageAway, LostRace) as away:
            log.warning("watch_put_off", error=str(away))

    # --- asking

    def _ask(self) -> str:
        """Asks Slack who we are; what is wrong, '' if nothing."""
        sent = call("auth.test", self._client.auth_test)
        # One that asks to be asked less often is there.
        return "" if isinstance(sent, Arrived | NotSoFast) else sent.error

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._lost.wait(self._limits.gauge_seconds)
            self._lost.clear()
            try:
                # By the state, not by what woke it: a look that failed is made again.
                self.watch() if self.is_up() else self._wait_until_back()
            except Exception:
                log.exception("connection_not_watched")

    def _wait_until_back(self) -> None:
        tries = 0
        while not self._stopping.wait(PAUSES[min(tries, len(PAUSES) - 1)]):
            tries += 1
            error = self._ask()
            if error:
                # It may begin with a Slack that is silent and end with a token that is refused.
                log.warning("slack_still_away", error=error)
                continue
            self.works()
            self._up.set()
            for listener in self._back:
                listener()
            try:
                self.answered()
            except (StorageAway, LostRace) as away:
                log.warning("slack_back_not_noted", error=str(away))
            return

    # --- what is held back

    def _let_go(self, method: str, limit: int | None = None) -> int:
        gone = self._outbox.hasten(waiting_for(method, ""), self._machine.now(), limit)
        for listener in self._back if gone else ():
            listener()
        return gone

    def _try_for(self, method: str) -> None:
        """Has one row tried that waits for a method; where none does, it keeps nothing back."""
        if not self._let_go(method, limit=1):
            self._methods.works(method)
            self.arrived(method)

    def _note(self, place: str, error: str) -> None:
        try:
            self._outbox.hinder(place, error, self._machine.now())
        except StorageAway as away:
            log.warning("hindrance_not_noted", place=place, error=str(away))

    def _tell_once(self, hindrance: Hindrance) -> None:
        if self._outbox.told(hindrance.place):
            log.error("held_back", place=hindrance.place, error=hindrance.error)
            if hindrance.place != POSTING:  # of that they can only be told once it's over
                self._tell(hindrance)

    def meets_managers(self) -> None:
        """Before something is told to them. Raises StorageAway, LostRace."""
        get_to_know_managers(self._client, self._storage, self._calendar)

    def _tell(self, hindrance: Hindrance, until: datetime | None = None) -> None:
        self.meets_managers()
        since = hindrance.since.isoformat()
        ended = until.isoformat() if until else ""
        with self._storage.begin() as work:
            managers = managers_of_all(work, self._calendar.now())
            work.outbox.put(
                *(
                    Hindered(manager, hindrance.place, hindrance.error, since, ended)
                    for manager in sorted(managers - {hindrance.place})
                )
            )
