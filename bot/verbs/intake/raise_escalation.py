"""Raising an escalation: what a request must hold, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.case.confidentiality import Confidentiality, at_least
from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.kinds import KINDS, Kind, offered
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.casework.approach import acting
from bot.casework.opening import NOT_YET, begin
from bot.casework.queues import policy_in_force
from bot.casework.record import notes_changed
from bot.casework.service_clocks import ServedBy
from bot.notices import about_form
from bot.policy import Policy
from bot.policy.languages import SKILL, languages_of
from bot.ports import Receipt, Work

TITLE_LIMIT = 150
STORY_LIMIT = 3000
ACCOUNT_LIMIT = 150
LINKS_LIMIT = 10
LINK_LENGTH_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A new escalation as a person submits it, its texts cleaned and not yet checked."""

    actor: Actor
    kind: str
    priority: str
    title: str
    what_happened: str
    account: str = ""
    links: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    confidentiality: str = ""
    """"" is the kind's own class."""
    language: str = ""
    timezone: str = "UTC"
    """In which what they typed as a deadline is meant."""
    unread: Mapping[str, Fault] = field(default_factory=dict)
    """The dates that can't be read, by their question, and why."""
    anyway: str = ""
    """Why it is raised though one of the same subject is open."""
    mark: str = ""
    """Of the note that brought back a form that couldn't open; raising settles it."""


def kinds_offered(policy: Policy) -> tuple[Kind, ...]:
    """The kinds a person may choose under this policy."""
    return offered(frozenset(k for q in policy.queues.values() for k in q.kinds))


def check_request(request: OpenRequest, policy: Policy) -> Kind:
    """The kind of a request that holds everything. Raises Refused naming every field at fault."""
    faults: dict[str, Fault] = {}
    kind = KINDS.get(request.kind)
    if kind is None or kind not in kinds_offered(policy):
        faults["kind"] = Fault(RefusalCode.INVALID, "Choose one of the kinds offered.")
    if request.priority not in list(Priority):
        faults["priority"] = Fault(RefusalCode.INVALID, "Choose P1, P2 or P3.")
    untitled = "Give it a title, so that people can tell it from the others."
    faults |= check_text("title", request.title, TITLE_LIMIT, missing=untitled)
    untold = "Say what happened."
    faults |= check_text("what_happened", request.what_happened, STORY_LIMIT, missing=untold)
    whose = "Which account is it about?" if kind and kind.account_required else ""
    faults |= check_text("account", request.account, ACCOUNT_LIMIT, missing=whose)
    if (
        kind
        and request.confidentiality
        and request.confidentiality not in at_least(kind.confidentiality)
    ):
        words = f"Choose one of the classes offered: {kind.label} is never kept wider."
        faults["confidentiality"] = Fault(RefusalCode.INVALID, words)
    if request.language and request.language not in languages_of(policy, request.kind):
        words = "Choose one of the languages offered, or none."
        faults["language"] = Fault(RefusalCode.INVALID, words)
    faults |= check_text("anyway", request.anyway)
    faults |= _check_links(request.links) | (kind.check(request.answers) if kind else {})
    faults |= request.unread
    if faults or kind is None:
        raise at_fault(faults, NOT_YET)
    return kind


def _check_links(links: tuple[str, ...]) -> dict[str, Fault]:
    if len(links) > LINKS_LIMIT:
        words = f"Keep it to {LINKS_LIMIT} links, one per line."
        return {"links": Fault(RefusalCode.TOO_MANY, words)}
    for link in links:
        if not link.startswith(("https://", "http://")) or len(link) > LINK_LENGTH_LIMIT:
            words = "One link per line, each starting with https:// or http://."
            return {"links": Fault(RefusalCode.INVALID, words)}
    return {}


def _skills(request: OpenRequest, policy: Policy) -> tuple[str, ...]:
    """What is asked of who takes it: the skills of its kind, and the language."""
    language = (f"{SKILL}{request.language}",) if request.language else ()
    return tuple(dict.fromkeys((*policy.skills.get(request.kind, ()), *language)))


def open_escalation(work: Work, request: OpenRequest, now: datetime) -> Receipt:
    """Opens the case: its clocks start, it is offered, its card and the requester's note follow.

    Raises Refused for people who can't raise one and for requests that lack something.
    """
    acting(work, request.actor.user)
    policy = policy_in_force(work)
    kind = check_request(request, policy)
    queue = policy.queue_for(kind.name)
    assert queue is not None, "a kind is offered only where a queue takes it"
    class_ = Confidentiality(request.confidentiality or kind.confidentiality)
    escalation = Escalation(
        id=work.escalations.next_id(policy.sharing(queue.name)),
        queue=queue.name,
        channel=queue.channel,
        kind=kind.name,
        priority=Priority(request.priority),
        title=request.title,
        what_happened=request.what_happened,
        requester=request.actor.user,
        opened_at=now,
        policy_version=policy.version,
        account=request.account,
        links=request.links,
        answers={q.key: a for q in kind.questions if (a := request.answers.get(q.key, ""))},
        confidentiality=class_,
        skills=_skills(request, policy),
    )
    served_by = ServedBy(policy, queue)
    begin(
        work, escalation, request.actor, served_by, now, zone=request.timezone, why=request.anyway
    )
    if request.mark:
        work.outbox.put(*notes_changed(work, about_form(request.actor.user, request.mark)))
    return Receipt(f"{escalation.reference} is raised.", escalation.id)
