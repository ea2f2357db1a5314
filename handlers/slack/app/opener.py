"""What leaves from a listener after its ack: forms, tied to a trigger that lives three seconds, and
words for a person while the database can't keep them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.case.errors import RefusalCode, Refused, StorageAway
from bot.case.identifiers import UserId
from bot.case.people import UnknownPerson
from bot.limits import Limits
from bot.notices import FormNotOpened, LookUp, PrivateAnswer
from handlers.slack.app.changes import Changes
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Open, Refresh, Typed, View
from handlers.slack.contract.failures import AWAY, apology, within
from handlers.slack.messages.markup import inert
from handlers.web_api.client import Hook
from handlers.web_api.directory import look_up
from handlers.web_api.sending import NOTHING_LEFT, UNREADABLE, InDoubt, Never, ending

SLACK_AWAY = ("internal_error", "fatal_error", "service_unavailable", "ratelimited")
log = structlog.get_logger(__name__)


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

    def open(self, answer: Open, user: UserId, trigger: str, reply_address: str) -> None:
        """Opens a form soon; if that fails, the person is told why."""
        send = lambda view: self._client.views_open(trigger_id=trigger, view=view)  # noqa: E731
        kept = answer.again
        self._executor.submit(self._show, answer.build, send, user, reply_address, kept)

    def refresh(self, answer: Refresh, user: UserId) -> None:
        """Changes an open form soon, if it is still as the answer expects it. Of two changes that
        are on their way the one that was asked for last is the one that stays."""
        if answer.fitted is not None and not self._changes.is_another(
            answer.form_id, answer.fitted
        ):
            return
        change = self._changes.ask(answer.form_id)

        def update(view: View) -> str:
            changed = self._client.views_update(
                view_id=answer.form_id, hash=answer.form_hash or None, view=view
            )
            shown = changed.get("view")
            return str(shown.get("hash", "")) if isinstance(shown, dict) else ""

        send = lambda view: change.make(partial(update, view))  # noqa: E731
        self._executor.submit(self._show, answer.build, send, user, "")

    def say(self, words: str, reply_address: str) -> None:
        """Tells a person something that can't be stored, soon and at most once."""
        if reply_address:
            self._executor.submit(self._answer, words, reply_address)

    def _show(
        self,
        build: Callable[[], View],
        send: Callable[[View], object],
        user: UserId,
        reply_address: str,
        again: Typed | None = None,
    ) -> None:
        try:
            _send(send, self._built(build, user))
        except Refused as refusal:
            self._tell(inert(refusal.words), user, reply_address)
        except StorageAway:
            self._answer(AWAY, reply_address)
        except Exception as error:
            words = _why_not(error)
            if not words:
                return
            if again is not None and _is_away(error):
                self._keep(FormNotOpened(user, again.text, again.links))
            self._tell(words, user, reply_address)

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

    def _tell(self, words: str, user: UserId, reply_address: str) -> None:
        """Through the outbox: the request's reply address, or a private note where it has none."""
        try:
            within(
                self._work,
                self._limits.form_build_seconds,
                lambda: self._put(user, words, reply_address),
            )
        except StorageAway:
            self._answer(words, reply_address)

    def _keep(self, notice: FormNotOpened) -> None:
        """What was typed comes back when Slack does; what the database can't take is lost."""

        def put() -> None:
            with self._storage.begin() as work:
                work.outbox.put(notice)

        try:
            within(self._work, self._limits.form_build_seconds, put)
        except StorageAway as away:
            log.warning("form_not_kept", error=str(away))

    def _put(self, user: UserId, words: str, reply_address: str) -> None:
        with self._storage.begin() as work:
            work.outbox.put(PrivateAnswer(user, words, reply_address=reply_address))

    def _answer(self, words: str, reply_address: str) -> None:
        if not reply_address:
            return
        try:
            sent = Hook(reply_address, timeout=self._limits.form_call_seconds, retry_handlers=[])
            sent.send(text=words, response_type="ephemeral", replace_original=False)
        except Exception as error:
            log.warning("answer_not_sent", error=type(error).__name__)


def _send(send: Callable[[View], object], view: View) -> None:
    """Raises what the client raises, for what is no answer of Slack's too."""
    try:
        send(view)
    except UNREADABLE as error:
        raise SlackClientError("not an answer of Slack's") from error


def _why_not(error: Exception) -> str:
    """Words for a form that could not be opened or changed; none where that is as well."""
    if isinstance(error, SlackApiError):
        ended = ending(error)
        # A page in Slack's place isn't repeated.
        code = ended.error if isinstance(ended, InDoubt | Never) else "ratelimited"
        if code == "hash_conflict":
            return ""
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
