"""What a reviewer may do with a second look that they are asked for."""

from __future__ import annotations

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.permissions import Sight
from bot.case.second_look import LookId, SecondLook
from bot.casework.second_looks import is_about_what_stands
from bot.casework.viewer import Viewer
from bot.ports import Work


def looked_for(
    work: Work, number: LookId, user: UserId, *, lock: bool = True
) -> tuple[SecondLook, Escalation]:
    """A second look that somebody is asked for, and its case. Raises Refused where they aren't, or
    not any more."""
    look = (work.second_looks.get if lock else work.second_looks.peek)(number)
    escalation = work.escalations.peek(look.escalation_id) if look is not None else None
    if look is None or escalation is None:
        raise Refused("There is no such second look.", code=RefusalCode.NOT_FOUND)
    if look.verdict is not None and look.verdict.by == user:
        words = f"You have judged {escalation.reference} already. Thank you."
        raise Refused(words, code=RefusalCode.ALREADY_SO)
    if not look.is_with(user) or not is_about_what_stands(work, escalation, look):
        raise Refused(
            "You aren't asked for this second look any more: it went to somebody else, or the case "
            "has changed since.",
            code=RefusalCode.NO_LONGER_SO,
        )
    if Viewer(work, user).sight(escalation) is not Sight.ALL:
        words = f"You may not read {escalation.reference} any more, so it goes to somebody else."
        raise Refused(words, code=RefusalCode.NOT_ALLOWED)
    return look, escalation
