"""feedback: what should change after a reversal, and the cases that asked for it."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

WITH_THE_TARGET = sa.text("state IN ('open', 'accepted')")


def upgrade() -> None:
    op.create_table(
        'feedback',
        sa.Column('id', Id, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('target', sa.Text(), nullable=False),
        sa.Column('root_cause', sa.Text(), nullable=False),
        sa.Column('target_channel', sa.Text(), nullable=False),
        sa.Column('owner', sa.Text(), nullable=False),
        sa.Column('asked_by', sa.Text(), nullable=False),
        sa.Column('asked_at', Instant(), nullable=False),
        sa.Column('due_at', Instant(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('accepted_by', sa.Text(), nullable=True),
        sa.Column('accepted_at', Instant(), nullable=True),
        sa.Column('rejected_by', sa.Text(), nullable=True),
        sa.Column('rejected_at', Instant(), nullable=True),
        sa.Column('done_by', sa.Text(), nullable=True),
        sa.Column('done_at', Instant(), nullable=True),
        sa.Column('verified_by', sa.Text(), nullable=True),
        sa.Column('verified_at', Instant(), nullable=True),
        sa.Column('channel', sa.Text(), nullable=False),
        sa.Column('ts', sa.Text(), nullable=False),
        sa.Column('card_ts', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(
        'feedback_of_cause',
        'feedback',
        ['target', 'root_cause'],
        unique=True,
        sqlite_where=WITH_THE_TARGET,
        postgresql_where=WITH_THE_TARGET,
    )
    op.create_index('feedback_by_state', 'feedback', ['state', 'due_at'], unique=False)
    op.create_index('feedback_by_time', 'feedback', ['asked_at'], unique=False)
    op.create_table(
        'feedback_cases',
        sa.Column('item', Id, autoincrement=False, nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('queue', sa.Text(), nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('what_should_change', sa.Text(), nullable=False),
        sa.Column('is_kept', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('item', 'escalation_id'),
    )
    op.create_index(
        'feedback_cases_by_case', 'feedback_cases', ['escalation_id'], unique=False
    )
