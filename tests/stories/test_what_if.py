"""What a change of the settings would have done, asked before it is saved."""

from __future__ import annotations

from sandbox.people.modal import Modal
from tests.stories.people import Colleague
from tests.stories.test_settings import ROTATION, opens_settings, turns_to, words
from tests.stories.workplace import SOON, Workplace

TOLD = [
    "What would this have done? 2 cases of the last 4 weeks, replayed:",
    "• Executive, in time: first responses 2 of 2 (as now), decisions 2 of 2 (as now)",
    "• Time to claim: half in under a minute (as now), 9 of 10 in 10 min (as now)",
    (
        "• Cases each would have had: Badger (specialist) 1 → 0, Kestrel (specialist) 0 → 1, "
        "all others as now"
    ),
    "• Time with a case that could be offered to nobody: none (as now)",
    (
        "How far to trust it, with the settings in force: first responses: 2 of 2 really, "
        "2 of 2 replayed; decisions: 2 of 2 really, 2 of 2 replayed."
    ),
]


def takes_off(owl: Colleague, who: str) -> Modal:
    """The page that asks whether somebody leaves the rotation, nothing saved yet."""
    rotation = turns_to(opens_settings(owl), ROTATION, "Rotation")
    place = turns_to(rotation, who, "Place on the rotation")
    return turns_to(place, "Take them off this rotation", "Off the rotation")


def presses(form: Modal, label: str) -> Modal:
    (row,) = [
        element
        for block in form.blocks
        for element in block.get("elements", ())  # type: ignore[attr-defined]
        if label in str(element)
    ]
    block = next(b for b in form.blocks if row in b.get("elements", ()))  # type: ignore[operator]
    result = form.press({**row, "block_id": block["block_id"]})
    assert result.error is None, result.error
    return form


def asks_what_if(form: Modal) -> Modal:
    return presses(form, "What would this have done?")


def history(work: Workplace, otter: Colleague, heron: Colleague) -> None:
    """Two cases that Heron takes within ten minutes and decides."""
    for title in ("Acme: one", "Beta: another"):
        case = otter.raises(title)
        work.later(minutes=10)
        heron.claims(case)
        work.later(minutes=40)
        heron.decides(case)


def test_the_form_shows_what_a_change_would_have_done(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    history(work, otter, heron)
    form = takes_off(owl, "U0BADGER")

    asks_what_if(form)
    form.wait_for(lambda f: "How far to trust it" in f.text, SOON)
    told = words(form).splitlines()

    assert told[2:-2] == TOLD
    saved = form.fill({"Why": "Badger has moved to Legal."}).submit()
    assert saved.view is not None
    assert "Version 2 is in force." in words(saved.view), "what was asked is no hindrance"


def test_it_comes_as_a_message_once_the_form_is_gone(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    history(work, otter, heron)
    form = takes_off(owl, "U0BADGER")
    work.slack.trouble.fail("views.update", "not_found", None)

    asks_what_if(form)

    note = owl.is_told("What would this have done?", "How far to trust it")

    assert work.read(note).splitlines()[1:] == TOLD


def test_who_has_turned_the_page_keeps_it_and_is_told_in_a_message(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    history(work, otter, heron)
    form = takes_off(owl, "U0BADGER")
    work.slack.trouble.slow(0.5, ["views.update"], takes_effect_late=True)

    asks_what_if(form)
    presses(form, "Back to settings")

    owl.is_told("What would this have done?", "How far to trust it")
    form.wait_for(lambda f: f.title == "Settings", SOON)
    assert "How far to trust it" not in form.text


def test_with_nothing_to_try_it_on_that_is_said(work: Workplace, owl: Colleague) -> None:
    form = takes_off(owl, "U0BADGER")

    asks_what_if(form)

    form.wait_for(lambda f: "there is nothing to replay" in f.text, SOON)
    with work.bot.remembered.storage.read() as remembered:
        policy = remembered.policies.current()
    assert policy is not None
    assert policy.version == 1, "nothing was saved"
