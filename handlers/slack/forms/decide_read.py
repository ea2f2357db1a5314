"""The decision form as it was filled in, and whether it asked what its choices need."""

from __future__ import annotations

from bot.case.decision import THROUGH_REQUESTER, DecisionDraft
from bot.case.errors import Refused
from bot.case.identifiers import EscalationId
from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.case.restriction import asks_words
from bot.case.text import clean, clean_line
from bot.verbs.decision.decide import DecideRequest
from bot.views.deciding import Beside
from handlers.slack.contract.requests import FormValues, OpenForm
from handlers.slack.forms import decide_messages as messages
from handlers.slack.forms import decide_parts as parts
from handlers.slack.forms.ask_feedback import FEEDBACK_TO
from handlers.slack.forms.inputs import noted, noted_text


def asks_more(form: OpenForm) -> bool:
    """Whether the whole record was asked for."""
    return bool(noted(form, "more"))


def fits(form: OpenForm, beside: Beside) -> bool:
    """Whether the form asks for just what its choices need, beside what was decided before."""
    values, draft = form.values, typed_so_far(form.values)
    kind = KINDS.get(noted_text(form, "kind"))
    if kind is None:
        return False
    return (
        values.has(parts.FACTS) is parts.is_whole(kind, draft, more=asks_more(form))
        and values.has(parts.CAUSE) is parts.is_reversal(draft.outcome)
        and _asks_why(form, beside)
        and values.has(parts.CATEGORY) is bool(draft.restriction)
        and values.has(parts.OTHER) is asks_words(draft.restriction_what)
        and (not draft.restriction or values.has(parts.what_of(draft.restriction)))
    )


def shows(form: OpenForm, beside: Beside) -> bool:
    """Whether the form shows these earlier decisions already, and asks why where it departs. That
    one it shows is on the same ground is seen there: its line names its ground."""
    shown, wanted = (
        _which(n) for n in (noted_text(form, "similar"), parts.numbers(beside.similar))
    )
    return wanted <= shown and _asks_why(form, beside)


def _asks_why(form: OpenForm, beside: Beside) -> bool:
    """Whether it asks why it departs from the last ones alike just where it does."""
    departs = parts.departs(typed_so_far(form.values), beside.held.stands)
    return form.values.has(parts.WHY) is departs


def _which(numbers: str) -> set[str]:
    return {number.rpartition(":")[0] for number in numbers.split()}


def lacks(form: OpenForm) -> str:
    """What the form was sent off without having asked it, in words; '' where it asked all."""
    values, draft = form.values, typed_so_far(form.values)
    if parts.is_reversal(draft.outcome) and not values.has(parts.CAUSE):
        return "A reversal is asked for its root cause."
    if draft.restriction and not values.has(parts.what_of(draft.restriction)):
        return "A new restriction is asked what it is, and for what."
    if asks_words(draft.restriction_what) and not values.has(parts.OTHER):
        return "Other is asked for in words."
    return ""


def lacks_why(form: OpenForm, refusal: Refused) -> bool:
    """Whether it was refused for a sentence that the form didn't ask for."""
    return parts.WHY in refusal.faults and not form.values.has(parts.WHY)


def at_blocks(form: OpenForm, refusal: Refused) -> Refused:
    """A refusal by the blocks of this form, instead of by the draft's fields."""
    what = parts.what_of(typed_so_far(form.values).restriction)
    names = {parts.WHAT: what}
    for name in (messages.MESSAGE, messages.OTHER):
        names[name] = messages.block_of(form.values, name)
    faults = {names.get(name, name): f for name, f in refusal.faults.items()}
    return Refused(refusal.words, code=refusal.code, faults=faults)


def typed_so_far(values: FormValues) -> DecisionDraft:
    """The form as it is now; what it doesn't ask is as if nobody had said anything."""
    restriction = values.get(parts.RESTRICTION)
    restricts = restriction if restriction != parts.NONE else ""
    told = values.get(parts.TOLD) if values.has(parts.TOLD) else THROUGH_REQUESTER
    return DecisionDraft(
        outcome=values.get(parts.OUTCOME),
        ground=values.get(parts.GROUND),
        explanation=clean(values.get(parts.EXPLANATION)),
        message=clean(messages.value(values, messages.MESSAGE)),
        told_through=told,
        root_cause=values.get(parts.CAUSE),
        what_should_change=clean(values.get(parts.CHANGE)),
        feedback_to=values.get(FEEDBACK_TO),
        facts=clean(values.get(parts.FACTS)),
        language=values.get(parts.LANGUAGE),
        restriction=restricts,
        restriction_what=values.get(parts.what_of(restricts)) if restricts else "",
        restriction_other=clean(values.get(parts.OTHER)),
        category=values.get(parts.CATEGORY),
        automated_means=values.get(parts.MEANS),
        territory=tuple(values.get(parts.WHERE).split()),
        until=values.get(parts.UNTIL),
        guideline_version=clean_line(values.get(parts.GUIDELINE)),
        why_otherwise=clean(values.get(parts.WHY)),
        other_message=clean(messages.value(values, messages.OTHER)),
    )


def about(form: OpenForm) -> EscalationId:
    """The case the form is about."""
    return EscalationId(noted(form, "escalation"))


def seen(form: OpenForm) -> int:
    """The decision that the form showed as standing, 0 for none."""
    return noted(form, "seen")


def request(form: OpenForm, actor: Actor) -> DecideRequest:
    """The form as a request."""
    return DecideRequest(actor, about(form), typed_so_far(form.values), seen(form))
