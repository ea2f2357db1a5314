"""Several processes on one PostgreSQL: each thing happens once, whoever of them does it."""

from __future__ import annotations

import threading

from sqlalchemy import text

from storage.engine import connect
from tests.reliability.balance import balanced
from tests.reliability.house import House
from tests.reliability.truth import Books


def _both_click(house: House, case: str) -> None:
    """Two people see the same card and click at the same moment."""
    card = house.card(case)
    barrier = threading.Barrier(2)

    def click(person: str) -> None:
        barrier.wait()
        assert house.slack.person(person).click(card, "Claim", force=True).error is None

    people = [threading.Thread(target=click, args=(p,)) for p in ("U0HERON", "U0BADGER")]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()


def test_two_people_clicking_at_once_and_two_workers_delivering(
    big_house: House, big_books: Books
) -> None:
    servers = [big_house.spawn("serve", "--no-worker") for _ in range(2)]
    workers = [
        big_house.spawn("worker", dies_at="post_taken_by_slack:2"),
        big_house.spawn("worker"),
    ]
    for child in (*servers, *workers):
        child.serves()
    with balanced([s.port for s in servers]) as port:
        big_house.slack.deliver_http(f"http://127.0.0.1:{port}/slack/events")
        cases = [big_house.raises(by, f"at once {by}") for by in ("U0OTTER", "U0VOLE", "U0OTTER")]
        for case in cases:
            _both_click(big_house, case)
            big_house.reads(case, "Claimed")
        big_books.settle(60)
        big_house.slack.wait_until_quiet()
        for case in cases:
            assert big_books.happened(case, "claimed") == 1
        refused = [
            note.plain
            for person in ("U0HERON", "U0BADGER")
            for note in big_house.slack.person(person).ephemerals()
        ]
        assert len(refused) == len(cases)
        assert all("has already claimed" in words for words in refused)
        # The other may have delivered it all: then the doomed one gets work of its own.
        assert workers[1].stop() == 0, workers[1].words()
        if workers[0].is_running:
            big_house.raises("U0VOLE", "for the doomed one alone")
        assert workers[0].dies() == -9
        heir = big_house.spawn("worker")
        heir.serves()
        big_books.settle(60)
    big_books.agree()
    for child in (*servers, heir):
        assert child.stop() == 0, child.words()
    assert not big_books.leased()


def test_processes_that_start_at_once_on_a_database_without_a_policy_all_start(
    big_house: House,
) -> None:
    children = [
        big_house.spawn("serve", "--no-worker"),
        big_house.spawn("worker"),
        big_house.spawn("worker"),
    ]
    for child in children:
        child.serves()
    engine = connect(big_house.database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM policies")).scalar_one() == 1
    engine.dispose()
