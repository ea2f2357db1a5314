"""the whole record: facts, language, a new restriction, the guideline's version, who approved."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = '0022'
down_revision = '0018'
branch_labels = None
depends_on = None

TEXTS = (
    'facts',
    'language',
    'restriction',
    'restriction_what',
    'restriction_other',
    'category',
    'automated_means',
    'guideline_version',
    'why_otherwise',
)


def upgrade() -> None:
    with op.batch_alter_table('decisions') as decisions:
        for name in TEXTS:
            decisions.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=''))
        decisions.add_column(
            sa.Column('territory', sa.JSON(), nullable=False, server_default='[]')
        )
        decisions.add_column(sa.Column('until', sa.Date(), nullable=True))
        decisions.add_column(sa.Column('approved_by', sa.Text(), nullable=True))
    with op.batch_alter_table('decisions') as decisions:
        for name in TEXTS:
            decisions.alter_column(name, server_default=None, existing_type=sa.Text())
        decisions.alter_column('territory', server_default=None, existing_type=sa.JSON())
    op.create_index('decisions_by_ground', 'decisions', ['ground', 'id'])
    op.create_table(
        'decision_drafts',
        sa.Column('escalation_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('draft', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('escalation_id', 'by'),
    )
