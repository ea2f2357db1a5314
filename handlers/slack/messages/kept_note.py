"""What somebody is told of a case they may not read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot import notices as n
from bot.casework.case_view import Glimpse
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import Message, section

NEWS: Mapping[type[n.CaseNote], str] = {
    n.Raised: "Your escalation is raised.",
    n.Claimed: "Your escalation is claimed.",
    n.TakenOver: "Your escalation is with somebody else now.",
    n.Released: "Your escalation is back in the queue.",
    n.StoodBack: "Your escalation is back in the queue: somebody else gets it.",
    n.Waiting: "Your escalation waits.",
    n.Wrote: "There is an update of your escalation.",
    n.DeadlineSet: "Your escalation has a legal deadline.",
    n.DeadlineMissed: "The legal deadline of your escalation has passed.",
    n.Delayed: "Your escalation takes longer than promised.",
    n.PriorityChanged: "Your escalation has another priority.",
    n.Decided: "Your escalation is decided.",
    n.Communicated: "The impacted party has been told.",
    n.CarriedOut: "What was decided is carried out.",
    n.CustomerTold: "The customer has been told.",
    n.Withdrawn: "Your escalation is closed.",
    n.ClosedUntold: "Your escalation is closed, and the customer is not told. Tell them nothing.",
    n.EmbargoOff: "The embargo of your escalation is over.",
    n.SilenceChanged: "Whether the customer may be told has changed. Tell them nothing unasked.",
    n.Reopened: "Your escalation is reopened.",
    n.OwnerNotCleared: "Your escalation is back in the queue: somebody else gets it.",
    n.ClassChanged: "Who may read your escalation has changed.",
}
"""What a requester is told who may know its state and no more: no names, no reasons."""


_OTHERS: Mapping[type[n.CaseNote], str] = {
    n.OwnerNotCleared: "Who had this escalation isn't cleared for it: somebody else gets it.",
}
"""What others are told, who may know that it is there."""


def note_of_kept(notice: n.CaseNote, view: Glimpse, now: datetime) -> Message:
    """The note for somebody who may not read the case: to its requester what happened, how it
    stands and when it is due; to others that there is something new."""
    news = NEWS.get(type(notice), "There is something new about your escalation.")
    if view.standing is None:
        news = _OTHERS.get(
            type(notice), "There is something new about an escalation that you may not read."
        )
    words = f"{news}\n{guarded(view, now)}"
    return Message(words, [section(words)])
