"""kinds: appeals and what they contest, embargoes, silence, words of answered questions, channels."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = '0014'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('escalations') as escalations:
        escalations.add_column(sa.Column('embargo_until', Instant(), nullable=True))
        escalations.add_column(sa.Column('silent_since', Instant(), nullable=True))
        escalations.add_column(sa.Column('silent_by', sa.Text(), nullable=True))
        escalations.add_column(sa.Column('silent_reason', sa.Text(), nullable=True))
        escalations.add_column(
            sa.Column('is_suppression', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('escalations') as escalations:
        escalations.alter_column(
            'is_suppression', server_default=None, existing_type=sa.Boolean()
        )
    op.create_table(
        'appeals',
        sa.Column('escalation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
                  autoincrement=False, nullable=False),
        sa.Column('original', sa.Text(), nullable=False),
        sa.Column('complainant', sa.Text(), nullable=False),
        sa.Column('basis', sa.Text(), nullable=False),
        sa.Column('received_at', Instant(), nullable=False),
        sa.Column('is_late', sa.Boolean(), nullable=False),
        sa.Column('earlier', sa.BigInteger(), nullable=True),
        sa.Column('original_case', sa.BigInteger(), nullable=True),
        sa.Column('decision', sa.BigInteger(), nullable=True),
        sa.Column('link', sa.Text(), nullable=False),
        sa.Column('decided_by', sa.Text(), nullable=False),
        sa.Column('decider', sa.Text(), nullable=True),
        sa.Column('vendor', sa.Text(), nullable=False),
        sa.Column('decided_at', Instant(), nullable=False),
        sa.Column('told_at', Instant(), nullable=True),
        sa.PrimaryKeyConstraint('escalation_id'),
    )
    op.create_index('appeals_by_original', 'appeals', ['original', 'complainant'])
    op.create_table(
        'advice_words',
        sa.Column('word', sa.Text(), nullable=False),
        sa.Column('escalation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'),
                  autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint('word', 'escalation_id'),
    )
    op.create_table(
        'channels',
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('is_private', sa.Boolean(), nullable=False),
        sa.Column('is_member', sa.Boolean(), nullable=False),
        sa.Column('is_shared', sa.Boolean(), nullable=False),
        sa.Column('is_archived', sa.Boolean(), nullable=False),
        sa.Column('seen_at', Instant(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
