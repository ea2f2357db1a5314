"""Asking what a change of the settings would have done, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.people import Actor
from bot.notices import WhatIfAsked
from bot.policy.editing import Change
from bot.ports import Receipt, Work
from bot.verbs.settings.change_settings import review


@dataclass(frozen=True, slots=True)
class WhatIfRequest:
    """A change that is shown and not saved yet; `notice` is what is asked about it."""

    actor: Actor
    change: Change
    based_on: int
    notice: WhatIfAsked


def ask_what_if(work: Work, request: WhatIfRequest, now: datetime) -> Receipt:
    """Has the change tried on what came in lately. Raises Refused where it can't be made, or not
    by this person."""
    review(work, request.actor, request.change, request.based_on, now)
    work.outbox.put(request.notice)
    return Receipt("I'm trying it.")
