"""What people do to cases of some kinds alone, each time as a new request."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.casework.transaction import carry_out
from bot.ports import Receipt
from bot.verbs.decision.change_class import ClassRequest, change_class
from bot.verbs.decision.change_silence import SilenceRequest, change_silence
from bot.verbs.decision.close_untold import UntoldRequest, close_untold
from bot.verbs.decision.mark_suppression import SuppressionRequest, mark_suppression
from tests.support.factories import Hand, key


def silence(hand: Hand, case: EscalationId, now: datetime, *, may_be_told: bool = False) -> Receipt:
    asked = SilenceRequest(hand.actor, case, may_be_told, "The prosecutor's letter.")
    return carry_out(hand.storage, key(), lambda work: change_silence(work, asked, now), now)


def untold(
    hand: Hand,
    case: EscalationId,
    now: datetime,
    reason: str = "The order forbids it, without an end.",
    decision: int | None = None,
) -> Receipt:
    asked = UntoldRequest(hand.actor, case, reason, decision)
    return carry_out(hand.storage, key(), lambda work: close_untold(work, asked, now), now)


def class_(
    hand: Hand,
    case: EscalationId,
    now: datetime,
    to: str,
    until: datetime | None = None,
    reason: str = "Counsel has said so.",
) -> Receipt:
    asked = ClassRequest(hand.actor, case, to, until, reason)
    return carry_out(hand.storage, key(), lambda work: change_class(work, asked, now), now)


def suppression(hand: Hand, case: EscalationId, now: datetime) -> Receipt:
    asked = SuppressionRequest(hand.actor, case)
    return carry_out(hand.storage, key(), lambda work: mark_suppression(work, asked, now), now)
