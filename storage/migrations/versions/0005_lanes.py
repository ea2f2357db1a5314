"""lanes: whom a row of the outbox is behind, so that what is due is found by an index."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

PENDING = "state IN ('waiting', 'doubt')"


def spelled(column: sa.ColumnClause[str], *states: str) -> sa.ColumnElement[bool]:
    """In one of these states, so that the index of the unfinished is gone by."""
    return column.in_(sa.bindparam(None, states, expanding=True, literal_execute=True))


def upgrade() -> None:
    op.add_column('outbox', sa.Column('behind', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    # Each behind the one before it in its lane; whether another lane goes first is found out later.
    outbox = sa.table('outbox', *(sa.column(name) for name in ('id', 'lane', 'state', 'behind')))
    before = outbox.alias()
    is_pending = spelled(outbox.c.state, 'waiting', 'doubt')
    is_unfinished = spelled(before.c.state, 'waiting', 'doubt', 'parked')
    holds_up = sa.or_(before.c.state != 'parked', before.c.lane.startswith('case:'))
    last = sa.select(sa.func.max(before.c.id)).where(
        before.c.lane == outbox.c.lane, before.c.id < outbox.c.id, is_unfinished, holds_up
    )
    op.execute(outbox.update().where(is_pending).values(behind=last.scalar_subquery()))
    for name, columns, where in (
        ('outbox_due', ['next_try_at', 'id'], f"{PENDING} AND behind IS NULL"),
        ('outbox_behind', ['behind'], "behind IS NOT NULL"),
    ):
        op.create_index(name, 'outbox', columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
