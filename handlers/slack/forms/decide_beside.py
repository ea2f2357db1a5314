"""What stands in the decision form beside its fields: what is contested, and what was decided
before."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.appeal import Appeal
from bot.case.decision import Decision
from bot.case.identifiers import reference
from bot.case.similar import Similar
from bot.case.subject import SubjectSort
from handlers.slack.contract.answers import Block
from handlers.slack.messages.card import outcome_label
from handlers.slack.messages.markup import date, inert, section, shortened, small_print
from handlers.slack.messages.particulars import appealed

_ALIKE = {
    SubjectSort.ORIGINAL: "the same decision contested",
    SubjectSort.LINK: "the same item",
    SubjectSort.ACCOUNT: "the same account",
}


def contested(appeal: Appeal | None, before: Decision | None, complaint: str) -> list[Block]:
    """The decision under appeal, its ground and the complaint, one under the other."""
    if appeal is None:
        return []
    blocks = [small_print(line) for line in appealed(appeal)]
    if before is not None:
        outcome, ground = outcome_label(before.outcome), inert(before.ground_words, 300)
        why = shortened(before.explanation, 4, 600)[0]
        said = f"*The decision:* {inert(outcome)}\n*Its ground:* {ground}"
        blocks.append(section(f"{said}\n{why}"))
    blocks.append(section(f"*The complaint:* {shortened(complaint, 6, 900)[0]}"))
    return blocks


def similar(found: Sequence[Similar]) -> list[Block]:
    """How cases like this one were decided before, the nearest first; nothing where none was."""
    if not found:
        return []
    return [section("\n".join(["*Decided before in similar cases*", *map(_line, found)]))]


def _line(one: Similar) -> str:
    alike = [words for sort, words in _ALIKE.items() if sort in one.alike]
    alike += ["the same ground"] if one.by_ground else []
    ground = "" if one.by_ground else f" · {inert(one.ground_words, 60)}"
    outcome = outcome_label(one.outcome).partition(":")[0]
    named = inert(one.external_id, 60) if one.external_id else reference(one.escalation_id)
    told = f"*{named}* {outcome}, {date(one.decided_at)}"
    return f"• {told} · {', '.join(alike)}{ground}"
