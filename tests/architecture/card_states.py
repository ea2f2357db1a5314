"""Ways to every state a card can show."""

from __future__ import annotations

from datetime import timedelta

from tests.architecture import plays
from tests.architecture.plays import (
    Play,
    _nothing,
    after,
    carry_out,
    claim,
    claim_and_decide,
    claim_by_another,
    close,
    communicate,
    deadline,
    decide,
    hand_over,
    release,
    reopen,
    resume,
    reverse_by_email,
    stand_back,
    then,
    wait,
    withdraw,
)
from tests.architecture.review_scenes import REVIEW_STATES
from tests.support.factories import CRANE, HERON, STORK

_SOON = timedelta(hours=80)

CARD_STATES: dict[str, Play] = {
    "offered": _nothing,
    "claimed": claim,
    "handed over": hand_over,
    "released": then(claim, release),
    "handed over, accepted": then(hand_over, claim_by_another),
    "stood back from": then(claim, stand_back),
    "waiting": then(claim, wait),
    "waiting, handed over": then(claim, wait, lambda s, c: s.hand_over(HERON, c, CRANE)),
    "waited": then(claim, wait, after(timedelta(hours=1.5)), resume),
    "with a deadline": then(claim, deadline(_SOON)),
    "past its deadline": then(claim, deadline(_SOON), after(timedelta(hours=81))),
    "waiting past its deadline": then(
        claim,
        deadline(_SOON),
        lambda s, c: s.wait(HERON, c, timedelta(days=9)),
        after(timedelta(hours=81)),
    ),
    "overdue": then(claim, after(timedelta(hours=9))),
    "decided": claim_and_decide,
    "decided again": then(claim_and_decide, decide),
    "communicated": close,
    "reversed, told": then(claim, reverse_by_email, communicate),
    "reversed, told, carried out": then(claim, reverse_by_email, communicate, carry_out),
    "may not be told": then(claim_and_decide, plays.of_an_authority, plays.silence),
    "closed untold": then(claim_and_decide, plays.of_an_authority, plays.silence, plays.untold),
    "withdrawn": then(claim, withdraw),
    "misrouted": lambda s, c: s.withdraw(STORK, c, reason="misrouted"),
    "duplicate": lambda s, c: s.withdraw(STORK, c, reason="duplicate", duplicate_of="ESC-1"),
    "reopened": then(close, reopen),
    "reopened, withdrawn": then(close, reopen, withdraw),
    "reopened, handed over": then(close, reopen, lambda s, c: s.hand_over(HERON, c, CRANE)),
    # Last: they change the policy that all of them are played by.
    **REVIEW_STATES,
}
