"""figures: a period's claims, ends of clocks, closings and communications are found by their time."""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0021'
branch_labels = None
depends_on = None

INDEXES = (
    ('escalations_by_closing', 'escalations', ['closed_at'], 'closed_at IS NOT NULL'),
    ('communications_by_time', 'communications', ['at'], None),
    ('clock_events_by_due', 'clock_events', ['clock', 'due_at'], 'due_at IS NOT NULL'),
    ('timeline_of_claims', 'timeline', ['at'], "what = 'claimed'"),
    ('timeline_of_assignments', 'timeline', ['at'], "what = 'assigned'"),
    ('timeline_of_reopenings', 'timeline', ['at'], "what = 'reopened'"),
    ('timeline_of_overrides', 'timeline', ['at'], "what = 'conflict_overridden'"),
    ('timeline_of_deadlines', 'timeline', ['at'], "what = 'deadline_passed'"),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        only = sa.text(where) if where else None
        op.create_index(
            name, table, columns, unique=False, sqlite_where=only, postgresql_where=only
        )
