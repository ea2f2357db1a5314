"""Changes open forms as what somebody chose in them asks, and tries again until it's made."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog
from slack_sdk import WebClient

from bot.case.errors import Refused, StorageAway
from bot.case.identifiers import UserId
from handlers.slack.app.changes import Change, Changes
from handlers.slack.app.form_calls import asked_to_wait, called, code_of, is_away
from handlers.slack.app.telling import Teller, Way
from handlers.slack.contract.answers import Refresh, View
from handlers.slack.contract.failures import apology
from handlers.slack.messages.markup import inert

AS_WELL = ("hash_conflict", "not_found")
"""The form has changed since, or is closed: nobody waits for that change of it."""
FOR_SECONDS = 20.0
"""So long a change that fails is tried again. No trigger runs out with it, and somebody looks at a
form that doesn't do what they chose."""
SOONEST, LATEST = 0.5, 2.0
"""The seconds between two tries, at first and later."""
AT_ONCE = 4
"""How many are tried again at once: each may hold a thread for as long as the database hangs, and
others wait for these."""
NOT_CHANGED = (
    "I couldn't change the form to go with what you did in it. What you've typed is still there: "
    "please do that once more."
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A change that somebody waits for; `until` is the process's monotonic time, None at first."""

    answer: Refresh
    change: Change
    user: UserId
    pause: float = SOONEST
    until: float | None = None


class Changer:
    """Of two changes of a form the one that was asked for last is the one that stays. `built` makes
    a view, and raises StorageAway where the database doesn't answer in time."""

    def __init__(
        self,
        client: WebClient,
        executor: Executor,
        teller: Teller,
        built: Callable[[Callable[[], View], UserId], View],
    ) -> None:
        self._client = client
        self._executor = executor
        self._teller = teller
        self._built = built
        self._changes = Changes()
        self._again = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._waiting: dict[str, tuple[threading.Timer, _Wanted]] = {}
        self._ends = False

    def refresh(self, answer: Refresh, user: UserId) -> None:
        """Changes an open form soon, if it is still as the answer expects it."""
        form = answer.form_id
        if answer.fitted is not None and not self._changes.is_another(form, answer.fitted):
            return
        wanted = _Wanted(answer, self._changes.ask(form), user)
        self._forget(form)
        self._executor.submit(self._try, wanted)

    def overtake(self, form_id: str) -> None:
        """The form shows something else from now on, or is gone: what was to change in it isn't to
        be any more."""
        self._changes.overtake(form_id)
        self._forget(form_id)

    def close(self) -> None:
        """The process ends: who still waits for a change is told that it won't come."""
        with self._lock:
            self._ends = True
            left = list(self._waiting.values())
            self._waiting.clear()
        for timer, wanted in left:
            timer.cancel()
            self._give_up(wanted, "the process ends")

    def _try(self, wanted: _Wanted) -> None:
        if wanted.change.is_overtaken():
            return
        try:
            view = self._built(wanted.answer.build, wanted.user)
            wanted.change.make(partial(self._changed, wanted.answer, view))
        except Refused as refusal:
            # Later on it may be what they did since that has it refused.
            if wanted.until is None:
                self._teller.tell(inert(refusal.words), wanted.user, Way())
        except Exception as error:
            if not wanted.change.is_overtaken():
                self._failed(wanted, error)

    def _changed(self, answer: Refresh, view: View) -> str:
        """Changes it; its hash from now on."""
        changed = called(
            lambda: self._client.views_update(
                view_id=answer.form_id, hash=answer.form_hash or None, view=view
            )
        )
        shown = changed.get("view")
        return str(shown.get("hash", "")) if isinstance(shown, dict) else ""

    def _failed(self, wanted: _Wanted, error: Exception) -> None:
        code = code_of(error)
        if code in AS_WELL:
            return
        if isinstance(error, StorageAway) or is_away(error):
            self._later(
                wanted, max(wanted.pause, asked_to_wait(error)), code or type(error).__name__
            )
        elif code:
            self._give_up(wanted, code)
        else:
            self._teller.tell(apology("change_form"), wanted.user, Way())

    def _later(self, wanted: _Wanted, pause: float, why: str) -> None:
        now = time.monotonic()
        until = now + FOR_SECONDS if wanted.until is None else wanted.until
        if self._ends or now + pause > until:
            self._give_up(wanted, why)
            return
        next_ = _Wanted(
            wanted.answer, wanted.change, wanted.user, min(2 * wanted.pause, LATEST), until
        )
        form = wanted.answer.form_id
        # A timer, not a thread of the executor that sleeps: those are for whoever waits.
        timer = threading.Timer(pause, self._begin_again, (form, next_))
        timer.daemon = True
        with self._lock:
            if wanted.change.is_overtaken():
                return
            self._waiting[form] = (timer, next_)
        timer.start()

    def _begin_again(self, form: str, wanted: _Wanted) -> None:
        with self._lock:
            if self._waiting.get(form, (None, None))[1] is not wanted:
                return
            del self._waiting[form]
        with suppress(RuntimeError):  # the process ends in this very moment
            self._executor.submit(self._try_again, wanted)

    def _try_again(self, wanted: _Wanted) -> None:
        if not self._again.acquire(blocking=False):
            self._later(wanted, wanted.pause, "others are tried")
            return
        try:
            self._try(wanted)
        finally:
            self._again.release()

    def _forget(self, form_id: str) -> None:
        with self._lock:
            waiting = self._waiting.pop(form_id, None)
        if waiting is not None:
            waiting[0].cancel()

    def _give_up(self, wanted: _Wanted, why: str) -> None:
        log.warning("form_not_changed", error=why)
        self._teller.tell(NOT_CHANGED, wanted.user, Way())
