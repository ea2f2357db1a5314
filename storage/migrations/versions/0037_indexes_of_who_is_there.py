"""indexes of who is there: what has no person is in no index of persons, and what somebody holds is
counted by indexes alone."""

import sqlalchemy as sa
from alembic import op

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    _anew('timers_by_person', 'timers', ['person', 'due_at'], where='person IS NOT NULL')
    _anew('escalations_by_owner', 'escalations', ['owner', 'state'], where='owner IS NOT NULL')
    offered = ['offered_to', 'owner', 'state']
    _anew('escalations_by_offer', 'escalations', offered, where='offered_to IS NOT NULL')


def downgrade() -> None:
    _anew('timers_by_person', 'timers', ['person', 'due_at'])
    _anew('escalations_by_owner', 'escalations', ['owner', 'state'])
    _anew('escalations_by_offer', 'escalations', ['offered_to'])


def _anew(name: str, table: str, columns: list[str], where: str | None = None) -> None:
    only = sa.text(where) if where else None
    op.drop_index(name, table_name=table)
    op.create_index(
        name, table, columns, unique=False, sqlite_where=only, postgresql_where=only
    )
