"""Closing a case without a decision, through its form."""

from __future__ import annotations

import re

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.case.states import CloseReason
from bot.case.text import clean, clean_line
from bot.case.transitions import Move
from bot.verbs.decision.withdraw import WithdrawRequest, withdraw
from handlers.slack.context.context import Context
from handlers.slack.context.typed_text import readable
from handlers.slack.contract.answers import Answer, Nothing, Refresh, Show, View
from handlers.slack.contract.mentions import is_courtesy, is_of_something_else
from handlers.slack.contract.requests import Click, Mention, OpenForm, Submission
from handlers.slack.forms import withdraw as form

_DUPLICATE = re.compile(r"(?:as (?:a )?)?duplicate\b(?: of)?[\s:]*(\S*)(.*)", re.IGNORECASE)
_MISROUTED = re.compile(r"(?:as )?misrouted\b[\s,:;.]*(.*)", re.IGNORECASE)


def from_button(context: Context, request: Click) -> Answer:
    """The Withdraw button opens the form."""
    return context.opens_as_seen(request, Move.WITHDRAW, form.build)


def reason_chosen(context: Context, request: Click) -> Answer:
    """A reason was chosen: only a duplicate is asked of what. For any other the form changes also
    where it doesn't ask: the field may be on its way, of a choice just before."""
    opened = request.form
    if opened is None:
        return Nothing()
    return Refresh(
        opened.id,
        "",
        lambda: _form(context, request.sender.user, opened),
        fitted=opened.hash if form.asks_original(opened.values) else None,
    )


def _form(context: Context, user: UserId, opened: OpenForm) -> View:
    seen = context.seen_for(Actor(user, Via.BUTTON), form.about(opened), Move.WITHDRAW)
    return form.build(seen, opened.values)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off; one that was sent before it asked of what it is a duplicate asks that."""
    if form.lacks_original(request.form.values):
        return Show(_form(context, request.sender.user, request.form))
    wanted = form.read(request.form, Actor(request.sender.user, Via.FORM))
    return context.say(request.key, lambda work, now: withdraw(work, wanted, now))


def from_mention(context: Context, request: Mention, about: EscalationId, rest: str) -> Answer:
    """`withdraw reason` in the case's thread, where the reason may be that it is a duplicate, or
    misrouted; without one, the button to the form."""
    with context.storage.read() as work:
        reason = clean(readable(work, rest))
    if is_courtesy(reason) or is_of_something_else(reason):
        words = "Say why, like `withdraw it is solved`, or use the form."
        return context.offers(request, about, Move.WITHDRAW, words)
    wanted = _wanted(Actor(request.sender.user, Via.MENTION), about, reason)
    return context.done_or_form(
        request, about, Move.WITHDRAW, lambda work, now: withdraw(work, wanted, now)
    )


def merge_from_mention(
    context: Context, request: Mention, about: EscalationId, rest: str
) -> Answer:
    """`merge ESC-n` in the thread of the one that is closed: it is a duplicate of the one named."""
    named, _, note = clean_line(rest).partition(" ")
    original = re.sub(r"^(?:with|into|in)$", "", named, flags=re.IGNORECASE)
    if not original:
        original, _, note = note.strip().partition(" ")
    if is_courtesy(original):
        words = "Say which one it repeats, like `merge ESC-12`, or use the form."
        return context.offers(request, about, Move.WITHDRAW, words)
    wanted = WithdrawRequest(
        Actor(request.sender.user, Via.MENTION),
        about,
        CloseReason.DUPLICATE,
        clean_line(note),
        original.rstrip(".,;:!"),
    )
    return context.done_or_form(
        request, about, Move.WITHDRAW, lambda work, now: withdraw(work, wanted, now)
    )


def _wanted(actor: Actor, about: EscalationId, reason: str) -> WithdrawRequest:
    if found := _DUPLICATE.fullmatch(reason):
        original, note = found[1].rstrip(".,;:!"), clean_line(found[2])
        return WithdrawRequest(actor, about, CloseReason.DUPLICATE, note, original)
    if found := _MISROUTED.fullmatch(reason):
        return WithdrawRequest(actor, about, CloseReason.MISROUTED, clean_line(found[1]))
    return WithdrawRequest(actor, about, CloseReason.WITHDRAWN, reason)
