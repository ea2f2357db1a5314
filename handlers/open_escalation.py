"""Raising an escalation: from a command, a shortcut, a message or App Home, through one form."""

from __future__ import annotations

from collections.abc import Mapping

from bot.case import admitted, policy_in_force
from bot.errors import Refused
from bot.identifiers import UserId, reference
from bot.intake import OpenRequest, kinds_offered, open_escalation
from bot.kinds import Kind
from bot.languages import languages_of
from bot.people import Actor, Via
from bot.ports import Work
from handlers.answers import Answer, Faults, Nothing, Open, Refresh, Say, Show, View
from handlers.desk import Desk
from handlers.forms import intake
from handlers.front.requests import Click, Command, Shortcut, Submission
from handlers.messages.lists import HELP
from handlers.typed_text import readable


def from_command(desk: Desk, request: Command) -> Answer:
    """/escalate: opens the form with what was typed."""
    if request.text.strip().lower() == "help":
        return Say(HELP)
    return Open(lambda: _form(desk, request.sender.user, request.text, ""))


def from_shortcut(desk: Desk, request: Shortcut) -> Answer:
    """The global shortcut: opens the form, empty."""
    return Open(lambda: _form(desk, request.sender.user, "", ""))


def from_message(desk: Desk, request: Shortcut) -> Answer:
    """The message shortcut: opens the form with the message's text and link. Whoever used it is the
    requester, and sees all that will be kept before it is sent."""
    message = request.message
    if message is None:
        return Open(lambda: _form(desk, request.sender.user, "", ""))
    return Open(
        lambda: _form(desk, request.sender.user, message.text, message.link, is_message=True)
    )


def from_home(desk: Desk, request: Click) -> Answer:
    """The button on App Home."""
    return Open(lambda: _form(desk, request.sender.user, "", ""))


def _form(desk: Desk, user: UserId, text: str, link: str, *, is_message: bool = False) -> View:
    with desk.storage.read() as work:
        admitted(work, user)
        kinds, languages = _kinds(work), _languages(work)
        seen = readable(work, text)
    prefill = intake.from_message(seen, link) if is_message else intake.from_command(seen)
    return intake.build(kinds, prefill, languages=languages)


def _kinds(work: Work) -> tuple[Kind, ...]:
    kinds = kinds_offered(policy_in_force(work))
    if not kinds:
        raise Refused("No queue of the policy takes a kind that can be raised here yet.")
    return kinds


def _languages(work: Work) -> Mapping[str, tuple[str, ...]]:
    """Those that somebody works in, for each kind."""
    policy = policy_in_force(work)
    return {kind.name: languages_of(policy, kind.name) for kind in _kinds(work)}


def kind_chosen(desk: Desk, request: Click) -> Answer:
    """Another kind was chosen: the form asks what that kind must be asked."""
    form = request.form
    if form is None:
        return Nothing()

    def build() -> View:
        with desk.storage.read() as work:
            kinds, languages = _kinds(work), _languages(work)
        so_far = intake.typed_so_far(form.values, kinds)
        chosen = intake.with_kind(so_far, request.value)
        return intake.build(kinds, chosen, languages=languages)

    return Refresh(form.id, form.hash, build)


class _AsksMore(Exception):
    """The form was sent off before it showed what its kind must be asked."""

    def __init__(self, form: View) -> None:
        super().__init__()
        self.form = form


def _wanted(work: Work, request: Submission) -> OpenRequest:
    values, kinds = request.form.values, _kinds(work)
    chosen = next((k for k in kinds if k.name == values.get("kind")), None)
    if chosen is not None and intake.lacks_questions(values, chosen):
        asks = f"{chosen.label} escalations are asked a little more."
        so_far = intake.typed_so_far(values, kinds)
        raise _AsksMore(intake.build(kinds, so_far, asks, _languages(work)))
    return intake.read(values, Actor(request.sender.user, Via.FORM), kinds)


def submitted(desk: Desk, request: Submission) -> Answer:
    """The form sent off: the escalation is raised, its reference shown at once."""
    values = request.form.values
    try:
        receipt = desk.carry_out(
            request.key, lambda work, now: open_escalation(work, _wanted(work, request), now)
        )
    except _AsksMore as more:
        return Show(more.form)
    except Refused as refusal:
        if not refusal.fields:
            raise
        return Faults({intake.block_of(f, values): w for f, w in refusal.fields.items()})
    assert receipt.escalation_id is not None, "raising gives a number"
    return Show(intake.raised(receipt.words, reference(receipt.escalation_id)))
