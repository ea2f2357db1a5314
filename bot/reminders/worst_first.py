"""Which of several reminders is the worst, and which of them say the same."""

from __future__ import annotations

from bot.reminders.about import About, Step, Topic

_WORST_FIRST = (
    (Topic.DEADLINE, Step.PASSED),
    (Topic.RESOLUTION, Step.BREACH),
    (Topic.FIRST_RESPONSE, Step.BREACH),
    (Topic.DEADLINE, Step.FOUR_HOURS),
    (Topic.DAY_END, Step.CLOSING),
    (Topic.OFFER, Step.LAPSING),
    (Topic.REVIEW, Step.BREACH),
    (Topic.UPDATE, Step.BREACH),
    (Topic.FIRST_RESPONSE, Step.MOST),
    (Topic.RESOLUTION, Step.MOST),
    (Topic.REVIEW, Step.MOST),
    (Topic.DEADLINE, Step.ONE_DAY),
    (Topic.WAIT, Step.OVER),
    (Topic.COMMUNICATION, Step.DAILY),
    (Topic.UPDATE, Step.MOST),
)
"""What isn't here comes last."""


def how_bad(about: About) -> int:
    """Its place among others; the worst has the lowest."""
    step = Step.BREACH if about.step is Step.AGAIN else about.step
    of = about.subject, step
    return _WORST_FIRST.index(of) if of in _WORST_FIRST else len(_WORST_FIRST)


def how_far(about: About) -> tuple[int, int]:
    """How far its subject has come; the further of two says what the other does, and more."""
    return tuple(Step).index(about.step), about.number
