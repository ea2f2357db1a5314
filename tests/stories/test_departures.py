"""People who leave the workspace while their cases go on."""

from __future__ import annotations

from dataclasses import replace

from tests.stories.people import DECISION, Colleague, sent
from tests.stories.workplace import SOON, Workplace


def test_a_note_to_somebody_who_has_left_is_closed_on_the_timeline(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    owl.is_told(case.reference)
    heron.claims(case)
    work.settle()
    work.slack.admin.deactivate("U0OTTER")
    work.settle()
    heron.is_told("@Otter (CSM), who raised this, has left the workspace.")

    form = heron.starts_deciding(case)
    assert "The requester tells them" not in form.text
    result = sent(form.fill({**DECISION, "How they are told": "Phone"}, SOON))
    assert result.closed, result
    work.settle()

    (note,) = owl.notes()
    assert "has claimed" in note or "claimed it" in note, (
        "only of the P1: nobody is asked to try again what can't arrive"
    )
    assert "note not delivered to @Otter (CSM)" in heron.asks("show ESC-1")


def test_a_group_that_was_disabled_while_nobody_listened_gives_nobody_a_say(
    work: Workplace, owl: Colleague
) -> None:
    assert "[Settings]" in owl.home().text
    work.stop()
    groups = work.slack.core.workspace.groups
    groups["S0MANAGERS"] = replace(groups["S0MANAGERS"], disabled=True)
    work.start()

    assert "[Settings]" not in owl.home().text


def test_the_last_manager_who_goes_is_told_where_the_work_is(
    work: Workplace, heron: Colleague
) -> None:
    work.slack.admin.deactivate("U0OWL")
    work.settle()

    heron.is_told("Nobody manages executive any more")
    work.slack.channel("C0EXEC").wait_for(
        lambda m: "Nobody manages executive any more" in work.read(m), SOON
    )
    assert work.bot.health.state() == ([], ["queue executive: nobody manages it"])
