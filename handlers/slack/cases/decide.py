"""Recording a decision, through its form."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial

from bot.case.decision import DecisionDraft
from bot.case.errors import Refused, StorageAway
from bot.case.identifiers import EscalationId, RequestKey, UserId
from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.verbs.decision.decide import decide
from bot.verbs.decision.keep_draft import KeepDraftRequest, keep_draft
from bot.views.deciding import Deciding, deciding, may_decide
from bot.views.drafting import drafts_of
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Nothing, Open, Refresh, Say, Show, View
from handlers.slack.contract.requests import Click, Mention, OpenForm, Submission
from handlers.slack.forms import decide as form
from handlers.slack.forms import decide_read as read
from handlers.slack.forms.decide_messages import (
    REDRAFTED,
    Remembered,
    has_other,
    redrafts,
    remembered,
)

_GOES_ON = "This is what you had written when you closed the form."


def from_button(context: Context, request: Click) -> Answer:
    """The Decide button opens the form."""
    about = escalation_id(request.value)
    return Open(lambda: _form(context, request.sender.user, about))


def _form(
    context: Context,
    user: UserId,
    about: EscalationId,
    draft: DecisionDraft | None = None,
    explanation: str = "",
    *,
    more: bool = False,
    before: Remembered | None = None,
) -> View:
    ground = draft.ground if draft is not None else None
    with context.storage.read() as work:
        found = deciding(work, Actor(user, Via.BUTTON), about, context.clock.now(), ground)
    context.shown(Actor(user, Via.BUTTON), found.escalation)
    e, latest, grounds = found.escalation, found.latest, found.grounds
    if found.kept is not None:
        draft, explanation = found.kept, _GOES_ON
    return form.build(
        e,
        latest,
        grounds,
        draft,
        explanation,
        found.beside,
        more=more,
        drafting=lambda given: drafts_of(found.case, given, context.templates, found.told_at),
        before=before,
    )


def closed(context: Context, request: Submission) -> Answer:
    """The form was closed without being sent off: what was written in it is kept."""
    return _kept(context, RequestKey(f"closed:{request.key}"), request.sender.user, request.form)


def _kept(context: Context, key: RequestKey, user: UserId, opened: OpenForm) -> Answer:
    draft, seen = read.typed_so_far(opened.values), read.seen(opened)
    wanted = KeepDraftRequest(Actor(user, Via.FORM), read.about(opened), draft, seen)
    context.carry_out(key, lambda work, now: keep_draft(work, wanted, now))
    return Nothing()


def _keep_meanwhile(context: Context, request: Click, opened: OpenForm) -> None:
    """Keeps what is written while the form is open: a client that crashes tells nobody of it."""
    draft = read.typed_so_far(opened.values)
    if draft.explanation or draft.message:
        with suppress(Refused):
            _kept(context, request.key, request.sender.user, opened)


def _anew(
    context: Context,
    user: UserId,
    opened: OpenForm,
    *,
    more: bool = False,
    fits: bool = False,
) -> Answer:
    """The form built again, whatever has changed in it since: it was drawn for another choice. One
    that `fits` is built only where it isn't as it was any more when something was chosen in it."""
    draft, about = read.typed_so_far(opened.values), read.about(opened)
    whole = more or read.asks_more(opened)
    before = remembered(opened)

    def anew(known: Remembered) -> View:
        return _form(context, user, about, draft, more=whole, before=known)

    return Refresh(
        opened.id,
        "",
        partial(anew, before),
        fitted=opened.hash if fits else None,
        later=partial(anew, replace(before, stays=True)),
    )


def outcome_chosen(context: Context, request: Click) -> Answer:
    """An outcome was chosen: the form asks what it needs."""
    return _as_chosen(context, request)


def restriction_chosen(context: Context, request: Click) -> Answer:
    """A new restriction was chosen, or none: its part opens or closes."""
    return _as_chosen(context, request)


def what_chosen(context: Context, request: Click) -> Answer:
    """What exactly is restricted was chosen: "other" is asked for in words."""
    return _as_chosen(context, request)


def _as_chosen(context: Context, request: Click) -> Answer:
    """The form changes only where it asks for something else than before, or is about to: what is
    on its way is asked of a choice just before."""
    if request.form is None:
        return Nothing()
    user, opened = request.sender.user, request.form
    try:
        _keep_meanwhile(context, request, opened)
        found = _deciding(context, user, opened)
        fits = read.fits(opened, found.beside) and not _redrafts(context, found, opened)
    except StorageAway:
        fits = False  # it's built once the database is back
    return _anew(context, user, opened, fits=fits)


def ground_chosen(context: Context, request: Click) -> Answer:
    """A ground was chosen: the form changes only where something else was decided on it before."""
    opened, user = request.form, request.sender.user
    if opened is None:
        return Nothing()
    try:
        _keep_meanwhile(context, request, opened)
        found = _deciding(context, user, opened)
        fits = read.shows(opened, found.beside) and not _redrafts(context, found, opened)
    except StorageAway:
        fits = False
    return _anew(context, user, opened, fits=fits)


def language_chosen(context: Context, request: Click) -> Answer:
    """A language was chosen: a message that nobody has edited is drafted in it."""
    return _as_chosen(context, request)


def _deciding(context: Context, user: UserId, opened: OpenForm) -> Deciding:
    """What a decision on the ground that is chosen goes by. Raises Refused."""
    ground = read.typed_so_far(opened.values).ground
    with context.storage.read() as work:
        actor, now = Actor(user, Via.FORM), context.clock.now()
        return deciding(work, actor, read.about(opened), now, ground)


def _redrafts(context: Context, found: Deciding, opened: OpenForm) -> bool:
    """Whether the form as it is now has another draft of a message that nobody has edited."""
    given = read.typed_so_far(opened.values)
    drafts = drafts_of(found.case, given, context.templates, found.told_at)
    if (drafts.other is not None) is not has_other(opened.values):
        return True
    return redrafts(given, drafts, remembered(opened))


def more_asked(context: Context, request: Click) -> Answer:
    """The whole record is asked."""
    opened = request.form
    return _anew(context, request.sender.user, opened, more=True) if opened else Nothing()


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off: the decision is recorded. Raises Refused naming its fields at fault."""
    opened, user = request.form, request.sender.user
    if asks := read.lacks(opened):
        return _shown(context, user, opened, asks)
    if _redrafts(context, _deciding(context, user, opened), opened):
        return _shown(context, user, opened, REDRAFTED)
    wanted = read.request(opened, Actor(user, Via.FORM))
    wordings = context.templates.wordings
    try:
        context.carry_out(request.key, lambda work, now: decide(work, wanted, now, wordings))
    except Refused as refusal:
        if read.lacks_why(opened, refusal):
            asks = "The last three on this ground ended differently: it asks why this one does."
            return _shown(context, user, opened, asks)
        raise read.at_blocks(opened, refusal) from None
    return Nothing()


def _shown(context: Context, user: UserId, opened: OpenForm, asks: str) -> Answer:
    draft, about, more = (
        read.typed_so_far(opened.values),
        read.about(opened),
        read.asks_more(opened),
    )
    before = remembered(opened)
    return Show(_form(context, user, about, draft, asks, more=more, before=before))


def from_mention(context: Context, request: Mention, about: EscalationId, _rest: str) -> Answer:
    """`decide` in the case's thread: a mention opens no form, so it gets the button that does."""
    with context.storage.read() as work:
        may_decide(work, Actor(request.sender.user, Via.MENTION), about)
    return Say("Record the decision in the form:", escalation_id=about, offers=Move.DECIDE)
