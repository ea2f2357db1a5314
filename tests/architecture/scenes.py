"""For each notice a way in which it comes to be said, and one in which it is no longer so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import notices as n
from bot.case.identifiers import EscalationId
from bot.case.transitions import Move
from handlers.slack.messages.markup import OF_THE_FACTS
from tests.architecture import plays
from tests.architecture.channel_scenes import CHANNEL_SCENES
from tests.architecture.consult_scenes import CONSULT_SCENES
from tests.architecture.digest_scenes import DIGEST_SCENES
from tests.architecture.feedback_scenes import FEEDBACK_SCENES
from tests.architecture.plays import (
    _nothing,
    across_the_sea,
    after,
    asks_for,
    away,
    back,
    carry_out,
    claim,
    claim_and_decide,
    claim_by_another,
    claim_by_manager,
    close,
    communicate,
    deadline,
    decide,
    decide_by_email,
    hand_over,
    is_reached,
    joined_by,
    leaves,
    on_the_rotation,
    owner_writes,
    priority,
    release,
    reopen,
    requester_adds,
    requester_answers,
    requester_tells,
    restricted,
    resume,
    reverse,
    reverse_by_email,
    stand_back,
    then,
    wait,
    what_is_due,
    with_updates,
    withdraw,
)
from tests.architecture.report_scenes import REPORT_SCENES
from tests.architecture.review_scenes import REVIEW_SCENES
from tests.architecture.scene import Scene, reminder
from tests.architecture.silence_scenes import SILENCE_SCENES
from tests.support.factories import CRANE, EGRET, FINCH, HERON, STORK, WREN, policy
from tests.support.offices import office_policy

_SOON, _LATER = timedelta(hours=80), timedelta(hours=100)

SCENES = (
    *REVIEW_SCENES,
    Scene(n.Raised, _nothing, withdraw),
    Scene(n.CustomerTold, then(claim_and_decide, requester_tells), reopen),
    Scene(n.Offered, _nothing, claim_by_another),
    Scene(n.Claimed, claim, release),
    Scene(n.TakenBy, claim_by_another, release),
    Scene(n.Assigned, plays.assign, release),
    Scene(n.TakenOver, plays.take_over, release),
    Scene(n.Released, then(claim, release), claim),
    Scene(n.HandedOver, hand_over, claim_by_another),
    Scene(n.NoLongerAsked, then(hand_over, release), hand_over),
    *SILENCE_SCENES,
    Scene(n.EmbargoOff, then(claim, plays.embargo, what_is_due), plays.embargo),
    Scene(n.StoodBack, then(claim, stand_back), claim_by_another),
    Scene(
        n.HandOverOff,
        then(hand_over, away(CRANE), after(timedelta(minutes=1))),
        lambda stage, case: stage.hand_over(HERON, case, EGRET),
    ),
    Scene(n.Milestones, claim, None, name="claimed"),
    Scene(n.Milestones, then(hand_over, claim_by_another), None, name="taken over"),
    Scene(n.Milestones, then(close, reopen), None, name="several at once"),
    Scene(n.WentAway, then(claim, away(HERON)), back(HERON), name="themselves"),
    Scene(
        n.WentAway,
        away(HERON, by=STORK, cover=CRANE, days=None),
        back(HERON),
        name="put away by a manager, with a cover and nothing to hand over",
    ),
    Scene(n.CameBack, then(away(HERON), back(HERON, by=STORK)), away(HERON)),
    Scene(n.Covering, away(HERON, cover=CRANE), back(HERON)),
    Scene(
        n.NoLongerCovering,
        then(away(HERON, cover=CRANE), back(HERON)),
        away(HERON, cover=CRANE),
    ),
    Scene(
        n.NoLongerCovering,
        then(away(HERON, cover=CRANE), away(HERON, cover=EGRET)),
        away(HERON, cover=CRANE),
        name="another does",
    ),
    Scene(
        n.NoLongerCovering,
        then(away(HERON, cover=CRANE), away(HERON)),
        away(HERON, cover=CRANE),
        name="nobody does",
    ),
    Scene(n.MemberLeft, then(claim, leaves(HERON, is_deactivated=True)), leaves(HERON)),
    Scene(n.MemberLeft, leaves(CRANE, is_guest=True), leaves(CRANE), name="a guest now"),
    Scene(
        n.Answered,
        then(claim, wait, away(HERON, cover=CRANE), requester_answers),
        then(decide, communicate),
        {"to": CRANE},
        name="in the owner's place",
    ),
    Scene(
        n.DeadlineSet,
        then(claim, away(HERON, cover=CRANE), deadline(timedelta(days=4))),
        deadline(timedelta(days=9)),
        {"to": CRANE},
        name="in the owner's place",
    ),
    Scene(
        n.RequesterGone,
        then(claim, leaves(WREN, is_deactivated=True), what_is_due),
        then(decide_by_email, communicate),
    ),
    Scene(
        n.RequesterGone,
        then(claim_and_decide, leaves(WREN, is_deactivated=True), what_is_due),
        then(decide_by_email, communicate),
        name="through whom it was to be told",
    ),
    Scene(
        n.RequesterGone,
        then(claim, joined_by(FINCH), leaves(WREN, is_deactivated=True), what_is_due),
        then(decide, communicate),
        {"to": HERON},
        name="and another has joined",
    ),
    Scene(
        n.RequesterGone,
        then(claim, joined_by(FINCH), leaves(WREN, is_deactivated=True), what_is_due),
        then(decide, communicate),
        {"to": FINCH},
        name="to who joined",
    ),
    Scene(n.NobodyManages, leaves(STORK, is_deactivated=True), leaves(STORK), {"to": "C0EXEC"}),
    Scene(n.TakenOff, then(claim, plays.off_the_rotation(HERON)), on_the_rotation, {"to": STORK}),
    Scene(
        n.TakenOff,
        then(claim, plays.off_the_rotation(HERON)),
        then(decide, communicate),
        {"to": HERON},
        name="to themselves",
    ),
    Scene(
        n.MemberLeft,
        then(claim, leaves(HERON, unreachable="cannot_dm_bot")),
        is_reached(HERON),
        name="can't be written to",
    ),
    Scene(n.NobodyToOffer, _nothing, claim_by_manager, played_by=policy([WREN])),
    Scene(n.Urgent, _nothing, withdraw, played_by=replace(policy(), tell_p1=True)),
    Scene(
        n.NobodyToOffer,
        _nothing,
        claim_by_manager,
        played_by=policy([]),
        name="to an empty rotation",
    ),
    Scene(
        n.NobodyToOffer,
        _nothing,
        claim_by_manager,
        played_by=office_policy((HERON, "melbourne")),
        name="until an office opens",
    ),
    reminder("offer:lapsing", HERON, after(timedelta(minutes=13)), claim),
    reminder("first_response:most", CRANE, after(timedelta(minutes=24)), claim),
    reminder("first_response:breach", CRANE, after(timedelta(minutes=31)), claim),
    reminder("resolution:half", HERON, then(claim, after(timedelta(hours=4))), decide),
    reminder("resolution:most", HERON, then(claim, after(timedelta(hours=6.4))), decide),
    reminder("resolution:breach", HERON, then(claim, after(timedelta(hours=9))), decide),
    reminder("resolution:again:1", HERON, then(claim, after(timedelta(days=2))), decide),
    reminder(
        "first_response:half",
        HERON,
        after(timedelta(minutes=15)),
        claim,
        "first_response half, nobody else to offer it to",
        played_by=policy([HERON]),
    ),
    reminder(
        "first_response:breach",
        STORK,
        after(timedelta(minutes=31)),
        claim_by_manager,
        "first_response breach, to a manager",
    ),
    reminder(
        "resolution:breach",
        STORK,
        then(claim, after(timedelta(hours=9))),
        decide,
        "resolution breach, to a manager",
    ),
    reminder(
        "first_response:most",
        STORK,
        after(timedelta(minutes=24)),
        claim_by_manager,
        "first_response most, nobody has it",
        played_by=policy([WREN]),
    ),
    reminder(
        "update:most",
        HERON,
        then(claim, after(timedelta(hours=1.7))),
        owner_writes,
        played_by=with_updates(),
    ),
    reminder(
        "update:breach",
        HERON,
        then(claim, after(timedelta(hours=2.1))),
        owner_writes,
        played_by=with_updates(),
    ),
    reminder("wait:over", HERON, then(claim, wait, after(timedelta(hours=3))), decide),
    reminder(
        "deadline:72h",
        HERON,
        then(claim, deadline(timedelta(hours=74)), after(timedelta(hours=2.5))),
        deadline(_LATER),
    ),
    reminder(
        "deadline:4h",
        HERON,
        then(claim, deadline(timedelta(hours=5)), after(timedelta(hours=2.5))),
        deadline(_LATER),
    ),
    reminder(
        "deadline:24h",
        STORK,
        then(claim, deadline(timedelta(hours=25)), after(timedelta(hours=2.5))),
        deadline(_LATER),
        "deadline 24h, to a manager",
    ),
    reminder(
        "deadline:passed",
        HERON,
        then(claim, deadline(timedelta(hours=1)), after(timedelta(hours=2.5))),
        deadline(_LATER),
    ),
    reminder(
        "communication:daily",
        HERON,
        then(claim, decide_by_email, after(timedelta(days=1))),
        communicate,
    ),
    reminder(
        "communication:daily",
        WREN,
        then(claim_and_decide, after(timedelta(days=1))),
        communicate,
        "communication daily, to who tells the customer",
    ),
    reminder(
        "day_end:closing",
        HERON,
        then(claim, after(timedelta(hours=3.5))),
        plays.hand_over_to_crane,
        played_by=across_the_sea((HERON, "copenhagen"), (CRANE, "new-york")),
    ),
    reminder(
        "day_end:closing",
        HERON,
        then(claim, after(timedelta(hours=3.5))),
        plays.hand_over_to_crane,
        "day_end closing, nobody is in",
        played_by=across_the_sea((HERON, "copenhagen"), (CRANE, "copenhagen")),
    ),
    reminder(
        "resolution:half",
        CRANE,
        then(claim, away(HERON, cover=CRANE), after(timedelta(hours=4))),
        back(HERON),
        "resolution half, to who covers",
    ),
    reminder(
        "wait:over",
        STORK,
        then(claim, wait, away(HERON), after(timedelta(hours=3))),
        decide,
        "wait over, its owner is away and nobody covers",
    ),
    reminder(
        "deadline:72h",
        CRANE,
        then(
            claim,
            deadline(timedelta(hours=74)),
            away(HERON, cover=CRANE),
            after(timedelta(hours=2.5)),
        ),
        deadline(_LATER),
        "deadline 72h, to who covers",
    ),
    *CONSULT_SCENES,
    Scene(n.Waiting, then(claim, wait), resume),
    Scene(n.Answered, then(claim, wait, requester_answers), wait),
    Scene(n.Wrote, then(claim, owner_writes), None),
    Scene(n.Added, then(claim, requester_adds), None),
    Scene(n.PriorityWished, then(claim, asks_for("P2")), priority("P2")),
    Scene(n.NotAsAsked, then(claim, asks_for("P2", answer=False)), withdraw),
    Scene(
        n.Wrote,
        then(claim, requester_answers, requester_answers, after(timedelta(hours=1))),
        None,
        {"to": HERON},
        name="to the owner",
    ),
    Scene(n.PriorityChanged, then(claim, priority("P2")), priority("P3"), {"to": HERON}),
    Scene(
        n.PriorityChanged,
        priority("P2"),
        priority("P3"),
        {"to": WREN},
        name="of the requester's case",
    ),
    Scene(n.DeadlineSet, then(claim, deadline(_SOON)), deadline(_LATER)),
    Scene(
        n.DeadlineMissed,
        then(claim, deadline(timedelta(hours=1)), after(timedelta(hours=2))),
        deadline(_LATER),
    ),
    Scene(n.Delayed, then(claim, after(timedelta(hours=9))), decide),
    Scene(n.Decided, claim_and_decide, decide),
    Scene(n.Decided, then(claim_and_decide, decide), decide, name="again"),
    Scene(n.Communicated, then(claim, decide_by_email, communicate), reopen),
    Scene(
        n.Communicated,
        then(claim, reverse_by_email, communicate),
        then(carry_out, reopen),
        name="and it is still to be carried out",
    ),
    Scene(
        n.FinalText,
        then(claim, restricted, decide_by_email),
        decide_by_email,
        {"to": HERON},
        played_by=replace(policy(), clearances={"restricted": (HERON, STORK)}),
    ),
    Scene(n.CarriedOut, then(claim, reverse, carry_out), decide),
    Scene(n.Withdrawn, then(claim, withdraw), reopen),
    Scene(n.Reopened, then(close, reopen), withdraw),
    Scene(n.Reopened, then(close, plays.reopen_for_them), withdraw, name="to who raised it"),
    *DIGEST_SCENES,
    Scene(n.CardChanged, _nothing, None),
    *FEEDBACK_SCENES,
    *CHANNEL_SCENES,
    *REPORT_SCENES,
)

NOT_A_MESSAGE = {n.HomeChanged, n.HomesChanged, n.NotesChanged, n.LookUp, n.LookAt}
"""What delivery does for these is no new message: App Home is published, what lies there is edited,
a person looked up, a channel looked at."""
MADE_BY_HANDLERS = {n.Undelivered, n.Hindered, n.FormNotOpened, n.PrivateAnswer}
"""These are put in the outbox by handlers, not by verbs."""


def undelivered(case: EscalationId | None, error: str = "not_in_channel") -> n.Undelivered:
    return n.Undelivered(STORK, 7, f"a private note to <@{WREN}>", error, case)


OFFERED = (Move.DECIDE, Move.HAND_OVER, Move.WAIT, Move.STAND_BACK, *OF_THE_FACTS)
"""The moves whose form a mention is answered with."""


def private_answers(case: EscalationId) -> list[n.PrivateAnswer]:
    """Every sort of private answer."""
    at = {"channel": "C0EXEC", "thread": "1772539200.000001"}
    plain = n.PrivateAnswer(HERON, "It is done.", **at)  # type: ignore[arg-type]
    offers = [
        n.PrivateAnswer(HERON, "Use the form:", **at, escalation_id=case, offers=move)  # type: ignore[arg-type]
        for move in OFFERED
    ]
    shows = n.PrivateAnswer(HERON, "", **at, escalation_id=case, shows=True)  # type: ignore[arg-type]
    whole = n.PrivateAnswer(HERON, "", **at, escalation_id=case, details=True)  # type: ignore[arg-type]
    return [plain, *offers, shows, whole]
