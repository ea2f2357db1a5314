"""subjects: what cases are about, so that open ones of the same subject are found by an index."""

import sqlalchemy as sa
from alembic import op

from bot.case.subject import subjects

revision = '0016'
down_revision = '0014'
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    table = op.create_table(
        'subjects',
        sa.Column('escalation_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('sort', sa.Text(), nullable=False),
        sa.Column('is_open', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('escalation_id', 'digest'),
    )
    kept = sa.table(
        'escalations',
        sa.column('id', sa.BigInteger),
        sa.column('account', sa.Text),
        sa.column('links', sa.JSON),
        sa.column('answers', sa.JSON),
        sa.column('state', sa.Text),
    )
    connection = op.get_bind()
    last = 0
    while True:
        query = sa.select(kept).where(kept.c.id > last).order_by(kept.c.id).limit(AT_ONCE)
        cases = connection.execute(query).all()
        if not cases:
            break
        last = cases[-1].id
        # The rules themselves, not a copy: what is kept is found only by what they make of it now.
        rows = [
            {
                'escalation_id': case.id,
                'digest': subject.digest,
                'sort': subject.sort.value,
                'is_open': case.state != 'closed',
            }
            for case in cases
            for subject in subjects(case.account, case.links, case.answers)
        ]
        if rows:
            connection.execute(sa.insert(table), rows)
    op.create_index('subjects_by_digest', 'subjects', ['digest', 'is_open', 'escalation_id'])
