"""kill -9 between any two steps: after a restart nothing is lost and nothing is doubled."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from functools import partial

import pytest

from sandbox import NotSeen
from tests.reliability.house import SOON, Child, House, until
from tests.reliability.truth import Books

STEPS = (
    "conversation_opened",
    "lease_taken",
    "post_taken_by_slack",
    "thread_noted",
    "delivery_noted",
    "post_taken_by_slack:2",
    "edit_taken_by_slack",
)


def is_connected_or_dead(child: Child) -> bool:
    return "socket_connected" in child.words() or not child.is_running


def _raised_until_it_dies(house: House, doomed: Child, step: str) -> None:
    """It may die before an ack has left; the person then sees an error, and goes on. So they do
    where a busy machine has acknowledged too late, and nothing was raised to die of."""
    by = ("U0OTTER", "U0VOLE")[STEPS.index(step) % 2]
    is_raised = False
    while doomed.is_running and not is_raised:
        with suppress(NotSeen, AssertionError):
            case = house.raises(by=by, title=step)
            if step == "edit_taken_by_slack":
                house.claims(case)
            is_raised = True
        for form in house.slack.person(by).modals():
            form.close(whole_stack=True)


def test_a_bot_killed_after_each_step_of_delivering_goes_on_where_it_was(
    house: House, books: Books
) -> None:
    """Each process finds what the one before has left behind, and dies one step further."""
    for step in STEPS:
        doomed = house.spawn("run", dies_at=step)
        until(partial(is_connected_or_dead, doomed), step)
        _raised_until_it_dies(house, doomed, step)
        assert doomed.dies() == -9, step
    house.run()
    books.settle(60)
    assert books.cases()
    books.agree()


def _one_more(house: House, books: Books, step: str) -> None:
    """A bot whose leases outlive this test is killed while it delivers; the next one goes on."""
    long = {"ESCALATIONS_LEASE_SECONDS": "3600"}
    doomed = house.run(dies_at=step, **long)
    with suppress(NotSeen, AssertionError):  # it may die before the ack has left
        house.raises()
    assert doomed.dies() == -9
    assert books.leased()
    house.run(**long).says("leases_released")
    house.card("ESC-1")
    books.settle()
    books.agree()


@pytest.mark.parametrize("step", ["post_taken_by_slack", "conversation_opened"])
def test_what_a_killed_bot_was_delivering_waits_for_no_lease(
    house: House, books: Books, step: str
) -> None:
    _one_more(house, books, step)


@pytest.mark.parametrize("step", ["post_taken_by_slack", "conversation_opened"])
def test_on_postgresql_likewise(big_house: House, big_books: Books, step: str) -> None:
    _one_more(big_house, big_books, step)


def test_a_submission_whose_ack_died_is_recognised_when_it_is_sent_again(
    house: House, books: Books
) -> None:
    doomed = house.run(dies_at="committed_not_acknowledged")
    form = house.form()
    lost = form.submit()
    assert lost.failed is not None
    assert doomed.dies() == -9
    assert [c.id for c in books.cases()] == [1]
    house.run()
    assert house.raised(form.submit()) == "ESC-1"
    house.card("ESC-1")
    books.settle()
    assert [c.id for c in books.cases()] == [1]
    books.agree()


def test_a_submission_that_died_before_its_commit_has_done_nothing(
    house: House, books: Books
) -> None:
    doomed = house.run(dies_at="verb_done_not_committed")
    form = house.form()
    assert form.submit().failed is not None
    assert doomed.dies() == -9
    rows = [row for row in books.rows() if row.sort != "look_up"]  # those are of its start
    assert (books.cases(), rows, books.requests()) == ([], [], [])
    with closing(sqlite3.connect(house.database_url.removeprefix("sqlite:///"), timeout=1)) as free:
        free.execute("BEGIN IMMEDIATE")  # it has left no lock behind
        free.execute("ROLLBACK")
    house.run()
    assert house.raised(form.submit()) == "ESC-1"
    books.settle()
    books.agree()


def test_a_mention_whose_ack_died_is_delivered_again_and_happens_once(
    house: House, books: Books
) -> None:
    doomed = house.serve(dies_at="committed_not_acknowledged:2")
    case = house.raises()
    books.settle()
    heron = house.slack.person("U0HERON")
    heron.mention("C0EXEC", "claim", thread=house.card(case))
    house.slack.wait_for_delivery(lambda d: d.type == "app_mention" and not d.ok, SOON)
    house.reads(case, "Claimed")
    # gunicorn has started another worker in the place of the one that was killed.
    assert doomed.is_running
    until(lambda: any(m.ephemeral_for for m in heron.ephemerals()), "nothing was answered")
    books.settle()
    assert books.happened(case, "claimed") == 1
    assert len(house.notes("U0OTTER", "has claimed your escalation")) == 1
    books.agree()


class TestTimers:
    """P3 is to be answered within seconds here, so that reminders come while a test looks on."""

    @pytest.fixture
    def first_response(self) -> str:
        return "4s"

    def test_a_bot_killed_during_a_timer_fires_it_once(self, house: House, books: Books) -> None:
        first = house.run(dies_at="timer_taken")
        with suppress(NotSeen, AssertionError):  # it may die before the ack has left
            house.raises(Priority="P3: this week")
        assert first.dies() == -9
        assert house.spawn("worker", dies_at="timer_fired_not_committed:2").dies() == -9
        house.worker()
        house.reads("ESC-1", "*Late*")
        house.is_told("U0OWL", "The first response is late: it was due")
        books.settle()
        assert books.happened("ESC-1", "target_missed") == 1
        assert len(house.notes("U0OWL", "The first response is late: it was due")) == 1
        books.agree()
