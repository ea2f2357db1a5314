"""events: what happened to a case is stored by its sort, with fields of its own."""

import json

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

RENAMED = {
    'opened': 'raised',
    'offer lapsed': 'offer_lapsed',
    'offer passed on': 'offer_passed_on',
    'nobody eligible': 'nobody_eligible',
    'stood back': 'stood_back',
    'hand-over asked': 'hand_over_asked',
    'hand-over taken back': 'hand_over_taken_back',
    'conflict overridden': 'conflict_overridden',
    'waits': 'wait_begun',
    'waits no more': 'wait_ended',
    'priority changed': 'priority_changed',
    'deadline set': 'deadline_set',
    'deadline moved': 'deadline_set',
    'legal deadline passed': 'deadline_passed',
    'decided again': 'decided',
    'note not delivered': 'note_not_delivered',
}
SAME = {'offered', 'claimed', 'released', 'snoozed', 'decided', 'communicated', 'reopened'}
CLOCKS = {'first response missed': 'first_response', 'update missed': 'update', 'resolution missed': 'resolution'}
CLOSED = {'withdrawn', 'duplicate', 'misrouted'}
KEYS = {
    'offer passed on': {'from_person': 'before'},
    'hand-over taken back': {'from_person': 'before'},
    'priority changed': {'from': 'before', 'to_priority': 'after'},
}
"""Fields that have another name now."""


def translated(what: str, details: dict[str, str]) -> tuple[str, dict[str, object]]:
    """The sort and fields of what an earlier version wrote; what isn't known keeps its words."""
    if what in CLOCKS:
        return 'target_missed', {'clock': CLOCKS[what]}
    if what in CLOSED:
        return 'withdrawn', {'reason': what}
    if what not in RENAMED and what not in SAME:
        return 'noted', {'words': what, 'details': json.dumps(details) if details else ''}
    fields: dict[str, object] = {
        KEYS.get(what, {}).get(name, name): value for name, value in details.items()
    }
    if what == 'offered':
        fields['others'] = list(json.loads(details.get("others") or "{}").items())
    if what in ('decided', 'decided again'):
        fields |= {'decision': int(details["decision"]), 'again': what == 'decided again'}
    return RENAMED.get(what, what), fields


def upgrade() -> None:
    timeline = sa.table('timeline', sa.column('id', sa.BigInteger), sa.column('what', sa.Text), sa.column('details', sa.JSON))
    connection = op.get_bind()
    plain = {old: new for old, new in RENAMED.items() if old not in KEYS and old != 'decided again'}
    # First those whose fields are other ones now, row by row and in pieces: a timeline may be long.
    others = sa.not_(timeline.c.what.in_([*plain, *(SAME - {'offered', 'decided'})]))
    last = 0
    while True:
        query = sa.select(timeline).where(timeline.c.id > last, others).order_by(timeline.c.id).limit(1000)
        rows = connection.execute(query).all()
        if not rows:
            break
        last = rows[-1].id
        for row in rows:
            what, details = translated(row.what, dict(row.details))
            connection.execute(sa.update(timeline).where(timeline.c.id == row.id).values(what=what, details=details))
    for old, new in plain.items():
        connection.execute(sa.update(timeline).where(timeline.c.what == old).values(what=new))
