"""Days of bad luck, drawn from a seed: people work on while the bot is killed and Slack stumbles.

Whatever happens, in the end Slack holds what the database says: one true card a case, each private
note that is due once and in order.
"""

from __future__ import annotations

import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sandbox import Modal, NotSeen
from tests.reliability.house import DECISION, RAISED, Child, House, until
from tests.reliability.truth import Books

PEOPLE = ("U0OTTER", "U0VOLE")
SPECIALISTS = ("U0HERON", "U0BADGER", "U0KESTREL")
POINTS = (
    "lease_taken",
    "conversation_opened",
    "post_taken_by_slack",
    "edit_taken_by_slack",
    "delivery_noted",
    "thread_noted",
    "committed_not_acknowledged",
    "verb_done_not_committed",
)


@dataclass
class Day:
    """What one seed brings. Nobody gives up: a form that failed is sent again until it is taken."""

    house: House
    books: Books
    luck: random.Random
    sent: int = 0
    shown: list[str] = field(default_factory=list)
    unsent: dict[str, Modal] = field(default_factory=dict)
    is_closed: bool = False

    def starts(self) -> Child:
        self.house.slack.trouble.up()
        doom = f"{self.luck.choice(POINTS)}:{self.luck.randint(2, 6)}"
        bot = self.house.spawn("run", dies_at=doom if self.luck.random() < 0.6 else "")
        until(lambda: "socket_connected" in bot.words() or not bot.is_running, "it does not start")
        return bot

    def passes(self, steps: int) -> None:
        bot = self.starts()
        for _ in range(steps):
            if not bot.is_running:
                bot = self.starts()
            with suppress(NotSeen, AssertionError):
                self.luck.choices(
                    (self.raises, self.acts, self.stumbles, bot.kill, self.waits),
                    weights=(4, 8, 4, 1, 2),
                )[0]()
        self.house.slack.trouble.up()
        self.closes_channel(is_closed=False)
        bot.kill()
        self.house.run()
        for person, form in list(self.unsent.items()):
            self.taken(person, form)
        assert not self.unsent, "a form of the day can't be sent at its end"
        self.house.slack.wait_until_quiet(30)
        self.books.settle(120)

    def raises(self) -> None:
        person = self.house.slack.person(self.luck.choice(PEOPLE))
        form = self.unsent.get(person.id)
        if form is None:
            for left in person.modals():  # it came too late, or couldn't be filled in
                left.close(whole_stack=True)
            person.command("/escalate", f"case {self.sent}", channel="C0EXEC")
            form = person.wait_for_modal("Raise an escalation", 2)
            form.fill(RAISED, 2)
            self.sent += 1
        self.unsent[person.id] = form
        self.taken(person.id, form)

    def taken(self, person: str, form: Modal) -> None:
        """Sends a form; only one that closes has been taken."""
        result = form.submit()
        if result.closed:
            del self.unsent[person]
            self.shown.append(self.house.raised(result))

    def acts(self) -> None:
        """Somebody does something to a case of which a card stands."""
        cards = [m for m in self.house.slack.channel("C0EXEC").roots() if m.buttons]
        if not cards:
            return
        card = self.luck.choice(cards)
        person = self.house.slack.person(self.luck.choice(SPECIALISTS))
        verb = self.luck.choice(("Claim", "Claim", "Release", "Decide", "Mark communicated"))
        if self.luck.random() < 0.3:
            person.mention("C0EXEC", verb.lower().partition(" ")[0], thread=card)
        elif verb in (*card.buttons, *card.menu):
            person.click(card, verb, force=True)
            if verb == "Decide":
                form = person.wait_for_modal("Record the decision", 2)
                form.fill(DECISION, 2).submit()

    def stumbles(self) -> None:
        """Slack has one of its troubles."""
        trouble, method = (
            self.house.slack.trouble,
            self.luck.choice(
                ("chat.postMessage", "chat.postMessage", "chat.update", "conversations.open")
            ),
        )
        match self.luck.randrange(9):
            case 0 | 1:
                trouble.lose_replies(method, self.luck.randint(1, 2))
            case 2:
                trouble.rate_limited(method, 1, retry_after=1)
            case 3:
                trouble.fail(method, "internal_error", 1)
            case 4:
                trouble.down(self.luck.choice(("reset", "503")))
            case 5:
                trouble.fail("*", self.luck.choice(("invalid_auth", "token_revoked")), None)
            case 6:
                self.closes_channel(is_closed=self.luck.random() < 0.5)
            case 7:
                self.loses_file()
            case _:
                trouble.up()

    def closes_channel(self, *, is_closed: bool) -> None:
        if is_closed is not self.is_closed:
            self.house.slack.admin.archive("C0EXEC", archived=is_closed)
            self.is_closed = is_closed

    def loses_file(self) -> None:
        """The one beside a SQLite file that can be made anew: what a `-wal` held would be lost if the
        bot were killed in the same moment."""
        url = self.house.database_url
        if url.startswith("sqlite"):
            Path(f"{url.removeprefix('sqlite:///')}-shm").unlink(missing_ok=True)

    def waits(self) -> None:
        time.sleep(self.luck.random() / 2)


def _tortured(house: House, books: Books, seed: int, steps: int) -> None:
    day = Day(house, books, random.Random(seed))
    day.passes(steps)
    assert sorted(day.shown) == sorted(f"ESC-{c.id}" for c in books.cases()), "shown and not kept"
    titles = [case.title for case in books.cases()]
    assert sorted(set(titles)) == sorted(titles), "a case was raised twice"
    assert set(titles) == {f"case {n}" for n in range(day.sent)}, "a case was lost"
    books.agree()


def test_a_short_day_of_bad_luck_loses_and_doubles_nothing(house: House, books: Books) -> None:
    _tortured(house, books, seed=7, steps=16)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(100, 140))
def test_long_days_of_bad_luck_lose_and_double_nothing(
    house: House, books: Books, seed: int
) -> None:
    _tortured(house, books, seed, steps=60)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(200, 215))
def test_long_days_on_postgresql_lose_and_double_nothing(
    big_house: House, big_books: Books, seed: int
) -> None:
    _tortured(big_house, big_books, seed, steps=60)
