"""Two things go wrong at once, or one while the other lasts: each is over with its own end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.house import Child, House, until
from tests.reliability.truth import Books
from tests.support.postgres import Postgres

HOUR = 3600
SHIFTED = Path(__file__).with_name("shifted.py")


def _wrong_by(house: House, seconds: float) -> Path:
    """A machine whose clock is so much ahead of the true time."""
    file = house.folder / "wrong_by"
    new = file.with_suffix(".new")
    new.write_text(str(seconds))
    return new.rename(file)


def _run(house: House, file: Path) -> Child:
    return house.run(program=(str(SHIFTED), str(file)))


def test_an_outage_a_clock_that_is_set_back_and_a_kill_leave_nothing_waiting(
    house: House, books: Books
) -> None:
    clock = _wrong_by(house, HOUR)
    bot = _run(house, clock)
    card = house.card(house.raises())
    books.settle()
    form = house.form(by="U0VOLE", title="during it")
    house.slack.trouble.down()
    assert form.submit().failed is None
    assert house.slack.person("U0HERON").click(card, "Claim", force=True).error is None
    until(lambda: any(h.place == "slack" for h in books.hindrances()), "nobody notices")
    bot.kill()
    _wrong_by(house, 0)
    house.slack.deliver_by_socket()
    bot = house.spawn("run", program=(str(SHIFTED), str(clock)))
    bot.serves("/healthz")
    house.slack.trouble.up()
    house.card("ESC-2")
    house.reads("ESC-1", "Claimed")
    bot.serves("/readyz")
    books.settle()
    books.agree()
    assert books.hindrances() == []


def test_a_channel_that_was_opened_by_a_clock_that_was_ahead_is_closed_like_any(
    house: House, books: Books
) -> None:
    clock = _wrong_by(house, HOUR)
    _run(house, clock)
    house.card(house.raises())
    house.slack.admin.archive("C0EXEC")
    house.slack.admin.archive("C0EXEC", archived=False)
    house.slack.wait_until_quiet()
    _wrong_by(house, 0)
    house.slack.admin.archive("C0EXEC")
    case = house.raises(title="closed")
    house.is_told("U0OWL", "I can't write to")
    books.settle()
    calls = len(house.slack.calls("chat.postMessage"))
    books.agree(parked=1)
    assert len(house.slack.calls("chat.postMessage")) == calls
    house.slack.admin.archive("C0EXEC", archived=False)
    house.card(case)
    books.settle()
    books.agree()


@pytest.mark.parametrize("is_known", [True, False], ids=["knows its people", "begins"])
def test_a_channel_that_is_archived_while_the_token_is_refused_is_told_once_it_is_good(
    house: House, books: Books, is_known: bool
) -> None:
    bot = house.serve()
    if is_known:
        house.card(house.raises())
        books.settle()
    form = house.form(title="both")
    house.slack.trouble.fail("*", "token_revoked", None)
    case = house.raised(form.submit())
    bot.is_not_ready("the bot's token is refused (token_revoked)")  # not of one method alone
    house.slack.admin.archive("C0EXEC")
    house.slack.wait_until_quiet()
    house.slack.trouble.up()
    house.is_told("U0OWL", "I can't write to")
    house.is_told("U0OWL", "refused the bot's token")
    house.is_told("U0OTTER", case)
    bot.serves("/readyz")
    books.settle()
    assert len(house.notes("U0OWL", "I can't write to")) == 1
    books.agree(parked=1)
    house.slack.admin.archive("C0EXEC", archived=False)
    house.card(case)
    books.settle()
    books.agree()


def test_a_postgresql_whose_connections_end_during_an_outage_costs_nothing(
    big_house: House, big_books: Books, postgres: Postgres
) -> None:
    bot = big_house.run()
    card = big_house.card(big_house.raises())
    big_books.settle()
    form = big_house.form(by="U0VOLE", title="during it")
    big_house.slack.trouble.down("503")
    assert form.submit().failed is None
    assert big_house.slack.person("U0HERON").click(card, "Claim", force=True).error is None
    until(lambda: any(h.place == "slack" for h in big_books.hindrances()), "nobody notices")
    with postgres.admin() as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'escalations'"
        )
    big_house.slack.trouble.up()
    big_house.card("ESC-2")
    big_house.reads("ESC-1", "Claimed")
    bot.serves("/readyz")
    big_books.settle()
    big_books.agree()
    assert "Traceback" not in bot.words(), bot.words()
