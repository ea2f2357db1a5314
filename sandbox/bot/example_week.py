"""A week of cases, played as people would on the workspace's own clock: so that the board, the Home
tabs and the digest have something to show."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.bot.example_case import PATIENCE, communicate, decide, raise_one
from sandbox.local_slack import Sandbox
from sandbox.workspace.clock import SATURDAY, ZONE
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.waiting import NotSeen

QUEUE = "C0EXEC"
DIGESTS_AT = 9
AFTER_THEM = timedelta(minutes=30)
SETTLING = 1.0  # what a move of the clock brings about begins at once, and is a few posts


@dataclass(frozen=True)
class WeekCase:
    """One case of the week: what is raised, and why it's decided as it is."""

    kind: str
    priority: str
    account: str
    title: str
    story: str
    why: str = ""


CASES = {
    "acme": WeekCase(
        "executive",
        "P2",
        "Acme",
        "Acme: reviews removed after rebrand",
        "Since the rebrand on Monday 212 reviews are hidden. Their CEO wrote to ours.",
        "Nobody behind the hidden reviews dealt with Acme, under either name.",
    ),
    "globex": WeekCase(
        "executive",
        "P1",
        "Globex",
        "Globex: their board meets tonight on fake reviews",
        "Forty one-star reviews in two days. Their board wants to know by six if they are fake.",
        "The forty come from one address, and none of their writers has an order with Globex.",
    ),
    "hooli": WeekCase(
        "other",
        "P3",
        "Hooli",
        "Hooli: may they invite reviewers by text message?",
        "They want to send a link by text message to everybody who bought something in May.",
    ),
    "initech": WeekCase(
        "executive",
        "P3",
        "Initech",
        "Initech: wants last year's decision explained",
        "Their new head of marketing asks why five reviews were removed last year.",
        "The five were written by people who worked there, which their profiles say.",
    ),
    "umbrella": WeekCase(
        "executive",
        "P2",
        "Umbrella",
        "Umbrella: a review names an employee",
        "A review gives the full name of somebody at their till, and calls them a thief.",
    ),
    "stark": WeekCase(
        "other",
        "P3",
        "Stark",
        "Stark: two profiles for one shop",
        "The shop moved. Half of its reviews are at the old address, and half at the new one.",
    ),
    "wayne": WeekCase(
        "executive",
        "P1",
        "Wayne",
        "Wayne: 300 one-star reviews since noon",
        "It began with a video about them. They ask us to stop new reviews while it lasts.",
    ),
    "tyrell": WeekCase(
        "executive",
        "P2",
        "Tyrell",
        "Tyrell: asks why a five-star review is gone",
        "Their best review, from a customer of ten years, went on Friday without a word.",
    ),
}


class ExampleWeek:
    """Played once: its cases are told apart by their titles."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._queue = slack.channel(QUEUE)
        self._playing = threading.Lock()
        self._cards: dict[str, SlackMessage] = {}

    def play(self, say: Callable[[str], None] = lambda _words: None) -> None:
        """From the next opening of the first office to the fifth. Raises NotSeen, with what was
        there instead, when the bot doesn't play along, or when it was played before."""
        if not self._playing.acquire(blocking=False):
            raise NotSeen("The week of cases is here already, or on its way.")
        for number, day in enumerate((self._first, self._second, self._third, self._fourth, None)):
            self._to_the_next_morning()
            say(f"Day {number + 1} of the week: {self._now():%A %d %B}")
            if day is not None:
                day()
        self._raise("U0VOLE", "tyrell")

    # -- its days -----------------------------------------------------------------------------

    def _first(self) -> None:
        self._raise("U0OTTER", "acme")
        self._raise("U0VOLE", "globex")
        self._raise("U0OTTER", "hooli")
        self._says("U0HERON", "acme", "claim")
        self._says("U0BADGER", "globex", "claim")
        self._says("U0KESTREL", "hooli", "claim")
        self._decides("U0BADGER", "globex")
        self._tells("U0BADGER", "globex")

    def _second(self) -> None:
        self._decides("U0HERON", "acme")
        self._tells("U0HERON", "acme")
        self._raise("U0VOLE", "initech")
        self._raise("U0OTTER", "umbrella")
        self._says("U0HERON", "initech", "claim")
        self._says("U0BADGER", "umbrella", "claim")
        self._says("U0BADGER", "umbrella", "wait customer until tomorrow 14:00 for the invoice")

    def _third(self) -> None:
        self._decides("U0HERON", "initech")
        self._raise("U0OTTER", "stark")

    def _fourth(self) -> None:
        self._raise("U0VOLE", "wayne")
        self._says("U0HERON", "wayne", "claim")

    # -- what people do -----------------------------------------------------------------------

    def _raise(self, requester: str, name: str) -> None:
        case = CASES[name]
        intake = {
            "Kind": case.kind,
            "Priority": case.priority,
            "Title": case.title,
            "What happened": case.story,
            "Account": case.account,
        }
        raise_one(self._slack.person(requester), intake)
        self._cards[name] = self._queue.wait_for(
            lambda m: m.by_app and not m.is_reply and case.title in m.plain, PATIENCE
        )

    def _says(self, person: str, name: str, words: str) -> None:
        self._slack.person(person).mention(QUEUE, words, self._cards[name])
        self._slack.wait_until_quiet(PATIENCE)  # what is acknowledged is done

    def _decides(self, person: str, name: str) -> None:
        words = {"Explanation": CASES[name].why}
        decide(self._slack.person(person), self._queue, self._cards[name], words)

    def _tells(self, person: str, name: str) -> None:
        communicate(self._slack, self._slack.person(person), self._queue, self._cards[name])

    # -- its clock ----------------------------------------------------------------------------

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._slack.clock.calendar(), ZONE)

    def _to_the_next_morning(self) -> None:
        """By way of the digests of nine o'clock: past them in one move, they'd come late."""
        now = self._now()
        morning = now.replace(hour=DIGESTS_AT, minute=0, second=0, microsecond=0)
        while morning <= now or morning.weekday() >= SATURDAY:
            morning += timedelta(days=1)
        for until in (morning, morning + AFTER_THEM):
            self._slack.move(until.timestamp() - self._slack.clock.calendar())
            self._slack.core.workspace.wait(lambda: None, SETTLING)
            self._slack.wait_until_quiet(PATIENCE)
