"""Raising an escalation: what a request must hold, and everything that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.kinds import KINDS, Kind, offered
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.casework.approach import acting
from bot.casework.offers import offer
from bot.casework.queues import policy_in_force
from bot.casework.record import case_opened, record
from bot.casework.service_clocks import ServedBy, start_clocks
from bot.casework.urgent import told_of_raising
from bot.events import CaseRaised
from bot.policy import Policy
from bot.policy.languages import SKILL, languages_of
from bot.ports import Receipt, Work

TITLE_LIMIT = 150
STORY_LIMIT = 3000
ACCOUNT_LIMIT = 150
LINKS_LIMIT = 10
LINK_LENGTH_LIMIT = 1000
CONFIDENTIALITY: Mapping[str, str] = {"internal": "Internal"}
"""The classes that are kept today. Nobody is offered a protection that isn't there."""


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
    confidentiality: str = "internal"
    language: str = ""
    anyway: str = ""
    """Why it is raised though one of the same subject is open."""


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
    if request.confidentiality not in CONFIDENTIALITY:
        words = "Choose one of the classes offered."
        faults["confidentiality"] = Fault(RefusalCode.INVALID, words)
    if request.language and request.language not in languages_of(policy, request.kind):
        words = "Choose one of the languages offered, or none."
        faults["language"] = Fault(RefusalCode.INVALID, words)
    faults |= check_text("anyway", request.anyway)
    faults |= _check_links(request.links) | (kind.check(request.answers) if kind else {})
    if faults or kind is None:
        raise at_fault(faults, "It can't be raised yet: ")
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
    escalation = Escalation(
        id=work.escalations.next_id(),
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
        confidentiality=request.confidentiality,
        skills=_skills(request, policy),
    )
    record(work, escalation.id, now, CaseRaised(), by=request.actor, why=request.anyway)
    case_opened(work, escalation.id, request.actor.user)
    offered = offer(work, escalation, policy, queue, now)
    work.escalations.add(replace(offered, version=1))
    served_by = ServedBy(policy, queue)
    start_clocks(work, offered, served_by, now)
    work.outbox.put(*told_of_raising(work, offered, served_by, request.actor.user, now))
    return Receipt(f"{escalation.reference} is raised.", escalation.id)
