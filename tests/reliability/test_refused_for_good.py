"""What Slack refuses for good waits for a person, who is told, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.reliability.house import SOON, House, reference, until
from tests.reliability.truth import Books


def _leave(house: House) -> Callable[[], None]:
    house.slack.admin.leave("U0BOT", "C0EXEC")
    return lambda: house.slack.admin.join("U0BOT", "C0EXEC")


def _archive(house: House) -> Callable[[], None]:
    house.slack.admin.archive("C0EXEC")
    return lambda: house.slack.admin.archive("C0EXEC", archived=False)


def _vanish(house: House) -> Callable[[], None]:
    house.slack.trouble.fail("chat.postMessage", "channel_not_found", 1)
    return lambda: None


def _tried_again(house: House, about: str) -> None:
    note = house.is_told("U0OWL", f"I could not deliver a card about {about}")
    assert house.slack.person("U0OWL").click(note, "Try again").error is None


@pytest.mark.parametrize("refuse", [_leave, _archive, _vanish], ids=lambda f: f.__name__)
def test_a_card_that_can_not_be_posted_waits_and_is_tried_again_by_a_manager(
    shared: House, shared_books: Books, refuse: Callable[[House], Callable[[], None]]
) -> None:
    form = shared.form(title="refused")
    mend = refuse(shared)
    case = reference(form.submit())
    note = shared.is_told("U0OTTER", f"{case} refused")
    assert "slack.com/archives" not in note.plain
    until(lambda: any(r.state == "parked" for r in shared_books.rows()), "it is not parked")
    shared_books.settle()
    shared_books.agree(parked=1)
    mend()
    _tried_again(shared, case)
    shared.card(case)
    shared.claims(case)
    shared.reads(case, "Claimed")
    shared_books.settle()
    shared_books.agree()


def test_a_post_in_doubt_that_is_refused_meanwhile_is_not_doubled_by_trying_again(
    shared: House, shared_books: Books
) -> None:
    form = shared.form(title="doubtful")
    shared.slack.trouble.lose_replies("chat.postMessage", 1)
    shared.slack.trouble.fail("conversations.history", "not_in_channel", 1)
    case = reference(form.submit())
    _tried_again(shared, case)
    shared_books.settle()
    assert len(shared.cards(case)) == 1
    shared_books.agree()


def test_a_notice_of_failure_that_fails_is_only_logged(house: House, books: Books) -> None:
    house.serve()
    form = house.form(title="nobody told")
    before = len(house.slack.calls("chat.postMessage"))
    house.slack.trouble.fail("chat.postMessage", "channel_not_found", None)
    reference(form.submit())

    def parked() -> list[str]:
        return sorted(r.sort for r in books.rows() if r.state == "parked")

    until(lambda: "card_changed" in parked() and "undelivered" in parked(), str(parked()))
    books.settle()
    calls = len(house.slack.calls("chat.postMessage")) - before
    assert calls == len(parked()), "each was tried once"
    # One for the card, one for each private note; none for the notices themselves.
    assert parked().count("undelivered") == len(parked()) - parked().count("undelivered")


def test_a_revoked_token_loses_nothing_and_a_good_one_lets_everything_out(
    house: House, books: Books
) -> None:
    bot = house.serve()
    forms = [house.form(by, f"token {by}") for by in ("U0OTTER", "U0VOLE")]
    books.settle()
    house.slack.trouble.fail("*", "token_revoked", None)
    cases = [reference(form.submit()) for form in forms]
    until(lambda: sum(r.state == "parked" for r in books.rows()) >= 6, "nothing is parked")
    books.settle()
    assert bot.stop() == 0
    house.slack.trouble.up()
    house.serve()
    for case in cases:
        house.card(case)
    books.settle()
    assert not house.notes("U0OWL", "I could not deliver")
    books.agree()


def test_a_root_that_somebody_deleted_is_posted_anew(shared: House, shared_books: Books) -> None:
    case = shared.raises(title="deleted root")
    card = shared.card(case)
    shared_books.settle()
    shared.slack.channel("C0EXEC").delete(card)
    heron = shared.slack.person("U0HERON")
    assert heron.click(card, "Claim", force=True).error is None
    shared.slack.trouble.lose_replies("chat.postMessage", 1)
    shared.reads(case, "Claimed", SOON)
    shared_books.settle()
    assert len(shared.cards(case)) == 1
