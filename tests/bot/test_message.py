"""What a message to an impacted party is held to before it goes out."""

from __future__ import annotations

import pytest

from bot.case.message import (
    Checked,
    Wording,
    commercial_words,
    faults_of_message,
    holes_in,
    needs_redress,
)
from bot.templates import load

ENGLISH = load().wordings["en"]
GOOD = (
    "Dear reviewer,\n\nWe have looked again at our decision: it was reversed.\n\n"
    "You can take it to a court."
)


def checked(
    outcome: str = "reversed", wording: Wording | None = ENGLISH, name: str = ""
) -> Checked:
    names = {name: "somebody of staff"} if name else {}
    return Checked(outcome, needs_redress=True, wording=wording, names=names)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "As you are a Paying\ncustomer, we looked twice."),
        ("de", "Sie sind Großkunde bei uns."),
        ("fr", "Vous êtes un client premium."),
        ("da", "I er en betalende kunde."),
        ("nl", "U bent een betalende klant."),
        ("it", "Siete un cliente pagante."),
    ],
)
def test_no_party_is_told_what_a_customer_pays_or_is_worth(code: str, words: str) -> None:
    wordings = load().wordings
    for wording in (wordings[code], None):
        listed = commercial_words(wording, wordings.values())
        read = Checked("", needs_redress=False, wording=wording, commercial=listed)
        (fault,) = faults_of_message(words, read)
        assert fault.startswith("Leave out “")
        assert fault.endswith("what a customer pays or is worth is nothing a party is told.")
        assert faults_of_message("A customer paid for a lamp and reviewed it.", read) == ()


def test_a_message_that_keeps_the_rules_has_no_fault() -> None:
    assert faults_of_message(GOOD, checked()) == ()


@pytest.mark.parametrize(
    "hole",
    ["{{ name }}", "{name}", "[why it applies]", "[…]", "[...]", "<name>", "____", "XXX", "TODO",
     "???", "{% if x %}", "[]"],
)  # fmt: skip
def test_what_is_left_open_is_a_fault(hole: str) -> None:
    (fault,) = faults_of_message(f"{GOOD} {hole}", checked())

    assert fault == f"Fill in what is left open: {hole}."


@pytest.mark.parametrize(
    "text",
    ["He wrote “the food [sic] was fine” [1]", "<https://example.com/a>", "[our rules](https://a.b)",
     "5 < 6 and 7 > 6", "What now?"],
)  # fmt: skip
def test_what_only_looks_left_open_is_none(text: str) -> None:
    assert holes_in(text) == ()


@pytest.mark.parametrize("contact", ["ana@example.com", "+45 12 34 56 78"])
def test_an_address_or_a_phone_number_is_a_fault(contact: str) -> None:
    (fault,) = faults_of_message(f"{GOOD} {contact}", checked())

    assert contact in fault


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Ana Lima", "It was decided by ANA LIMA.", True),
        ("Ana Lima", "It was decided by Banana Limas.", False),
        ("Will", "Nothing will change.", False),
        ("Will", "It was decided by Will.", True),
        ("Café (Nord)", "The business is café (nord).", True),
    ],
)
def test_another_party_and_staff_are_not_named(name: str, text: str, named: bool) -> None:
    faults = faults_of_message(f"{GOOD} {text}", checked(name=name))

    assert bool(faults) is named


@pytest.mark.parametrize(
    ("outcome", "lead", "fits"),
    [
        ("reversed", "The decision was reversed.", True),
        ("reversed", "The decision was partly reversed.", False),
        ("reversed", "The decision stands.", False),
        ("reversed", "We have looked into it.", False),
        ("partially_reversed", "The decision was partly reversed.", True),
        ("partially_reversed", "The decision was reversed.", False),
        ("upheld", "The decision stands.", True),
        ("upheld", "The decision was reversed.", False),
        ("upheld", "The decision stands, and was reversed.", False),
        ("granted", "Your request is granted.", True),
        ("granted", "Your request is declined.", False),
    ],
)
def test_the_first_sentence_says_the_outcome_on_record(outcome: str, lead: str, fits: bool) -> None:
    message = f"Hello,\n{lead}\n\nYou can take it to a court. It was reversed, stands, is granted."

    assert (faults_of_message(message, checked(outcome)) == ()) is fits


@pytest.mark.parametrize(
    ("outcome", "lead", "fits"),
    [
        ("reversed", "The decision stands.", False),
        ("upheld", "The decision was reversed.", False),
        ("upheld", "The decision was partly reversed.", False),
        ("partially_reversed", "The decision stands.", False),
        ("partially_reversed", "We have reversed one half, and the other stands.", True),
        ("reversed", "The decision was reversed, and the review stays where it is.", True),
        ("reversed", "The review is back.", True),
        ("reversed", "Die Entscheidung wurde aufgehoben.", True),
        ("answered", "The page stays as it is.", True),
    ],
)
def test_one_whose_language_is_not_on_record_may_say_no_other_outcome_in_english(
    outcome: str, lead: str, fits: bool
) -> None:
    read = Checked(outcome, needs_redress=True, assumed=ENGLISH)
    faults = faults_of_message(f"Hello,\n{lead}\n\nIt was reversed, and stands.", read)

    assert (faults == ()) is fits
    assert all(fault.startswith("The first sentence reads as ") for fault in faults)


def test_where_one_can_turn_is_said_where_a_decision_was_contested_or_restricts() -> None:
    (fault,) = faults_of_message("The decision was reversed.", checked())

    assert "a court" in fault
    assert needs_redress("executive", "upheld", restricts=False)
    assert needs_redress("advice", "answered", restricts=True)
    assert needs_redress("appeal", "omitted", restricts=False)
    assert not needs_redress("advice", "answered", restricts=False)


def test_a_language_that_nobody_gave_words_for_is_not_read_for_outcome_and_redress() -> None:
    assert faults_of_message("Beslutet ändras.", checked(wording=None)) == ()
