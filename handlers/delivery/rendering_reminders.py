"""From reminders to one message: what of them is still so, and what can be done about it."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import RequestKey, UserId
from bot.case.permissions import allowed_moves
from bot.case.transitions import Role
from bot.casework.case_view import CaseView, Glimpse, view
from bot.casework.day_ends import awake_then
from bot.casework.reminding import is_gone, is_still_so, kept_for_later, may_be_said
from bot.casework.viewer import Viewer
from bot.notices import (
    Nudge,
    Reminders,
)
from bot.ports import Parcel, Storage, Work
from bot.reminders.about import Topic, instant_of
from handlers.slack.messages.markup import Message, thread_link
from handlers.slack.messages.reminder_words import Reminded
from handlers.slack.messages.reminders import RemindedOfKept, reminders
from handlers.web_api.directory import team_url


def at_this_hour(
    storage: Storage, parcel: Parcel, notice: Reminders, now: datetime
) -> Reminders | None:
    """What of a message may be said now; one that may have arrived stays whole."""
    key = RequestKey(f"put_off:{parcel.uid}")
    with storage.read() as work:
        was_put_off = work.requests.find(key) is not None
        if not was_put_off and (parcel.in_doubt or may_be_said(work, notice, now)):
            return notice
    with storage.begin() as work:
        return kept_for_later(work, notice, key, now)


def render_reminders(
    storage: Storage, notice: Reminders, now: datetime
) -> tuple[Message | None, tuple[Nudge, ...]]:
    """The message, None where nothing is so any more, and what of the notice it says."""
    with storage.read() as work:
        things = _still_so(work, notice, now)
    return reminders(things, now), tuple(thing.nudge for thing in things)


def _still_so(work: Work, notice: Reminders, now: datetime) -> list[Reminded | RemindedOfKept]:
    """What of a message is so at this moment."""
    cases = [nudge.escalation_id for nudge in notice.nudges]
    snoozes = work.snoozes.of(notice.to, cases)
    snoozed = {(s.escalation_id, s.about, s.run) for s in snoozes}
    asleep = {(s.escalation_id, s.about, s.run) for s in snoozes if s.until > now}
    url, viewer, found = team_url(work), Viewer(work, notice.to), list[Reminded | RemindedOfKept]()
    for nudge in notice.nudges:
        key = nudge.escalation_id, nudge.of, nudge.in_run
        escalation = work.escalations.peek(nudge.escalation_id)
        if escalation is None or key in asleep:
            continue
        who = viewer.roles_of(escalation)
        whole = view(work, escalation, moves=allowed_moves(escalation, who))
        holder = escalation.holder
        gone = holder is not None and is_gone(work, holder, now)
        if is_still_so(nudge, notice.to, whole, now, holder_is_gone=gone):
            seen = viewer.seen(whole)
            awake = _awake(work, nudge, whole, now)
            asked = whole.review.asked if whole.review is not None else ()
            is_theirs = notice.to in (escalation.holder, *asked) or Role.MANAGER in who.roles
            # At the end of a day it is no longer so by the time a snooze would be over.
            may_snooze = is_theirs and key not in snoozed and awake is None
            if isinstance(seen, Glimpse):
                found.append(RemindedOfKept(nudge, seen, may_snooze))
                continue
            thread = thread_link(url, seen.thread)
            is_of_telling = nudge.of.subject is Topic.COMMUNICATION
            tells = is_of_telling and not nudge.as_manager and escalation.holder != notice.to
            found.append(Reminded(nudge, seen, thread, may_snooze, awake or (), gone, tells))
    return found


def _awake(work: Work, nudge: Nudge, seen: CaseView, now: datetime) -> tuple[UserId, ...] | None:
    """At the end of an office's day: who could take it over. None at any other time."""
    if nudge.of.subject is not Topic.DAY_END:
        return None
    closes = instant_of(nudge.in_run)
    return awake_then(work, seen.escalation, closes, now)
