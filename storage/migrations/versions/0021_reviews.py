"""reviews: decisions that wait for a second person, and who is asked to be that."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0021'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'reviews',
        sa.Column('id', Id, nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), nullable=False),
        sa.Column('run', sa.Integer(), nullable=False),
        sa.Column('draft', sa.JSON(), nullable=False),
        sa.Column('ground_words', sa.Text(), nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('case_version', sa.Integer(), nullable=False),
        sa.Column('asks_all', sa.Boolean(), nullable=False),
        sa.Column('lapses_at', Instant(), nullable=True),
        sa.Column('verdict', sa.Text(), nullable=True),
        sa.Column('judged_by', sa.Text(), nullable=True),
        sa.Column('judged_at', Instant(), nullable=True),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('reviews_by_escalation', 'reviews', ['escalation_id', 'id'], unique=False)
    op.create_table(
        'review_asks',
        sa.Column('id', Id, nullable=False),
        sa.Column('review_id', sa.BigInteger(), nullable=False),
        sa.Column('queue', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('is_open', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('review_asks_by_review', 'review_asks', ['review_id', 'id'], unique=False)
    op.create_index('review_asks_by_person', 'review_asks', ['user', 'is_open'], unique=False)
    op.create_index('review_asks_by_turn', 'review_asks', ['queue', 'user', 'id'], unique=False)
