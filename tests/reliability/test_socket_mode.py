"""Slack ends connections as it pleases: the bot comes back, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.reliability.house import House, until
from tests.reliability.truth import Books


def test_a_connection_that_slack_renews_or_drops_is_made_again(house: House, books: Books) -> None:
    bot = house.run()
    case = house.raises()
    books.settle()
    house.slack.disconnect("warning")
    house.slack.wait_for_socket()
    house.claims(case)
    house.reads(case, "Claimed")
    house.slack.disconnect("refresh_requested")
    house.slack.wait_for_socket()
    heron = house.slack.person("U0HERON")
    heron.mention("C0EXEC", "release", thread=house.card(case))
    house.reads(case, "Open\n")
    house.slack.drop_sockets()
    heron.mention("C0EXEC", "claim", thread=house.card(case))
    house.slack.wait_for_socket(30)
    until(lambda: bot.get("/readyz")[0] == 200, "it is not connected again")
    house.slack.wait_until_quiet()
    if books.happened(case, "claimed") == 1:
        # Nobody was connected for longer than this Slack repeats an event.
        heron.mention("C0EXEC", "claim", thread=house.card(case))
    house.reads(case, "Claimed")
    books.settle()
    assert books.happened(case, "claimed") == 2
    books.agree()


def test_connecting_is_tried_until_slack_lets_it(house: House) -> None:
    house.slack.deliver_by_socket()
    house.slack.trouble.fail("apps.connections.open", "internal_error", 2)
    bot = house.spawn("run")
    bot.says("socket_not_connected")
    house.slack.wait_for_socket(30)
    bot.says("socket_connected")
    assert house.raises() == "ESC-1"


@pytest.mark.soak
def test_a_connection_lost_during_an_outage_comes_back_after_it(house: House, books: Books) -> None:
    bot = house.run()
    books.settle()
    house.slack.trouble.fail("apps.connections.open", "internal_error", None)
    house.slack.drop_sockets()
    until(lambda: bot.get("/readyz")[0] == 503, "it still calls itself ready")
    house.slack.trouble.up()
    bot.serves("/readyz")
    case = house.raises()
    house.card(case)
    books.settle()
    books.agree()
