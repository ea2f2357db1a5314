"""A channel in which an order is kept is shared, gets a guest, turns public: the managers hear of
it, nothing more is posted there, and it comes back by itself."""

from __future__ import annotations

from tests.stories.people import Case, Colleague, case_of
from tests.stories.test_kinds import ORDER, of_kind, policy
from tests.stories.workplace import Workplace

__all__ = ["policy"]
LEGAL = "C0LEGAL"


def raises_order(work: Workplace, otter: Colleague) -> Case:
    assert of_kind(otter, "Authority", "Authority").fill(ORDER).submit().closed
    return case_of(work, "ESC-1", channel=LEGAL)


def said_there(work: Workplace) -> list[str]:
    return [work.read(m) for m in work.slack.channel(LEGAL).messages()]


def test_a_channel_shared_by_mistake_is_closed_until_it_is_mended(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = raises_order(work, otter)
    work.slack.admin.join("U0OSPREY", LEGAL)
    owl.is_told("isn't private enough for the legally privileged and restricted cases")
    owl.is_told("isn't private enough", "it is shared with another organisation")
    work.settle()
    # Slack tells apart of the sharing and of who joined by it.
    assert len([note for note in owl.notes() if "isn't private enough" in note]) == 1
    before = said_there(work)
    heron.clicks(case, "Claim")
    otter.is_told("Your escalation is claimed.")
    work.settle()
    assert said_there(work) == before
    form = of_kind(otter, "Authority", "Authority")
    assert "is shared with another organisation" in form.text
    work.slack.admin.leave("U0OSPREY", LEGAL)
    owl.is_told("is private enough again")
    case.reads("Claimed by @Heron (specialist)")
    assert of_kind(otter, "Authority", "Authority").fill(ORDER).submit().closed


def test_a_channel_made_public_and_one_with_a_guest_in_it_are_noticed(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    raises_order(work, otter)
    work.slack.admin.convert(LEGAL, private=False)
    owl.is_told("isn't private enough", "it is public")
    work.slack.admin.convert(LEGAL, private=True)
    owl.is_told("is private enough again")
    work.slack.admin.join("U0GECKO", LEGAL)
    owl.is_told("isn't private enough", "@Gecko (guest): a guest, or of another organisation")
    work.slack.admin.leave("U0GECKO", LEGAL)
    work.slack.admin.join("U0BADGER", LEGAL)
    owl.is_told("@Badger (specialist): not cleared for legally privileged and restricted cases")
