"""Raising an escalation: from a command, a shortcut, a message or App Home, through one form."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.casework.approach import admitted
from bot.notices import form_mark
from bot.ports import Work
from bot.verbs.intake.raise_escalation import (
    LINKS_LIMIT,
    OpenRequest,
    open_escalation,
)
from handlers.slack.cases.intake_form import asking_why, built, checked, so_far
from handlers.slack.context.context import Context
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import (
    Answer,
    Faults,
    Nothing,
    Open,
    Refresh,
    Say,
    Show,
    Typed,
    View,
)
from handlers.slack.contract.requests import Click, Command, Shortcut, Submission
from handlers.slack.forms import raise_escalation as raise_form
from handlers.slack.forms.known import kinds_of, known
from handlers.slack.messages.words import HELP

OF_DIRECT_MESSAGE = (
    "This message is from a direct message. Its link is left out: only the people in it could "
    "follow that."
)


def from_command(context: Context, request: Command) -> Answer:
    """/escalate: opens the form with what was typed."""
    if request.text.strip().lower() == "help":
        return Say(HELP)
    return _opened(context, request.sender.user, Typed(request.text))


def from_shortcut(context: Context, request: Shortcut) -> Answer:
    """The global shortcut: opens the form, empty."""
    return _opened(context, request.sender.user, Typed())


def from_message(context: Context, request: Shortcut) -> Answer:
    """The message shortcut: opens the form with the message's text and link. Whoever used it is the
    requester, and sees all that will be kept before it is sent."""
    message = request.message
    if message is None:
        return _opened(context, request.sender.user, Typed())
    kept, more = message.links[:LINKS_LIMIT], message.links[LINKS_LIMIT:]
    left_out = OF_DIRECT_MESSAGE if message.is_direct else ""
    typed = Typed("\n".join([message.text, *more]), " ".join(kept), is_message=True)
    return _opened(context, request.sender.user, typed, left_out)


def from_home(context: Context, request: Click) -> Answer:
    """The button on App Home."""
    return _opened(context, request.sender.user, Typed())


def from_note(context: Context, request: Click) -> Answer:
    """The button of a note that brings back what was typed while Slack couldn't open the form."""
    links, _, text = request.value.partition("\n")
    typed = Typed(text, links, is_message=bool(links), mark=form_mark(request.value))
    return _opened(context, request.sender.user, typed)


def _opened(context: Context, user: UserId, typed: Typed, explanation: str = "") -> Answer:
    return Open(lambda: _form(context, user, typed, explanation), again=typed)


def _form(context: Context, user: UserId, typed: Typed, explanation: str) -> View:
    with context.storage.read() as work:
        admitted(work, user)
        seen = readable(work, typed.text)
        prefill = raise_form.from_command(seen)
        if typed.is_message:
            prefill = raise_form.snapshot(seen, typed.links.replace(" ", "\n"))
        prefill = replace(prefill, mark=typed.mark)
        return built(work, user, prefill, context.clock.now(), explanation)


def kind_chosen(context: Context, request: Click) -> Answer:
    """Another kind was chosen: the form asks what that kind must be asked."""
    form = request.form
    if form is None:
        return Nothing()

    def build() -> View:
        with context.storage.read() as work:
            prefill = raise_form.with_kind(so_far(work, form), request.value)
            return built(work, request.sender.user, prefill, context.clock.now(), form=form)

    return Refresh(form.id, "", build)


def answer_typed(context: Context, request: Click) -> Answer:
    """An answer was typed of which something may be known: the form shows that, where it doesn't
    already."""
    form, user = request.form, request.sender.user
    if form is None:
        return Nothing()
    with context.storage.read() as work:
        prefill, kinds = so_far(work, form), kinds_of(work)
        kind = next((k for k in kinds if k.name == prefill.kind), kinds[0])
        beside = known(work, user, kind, prefill)
        if raise_form.shows(form, beside):
            return Nothing()
        view = built(work, user, prefill, context.clock.now(), form=form)
    context.shown(Actor(user, Via.FORM), *beside.cases)
    return Refresh(form.id, form.hash, lambda: view)


class _AsksMore(Exception):
    """The form was sent off before it showed what its kind must be asked, or what is open on the
    same subject."""

    def __init__(self, form: View) -> None:
        super().__init__()
        self.form = form


def _wanted(work: Work, request: Submission, now: datetime) -> OpenRequest:
    form, user = request.form, request.sender.user
    values, kinds, typed = raise_form.values_of(form), kinds_of(work), so_far(work, form)
    chosen = next((k for k in kinds if k.name == values.get("kind")), None)
    if chosen is not None and raise_form.lacks_questions(values, chosen):
        more = f"{chosen.label} escalations are asked a little more."
        raise _AsksMore(built(work, user, typed, now, more, form))
    wanted = checked(work, raise_form.read(values, Actor(user, Via.FORM), kinds), now)
    asks = asking_why(work, user, form, typed, now)
    if asks is not None:
        raise _AsksMore(asks)
    return replace(wanted, mark=typed.mark)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off: the escalation is raised and the form closes. Who has it, by when and the
    link to its thread come in a private note."""
    values, shown = raise_form.values_of(request.form), request.form.values
    try:
        context.carry_out(
            request.key,
            lambda work, now: open_escalation(work, _wanted(work, request, now), now),
            request.sender.user,
        )
    except _AsksMore as more:
        return Show(more.form)
    except Refused as refusal:
        if not refusal.fields:
            raise
        said = refusal.fields.items()
        return Faults({raise_form.block_of(f, values, shown): w for f, w in said})
    return Nothing()
