"""Words that leave after an ack: through the outbox, and while that can't keep them by what the
request itself brought."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass

import structlog
from slack_sdk import WebClient

from bot.case.errors import LostRace, StorageAway
from bot.case.identifiers import UserId
from bot.limits import Limits
from bot.notices import Notice, PrivateAnswer
from bot.ports import Storage, Work
from handlers.slack.app.form_calls import code_of
from handlers.slack.contract.answers import View
from handlers.slack.contract.failures import within
from handlers.slack.forms.inputs import page
from handlers.slack.messages.markup import section
from handlers.web_api.client import Hook, is_taken

log = structlog.get_logger(__name__)


def said_on_a_page(said: str) -> View:
    """A page that says this, for whoever can't be told it elsewhere."""
    return page("Escalations", [section(said)])


def put_in_time(
    storage: Storage,
    executor: Executor,
    seconds: float,
    put: Callable[[Work], None],
    *,
    or_said: bool,
) -> None:
    """A transaction of its own that puts something in the outbox. One that isn't through in time
    may get there yet, unless it's said another way then (`or_said`).

    Raises StorageAway, LostRace.
    """
    given_up = threading.Event()

    def carry_out() -> None:
        with storage.begin() as work:
            with work.apart() if or_said else nullcontext():
                put(work)
            # It may have waited for the database until now.
            if or_said and given_up.is_set():
                raise StorageAway("it's said another way by now")

    try:
        within(executor, seconds, carry_out)
    except StorageAway:
        given_up.set()
        raise


@dataclass(frozen=True, slots=True)
class Way:
    """How words reach a person where they can't be stored: by the `address` that came with their
    request, else by its `trigger`, on a page (over the form they pressed in, `in_form`)."""

    address: str = ""
    trigger: str = ""
    in_form: bool = False


class Teller:
    """Tells people. `work` is where the database is waited for, and given up."""

    def __init__(self, client: WebClient, storage: Storage, work: Executor, limits: Limits) -> None:
        self._client = client
        self._storage = storage
        self._work = work
        self._limits = limits

    def tell(self, said: str, user: UserId, way: Way) -> None:
        """At the request's reply address, or in a private note where it has none."""
        answer = PrivateAnswer(user, said, reply_address=way.address)
        if not self.keep(answer, or_said=bool(way.address or way.trigger)):
            self.say(said, way)

    def keep(self, notice: Notice, *, or_said: bool = False) -> bool:
        """Puts something in the outbox; whether it's there. One that isn't there in time may get
        there yet, unless it's to be said another way then (`or_said`). Raises nothing."""
        seconds = self._limits.form_build_seconds
        try:
            put_in_time(
                self._storage,
                self._work,
                seconds,
                lambda work: work.outbox.put(notice),
                or_said=or_said,
            )
        except (StorageAway, LostRace):
            return False
        except Exception:
            log.exception("answer_not_kept")
            return False
        return True

    def say(self, said: str, way: Way) -> None:
        """Past the outbox, at most once. Raises nothing: the log says where it didn't arrive."""
        try:
            if way.address:
                limit = self._limits.form_call_seconds
                hook = Hook(way.address, timeout=limit, retry_handlers=[])
                sent = hook.send(text=said, response_type="ephemeral", replace_original=False)
                if not is_taken(sent):
                    log.warning("answer_not_sent", error=f"http_{sent.status_code}")
            elif way.trigger:
                show = self._client.views_push if way.in_form else self._client.views_open
                show(trigger_id=way.trigger, view=said_on_a_page(said))
            else:
                log.warning("answer_not_sent", error="no way to them")
        except Exception as error:
            log.warning("answer_not_sent", error=code_of(error) or type(error).__name__)
