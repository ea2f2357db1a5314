"""Earlier decisions like a case, as far as whoever decides it may see them."""

from __future__ import annotations

from bot.case.appeal import Appeal
from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.permissions import Sight
from bot.case.similar import Similar, nearest
from bot.case.subject import subjects_of
from bot.casework.viewer import Viewer
from bot.ports import Work

SHOWN = 5


def similar_to(work: Work, user: UserId, case: Escalation, ground: str = "") -> tuple[Similar, ...]:
    """The nearest few decisions that stand in other cases; on this ground, once it is chosen. How a
    case that they may not read was decided isn't said."""
    about = subjects_of(case)
    found = nearest(work.decisions.alike(about, case.kind, ground, besides=case.id), 10 * SHOWN)
    viewer = Viewer(work, user) if found else None
    seen: list[Similar] = []
    for one in found:
        other = work.escalations.peek(one.escalation_id)
        if viewer and other is not None and viewer.sight(other) is Sight.ALL:
            seen.append(one)
        if len(seen) == SHOWN:
            break
    return tuple(seen)


def original_for(work: Work, user: UserId, appeal: Appeal | None) -> Decision | None:
    """The decision of ours that an appeal contests, for who may read its case, which may be kept
    closer by now than the appeal is."""
    o = appeal.original if appeal is not None else None
    if o is None or o.decision is None or o.case is None:
        return None
    case = work.escalations.peek(o.case)
    if case is None or Viewer(work, user).sight(case) is not Sight.ALL:
        return None
    return work.decisions.get(o.decision)
