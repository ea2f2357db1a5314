"""Being reminded of something later, through the form behind a reminder's button."""

from __future__ import annotations

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.casework.approach import approach
from bot.casework.case_view import CaseView
from bot.casework.pressing import pressing
from bot.casework.viewer import view_for
from bot.verbs.timing.snooze import SNOOZED_BEFORE, check_may_snooze, snooze
from handlers.slack.context.context import Context
from handlers.slack.context.local_time import local_time
from handlers.slack.contract.answers import Answer, Nothing, Open, Say, View
from handlers.slack.contract.requests import Click, Mention, Submission
from handlers.slack.forms import snooze as form


def from_button(context: Context, request: Click) -> Answer:
    """The Snooze button of a reminder opens the form."""
    user = request.sender.user

    def build() -> View:
        number, reminders = form.reminder_of(request.value)
        now = context.clock.now()
        with context.storage.read() as work:
            here = local_time(work, user)
            case = approach(work, number, Actor(user, Via.BUTTON), lock=False)
            check_may_snooze(work, case)
            seen = view_for(work, user, case.escalation)
            before = work.snoozes.of(user, [number])
        context.looked_at(user, Via.BUTTON, [seen])
        if {(s.about, s.run) for s in before} >= set(reminders):
            raise Refused(SNOOZED_BEFORE, code=RefusalCode.ALREADY_SO)
        next_day = here.next_working_day(now)
        return form.build(seen, reminders, now, next_day, here.zone)

    return Open(build)


def from_mention(context: Context, request: Mention, about: EscalationId, _rest: str) -> Answer:
    """`snooze` in the case's thread: the button for the worst of what they are reminded of. Raises
    Refused for who has nothing to be reminded of."""
    user, now = request.sender.user, context.clock.now()
    with context.storage.read() as work:
        case = approach(work, about, Actor(user, Via.MENTION), lock=False)
        check_may_snooze(work, case)
        seen = view_for(work, user, case.escalation)
        worst = pressing(seen, now) if isinstance(seen, CaseView) else None
        before = {(s.about, s.run) for s in work.snoozes.of(user, [about])}
    named = case.escalation.reference
    if worst is None:
        return Say(f"You haven't been reminded of {named} yet, so there's nothing to snooze.")
    if worst in before:
        raise Refused(SNOOZED_BEFORE, code=RefusalCode.ALREADY_SO)
    words = f"Until when may {named} wait, and why?"
    return Say(words, escalation_id=about, snoozes=form.button_value(about, *worst))


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    context.carry_out(request.key, lambda work, now: snooze(work, wanted, now))
    return Nothing()
