"""What is the same subject, and what only looks like it: links by where they lead, accounts
forgivingly."""

from __future__ import annotations

import pytest

from bot.case.subject import Subject, SubjectSort, account_key, link_key, subjects

SAME_LINKS = (
    ("https://reviews.example/r/7", "http://reviews.example/r/7"),
    ("https://Reviews.EXAMPLE/r/7", "HTTPS://reviews.example/r/7"),
    ("https://reviews.example:443/r/7", "https://reviews.example/r/7"),
    ("http://reviews.example:80/r/7", "https://reviews.example/r/7"),
    ("https://reviews.example/r/7/", "https://reviews.example/r/7"),
    ("https://reviews.example", "https://reviews.example/"),
    ("https://www.reviews.example/r/7", "https://reviews.example/r/7"),
    ("https://reviews.example./r/7", "https://reviews.example/r/7"),
    ("https://reviews.example/r/7#top", "https://reviews.example/r/7"),
    ("https://reviews.example/r/7?utm_source=x&utm_Medium=y", "https://reviews.example/r/7"),
    ("https://reviews.example/r?id=7&fbclid=Iw", "https://reviews.example/r?id=7"),
    ("https://reviews.example/r?gclid=1&id=7", "https://reviews.example/r?id=7"),
    ("https://reviews.example/r?a=1&b=2", "https://reviews.example/r?b=2&a=1"),
    ("https://reviews.example/a/../r/./7", "https://reviews.example/r/7"),
    ("https://reviews.example//r//7", "https://reviews.example/r/7"),
    ("https://reviews.example/%7Eann", "https://reviews.example/~ann"),
    ("https://reviews.example/caf%c3%a9", "https://reviews.example/café"),
    ("https://bücher.example/r", "https://xn--bcher-kva.example/r"),
    ("https://ann:secret@reviews.example/r/7", "https://reviews.example/r/7"),
    (" https://reviews.example/r/7 ", "https://reviews.example/r/7"),
    ("https://app.example/#/r/7/", "https://app.example#/r/7"),
)
OTHER_LINKS = (
    ("https://reviews.example/r/7", "https://reviews.example/r/8"),
    ("https://reviews.example/r/7", "https://reviews.example/R/7"),
    ("https://reviews.example/r?id=7", "https://reviews.example/r?id=8"),
    ("https://reviews.example/r?id=7", "https://reviews.example/r"),
    ("https://reviews.example:8443/r/7", "https://reviews.example/r/7"),
    ("https://da.reviews.example/r/7", "https://reviews.example/r/7"),
    ("https://app.example/#/r/7", "https://app.example/#/r/8"),
    ("https://reviews.example/a%2Fb", "https://reviews.example/a/b"),
)
SAME_ACCOUNTS = (
    ("Acme", "ACME"),
    ("Acme", "  acme  "),
    ("Café Noir", "cafe noir"),
    ("Acme Widgets", "Acme-Widgets"),
    ("Acme Widgets", "AcmeWidgets"),
    ("Acme, Inc.", "Acme"),
    ("Acme Corp.", "Acme Corporation"),
    ("Acme L.L.C.", "Acme LLC"),
    ("Acme A/S", "Acme"),
    ("Acme ApS", "ACME aps"),
    ("Acme B.V.", "Acme BV"),
    ("Acme N.V.", "acme"),
    ("Acme Ltd", "Acme Limited"),
    ("Acme plc", "Acme P.L.C."),
    ("Acme GmbH", "Acme"),
    ("Acme GmbH & Co. KG", "Acme"),
    ("Acme UG (haftungsbeschränkt)", "Acme"),
    ("Acme e.V.", "Acme"),
    ("Acme AG", "acme"),
    ("Acme Pty Ltd", "Acme Pty. Ltd."),
    ("Acme Proprietary Limited", "Acme"),
    ("Acme S.p.A.", "Acme SpA"),
    ("Acme S. p. A.", "Acme"),
    ("Acme S.r.l.", "Acme"),
    ("Plan B A/S", "Plan B"),
    ("Müller", "Mueller"),
    ("Müller", "Muller"),
    ("Rødovre", "Roedovre"),
    ("Ålborg", "Aalborg"),
    ("Groß", "Gross"),
    ("Smith & Sons", "Smith and Sons"),
    ("Hansen og Søn", "Hansen & Søn"),
    ("McDonald's", "McDonald’s"),
    ("Ａｃｍｅ", "Acme"),
)
OTHER_ACCOUNTS = (
    ("Acme", "Acne"),
    ("Acme Denmark", "Acme Sweden"),
    ("Acme 1", "Acme 2"),
    ("Plan B", "Plan C"),
    ("The Spa", "The Inn"),
    ("株式会社", "有限会社"),
)


@pytest.mark.parametrize(("one", "other"), SAME_LINKS)
def test_links_that_lead_to_the_same_are_the_same(one: str, other: str) -> None:
    assert link_key(one) == link_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER_LINKS)
def test_links_that_lead_elsewhere_are_not(one: str, other: str) -> None:
    assert link_key(one) != link_key(other)


@pytest.mark.parametrize("odd", ["https://[", "https://a.example:99999/x", "http://", "x" * 30_000])
def test_a_link_that_cannot_be_read_is_itself(odd: str) -> None:
    assert link_key(odd) == odd


@pytest.mark.parametrize(("one", "other"), SAME_ACCOUNTS)
def test_an_account_is_found_however_it_is_written(one: str, other: str) -> None:
    assert account_key(one) == account_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER_ACCOUNTS)
def test_accounts_that_are_called_otherwise_are_others(one: str, other: str) -> None:
    assert account_key(one) != account_key(other)


@pytest.mark.parametrize("nothing", ["", "  ", "-", "?", "n/a", "N.A.", "None", "unknown"])
def test_no_account_is_like_no_other(nothing: str) -> None:
    assert account_key(nothing) == ""


@pytest.mark.parametrize("name", ["Spa", "AG", "Co.", "A/S", "And", "e"])
def test_a_name_that_is_only_a_form_of_law_stays_one(name: str) -> None:
    assert account_key(name) != ""


def test_a_case_is_about_each_thing_once() -> None:
    link = "https://reviews.example/r/7"
    found = subjects("Acme A/S", (link, f"{link}/"), {"ticket": f"{link}#x", "tried": "All"})
    assert found == (
        Subject(SubjectSort.ACCOUNT, "acme"),
        Subject(SubjectSort.LINK, "reviews.example/r/7"),
    )


@pytest.mark.parametrize(
    ("one", "other"), [("ESC-7", "esc–7"), ("https://A.example/d/", "http://a.example/d")]
)
def test_the_decision_that_is_contested_is_one_however_it_is_named(one: str, other: str) -> None:
    by_one, by_other = (subjects("", (), {"original_decision": text}) for text in (one, other))
    assert by_one == by_other
    assert [subject.sort for subject in by_one] == [SubjectSort.ORIGINAL]
