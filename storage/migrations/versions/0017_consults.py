"""consults: questions put before teams, and where they stand in Slack."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'consults',
        sa.Column('id', Id, nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), nullable=False),
        sa.Column('team', sa.Text(), nullable=False),
        sa.Column('people', sa.JSON(), nullable=False),
        sa.Column('question', sa.Text(), nullable=False),
        sa.Column('asked_by', sa.Text(), nullable=False),
        sa.Column('asked_at', Instant(), nullable=False),
        sa.Column('due_at', Instant(), nullable=False),
        sa.Column('waited_since', Instant(), nullable=True),
        sa.Column('answer', sa.Text(), nullable=False),
        sa.Column('answered_by', sa.Text(), nullable=True),
        sa.Column('answered_at', Instant(), nullable=True),
        sa.Column('cancelled_at', Instant(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('consults_by_escalation', 'consults', ['escalation_id', 'id'], unique=False)
    op.create_table(
        'consult_messages',
        sa.Column('consult_id', sa.BigInteger(), nullable=False),
        sa.Column('recipient', sa.Text(), nullable=False),
        sa.Column('step', sa.Text(), nullable=False),
        sa.Column('is_open', sa.Boolean(), nullable=False),
        sa.Column('channel', sa.Text(), nullable=False),
        sa.Column('ts', sa.Text(), nullable=False),
        sa.Column('card_ts', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('consult_id', 'recipient', 'step'),
    )
    op.create_index(
        'consult_messages_by_recipient', 'consult_messages', ['recipient', 'is_open'], unique=False
    )
    op.create_index(
        'consult_messages_by_place', 'consult_messages', ['channel', 'ts'], unique=False
    )
