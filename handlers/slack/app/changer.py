"""Changes open forms as what somebody chose in them asks, and tries again until it's made."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.case.errors import Refused, StorageAway
from bot.case.identifiers import UserId
from bot.notices import PrivateAnswer
from handlers.slack.app.changes import Change, Changes
from handlers.slack.app.form_calls import (
    asked_to_wait,
    called,
    code_of,
    is_away,
    may_have_arrived,
)
from handlers.slack.app.telling import Teller, Way
from handlers.slack.contract.answers import Refresh, View
from handlers.slack.contract.failures import apology
from handlers.slack.messages.markup import inert

ANOTHER = "hash_conflict"
AS_WELL = (ANOTHER, "not_found")
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
    """A change that somebody waits for; `until` is the process's monotonic time, None at first.
    `in_doubt`: Slack may have made it, and has not said so."""

    answer: Refresh
    change: Change
    user: UserId
    seen: str
    pause: float = SOONEST
    until: float | None = None
    in_doubt: bool = False


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

    def refresh(self, answer: Refresh, user: UserId, seen: str, pressed_at: str) -> None:
        """Changes an open form soon, if it is still as the answer expects it. `seen` is the form's
        hash as it was pressed in, `pressed_at` when that was, as Slack tells it."""
        form = answer.form_id
        if answer.fitted is not None and not self._changes.is_another(form, answer.fitted):
            return
        change = self._changes.ask(form, pressed_at, is_owed=not answer.form_hash, ends=answer.ends)
        self._forget(form)
        self._executor.submit(self._try, _Wanted(answer, change, user, seen))

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
        for timer, _ in left:
            timer.cancel()
            log.warning("form_not_changed", error="the process ends")
        for _, wanted in left:
            # A database that takes none would have each of them waited for.
            if not self._teller.keep(PrivateAnswer(wanted.user, _in_vain(wanted.answer))):
                break

    def _try(self, wanted: _Wanted) -> None:
        if wanted.change.is_overtaken():
            return
        answer, is_first = wanted.answer, wanted.until is None
        build = answer.build if is_first or answer.later is None else answer.later
        sent: list[str] = []
        try:
            view = self._built(build, wanted.user)
            wanted.change.make(partial(self._changed, wanted, view, sent))
        except Refused as refusal:
            if wanted.change.is_overtaken():
                return
            # Later on it may be what they did since that has it refused.
            log.info("form_not_changed", error=refusal.code.value)
            if is_first:
                self._teller.tell(inert(refusal.words), wanted.user, Way())
        except Exception as error:
            # Made without Slack's saying so, it has another hash, by which that shows.
            is_in_doubt = len(sent) == 1 and bool(sent[0]) and may_have_arrived(error)
            self._failed(replace(wanted, in_doubt=wanted.in_doubt or is_in_doubt), error)

    def _changed(self, wanted: _Wanted, view: View, sent: list[str]) -> str:
        """Changes it; its hash from now on. `sent` keeps the hashes it was sent with. What has to
        be changed is, though the form is another by now: not over what it shows once it was sent
        off, by which this is overtaken, and not where it may be another by this very change."""
        form = wanted.answer.form_id
        sent.append(wanted.answer.form_hash or self._hash_of(wanted))
        try:
            return self._updated(form, sent[0], view)
        except SlackApiError as error:
            is_made = wanted.in_doubt or not wanted.change.is_owed()
            if is_made or wanted.change.is_overtaken() or code_of(error) != ANOTHER:
                raise
        sent.append("")
        return self._updated(form, "", view)

    def _hash_of(self, wanted: _Wanted) -> str:
        return self._changes.hash_of(wanted.answer.form_id, wanted.seen)

    def _updated(self, form_id: str, hash_: str, view: View) -> str:
        changed = called(
            lambda: self._client.views_update(view_id=form_id, hash=hash_ or None, view=view)
        )
        shown = changed.get("view")
        return str(shown.get("hash", "")) if isinstance(shown, dict) else ""

    def _failed(self, wanted: _Wanted, error: Exception) -> None:
        code = code_of(error)
        if code in AS_WELL or wanted.change.is_overtaken():
            return
        if isinstance(error, StorageAway) or is_away(error):
            why = code or type(error).__name__
            self._later(wanted, max(wanted.pause, asked_to_wait(error)), why)
        elif code:
            self._give_up(wanted, code)
        else:
            self._teller.tell(apology("change_form"), wanted.user, Way())

    def _later(self, wanted: _Wanted, pause: float, why: str) -> None:
        now, form = time.monotonic(), wanted.answer.form_id
        until = now + FOR_SECONDS if wanted.until is None else wanted.until
        next_ = replace(wanted, pause=min(2 * wanted.pause, LATEST), until=until)
        # A timer, not a thread of the executor that sleeps: those are for whoever waits.
        timer = threading.Timer(pause, self._begin_again, (form, next_))
        timer.daemon = True
        with self._lock:
            if wanted.change.is_overtaken():
                return
            if not self._ends and now + pause <= until:
                self._waiting[form] = (timer, next_)
                timer.start()
                return
        self._give_up(wanted, why)

    def _begin_again(self, form: str, wanted: _Wanted) -> None:
        with self._lock:
            # None of any more: the process ends, and so does the executor next.
            if self._waiting.get(form, (None, None))[1] is wanted:
                del self._waiting[form]
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
        """Leaves out what waits to be tried again, where another was asked for since."""
        with self._lock:
            timer, wanted = self._waiting.get(form_id, (None, None))
            if timer is not None and wanted is not None and wanted.change.is_overtaken():
                timer.cancel()
                del self._waiting[form_id]

    def _give_up(self, wanted: _Wanted, why: str) -> None:
        log.warning("form_not_changed", error=why)
        self._teller.tell(_in_vain(wanted.answer), wanted.user, Way())


def _in_vain(answer: Refresh) -> str:
    return answer.in_vain or NOT_CHANGED
