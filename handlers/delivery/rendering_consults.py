"""From a notice about a consult to a message, with what of the case its readers may know."""

from __future__ import annotations

from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import UserId, is_person
from bot.case.permissions import Sight
from bot.casework.case_view import CaseView, Seen, as_seen, view
from bot.casework.viewer import Viewer
from bot.notices import ConsultDue, ConsultMessage
from bot.ports import Work
from bot.reminders.about import Step
from handlers.slack.messages import consults
from handlers.slack.messages.markup import Message, thread_link
from handlers.web_api.directory import team_url


def render_consult(work: Work, notice: ConsultMessage, now: datetime) -> Message | None:
    """The message, or None where what it would say is no longer so."""
    consult = work.consults.get(notice.consult)
    escalation = work.escalations.peek(notice.escalation_id)
    if consult is None or escalation is None:
        return None
    seen, url = _as_read_by(work, notice.to, view(work, escalation)), team_url(work)
    if isinstance(notice, ConsultDue):
        if not consult.is_open and not work.consults.message_of(consult.id, notice.to, notice.step):
            return None
        there = thread_link(url, work.consults.message_of(consult.id, notice.to))
        return consults.due(consult, Step(notice.step.partition(":")[0]), seen, there, now)
    if consult.cancelled_at is not None and not work.consults.message_of(consult.id, notice.to):
        return None
    return consults.question(consult, seen, _thread(url, seen), now)


def _as_read_by(work: Work, to: str, whole: CaseView) -> Seen:
    """A case as somebody may see it. Who reads a channel isn't known: of what isn't for every full
    member it shows no more than everybody may know."""
    if is_person(to):
        return Viewer(work, UserId(to)).seen(whole)
    is_internal = whole.escalation.confidentiality == Confidentiality.INTERNAL
    return as_seen(whole, Sight.ALL if is_internal else Sight.REFERENCE)


def _thread(team_url: str, seen: Seen) -> str:
    return thread_link(team_url, seen.thread) if isinstance(seen, CaseView) else ""
