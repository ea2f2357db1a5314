"""What leaves from a listener after its ack: forms, tied to a trigger that lives three seconds,
changes of open ones, and words for a person while the database can't keep them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor

import structlog
from slack_sdk import WebClient

from bot.case.errors import RefusalCode, Refused, StorageAway
from bot.case.identifiers import UserId
from bot.case.people import UnknownPerson
from bot.limits import Limits
from bot.notices import FormNotOpened, LookUp
from handlers.slack.app.changer import Changer
from handlers.slack.app.form_calls import called, is_away, why_not_opened
from handlers.slack.app.telling import Teller, Way
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Open, Refresh, Typed, View
from handlers.slack.contract.failures import AWAY, within
from handlers.slack.messages.markup import inert
from handlers.web_api.directory import look_up

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
        self._teller = Teller(client, context.storage, work, limits)
        self._changer = Changer(client, executor, self._teller, self._built)

    def open(self, answer: Open, user: UserId, way: Way) -> None:
        """Opens a form soon; if that fails, the person is told why."""
        self._executor.submit(self._open, answer, user, way)

    def refresh(self, answer: Refresh, user: UserId, seen: str, pressed_at: str) -> None:
        """Changes an open form soon, if it is still as the answer expects it. `seen` is its hash as
        it was pressed in, `pressed_at` when that was, as Slack tells it."""
        self._changer.refresh(answer, user, seen, pressed_at)

    def overtake(self, form_id: str) -> None:
        """A form was sent off or closed: what was to change in it isn't to be any more."""
        self._changer.overtake(form_id)

    def say(self, said: str, way: Way) -> None:
        """Tells a person something that can't be stored, soon and at most once."""
        self._executor.submit(self._teller.say, said, way)

    def close(self) -> None:
        """The process ends: who waits for something of this is told."""
        self._changer.close()

    def _open(self, answer: Open, user: UserId, way: Way) -> None:
        try:
            view = self._built(answer.build, user)
            called(lambda: self._client.views_open(trigger_id=way.trigger, view=view))
        except Refused as refusal:
            self._teller.tell(inert(refusal.words), user, way)
        except StorageAway:
            self._teller.say(AWAY, way)
        except Exception as error:
            if answer.again is not None and is_away(error):
                self._keep(answer.again, user)
            self._teller.tell(why_not_opened(error), user, way)

    def _keep(self, typed: Typed, user: UserId) -> None:
        """What was typed comes back when Slack does; what the database can't take is lost."""
        if not self._teller.keep(FormNotOpened(user, typed.text, typed.links)):
            log.warning("form_not_kept")

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
                self._teller.keep(LookUp(user))
                raise stranger from error
            if found is None:
                raise Refused(
                    "Slack doesn't tell me who you are, so I can't let you in.",
                    code=RefusalCode.NOT_A_MEMBER,
                ) from None
            return within(self._work, self._limits.form_build_seconds, build)
