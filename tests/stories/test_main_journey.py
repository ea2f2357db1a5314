"""From /escalate to a recorded, communicated decision, as each person sees it."""

from __future__ import annotations

import pytest

from tests.stories.people import DECISION, TITLE, Colleague
from tests.stories.workplace import Workplace

OFFERED = "This is offered to you (Executive, P1)"
RAISED = "ESC-1 is with @Heron (specialist): first answer by 11:00 · Open thread"
WHY_HERON = "first in the rotation's order, no turn yet (3 of 3 on the rotation could take it)"


@pytest.mark.parametrize("transport", ["http", "socket"])
def test_an_escalation_is_raised_claimed_decided_and_communicated(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    work.settle()
    assert case.reference == "ESC-1"
    assert case.words.splitlines() == [
        f"# ESC-1 · {TITLE}",
        "🔴 P1 · Executive · Acme · Open, offered to @Heron (specialist)",
        "First response due Mar 2, 2026 at 11:00",
        "[⋯ Change priority · Legal deadline · Confidentiality · Details · Why]",
        "Since the rebrand 212 reviews are hidden.",
        "[Claim] [⋯ Assign to … · Stand back · Withdraw]",
        "Raised by @Otter (CSM) Mar 2, 2026 at 10:30",
    ]
    link = f"https://sandbox.slack.com/archives/C0EXEC/p{case.root.ts.replace('.', '')}"
    assert otter.notes()[0].splitlines() == [
        f"{RAISED} ({link})",
        "[⋯ Add information … · Correct title and account … · Ask for another priority … · Withdraw …]",
        TITLE,
    ]
    assert heron.notes()[0].splitlines() == [
        f"{OFFERED}: {WHY_HERON}. First response due Mar 2, 2026 at 11:00.",
        f"ESC-1 {TITLE} ({link})",
        "If you don't claim it by Mar 2, 2026 at 10:45 it's offered to the next person who can take it.",
        "[Claim] [Stand back] [Why me?]",
    ]

    heron.claims(case)
    work.settle()
    assert "Claimed by @Heron (specialist)\nResolution due Mar 2, 2026 at 18:30" in case.words
    assert list(case.buttons) == ["Decide", "Wait"]
    assert "[⋯ Consult · Hand over · Take over · Release · Stand back]\n" in case.words
    assert "\n[⋯ Withdraw]" in case.words
    assert otter.headlines()[1:] == [
        "@Heron (specialist) has claimed your escalation. Resolution due Mar 2, 2026 at 18:30."
    ]

    heron.decides(case)
    work.settle()
    for line in (
        "Decided by @Heron (specialist)",
        "Next: @Otter (CSM) tells the impacted party",
        "Decision: Upheld: the decision stands",
        "Nobody behind the hidden reviews dealt with Acme.",
        "What they are told: The decision stands: the reviews stay hidden.",
    ):
        assert line in case.words
    assert list(case.buttons) == ["Show more", "Mark communicated", "Decide"]
    assert otter.notes()[2].splitlines() == [
        "Your escalation is decided. Upheld: the decision stands.",
        f"ESC-1 {TITLE} ({link})",
        "Why: Nobody behind the hidden reviews dealt with Acme.",
        "Please tell the customer:",
        "[⋯ Add information …]",
        "The decision stands: the reviews stay hidden.",
        "[I have told them]",
    ]

    heron.marks_communicated(case)
    work.settle()
    assert case.words.splitlines() == [
        f"# ESC-1 · {TITLE}",
        "Closed by @Heron (specialist) Mar 2, 2026 at 10:30: Upheld: the decision stands",
        "They were told: “The decision stands: the reviews stay hidden.”",
        "[Reopen] [Show]",
    ]
    assert otter.headlines()[3:] == [], "their note of the decision says so"
    assert len(heron.notes()) == 1, "who acts is told by the card"
    assert badger.notes() == []
    assert len(owl.notes()) == 1, "a manager hears of a P1 once"
    assert [work.read(m) for m in work.slack.channel("C0EXEC").thread(case.root)] == [
        "@Heron (specialist) has claimed this.",
        (
            f"@Heron (specialist) has decided: Upheld: the decision stands. {DECISION['Explanation']}\n"
            "To copy, for the impacted party:\n"
            f"{DECISION['Message to the impacted party']}"
        ),
    ], "who follows the thread learns of it"


def test_all_of_it_takes_few_calls_to_slack(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    before = len(work.slack.calls())
    case = otter.raises()
    work.settle()  # what isn't said before it's claimed is said no more
    for step in (heron.claims, heron.decides, heron.marks_communicated):
        step(case)
        work.settle()
    made = [call.method for call in work.slack.calls()[before:]]
    assert made.count("views.open") == 2, "the two forms"
    assert made.count("conversations.open") == 3, "once in a person's life"
    # The card, an offer, a P1 to its manager, what the requester is told: raised, claimed, decided; and to who follows
    # the thread: claimed, decided.
    assert made.count("chat.postMessage") == 8
    # The card three times; the offer, the P1, and two notes of the requester, when they are settled.
    assert made.count("chat.update") <= 7


def test_it_takes_as_many_whatever_was_decided_of_its_account_before(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, kestrel: Colleague
) -> None:
    taken = []
    for holder in (heron, badger, kestrel, heron, badger):
        case = otter.raises(f"For {holder.name}", Priority="P3: this week")
        case.reads(f"offered to @{holder.name}")
        work.settle()
        before = len(work.slack.calls())
        for step in (holder.claims, holder.decides, holder.marks_communicated):
            step(case)
            work.settle()
        made = [call.method for call in work.slack.calls()[before:]]
        taken.append(len(made) - made.count("response_url"))

    # The form it's raised with, the card, the offer and the note that it's raised came before.
    assert taken == [12 - 4] * 5
