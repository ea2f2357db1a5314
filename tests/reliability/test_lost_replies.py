"""Slack takes a call and its answer is lost: one message each afterwards, and a card that is true."""

from __future__ import annotations

import pytest

from tests.reliability.house import SOON, House, until
from tests.reliability.truth import Books


@pytest.mark.parametrize("times", [1, 3])
def test_posts_whose_answer_is_lost_are_found_and_not_sent_again(
    shared: House, shared_books: Books, times: int
) -> None:
    form = shared.form(title="lost posts")
    shared.slack.trouble.lose_replies("chat.postMessage", times)
    case = shared.raised(form.submit())
    shared_books.settle(60)
    shared.is_told("U0OTTER", f"{case} is with")
    assert len(shared.cards(case)) == 1
    shared_books.agree()


def test_a_case_that_moves_on_while_its_card_is_in_doubt_has_a_card_that_is_true(
    shared: House, shared_books: Books
) -> None:
    form = shared.form(title="moves on")
    shared.slack.trouble.lose_replies("chat.postMessage", 1)
    case = shared.raised(form.submit())
    shared.claims(case)
    shared.reads(case, "Claimed")
    shared_books.settle()
    shared_books.agree()


def test_an_edit_whose_answer_is_lost_leaves_a_card_that_is_true(
    shared: House, shared_books: Books
) -> None:
    case = shared.raises(title="lost edit")
    shared.card(case)
    shared_books.settle()
    shared.slack.trouble.lose_replies("chat.update", 2)
    shared.claims(case)
    shared_books.settle(60)
    assert "Claimed" in shared.card(case).plain
    shared_books.agree()


def test_a_conversation_whose_opening_is_not_answered_is_opened_again(
    shared: House, shared_books: Books
) -> None:
    shared.slack.trouble.lose_replies("conversations.open", 2)
    case = shared.raises(by="U0VOLE", title="lost opening")
    shared.is_told("U0VOLE", case)
    shared_books.settle(60)
    shared_books.agree()


def test_a_form_that_slack_opened_without_saying_so_can_be_sent(
    shared: House, shared_books: Books
) -> None:
    otter = shared.slack.person("U0OTTER")
    shared.slack.trouble.lose_replies("views.open")
    case = shared.raises(title="lost form")
    otter.wait_for_ephemeral(lambda m: "If the form has not opened" in m.plain, timeout=SOON)
    assert len(shared.cards(case)) <= 1
    shared_books.settle()
    shared_books.agree()


def test_a_first_start_whose_question_is_not_answered_asks_again(
    house: House, books: Books
) -> None:
    house.slack.trouble.lose_replies("auth.test", 2)
    house.serve()
    # The look at the set-up asks too, at any moment after.
    asked = [call.answered for call in house.slack.calls("auth.test")]
    assert asked[:3] == [False, False, True]
    case = house.raises()
    house.card(case)
    books.settle()
    books.agree()


@pytest.mark.parametrize("seconds", [6.0, 10.0, 15.0, pytest.param(30.0, marks=pytest.mark.soak)])
def test_a_post_that_slack_takes_long_after_it_was_given_up_comes_once(
    house: House, books: Books, seconds: float
) -> None:
    # With a lease as in production: a call may take its whole time-out within it.
    house.serve(ESCALATIONS_LEASE_SECONDS="30")
    form = house.form(title=f"late by {seconds:g}")
    house.slack.trouble.slow(seconds, ["chat.postMessage"], takes_effect_late=True)
    began = house.slack.clock.machine()
    case = house.raised(form.submit())
    until(lambda: any(row.state == "doubt" for row in books.rows()), "no post is given up")
    house.slack.trouble.quick()
    house.card(case, 60)
    books.settle(90)
    until(lambda: house.slack.clock.machine() > began + seconds + 1, "it takes long", 60)
    assert len(house.cards(case)) == 1
    books.agree()
