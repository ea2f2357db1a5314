"""From a notice to a message: reads the state at this moment and picks the words for it."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.case.permissions import Sight, allowed_moves
from bot.case.transitions import Role
from bot.casework.assignment import hands_of
from bot.casework.case_view import CaseView, view
from bot.casework.day_ends import awake_then
from bot.casework.reminding import is_gone, is_still_so
from bot.casework.viewer import Viewer
from bot.notices import (
    CameBack,
    CardChanged,
    CaseNote,
    Covering,
    DigestDue,
    MemberLeft,
    NoLongerCovering,
    Nudge,
    PersonNote,
    Reminders,
    Undelivered,
)
from bot.policy import Policy
from bot.ports import Storage, Work
from bot.reminders.about import Subject, instant_of
from bot.reports.digest import figures
from bot.views.cases_held import cases_held
from bot.views.home import home
from handlers.slack.contract.answers import View
from handlers.slack.messages import absences
from handlers.slack.messages import home as home_tab
from handlers.slack.messages.card import card
from handlers.slack.messages.digest import digest
from handlers.slack.messages.markup import Message, thread_link
from handlers.slack.messages.notes import note, note_of_kept, undelivered
from handlers.slack.messages.reminders import Reminded, reminders
from handlers.web_api.directory import team_url


def render(
    storage: Storage,
    notice: CardChanged | CaseNote | PersonNote | Reminders | DigestDue | Undelivered,
    now: datetime,
) -> Message | None:
    """The message, or None where what it would say is no longer so."""
    if isinstance(notice, Reminders):
        return render_reminders(storage, notice, now)[0]
    with storage.read() as work:
        if isinstance(notice, Undelivered):
            return undelivered(notice)
        if isinstance(notice, DigestDue):
            return _digest(work, notice)
        if isinstance(notice, PersonNote):
            return _about_person(work, notice, now)
        escalation = work.escalations.peek(notice.escalation_id)
        if escalation is None:
            return None
        whole = view(work, escalation)
        if isinstance(notice, CardChanged):
            return card(whole, now, hands=hands_of(work, escalation))
        said = note(notice, whole, thread_link(team_url(work), whole.thread), now)
        seen = Viewer(work, notice.to).seen(whole)
        if said is None or seen.sight is Sight.ALL:
            return said
        return note_of_kept(notice, seen, now)


def render_reminders(
    storage: Storage, notice: Reminders, now: datetime
) -> tuple[Message | None, tuple[Nudge, ...]]:
    """The message, None where nothing is so any more, and what of the notice it says."""
    with storage.read() as work:
        things = _still_so(work, notice, now)
    return reminders(things, now), tuple(thing.nudge for thing in things)


def _still_so(work: Work, notice: Reminders, now: datetime) -> list[Reminded]:
    """What of a message is so at this moment."""
    cases = [nudge.escalation_id for nudge in notice.nudges]
    snoozed = {(s.escalation_id, s.about, s.run) for s in work.snoozes.of(notice.to, cases)}
    url, viewer, found = team_url(work), Viewer(work, notice.to), list[Reminded]()
    for nudge in notice.nudges:
        escalation = work.escalations.peek(nudge.escalation_id)
        if escalation is None:
            continue
        who = viewer.roles_of(escalation)
        whole = view(work, escalation, moves=allowed_moves(escalation, who))
        holder = escalation.holder
        gone = holder is not None and is_gone(work, holder, now)
        if is_still_so(nudge, notice.to, whole, now, holder_is_gone=gone):
            seen, key = viewer.seen(whole), (nudge.escalation_id, nudge.of, nudge.in_run)
            thread, awake = thread_link(url, seen.thread), _awake(work, nudge, whole, now)
            is_theirs = escalation.holder == notice.to or Role.MANAGER in who.roles
            # At the end of a day it is no longer so by the time a snooze would be over.
            may_snooze = is_theirs and key not in snoozed and awake is None
            found.append(Reminded(nudge, seen, thread, may_snooze, awake or (), gone))
    return found


def _awake(work: Work, nudge: Nudge, seen: CaseView, now: datetime) -> tuple[UserId, ...] | None:
    """At the end of an office's day: who could take it over. None at any other time."""
    if nudge.of.subject is not Subject.DAY_END:
        return None
    closes = instant_of(nudge.in_run)
    return awake_then(work, seen.escalation, closes, now)


def _about_person(work: Work, notice: PersonNote, now: datetime) -> Message | None:
    url = team_url(work)
    if isinstance(notice, MemberLeft):
        person = work.people.get(notice.user)
        if person is None or person.is_full_member:
            return None
        policy = work.policies.current()
        on = [q for q in notice.queues if policy and _is_on(policy, q, notice.user)]
        left = cases_held(work, notice.user, notice.to, notice.queues)
        return absences.member_left(person, on, left, url, now)
    if isinstance(notice, Covering | NoLongerCovering):
        return _about_cover(work, notice, now)
    user = notice.to
    absence = work.absences.current(now, [user]).get(user)
    if isinstance(notice, CameBack):
        return absences.came_back(notice) if absence is None else None
    if absence is None or absence.since.isoformat() != notice.since:
        return None
    return absences.went_away(absence, cases_held(work, user, user), url, now)


def _about_cover(work: Work, notice: Covering | NoLongerCovering, now: datetime) -> Message | None:
    """Whichever absence it is by now: it may have been moved, with the same person to cover."""
    absence = work.absences.current(now, [notice.user]).get(notice.user)
    covers = absence is not None and absence.cover == notice.to
    if isinstance(notice, NoLongerCovering):
        return None if covers else absences.no_longer_covering(notice.user, absence)
    return absences.covering(absence) if absence is not None and covers else None


def _is_on(policy: Policy, queue: str, user: UserId) -> bool:
    named = policy.queues.get(queue)
    return named is not None and named.member(user) is not None


def _digest(work: Work, notice: DigestDue) -> Message:
    since, until = datetime.fromisoformat(notice.since), datetime.fromisoformat(notice.until)
    counted = figures(work, notice.queues, since, until)
    # A channel is nobody: whoever reads there is cleared for nothing.
    oldest = Viewer(work, UserId(notice.to)).views(counted.oldest)
    return digest(counted, oldest, notice.queues, notice.timezone, team_url(work))


def render_home(storage: Storage, user: UserId, now: datetime) -> View:
    """A person's App Home; for somebody who can't act, why."""
    with storage.read() as work:
        try:
            return home_tab.home(home(work, user, now), team_url(work), now)
        except Refused as refusal:
            return home_tab.home_refused(refusal.words)
