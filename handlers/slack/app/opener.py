"""What leaves from a listener after its ack: forms, tied to a trigger that lives three seconds,
changes of open ones, and words for a person while the database can't keep them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.case.errors import RefusalCode, Refused, StorageAway
from bot.case.identifiers import UserId
from bot.case.people import UnknownPerson
from bot.limits import Limits
from bot.notices import FormNotOpened, LookUp, PrivateAnswer
from handlers.slack.app.changes import Change, Changes
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Open, Refresh, View
from handlers.slack.contract.failures import AWAY, apology, within
from handlers.slack.forms.inputs import page, words
from handlers.slack.messages.markup import inert
from handlers.web_api.client import Hook
from handlers.web_api.directory import look_up
from handlers.web_api.sending import NOTHING_LEFT, UNREADABLE, InDoubt, Never, NotSoFast, ending

SLACK_AWAY = ("internal_error", "fatal_error", "service_unavailable", "ratelimited")
AS_WELL = ("hash_conflict", "not_found")
"""The form has changed since, or is closed: nobody waits for that change of it."""
CHANGE_AGAIN = (0.5, 1.0, *(2.0,) * 10)
"""Seconds until a change of an open form that failed is tried again. No trigger runs out with it,
and somebody looks at a form that doesn't do what they chose."""
NOT_CHANGED = (
    "I couldn't change the form to go with what you chose. Please choose once more; what you've "
    "typed is still there."
)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """How words reach a person where they can't be stored: by the `address` that came with their
    request, else by its `trigger`, as a page (over the form they pressed in, `in_form`)."""

    address: str = ""
    trigger: str = ""
    in_form: bool = False


class Opener:
    """Opens forms in an executor of its own, so that slow work never waits among the acks.

    `client` has a short time-out and retries nothing: a trigger can be used once. `work` is where
    the database is waited for, and given up.
    """

    def __init__(
        self,
        client: WebClient,
        context: Context,
        executor: Executor,
        work: Executor,
        limits: Limits,
    ) -> None:
        self._client = client
        self._storage, self._clock = context.storage, context.clock
        self._executor = executor
        self._work = work
        self._limits = limits
        self._changes = Changes()

    def open(self, answer: Open, user: UserId, way: Way) -> None:
        """Opens a form soon; if that fails, the person is told why."""
        self._executor.submit(self._open, answer, user, way)

    def refresh(self, answer: Refresh, user: UserId) -> None:
        """Changes an open form soon, if it is still as the answer expects it. Of two changes that
        are on their way the one that was asked for last is the one that stays."""
        if answer.fitted is not None and not self._changes.is_another(
            answer.form_id, answer.fitted
        ):
            return
        change = self._changes.ask(answer.form_id)
        self._executor.submit(self._change, answer, change, user, CHANGE_AGAIN)

    def say(self, said: str, way: Way) -> None:
        """Tells a person something that can't be stored, soon and at most once."""
        self._executor.submit(self._answer, said, way)

    def _open(self, answer: Open, user: UserId, way: Way) -> None:
        try:
            view = self._built(answer.build, user)
            _sent(lambda: self._client.views_open(trigger_id=way.trigger, view=view))
        except Refused as refusal:
            self._tell(inert(refusal.words), user, way)
        except StorageAway:
            self._answer(AWAY, way)
        except Exception as error:
            if answer.again is not None and _is_away(error):
                self._keep(FormNotOpened(user, answer.again.text, answer.again.links))
            self._tell(_why_not(error), user, way)

    def _change(
        self, answer: Refresh, change: Change, user: UserId, pauses: Sequence[float]
    ) -> None:
        try:
            view = self._built(answer.build, user)
            change.make(lambda: self._changed(answer, view))
        except Refused as refusal:
            self._tell(inert(refusal.words), user, Way())
        except Exception as error:
            if _code(error) in AS_WELL or change.is_overtaken():
                return
            if not isinstance(error, StorageAway) and not _is_away(error):
                self._tell(_why_not(error), user, Way())
            elif not pauses:
                log.warning("form_not_changed", error=_code(error) or type(error).__name__)
                self._tell(NOT_CHANGED, user, Way())
            else:
                again = partial(self._change, answer, change, user, pauses[1:])
                self._later(max(pauses[0], _asked_to_wait(error)), again)

    def _changed(self, answer: Refresh, view: View) -> str:
        """Changes it; its hash from now on."""
        changed = _sent(
            lambda: self._client.views_update(
                view_id=answer.form_id, hash=answer.form_hash or None, view=view
            )
        )
        shown = changed.get("view")
        return str(shown.get("hash", "")) if isinstance(shown, dict) else ""

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        """Not in a thread of the executor: those are for whoever waits."""

        def begin() -> None:
            with suppress(RuntimeError):  # the process ends meanwhile
                self._executor.submit(work)

        waiting = threading.Timer(seconds, begin)
        waiting.daemon = True
        waiting.start()

    def _built(self, build: Callable[[], View], user: UserId) -> View:
        """Builds the form; somebody unknown is looked up first."""
        try:
            return within(self._work, self._limits.form_build_seconds, build)
        except UnknownPerson as stranger:
            with self._storage.read() as work:
                identity = work.people.identity()
            team = identity.team if identity else ""
            try:
                found = look_up(self._client, self._storage, self._clock, stranger.user, team)
            except Exception as error:
                log.warning("look_up_failed", error=type(error).__name__)
                with self._storage.begin() as work:
                    work.outbox.put(LookUp(user))
                raise stranger from error
            if found is None:
                raise Refused(
                    "Slack doesn't tell me who you are, so I can't let you in.",
                    code=RefusalCode.NOT_A_MEMBER,
                ) from None
            return within(self._work, self._limits.form_build_seconds, build)

    def _tell(self, said: str, user: UserId, way: Way) -> None:
        """Through the outbox: the request's reply address, or a private note where it has none."""
        try:
            within(
                self._work,
                self._limits.form_build_seconds,
                lambda: self._put(user, said, way.address),
            )
        except StorageAway:
            self._answer(said, way)

    def _keep(self, notice: FormNotOpened) -> None:
        """What was typed comes back when Slack does; what the database can't take is lost."""

        def put() -> None:
            with self._storage.begin() as work:
                work.outbox.put(notice)

        try:
            within(self._work, self._limits.form_build_seconds, put)
        except StorageAway as away:
            log.warning("form_not_kept", error=str(away))

    def _put(self, user: UserId, said: str, reply_address: str) -> None:
        with self._storage.begin() as work:
            work.outbox.put(PrivateAnswer(user, said, reply_address=reply_address))

    def _answer(self, said: str, way: Way) -> None:
        try:
            if way.address:
                limit = self._limits.form_call_seconds
                sent = Hook(way.address, timeout=limit, retry_handlers=[])
                sent.send(text=said, response_type="ephemeral", replace_original=False)
            elif way.trigger:
                show = self._client.views_push if way.in_form else self._client.views_open
                show(trigger_id=way.trigger, view=page("Please try again", [words(said)]))
            else:
                log.warning("answer_not_sent", error="no way to them")
        except Exception as error:
            log.warning("answer_not_sent", error=_code(error) or type(error).__name__)


def _sent(send: Callable[[], SlackResponse]) -> SlackResponse:
    """Slack's answer. Raises what the client raises, for what is no answer of Slack's too."""
    try:
        return send()
    except UNREADABLE as error:
        raise SlackClientError("not an answer of Slack's") from error


def _code(error: Exception) -> str:
    """What Slack refuses a call with, '' where it's nothing of Slack's."""
    if not isinstance(error, SlackApiError):
        return ""
    ended = ending(error)
    # A page in Slack's place isn't repeated.
    return ended.error if isinstance(ended, InDoubt | Never) else "ratelimited"


def _asked_to_wait(error: Exception) -> float:
    """For how many seconds Slack doesn't want to be asked again."""
    ended = ending(error) if isinstance(error, SlackApiError) else None
    return ended.seconds if isinstance(ended, NotSoFast) else 0.0


def _why_not(error: Exception) -> str:
    """Words for a form that could not be opened or changed."""
    if code := _code(error):
        log.warning("form_not_opened", error=code)
        if code in ("expired_trigger_id", "exchanged_trigger_id"):
            return "The moment in which I could open the form has passed. Please try again."
        return "Slack did not let me open the form. Please try again in a minute."
    if isinstance(error, OSError | HTTPException | SlackClientError):
        log.warning("form_not_opened", error=type(error).__name__)
        if _never_left(error):
            return "Slack can't be reached just now, so the form can't open. Please try again."
        return "Slack didn't answer. If the form has not opened, please try again in a minute."
    return apology("open_form")


def _is_away(error: Exception) -> bool:
    """Whether it's Slack that isn't there, rather than the form or its trigger that is at fault."""
    if isinstance(error, SlackApiError):
        return error.response.status_code >= 500 or error.response.get("error") in SLACK_AWAY
    return isinstance(error, OSError | HTTPException | SlackClientError)


def _never_left(error: Exception) -> bool:
    """Whether there was no connection at all; else the form may be open, and only that was lost."""
    return isinstance(getattr(error, "reason", error), NOTHING_LEFT)
