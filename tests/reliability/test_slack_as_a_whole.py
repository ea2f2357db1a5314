"""What is wrong with Slack as a whole is one state, told once, and over within seconds of its end."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Literal

import pytest

from bot.app.wiring import LEARN_AGAIN
from handlers.delivery.methods import PAUSES
from handlers.delivery.settling import LOOK_AGAIN
from handlers.web_api.sending import LONGEST_PAUSE
from tests.reliability.house import House, until
from tests.reliability.truth import Books

PROMISED = 5.0
"""Seconds: so soon after Slack answers again everything that waited is under way."""
SPECIALISTS = ("U0HERON", "U0BADGER", "U0KESTREL")
OUTAGE = 8.0
"""Seconds: long enough for each row to have backed off by itself, were it tried by itself."""


@pytest.fixture
def healthy(shared: House) -> Iterator[House]:
    """A house whose Slack is mended afterwards, and whose outbox is empty."""
    yield shared
    shared.slack.trouble.up()


@pytest.mark.parametrize("how", ["refused", "503"])
def test_all_that_waited_for_slack_is_under_way_within_seconds_of_its_return(
    healthy: House, shared_books: Books, how: Literal["refused", "503"]
) -> None:
    cards = {case: healthy.card(case) for case in (healthy.raises(title=f"{n}") for n in range(6))}
    shared_books.settle()
    forms = [healthy.form(by, f"during {by}") for by in ("U0OTTER", "U0VOLE")]
    healthy.slack.trouble.down(how)
    raised = [healthy.raised(form.submit()) for form in forms]
    heron = healthy.slack.person("U0HERON")
    for card in cards.values():
        assert heron.click(card, "Claim", force=True).error is None
    until(lambda: any(h.place == "slack" for h in shared_books.hindrances()), "nobody notices")
    time.sleep(OUTAGE)
    waiting = shared_books.pending()
    healthy.slack.trouble.up()
    for case in cards:
        healthy.reads(case, "Claimed")
    for case in raised:
        healthy.card(case)
    shared_books.settle()
    # Nothing waits for a time of its own, but for Slack's answer: then all of it may go.
    assert waiting
    assert max(row.waits for row in waiting) <= LOOK_AGAIN.total_seconds()
    assert max(PAUSES) + LOOK_AGAIN.total_seconds() <= PROMISED
    assert max(LEARN_AGAIN) <= PROMISED, "a process that starts meanwhile"
    assert max(row.failures for row in waiting) <= 1, "an outage is no row's own failure"
    shared_books.agree()


def test_a_token_that_is_refused_for_a_while_holds_everything_and_is_told_once_it_is_over(
    healthy: House, shared_books: Books
) -> None:
    form = healthy.form(title="token")
    shared_books.settle()
    before = len(healthy.notes("U0OWL", "refused the bot's token"))
    healthy.slack.trouble.fail("*", "invalid_auth", None)
    case = healthy.raised(form.submit())
    bot = healthy.children[-1]
    # First a method alone fails with it, then it's known to be the token.
    body = bot.is_not_ready("invalid_auth")
    assert json.loads(body)["missing"] == ["slack: the bot's token is refused (invalid_auth)"]
    assert not [row for row in shared_books.rows() if row.state == "parked"]
    healthy.slack.trouble.up()
    healthy.card(case)
    healthy.is_told("U0OTTER", case)
    until(lambda: len(healthy.notes("U0OWL", "refused the bot's token")) == before + 1, "untold")
    assert not healthy.notes("U0OWL", "can't write to")
    until(lambda: bot.get("/readyz")[0] == 200, "it doesn't say that it's over")
    shared_books.settle()
    shared_books.agree()


@pytest.mark.parametrize("error", ["internal_error", "missing_scope"])
def test_what_waits_for_one_method_is_under_way_within_seconds_of_its_return(
    healthy: House, shared_books: Books, error: str
) -> None:
    """Slack answers all other calls, so that no row is to blame, and none is parked."""
    shared_books.settle()
    healthy.slack.trouble.fail("chat.postMessage", error, None)
    cases = [healthy.raises(title=f"{error} {n}") for n in range(4)]
    bot = healthy.children[-1]
    until(lambda: f"chat.postMessage: {error}" in bot.get("/readyz")[1], "it isn't said")
    assert bot.get("/readyz")[0] == 200
    time.sleep(OUTAGE)
    waiting = shared_books.pending()
    began, before = time.monotonic(), len(healthy.slack.calls("chat.postMessage"))
    time.sleep(OUTAGE)
    tries = len(healthy.slack.calls("chat.postMessage")) - before
    lasted = time.monotonic() - began

    def is_next_soon() -> bool:
        """It isn't in the moment in which the one that tries for all is on its way."""
        return min(row.waits for row in shared_books.pending() if row.waits > 0) <= PROMISED

    until(is_next_soon, "one tries for all")
    healthy.slack.trouble.up()
    for case in cases:
        healthy.card(case)
    shared_books.settle()
    assert {row.failures for row in waiting} == {0}
    assert tries <= lasted / max(PAUSES) + 1, "and no other"
    assert shared_books.hindrances() == []
    shared_books.agree()


def test_notes_are_edited_once_edits_are_taken_again(healthy: House, shared_books: Books) -> None:
    case = healthy.raises(title="edits")
    shared_books.settle()
    offers = [healthy.told(user, "offered to you", case) for user in SPECIALISTS]
    (offered,) = [note for notes in offers for note in notes]
    healthy.slack.trouble.fail("chat.update", "missing_scope", None)
    healthy.slack.person("U0BADGER").mention("C0EXEC", "claim", thread=healthy.card(case))
    bot = healthy.children[-1]
    until(lambda: "chat.update: missing_scope" in bot.get("/readyz")[1], "it isn't said")
    healthy.slack.trouble.up()
    healthy.reads(case, "*Claimed* by <@U0BADGER>")
    shared_books.settle()
    assert healthy.slack.channel(offered.channel).now(offered).buttons == ()
    assert shared_books.hindrances() == []
    shared_books.agree()


@pytest.mark.parametrize("how", ["token_expired", "429", "lost"])
def test_a_private_answer_comes_once_where_it_surely_had_not_arrived(
    healthy: House, shared_books: Books, how: str
) -> None:
    case = healthy.raises(title=f"answer {how}")
    card = healthy.card(case)
    shared_books.settle()
    otter = healthy.slack.person("U0OTTER")
    before = len(otter.ephemerals())
    if how == "token_expired":
        healthy.slack.trouble.fail("chat.postEphemeral", "token_expired", 2)
    elif how == "429":
        healthy.slack.trouble.rate_limited("chat.postEphemeral", 1, retry_after=1)
    else:
        healthy.slack.trouble.lose_replies("chat.postEphemeral", 1)
    otter.mention("C0EXEC", "claim", thread=card)
    until(lambda: len(otter.ephemerals()) > before, "no answer")
    shared_books.settle()
    calls = [
        c for c in healthy.slack.calls("chat.postEphemeral") if c.arguments["user"] == otter.id
    ]
    assert len(otter.ephemerals()) == before + 1
    assert calls[-1].ok


def test_a_private_answer_that_may_have_arrived_is_given_up_with_a_word_in_the_log(
    healthy: House, shared_books: Books
) -> None:
    card = healthy.card(healthy.raises(title="perhaps answered"))
    shared_books.settle()
    bot = healthy.children[-1]
    before = bot.words().count("answer_not_sent")
    healthy.slack.trouble.gateway("chat.postEphemeral", 200, '"text"', 1)
    healthy.slack.person("U0OTTER").mention("C0EXEC", "claim", thread=card)
    until(lambda: bot.words().count("answer_not_sent") == before + 1, "it isn't said")
    shared_books.settle()
    assert "delivery_failed" not in bot.words()


def test_a_channel_waits_no_longer_than_two_minutes_whatever_slack_asks(
    healthy: House, shared_books: Books
) -> None:
    form = healthy.form(title="a day")
    shared_books.settle()
    healthy.slack.trouble.rate_limited("chat.postMessage", 1, retry_after=86_400)
    healthy.raised(form.submit())
    until(shared_books.paused, "no pause is noted")
    assert max(shared_books.paused()) <= LONGEST_PAUSE
    until(lambda: "ratelimited" in healthy.children[-1].get("/readyz")[1], "it isn't said")
    shared_books.end_pauses()
    shared_books.settle()
    assert shared_books.hindrances() == []
    shared_books.agree()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, '{"message": "Forbidden"}'),
        (200, "null"),
        (200, "[]"),
        (200, '{"ok": false}'),
        (200, '{"ok": false, "error": {"code": 7}}'),
        (200, '{"ok": false, "error": "blocked_by_gateway"}'),
        (404, '{"ok": false, "error": "no_route"}'),
    ],
)
def test_what_a_gateway_says_in_slacks_place_is_no_refusal(
    healthy: House, shared_books: Books, status: int, body: str
) -> None:
    form = healthy.form(title="gateway")
    shared_books.settle()
    healthy.slack.trouble.gateway("chat.postMessage", status, body, 1)
    case = healthy.raised(form.submit())
    healthy.card(case)
    healthy.is_told("U0OTTER", case)
    shared_books.settle()
    assert len(healthy.cards(case)) == 1
    shared_books.agree()
