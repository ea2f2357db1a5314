"""What Slack refuses for good waits for a person, who is told, and loses nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.reliability.house import SOON, House, is_card, until
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


def _tried_again(house: House, *any_of: str) -> None:
    """Presses the button of the note, which names the card that was refused first."""
    notes = house.slack.person("U0OWL").direct_messages()
    waits = [f"A card about {about} waits" for about in any_of]
    note = notes.wait_for(lambda m: any(words in m.plain for words in waits), SOON)
    assert house.slack.person("U0OWL").click(note, "Try again").error is None


@pytest.mark.parametrize("refuse", [_leave, _archive, _vanish], ids=lambda f: f.__name__)
def test_a_card_that_can_not_be_posted_waits_and_is_tried_again_by_a_manager(
    shared: House, shared_books: Books, refuse: Callable[[House], Callable[[], None]]
) -> None:
    form = shared.form(title="refused")
    mend = refuse(shared)
    case = shared.raised(form.submit())
    note = shared.is_told("U0OTTER", f"{case} is with")
    assert "slack.com/archives" not in note.plain
    assert "stored, but I can't open its thread yet" in note.plain
    assert "The managers know." in note.plain
    told = shared.is_told("U0OWL", f"A card about {case} waits")
    assert "the channel of the queue executive" in told.plain
    assert "nvite" in told.plain or "Unarchive it" in told.plain
    until(lambda: any(r.state == "parked" for r in shared_books.rows()), "it is not parked")
    shared_books.settle()
    shared_books.agree(parked=1)
    mend()
    if (
        refuse is _vanish
    ):  # Slack tells of the others by an event, which may be there before a press
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
    case = shared.raised(form.submit())
    _tried_again(shared, case)
    shared_books.settle()
    assert len(shared.cards(case)) == 1
    shared_books.agree()


def test_a_notice_of_failure_that_fails_is_only_logged(house: House, books: Books) -> None:
    house.serve()
    form = house.form(title="nobody told")
    before = len(house.slack.calls("chat.postMessage"))
    house.slack.trouble.fail("chat.postMessage", "channel_not_found", None)
    house.raised(form.submit())

    def parked() -> list[str]:
        return sorted(r.sort for r in books.rows() if r.state == "parked")

    until(lambda: "card_changed" in parked() and "undelivered" in parked(), str(parked()))
    books.settle()
    calls = len(house.slack.calls("chat.postMessage")) - before
    places = {r.channel for r in books.rows() if r.state == "parked"}
    # A note to a person is tried once more, in a conversation opened anew.
    assert len(parked()) <= calls <= 2 * len(parked())
    # One for each place but the manager's own; none for the notices themselves.
    assert parked().count("undelivered") <= len(places)


def test_an_archived_channel_is_one_note_and_its_return_lets_everything_out(
    shared: House, shared_books: Books
) -> None:
    shared_books.settle()
    before = len(shared.notes("U0OWL", "I can't write to"))
    shared.slack.admin.archive("C0EXEC")
    cases = [shared.raises(("U0OTTER", "U0VOLE")[n % 2], title=f"archived {n}") for n in range(6)]
    for case in cases:
        shared.is_told("U0OTTER" if cases.index(case) % 2 == 0 else "U0VOLE", case)
    shared_books.settle()
    assert len(shared.notes("U0OWL", "I can't write to")) == before + 1
    bot = shared.children[-1]
    until(lambda: "C0EXEC: is_archived" in bot.get("/readyz")[1], "it isn't said")
    shared.slack.admin.archive("C0EXEC", archived=False)
    for case in cases:
        shared.card(case)
    shared_books.settle()
    shared_books.agree()


def test_a_refusal_that_comes_after_the_news_that_the_channel_is_back_keeps_nothing_back(
    house: House, books: Books
) -> None:
    house.serve(ESCALATIONS_LEASE_SECONDS="30")  # or it would be tried again by itself
    form = house.form(title="refused late")
    house.slack.trouble.fail("chat.postMessage", "is_archived", 1)
    house.slack.trouble.slow(3, ["chat.postMessage"])
    case = house.raised(form.submit())
    until(
        lambda: [r for r in books.rows() if r.sort == "card_changed" and r.lease_until],
        "it isn't tried",
    )
    _archive(house)()
    house.slack.wait_until_quiet()
    house.card(case)
    house.slack.trouble.up()
    books.settle()
    assert house.notes("U0OWL", "I can't write to") == []
    assert books.hindrances() == []
    books.agree()


def _archived_unheard(house: House, books: Books, cases: int) -> list[str]:
    """Cases raised while the channel was archived; that it's back the bot hasn't heard."""
    books.settle()
    house.slack.admin.archive("C0EXEC")
    raised = [house.raises(title=f"unheard {n}") for n in range(cases)]
    for case in raised:
        house.is_told("U0OTTER", case)
    books.settle()
    house.slack.trouble.lose_events("channel_unarchive", 1)
    house.slack.admin.archive("C0EXEC", archived=False)
    house.slack.wait_until_quiet()
    return raised


def test_one_press_lets_out_all_that_waits_for_the_channel(
    shared: House, shared_books: Books
) -> None:
    cases = _archived_unheard(shared, shared_books, 3)
    shared_books.settle()
    shared_books.agree(parked=3)
    _tried_again(shared, *cases)
    for case in cases:
        shared.card(case)
    shared_books.settle()
    shared_books.agree()


def test_a_success_in_the_channel_lets_out_what_waited_for_it(
    shared: House, shared_books: Books
) -> None:
    cases = _archived_unheard(shared, shared_books, 2)
    shared.card(shared.raises(title="goes through"))
    for case in cases:
        shared.card(case)
    shared_books.settle()
    shared_books.agree()


def test_what_waited_for_a_channel_goes_to_the_one_that_the_policy_names_instead(
    house: House, books: Books
) -> None:
    house.serve()
    house.slack.admin.archive("C0EXEC")
    case = house.raises(title="moves along")
    house.is_told("U0OTTER", case)
    books.settle()
    house.policy.write_text(house.policy.read_text().replace("C0EXEC", "C0CSM"))
    assert house.spawn("policy", "apply", str(house.policy)).dies() == 0
    # The new one doesn't know the bot yet: that's told, and an invitation is all it takes.
    house.is_told("U0OWL", "I can't write to <#C0CSM>")
    house.slack.admin.join("U0BOT", "C0CSM")
    card = house.slack.channel("C0CSM").wait_for(lambda m: is_card(m, case), SOON)
    assert "offered to" in card.plain, card.plain
    books.settle()
    assert books.hindrances() == []
    assert not [row for row in books.rows() if row.state == "parked"]


def test_another_bot_user_opens_every_conversation_anew(house: House, books: Books) -> None:
    first = house.serve()
    house.is_told("U0OTTER", house.raises(title="before"))
    books.settle()
    assert first.stop() == 0
    books.was_another_bot("U0OLDBOT")
    books.put_conversation("U0OTTER", "D0OFTHEOLDBOT")
    house.serve()
    case = house.raises(title="after the new installation")
    house.is_told("U0OTTER", case)
    tried = [c.arguments["channel"] for c in house.slack.calls("chat.postMessage")]
    assert "D0OFTHEOLDBOT" not in tried
    books.settle()
    books.agree()


def _openings(house: House, user: str) -> int:
    return sum(c.arguments["users"] == user for c in house.slack.calls("conversations.open"))


def test_a_conversation_that_slack_forgot_is_opened_once_more(
    shared: House, shared_books: Books
) -> None:
    shared.card(shared.raises(title="opens the conversation"))
    shared_books.settle()
    opened = _openings(shared, "U0OTTER")
    shared_books.put_conversation("U0OTTER", "D0FORGOTTEN")
    case = shared.raises(title="in the new one")
    shared.is_told("U0OTTER", case)
    assert _openings(shared, "U0OTTER") == opened + 1
    shared_books.settle()
    shared_books.agree()


def test_clicks_on_a_card_that_could_not_be_edited_lead_to_the_one_that_is_true(
    house: House, books: Books
) -> None:
    house.serve()
    case = house.raises(title="old card")
    old = house.card(case)
    books.settle()
    # Whichever edit comes first, the card's is refused.
    house.slack.trouble.fail("chat.update", "edit_window_closed", None)
    house.slack.person("U0HERON").mention("C0EXEC", "claim", thread=old)
    until(lambda: len(house.cards(case)) == 2, "no card was posted anew")
    house.slack.trouble.up()
    books.settle()
    heron = house.slack.person("U0HERON")
    before = len(heron.ephemerals())
    assert heron.click(old, "Claim", force=True).error is None
    until(lambda: len(heron.ephemerals()) > before, "no answer")
    said = heron.ephemerals()[-1].text
    assert said.startswith("This card isn't the case's any more.")
    assert "|Here is the one that is>" in said


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
