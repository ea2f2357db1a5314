"""Open cases of the same subject, as far as somebody may see them (rules: Same subject)."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.identifiers import UserId
from bot.case.permissions import Sight
from bot.case.subject import Subject
from bot.casework.case_view import Seen
from bot.casework.viewer import Viewer
from bot.ports import Work

SHOWN = 3
LOOKED_AT = 50
"""How many are looked at for some that the person may see."""


def same_subject(
    work: Work, user: UserId, about: Sequence[Subject], *, holding: bool = False
) -> tuple[Seen, ...]:
    """The newest few that aren't closed. That a case is about this, too, says something of it: one
    that they may not read is left out, unless it's theirs. `holding` has others wait who raise one
    about this."""
    found = work.escalations.alike(about, limit=LOOKED_AT, holding=holding) if about else ()
    if not found:
        return ()
    viewer = Viewer(work, user)
    seen = [e for e in found if viewer.sight(e) is Sight.ALL or e.was_raised_by(user)]
    return viewer.views(seen[:SHOWN])
