"""Puts the three folders together: the only file that knows them all."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import structlog
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.app.database import open_database
from bot.app.policy_file import read_file
from bot.app.settings import Settings
from bot.app.wall_clock import WallClock
from bot.case.errors import CannotRun, LostRace, StorageAway
from bot.case.people import Identity
from bot.casework.recurring import plan_recurring
from bot.limits import Limits
from bot.policy import Policy
from bot.policy.file import cautions
from bot.ports import Clock, MovedClock
from bot.templates import Templates, built_in, load, problems_of
from bot.verbs.settings.adopt_policy import adopt_policy
from handlers.clock.ticks import Ticks
from handlers.delivery.connection import Connection
from handlers.delivery.deliverer import Deliverer
from handlers.delivery.editing import Editor
from handlers.delivery.precedence import Precedence
from handlers.delivery.pump import Pump
from handlers.http.health import Health
from handlers.slack.app.bolt import build_app
from handlers.slack.app.front import Front
from handlers.slack.app.lists import Lists
from handlers.slack.app.opener import Opener
from handlers.slack.context.context import Context
from handlers.slack.contract.failures import within
from handlers.web_api.channels import learn_channels
from handlers.web_api.client import Client
from handlers.web_api.directory import learn_colleagues, learn_groups, learn_identity, learn_people
from handlers.web_api.presses import Presses
from handlers.web_api.refusals import OF_THE_APP, TOKEN_ERRORS
from handlers.web_api.sending import Arrived, Never, NotSoFast, ending
from handlers.web_api.setup_watch import SetupWatch
from storage.database import Database
from storage.work import DatabaseStorage

TRIES = 5
STARTS = 2
LEARN_AGAIN = (1, 2, 3)
"""Seconds until Slack is asked again that isn't there, or refuses the token: what waited for it is
to be under way within five of its return."""
REFUSED_AGAIN = (1, 2, 5, 10, 30)
"""The same where it's there and doesn't tell."""
log = structlog.get_logger(__name__)


class PolicyUnusable(CannotRun):
    """There is no policy to start with; the words say what to do."""


class TemplatesUnusable(CannotRun):
    """A message template can't be used; the words say which, and on which line."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot put together; nothing runs before it is started."""

    settings: Settings
    remembered: Database
    calendar: Clock
    app: App
    pump: Pump
    ticks: Ticks
    health: Health
    learn: Callable[[threading.Event], None]
    ends: tuple[Callable[[], None], ...]
    knows_itself: Callable[[], bool]

    def start_worker(self) -> None:
        """Starts delivering and ticking."""
        self.pump.start()
        self.ticks.start()

    def stop_worker(self) -> None:
        """Stops ticking, then delivering, and waits for both."""
        self.ticks.stop()
        self.pump.stop()

    def close(self) -> None:
        """Waits for forms and listeners on their way, tells who waits for another try of one, and
        lets the database go."""
        for end in self.ends:
            end()
        self.remembered.close()


def build(
    settings: Settings,
    *,
    calendar: Clock | None = None,
    machine: Clock | None = None,
    limits: Limits | None = None,
    database: Database | None = None,
    is_connected: Callable[[], bool] = lambda: True,
) -> Bot:
    """Puts a bot together. Two clocks: the calendar's tells due times and the record, and may be
    moved by the sandbox; the machine's paces leases and retries. `limits` and `database`: the
    settings' where none are given."""
    limits = limits or settings.limits
    calendar, machine = calendar or WallClock(), machine or WallClock()
    database = database or open_database(settings, machine, limits)
    storage = database.storage
    token = settings.slack_bot_token.get_secret_value()
    # Without handlers of its own: the SDK's would post twice, and would sleep in our threads.
    client = partial(Client, token, base_url=settings.api_url, retry_handlers=[])
    forms = ThreadPoolExecutor(limits.request_threads, thread_name_prefix="forms")
    listeners = ThreadPoolExecutor(limits.request_threads, thread_name_prefix="listener")
    context = Context(storage, calendar, templates_of(settings))
    opener = Opener(client(timeout=limits.form_call_seconds), context, forms, listeners, limits)
    presses, lists, precedence = Presses(machine), Lists(machine), Precedence()
    pressed, answering = presses.pressed, precedence.answering
    patient = client(timeout=limits.post_call_seconds)
    ask = partial(_learn_who_we_are, patient, database)
    whoami = KnownIdentity(storage, listeners, limits, ask, forms)
    front = Front(
        context, opener, listeners, whoami.get, limits, pressed, lists, answering, whoami.doubt
    )
    connection = Connection(patient, storage, database.outbox, (calendar, machine), limits)
    learn = partial(learn_everything, patient, database, (calendar, machine), connection)
    watch = SetupWatch(patient, storage, machine, limits)
    editor = Editor(patient, presses, limits)
    deliverer = Deliverer(
        editor, storage, database.outbox, calendar, machine, whoami.team, connection
    )
    pump = Pump(deliverer, database.outbox, machine, limits, precedence)
    storage.on_outbox(pump.wake)
    ticks = Ticks(storage, database.outbox, calendar, machine, limits)
    if isinstance(calendar, MovedClock):
        calendar.on_move(ticks.wake)
    return Bot(
        settings,
        database,
        calendar,
        build_app(front, token, settings.slack_signing_secret.get_secret_value()),
        pump,
        ticks,
        Health(
            storage, database.outbox, database.check, ticks.gauge, is_connected, limits, watch.found
        ),
        lambda stopping: watch.beside(lambda: learn(stopping, whoami.learned), stopping),
        (opener.close, forms.shutdown, listeners.shutdown),
        lambda: whoami.get() is not None,
    )


def templates_of(settings: Settings) -> Templates:
    """The message templates, read once. Raises TemplatesUnusable naming every problem of those of
    one's own with its line; the built-in ones have none (a test keeps that)."""
    folder = settings.templates_folder
    if folder is None:
        return built_in()
    if problems := problems_of(folder):
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise TemplatesUnusable(f"The message templates can't be used:\n{listed}")
    return load(folder)


class KnownIdentity:
    """Who we are in Slack, as remembered in the database, read once it is known, until Slack tells
    it anew: with another token, or once the workspace has joined an organisation."""

    def __init__(
        self,
        storage: DatabaseStorage,
        work: Executor,
        limits: Limits,
        ask: Callable[[], Identity],
        beside: Executor,
    ) -> None:
        self._storage = storage
        self._limits = limits
        self._work = work
        self._ask = ask
        self._beside = beside
        self._known: Identity | None = None
        self._doubted_at = -math.inf
        self._doubting = threading.Lock()

    def learned(self, identity: Identity) -> None:
        """Slack has told it."""
        self._known = identity

    def doubt(self) -> None:
        """A request of our workspace's says otherwise: Slack is asked, now and then at most."""
        with self._doubting:
            now = time.monotonic()
            if now - self._doubted_at < self._limits.doubted_seconds:
                return
            self._doubted_at = now
        self._beside.submit(self._ask_anew)

    def _ask_anew(self) -> None:
        try:
            self.learned(self._ask())
        except Exception as error:
            _refusal(error)  # which is logged; it's asked again at the next such request

    def get(self) -> Identity | None:
        """The identity, None until Slack has told it for the first time."""
        if self._known is None:
            try:
                self._known = within(self._work, self._limits.identity_seconds, self._read)
            except StorageAway:
                return None
        return self._known

    def team(self) -> str:
        """The workspace's id, '' until it is known."""
        known = self.get()
        return known.team if known is not None else ""

    def _read(self) -> Identity | None:
        with self._storage.read() as work:
            return work.people.identity()


def learn_everything(
    client: WebClient,
    database: Database,
    clocks: tuple[Clock, Clock],
    connection: Connection,
    stopping: threading.Event,
    learned: Callable[[Identity], None] = lambda _: None,
) -> None:
    """Asks Slack who we are and who is who, again and again until it has answered. Work goes on
    meanwhile with what is remembered. A token that is good lets out what a bad one has parked.
    `clocks` are the calendar's and the machine's; `learned` is told who we are."""
    storage = database.storage
    calendar, machine = clocks
    _until_it_works(lambda: learned(_learn_who_we_are(client, database)), stopping, tries=None)
    left: list[Callable[[], object]] = [
        lambda: database.outbox.revive(TOKEN_ERRORS, machine.now()),
        connection.answered,
        lambda: learn_people(client, storage, _team(storage), calendar),
        lambda: learn_groups(client, storage, calendar),
        lambda: learn_colleagues(client, storage, _team(storage), calendar),
        lambda: learn_channels(client, storage, calendar),
    ]
    while left and not stopping.is_set():
        # Who stops before Slack was reached doesn't know that it's back.
        left = [step for step in left if not _until_it_works(step, stopping, TRIES)]


def _learn_who_we_are(client: WebClient, database: Database) -> Identity:
    """Another bot user than before (the app was installed anew) has no conversation open yet."""
    with database.storage.read() as work:
        before = work.people.identity()
    now = learn_identity(client, database.storage)
    if before is not None and before.bot_user != now.bot_user:
        database.outbox.forget_direct_messages()
    return now


def _until_it_works(
    step: Callable[[], object], stopping: threading.Event, tries: int | None
) -> bool:
    """Does a step again and again, with growing pauses or Slack's own, until it is done, or for so
    many tries: so it doesn't hold up what comes after. False where it's to be tried once more
    afterwards: what Slack refuses to tell is given up."""
    failures = 0
    while not stopping.is_set() and (tries is None or failures < tries):
        try:
            step()
        except Exception as error:
            failures += 1
            refusal, ended = _refusal(error), ending(error)
            if refusal and tries is not None and (refusal in OF_THE_APP or failures == tries):
                return True
            pauses = REFUSED_AGAIN if refusal else LEARN_AGAIN
            wait = pauses[min(failures, len(pauses)) - 1]
            stopping.wait(ended.seconds if isinstance(ended, NotSoFast) else wait)
        else:
            return True
    return False


def _refusal(error: Exception) -> str:
    """What Slack refuses to tell with, for good; '' where that passes, or it's the token."""
    if isinstance(error, LostRace | StorageAway):  # Slack has told, and it isn't kept yet
        log.warning("learning_put_off", error=str(error))
        return ""
    if not isinstance(error, SlackApiError):
        log.warning("slack_not_reached", error=type(error).__name__)
        return ""
    ended = ending(error)
    code = "ratelimited" if isinstance(ended, NotSoFast | Arrived) else ended.error
    log.warning("slack_does_not_tell", error=code[:60])
    return code if isinstance(ended, Never) and code not in TOKEN_ERRORS else ""


def _team(storage: DatabaseStorage) -> str:
    with storage.read() as work:
        identity = work.people.identity()
    return identity.team if identity else ""


def prepare(settings: Settings, database: Database, calendar: Clock) -> tuple[str, ...]:
    """Makes the database ready to work with: on SQLite the schema is upgraded, elsewhere checked;
    the policy file is applied if there is no policy yet. Returns warnings about the policy, and
    whether the file says something else.

    Raises SchemaOutdated, StorageAway, PolicyUnusable.
    """
    if settings.is_sqlite:
        database.upgrade()
    database.check_schema()
    for _ in range(STARTS):
        try:
            return _notes(settings, _first_policy(settings, database.storage, calendar))
        except (LostRace, StorageAway):
            # Processes that start at once: another is adopting it, or has.
            continue
    return _notes(settings, _first_policy(settings, database.storage, calendar))


def _notes(settings: Settings, policy: Policy) -> tuple[str, ...]:
    differs = read_file(settings.escalations_policy).differs(policy)
    return (*filter(None, [differs]), *cautions(policy))


def _first_policy(settings: Settings, storage: DatabaseStorage, calendar: Clock) -> Policy:
    """The policy in force, which is that of the file where there was none before."""
    with storage.begin() as work:
        policy = work.policies.current()
        if policy is not None:
            # One put in force by a version that did not know of some of it has none.
            plan_recurring(work, policy, calendar.now())
            return policy
        file = read_file(settings.escalations_policy)
        if file.unread:
            raise PolicyUnusable(
                f"There is no policy yet, and {file.path} can't be read ({file.unread}). "
                "Write one, or name it in ESCALATIONS_POLICY."
            )
        if file.policy is None:
            listed = "\n".join(f"  {problem}" for problem in file.problems)
            raise PolicyUnusable(f"The policy in {file.path} can't be used:\n{listed}")
        return adopt_policy(work, file.policy, "first start", calendar.now())
