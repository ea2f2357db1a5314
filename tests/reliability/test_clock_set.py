"""The machine's clock is set, by an hour or a day: nobody waits for it to be that time again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.reliability.house import Child, House, until
from tests.reliability.truth import Books

SHIFTED = Path(__file__).with_name("shifted.py")
HOUR, DAY = 3600, 86400
PENDING = ("waiting", "doubt")


@pytest.fixture
def first_response() -> str:
    """So soon that its timers are due while a test looks on."""
    return "4s"


@dataclass
class Machine:
    """A machine whose clock is put wrong, and the bot on it."""

    house: House

    @property
    def _file(self) -> Path:
        return self.house.folder / "wrong_by"

    def put(self, seconds: float) -> None:
        """Its clock is so much ahead of the true time, or behind."""
        new = self._file.with_suffix(".new")
        new.write_text(str(seconds))
        new.rename(self._file)

    def run(self) -> Child:
        return self.house.run(program=(str(SHIFTED), str(self._file)))


@pytest.fixture
def machine(house: House) -> Machine:
    machine = Machine(house)
    machine.put(0)
    return machine


def _meets_an_outage(house: House, books: Books, title: str) -> None:
    """Something is raised while Slack takes nothing: it waits to be tried again."""
    form = house.form(by="U0VOLE", title=title)
    house.slack.trouble.down()
    assert form.submit().failed is None
    until(lambda: any(r.attempts and r.state in PENDING for r in books.rows()), "it isn't tried")


def test_set_back_by_an_hour_it_posts_and_reminds_as_before(
    house: House, books: Books, machine: Machine
) -> None:
    machine.put(HOUR)
    bot = machine.run()
    house.card(house.raises())
    _meets_an_outage(house, books, "waits")
    machine.put(0)
    bot.says("clock_jumped")
    house.slack.trouble.up()
    house.card("ESC-2")
    house.raises(by="U0OTTER", title="after it", Priority="P3: this week")
    house.reads("ESC-3", "*Late* · First response was due")
    house.is_told("U0OWL", "The first response is late: it was due")
    books.settle()
    books.agree()
    assert bot.words().count("clock_jumped") == 1
    assert bot.stop() == 0


def test_a_bot_that_is_killed_before_its_clock_is_set_back_goes_on_as_well(
    house: House, books: Books, machine: Machine
) -> None:
    machine.put(HOUR)
    bot = machine.run()
    house.card(house.raises())
    for number in range(4):
        house.raises(title=f"more than a burst {number}")
    _meets_an_outage(house, books, "waits")
    bot.kill()
    machine.put(0)
    house.slack.trouble.up()
    machine.run()
    house.card("ESC-6")
    books.settle()
    books.agree()


def test_a_day_ahead_brings_what_is_due_once(house: House, books: Books, machine: Machine) -> None:
    bot = machine.run()
    house.card(house.raises(Priority="P2: today"))
    books.settle()
    machine.put(DAY)
    bot.says("clock_jumped")
    house.reads("ESC-1", "*Late* · First response was due")
    house.is_told("U0OWL", "The first response is late: it was due")
    books.settle()
    assert books.happened("ESC-1", "target_missed") == 1
    for person in ("U0OWL", "U0HERON"):
        assert len(house.notes(person, "first response is late: it was due")) == 1
    assert bot.words().count("clock_jumped") == 1
    books.agree()
