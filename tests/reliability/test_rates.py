"""Slack asks for patience: the channel it is about waits, the others go on, nothing is lost."""

from __future__ import annotations

from sandbox import ApiCall
from tests.reliability.house import House, until
from tests.reliability.truth import Books

PAUSE = 4
LONG = 100
"""Longer than any test takes: it's ended by hand."""


def _posts(house: House, channel: str) -> list[ApiCall]:
    return [c for c in house.slack.calls("chat.postMessage") if c.arguments["channel"] == channel]


def _limited(house: House, method: str, began: float) -> ApiCall:
    """The call that was asked for patience since then."""
    return house.slack.wait_for_call(method, lambda c: c.status == 429 and c.at >= began)


def test_a_channel_that_is_limited_waits_and_the_others_go_on(
    shared: House, shared_books: Books
) -> None:
    standing = shared.raises(title="stands already")
    shared.card(standing)
    shared_books.settle()
    form = shared.form(by="U0VOLE", title="has to wait")
    began = shared.slack.clock.machine()
    shared.slack.trouble.rate_limited("chat.postMessage", 1, retry_after=LONG)
    waiting = shared.raised(form.submit())
    limited = _limited(shared, "chat.postMessage", began)
    assert limited.arguments["channel"] == "C0EXEC"
    shared.claims(standing)
    until(lambda: shared.told("U0OTTER", "has claimed", standing), "the others wait too")
    assert not shared.cards(waiting)
    shared_books.end_pauses()
    shared.card(waiting)
    shared_books.settle()
    shared_books.agree()


def test_a_channel_that_is_limited_waits_as_long_as_slack_asks(
    shared: House, shared_books: Books
) -> None:
    form = shared.form(by="U0VOLE", title="has to wait so long")
    began = shared.slack.clock.machine()
    shared.slack.trouble.rate_limited("chat.postMessage", 1, retry_after=PAUSE)
    case = shared.raised(form.submit())
    limited = _limited(shared, "chat.postMessage", began)
    shared.card(case)
    after = [c.at for c in _posts(shared, "C0EXEC") if c.at > limited.at]
    assert min(after) >= limited.at + PAUSE
    shared_books.settle()
    shared_books.agree()


def test_a_channel_gets_no_more_than_slack_allows(shared: House, shared_books: Books) -> None:
    before = len(_posts(shared, "C0EXEC"))
    shared.slack.trouble.enforce_rates()
    cases = [shared.raises(title=f"many {n}") for n in range(8)]
    for case in cases:
        shared.card(case)
    shared_books.settle()
    shared.slack.trouble.enforce_rates(on=False)
    posts = _posts(shared, "C0EXEC")[before:]
    assert [c.status for c in posts] == [200] * 8
    for first, fifth in zip(posts, posts[5:], strict=False):
        assert fifth.at - first.at >= 1
    shared_books.agree()


def test_looking_back_waits_as_long_as_slack_asks(shared: House, shared_books: Books) -> None:
    form = shared.form(title="patient look")
    shared.slack.trouble.lose_replies("chat.postMessage", 1)
    began = shared.slack.clock.machine()
    shared.slack.trouble.rate_limited("conversations.history", 1, retry_after=PAUSE)
    case = shared.raised(form.submit())
    limited = _limited(shared, "conversations.history", began)
    shared_books.settle()
    asked = [c.at for c in shared.slack.calls("conversations.history") if c.at > limited.at]
    assert min(asked) >= limited.at + PAUSE
    assert len(shared.cards(case)) == 1
    shared_books.agree()
