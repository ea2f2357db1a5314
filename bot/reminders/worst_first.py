"""Which of several reminders is the worst, and which of them say the same."""

from __future__ import annotations

from bot.reminders.about import About, Step, Subject

_WORST_FIRST = (
    (Subject.DEADLINE, Step.PASSED),
    (Subject.RESOLUTION, Step.BREACH),
    (Subject.FIRST_RESPONSE, Step.BREACH),
    (Subject.DEADLINE, Step.FOUR_HOURS),
    (Subject.DAY_END, Step.CLOSING),
    (Subject.OFFER, Step.LAPSING),
    (Subject.REVIEW, Step.BREACH),
    (Subject.UPDATE, Step.BREACH),
    (Subject.FIRST_RESPONSE, Step.MOST),
    (Subject.RESOLUTION, Step.MOST),
    (Subject.REVIEW, Step.MOST),
    (Subject.DEADLINE, Step.ONE_DAY),
    (Subject.WAIT, Step.OVER),
    (Subject.COMMUNICATION, Step.DAILY),
    (Subject.UPDATE, Step.MOST),
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
