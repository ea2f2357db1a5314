"""What is said of a decision that waits for a second person, or that a second has judged."""

from __future__ import annotations

from datetime import timedelta

from bot import notices as n
from bot.case.identifiers import EscalationId
from bot.case.text import REASON_LIMIT
from tests.architecture.plays import after, away, back, claim, decide, then, what_is_due
from tests.architecture.scene import Scene, reminder
from tests.architecture.second_look_scenes import SECOND_LOOK_SCENES
from tests.architecture.stage import Stage
from tests.support.approvals import approved, sent_back, with_approvals
from tests.support.factories import CRANE, EGRET, STORK, policy, settle

_LAPSED, _MOST, _LATE = timedelta(minutes=20), timedelta(minutes=28), timedelta(hours=1)
WITH_APPROVALS = with_approvals(policy())


def _needs_approval(stage: Stage, _case: EscalationId) -> None:
    settle(stage.storage, WITH_APPROVALS)


def approve(stage: Stage, case: EscalationId) -> None:
    said = stage.texts.text(REASON_LIMIT) if stage.texts else "Well argued & fair."
    approved(stage.hand(CRANE), case, stage.now, said)


def send_back(stage: Stage, case: EscalationId) -> None:
    said = stage.texts.text(REASON_LIMIT) if stage.texts else "Name the section & why."
    sent_back(stage.hand(CRANE), case, stage.now, said)


written = then(_needs_approval, claim, decide)
nobody_left = then(
    _needs_approval, claim, away(CRANE), away(EGRET), away(STORK), what_is_due, decide
)
REVIEW_STATES = {
    "in review": written,
    "in review, asked of all": then(written, after(_LATE)),
    "sent back": then(written, send_back),
    "approved": then(written, approve),
    "a correction in review": then(written, approve, decide),
    # Last: who goes away stays away.
    "in review, nobody to ask": nobody_left,
}
REVIEW_SCENES = (
    *SECOND_LOOK_SCENES,
    Scene(n.ApprovalWanted, written, send_back),
    Scene(n.ApprovalWanted, then(written, after(_LATE)), approve, name="asked of all"),
    Scene(n.NobodyToApprove, nobody_left, then(back(EGRET), what_is_due)),
    Scene(n.Approved, then(written, approve), decide),
    Scene(n.SentBack, then(written, send_back), decide),
    Scene(n.Milestones, written, None, name="a decision waits"),
    Scene(n.Milestones, then(written, approve), None, name="approved"),
    Scene(n.Milestones, then(written, send_back), None, name="sent back"),
    reminder("review:breach", STORK, then(written, after(_LATE)), approve),
)
