"""What the intake form shows of what is known by now: classes, why a kind can't be raised, the
decision under appeal, answers to the same question."""

from __future__ import annotations

from bot.case.confidentiality import at_least
from bot.case.errors import Fault, RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.imported import Imported
from bot.case.kinds import KINDS, ORIGINAL, QUESTION, Kind
from bot.casework.advice import FoundAnswer, answers_like
from bot.casework.appeals import NamedOriginal, named, of_another_system
from bot.casework.keeping import gaps, why_not_kept
from bot.casework.queues import policy_in_force
from bot.ports import Work
from bot.verbs.intake.raise_escalation import kinds_offered
from handlers.slack.forms.raise_escalation import Prefill
from handlers.slack.forms.shown import Shown
from handlers.slack.messages.markup import date, inert, person, shortened


def kinds_of(work: Work) -> tuple[Kind, ...]:
    """The kinds that can be chosen. Raises Refused where there are none."""
    kinds = kinds_offered(policy_in_force(work))
    if not kinds:
        raise Refused(
            "No queue of the policy takes a kind that can be raised here yet.",
            code=RefusalCode.NOT_SET_UP,
        )
    return kinds


def known(work: Work, user: UserId, kind: Kind, prefill: Prefill) -> Shown:
    """What the form for this kind shows to somebody, with what they have typed so far."""
    policy = policy_in_force(work)
    queue = policy.queue_for(kind.name)
    if queue is None:
        return Shown()
    missing = gaps(work, policy, queue, kind.confidentiality)
    hindrance = ""
    if missing:
        why = why_not_kept(work, policy, queue, kind.confidentiality, missing)
        hindrance = f"{kind.label} can't be raised now. {why}"
    offered = at_least(kind.confidentiality)
    classes = [c for c in offered if c is offered[0] or not gaps(work, policy, queue, c)]
    beside, cases = _beside(work, user, kind, prefill)
    return Shown(classes, hindrance, beside, cases)


def _beside(
    work: Work, user: UserId, kind: Kind, prefill: Prefill
) -> tuple[dict[str, list[str]], list[Escalation]]:
    """What stands beside the questions, and of which cases it tells."""
    beside: dict[str, list[str]] = {}
    cases: list[Escalation] = []
    original = prefill.answers.get(ORIGINAL, "") if kind.is_appeal else ""
    imported = of_another_system(work, policy_in_force(work), user, original) if original else None
    if imported is not None:
        beside[ORIGINAL] = [
            inert(imported.words) if isinstance(imported, Fault) else _imported(imported)
        ]
    elif original and "://" not in original:
        found = named(work, user, original)
        beside[ORIGINAL] = [inert(found.words) if isinstance(found, Fault) else _named(found)]
        cases += [] if isinstance(found, Fault) else [found.escalation]
    if kind.is_kept_for_all:
        asked = prefill.answers.get(QUESTION, "") or prefill.title
        before = answers_like(work, user, asked)
        beside[QUESTION] = [_answered(one) for one in before]
        cases += [one.case for one in before]
    return beside, cases


def _named(found: NamedOriginal) -> str:
    """The original, so that a mistake is seen: outcome, ground and date."""
    e, decision = found.escalation, found.decision
    kind = KINDS.get(e.kind)
    outcomes = {o.name: o.label for o in kind.outcomes} if kind is not None else {}
    outcome = inert(outcomes.get(decision.outcome, decision.outcome), 100)
    account = f", {inert(e.account, 100)}" if e.account else ""
    told = f"told {date(found.told_at)}" if found.told_at is not None else "not told yet"
    return (
        f"*{e.reference}* {inert(e.title, 150)}{account}\n*{outcome}* · "
        f"{inert(decision.ground_words, 200)} · decided {date(decision.decided_at)} by "
        f"{person(decision.decided_by)}, {told}"
    )


def _imported(found: Imported) -> str:
    """One of another system, in the same way."""
    outcomes = {o.name: o.label for o in KINDS[found.kind].outcomes}
    title = f" {inert(found.title, 150)}" if found.title else ""
    account = f", {inert(found.account, 100)}" if found.account else ""
    ground = f" · {inert(found.ground, 200)}" if found.ground else ""
    by = f" by {inert(found.decided_by, 100)}" if found.decided_by else ""
    told = f", told {date(found.notified_at)}" if found.notified_at else ""
    return (
        f"*{inert(found.external_id, 150)}*{title}{account}\n"
        f"*{inert(outcomes[found.outcome], 100)}*{ground} · decided "
        f"{date(found.decided_at)}{by}{told}"
    )


def _answered(found: FoundAnswer) -> str:
    asked, answer = shortened(found.question, 1, 120)[0], shortened(found.answer, 2, 300)[0]
    return f"*Asked before*, {found.reference}: {asked}\n{answer}"
