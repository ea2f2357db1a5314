"""Draws the states of an escalation from the table of moves: `python -m tests.architecture.states`
writes docs/states.md."""

from __future__ import annotations

from bot.case.states import State
from bot.case.transitions import TRANSITIONS, Role
from handlers.slack.messages.markup import BUTTONS
from tests.architecture.source import ROOT

FILE = ROOT / "docs" / "states.md"
WHO = {
    Role.REQUESTER: "the requester",
    Role.OWNER: "the owner",
    Role.OFFERED: "the person it is offered to",
    Role.QUEUE: "anyone in the queue",
    Role.MANAGER: "a manager",
    Role.APPROVER: "an approver, never who wrote it",
    Role.NAMED: "the person named in a pending hand-over",
}
OPENING = """\
# The states of an escalation

Drawn from `TRANSITIONS` in `bot/case/transitions.py` by `python -m tests.architecture.states`; a test
keeps the two equal. Don't edit this file.

"""
CLOSING = """
A case is reopened to its previous owner if they are still in the queue, else to the queue. In
`decided` the owner may decide again: the new decision supersedes the earlier one. Withdrawing
outright is the requester's or a manager's; the owner may close a case as a duplicate or misrouted.
Nobody claims what they raised themselves. Where the policy asks for a second person, Decide leads to
`in_review`, else to `decided`; sent back, a correction leaves the earlier decision as it stands.
"""


def diagram() -> str:
    """The states and moves in mermaid's language."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.OPEN}"]
    for start in State:
        for end in State:
            moves = [BUTTONS[t.move] for t in TRANSITIONS if (t.start, t.end) == (start, end)]
            if moves:
                lines.append(f"    {start} --> {end}: {', '.join(dict.fromkeys(moves))}")
    return "\n".join([*lines, f"    {State.CLOSED} --> [*]"])


def table() -> str:
    """Who may make each move."""
    rows = ["| move | from | to | who |", "|---|---|---|---|"]
    for t in TRANSITIONS:
        who = ", ".join(WHO[role] for role in Role if role in t.who)
        rows.append(f"| {BUTTONS[t.move]} | {t.start} | {t.end} | {who} |")
    return "\n".join(rows)


def page() -> str:
    """docs/states.md as it should be."""
    return f"{OPENING}```mermaid\n{diagram()}\n```\n\n{table()}\n{CLOSING}"


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")
