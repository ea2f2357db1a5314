"""The form that brings a reminder back later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.text import REASON_LIMIT, clean
from bot.casework.case_view import Seen
from bot.reminders.about import About, Run, number_of, read_about, read_run
from bot.verbs.timing.snooze import SnoozeRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import (
    chosen,
    instant,
    modal,
    noted,
    noted_text,
    option,
    typed,
    which,
)

CALLBACK = "snooze_form"
UNREADABLE = "I can't tell which reminder this is. Please use the button on the newest one."
_UNTIL, _REASON = "until", "reason"


Reminders = tuple[tuple[About, Run], ...]
"""What of a case somebody is reminded of, each with its run."""


def build(
    case: Seen,
    reminders: Reminders,
    now: datetime,
    next_day: datetime,
    zone: ZoneInfo,
) -> View:
    """The form for what one message reminds of, of this case. Three answers instead of a calendar:
    a snooze is quick, and each says the time it stands for in the person's zone."""
    minute = now.replace(second=0, microsecond=0)
    times = {
        "In 1 hour": minute + timedelta(hours=1),
        "In 4 hours": minute + timedelta(hours=4),
        "Next working day": next_day,
    }
    options = [
        option(str(int(at.timestamp())), f"{label} ({at.astimezone(zone):%a %H:%M})")
        for label, at in times.items()
    ]
    blocks = [
        which(case),
        chosen(_UNTIL, "Remind me", options, str(options[0]["value"])),
        typed(_REASON, "Why it can wait", multiline=True, limit=REASON_LIMIT),
    ]
    note = {
        "escalation": case.id,
        "about": "|".join(f"{a}|{number_of(run)}" for a, run in reminders),
    }
    return modal(CALLBACK, "Snooze", "Snooze", blocks, note)


def button_value(escalation_id: EscalationId, about: About, run: Run) -> str:
    """What a reminder's button carries."""
    return f"{escalation_id}|{about}|{number_of(run)}"


def reminder_of(value: str) -> tuple[EscalationId, Reminders]:
    """What a reminder's button is about: the case, and what of it. Raises Refused."""
    number, _, about = value.partition("|")
    return EscalationId(_number(number)), _known(about)


def read(form: OpenForm, actor: Actor) -> SnoozeRequest:
    """The form as a request. Raises Refused for a form that is not ours."""
    reminders = _known(noted_text(form, "about"))
    return SnoozeRequest(
        actor,
        EscalationId(noted(form, "escalation")),
        reminders,
        instant(form.values.get(_UNTIL)) or datetime.fromtimestamp(0, UTC),
        clean(form.values.get(_REASON)),
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Refused(UNREADABLE, code=RefusalCode.NOT_UNDERSTOOD)
    return int(text)


def _known(text: str) -> Reminders:
    abouts, runs = text.split("|")[::2], text.split("|")[1::2]
    try:
        found = [(read_about(a), _number(run)) for a, run in zip(abouts, runs, strict=True)]
        return tuple((about, read_run(about.subject, run)) for about, run in found)
    except ValueError:
        raise Refused(UNREADABLE, code=RefusalCode.NOT_UNDERSTOOD) from None
