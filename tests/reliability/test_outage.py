"""Slack's Web API is away while people go on: acks keep working, later everything arrives once."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.reliability.house import House
from tests.reliability.truth import Books


@pytest.mark.parametrize("how", ["refused", "reset", "503"])
def test_work_goes_on_while_slack_is_away_and_is_told_afterwards(
    shared: House, shared_books: Books, how: Literal["refused", "reset", "503"]
) -> None:
    standing = shared.raises(title="stands")
    card = shared.card(standing)
    shared_books.settle()
    forms = [shared.form(by, f"during {by}") for by in ("U0OTTER", "U0VOLE")]
    shared.slack.trouble.down(how)
    raised = [shared.raised(form.submit()) for form in forms]
    heron, badger = shared.slack.person("U0HERON"), shared.slack.person("U0BADGER")
    assert heron.click(card, "Claim", force=True).error is None
    heron.mention("C0EXEC", "release", thread=card)
    shared.slack.wait_until_quiet()
    assert badger.click(card, "Claim", force=True).error is None
    assert not any(shared.cards(case) for case in raised)
    shared.slack.trouble.up()
    for case in raised:
        shared.card(case)
    shared_books.settle(60)
    assert "*Claimed* by <@U0BADGER>" in shared.card(standing).plain
    assert not shared.told("U0OTTER", "<@U0HERON> has claimed", standing)
    assert len(shared.told("U0OTTER", "<@U0BADGER> has claimed", standing)) == 1
    shared_books.agree()


def test_a_bot_that_was_there_before_starts_and_acknowledges_while_slack_is_away(
    house: House, books: Books
) -> None:
    first = house.serve()
    case = house.raises()
    card = house.card(case)
    books.settle()
    assert first.stop() == 0
    house.slack.trouble.down("refused")
    house.serve()
    assert house.slack.person("U0HERON").click(card, "Claim", force=True).error is None
    assert house.slack.person("U0HERON").command("/escalations", "mine").text
    house.slack.trouble.up()
    house.reads(case, "Claimed")
    books.settle(60)
    books.agree()


def test_the_very_first_start_says_what_it_lacks_and_recovers_by_itself(
    house: House, books: Books
) -> None:
    house.slack.trouble.down("503")
    house.slack.deliver_by_socket()
    bot = house.spawn("run")
    bot.serves("/healthz")
    bot.is_not_ready("identity isn't known", "Socket Mode connection is down")
    bot.says("socket_not_connected")
    house.slack.trouble.up()
    bot.serves("/readyz")
    house.card(house.raises())
    books.settle()
    books.agree()


def test_at_a_first_start_nobody_comes_before_slack_has_told_who_we_are(
    house: House, books: Books
) -> None:
    house.slack.trouble.slow(0.7, ["auth.test"])
    house.run()
    house.card(house.raises())
    books.settle()
    books.agree()
