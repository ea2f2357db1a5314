"""What there is of what figures can be narrowed to: the policy's names, and those in the books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from bot.case.identifiers import is_group
from bot.figures.kpis import By
from storage.figure_scope import DIMENSIONS
from storage.imported_facts import DIMENSIONS as IMPORTED_DIMENSIONS
from storage.imported_facts import ORIGINAL
from storage.report_tables import (
    APPEALS,
    ESCALATIONS,
    FEEDBACK,
    GROUP_MEMBERS,
    IMPORTED,
    PEOPLE,
    SECOND_LOOKS,
)

_LANGUAGE = "language:"
_BESIDE: Mapping[By, tuple[ColumnElement[str], ...]] = {
    By.PERSON: (PEOPLE.c.user_id, GROUP_MEMBERS.c.user_id),
    By.REQUESTER: (PEOPLE.c.user_id,),
    By.VENDOR: (FEEDBACK.c.target, SECOND_LOOKS.c.vendor, IMPORTED.c.vendor),
}
"""Where names stand that no case may have yet. These are short beside the cases."""


def names(connection: Connection, policy: Mapping[str, Any], of: By) -> Iterator[str]:
    """The names of what there is of these, some of them more than once, and '' for none. The
    policy's come first: whoever looks for one of them reads no case."""
    yield from _in_policy(policy, of)
    for column in _BESIDE.get(of, ()):
        yield from connection.execute(select(column).distinct()).scalars().all()
    ours = ESCALATIONS.outerjoin(APPEALS, APPEALS.c.escalation_id == ESCALATIONS.c.id)
    theirs = IMPORTED.outerjoin(ORIGINAL, ORIGINAL.c.external_id == IMPORTED.c.original_decision)
    for dimensions, source in ((DIMENSIONS, ours), (IMPORTED_DIMENSIONS, theirs)):
        found = select(dimensions[of]).select_from(source).distinct()
        yield from (name or "" for name in connection.execute(found).scalars().all())


def _in_policy(policy: Mapping[str, Any], of: By) -> Iterator[str]:
    for queue in policy.get("queues", {}).values():
        for member in queue.get("rotation", ()):
            if of is By.VENDOR:
                yield member.get("vendor", "")
            elif of is By.PERSON and not is_group(member["user"]):
                yield member["user"]
            elif of is By.LANGUAGE:
                skills = (s for s in member.get("skills", ()) if s.startswith(_LANGUAGE))
                yield from (skill.removeprefix(_LANGUAGE) for skill in skills)
    if of is By.VENDOR:
        yield from policy.get("feedback", {})
