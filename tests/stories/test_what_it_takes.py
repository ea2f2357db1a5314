"""What a case asks of people: lines to read on its card at each stage, and presses to its end."""

from __future__ import annotations

from collections import Counter

from tests.stories.people import DECISION, Case, Colleague, sent
from tests.stories.workplace import Workplace

PRESSED = ("block_actions", "view_submission")


def lines(case: Case) -> int:
    """Lines of the card, without its rows of buttons."""
    return sum(not line.startswith("[") for line in case.words.splitlines())


def pressed(work: Workplace, who: Colleague) -> Counter[str]:
    """How often somebody has pressed a button or made a choice, and has sent off a form."""
    made = [d for d in work.slack.deliveries if d.type in PRESSED]
    users = [d.payload["user"] for d in made]
    return Counter(
        d.type
        for d, user in zip(made, users, strict=True)
        if isinstance(user, dict) and user["id"] == who.id
    )


def test_a_card_has_few_lines_at_each_stage(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    read = {"offered": lines(case)}
    heron.claims(case)
    read["claimed"] = lines(case)
    heron.says("wait customer tomorrow 14:00 for the invoice", case)
    case.reads("Waiting")
    read["waiting"] = lines(case)
    heron.says("resume", case)
    case.reads("Claimed")
    heron.decides(case)
    read["decided"] = lines(case)
    heron.marks_communicated(case)
    read["closed"] = lines(case)
    heron.reopens(case, "They wrote again.")
    case.reads("Reopened")
    read["reopened"] = lines(case)

    assert read == {
        "offered": 5,
        "claimed": 5,
        "waiting": 5,
        "decided": 7,
        "closed": 3,
        "reopened": 7,
    }


def test_from_offered_to_closed_it_takes_three_presses_and_a_form(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.clicks(heron.is_told("This is offered to you"), "Claim")
    case.reads("by @Heron (specialist)")
    heron.clicks(case, "Decide")
    assert sent(heron.form("Record the decision").fill(DECISION)).closed
    heron.clicks(case, "Mark communicated")
    case.reads("Closed by")

    # Claim, Decide, Mark communicated; the outcome and the ground are chosen; Record.
    assert pressed(work, heron) == {"block_actions": 5, "view_submission": 1}
