"""second looks: decisions that are judged again, the strata they are drawn in, who was asked."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0027'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'look_strata',
        sa.Column('queue', sa.Text(), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False),
        sa.Column('share', sa.Text(), nullable=False),
        sa.Column('seed', sa.Text(), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('queue', 'outcome', 'share'),
    )
    op.create_table(
        'second_looks',
        sa.Column('id', Id, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), nullable=False),
        sa.Column('decision_id', sa.BigInteger(), nullable=False),
        sa.Column('queue', sa.Text(), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False),
        sa.Column('share', sa.Text(), nullable=False),
        sa.Column('seed', sa.Text(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('ground', sa.Text(), nullable=False),
        sa.Column('decided_by', sa.Text(), nullable=False),
        sa.Column('vendor', sa.Text(), nullable=False),
        sa.Column('drawn_at', Instant(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('reviewer', sa.Text(), nullable=True),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('snoozes', sa.Integer(), nullable=False),
        sa.Column('comes_at', Instant(), nullable=True),
        sa.Column('lapses_at', Instant(), nullable=True),
        sa.Column('said_outcome', sa.Text(), nullable=True),
        sa.Column('said_ground', sa.Text(), nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('given_by', sa.Text(), nullable=True),
        sa.Column('given_at', Instant(), nullable=True),
        sa.Column('settled_how', sa.Text(), nullable=True),
        sa.Column('settled_by', sa.Text(), nullable=True),
        sa.Column('settled_at', Instant(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('decision_id'),
    )
    op.create_index('second_looks_by_case', 'second_looks', ['escalation_id'], unique=False)
    op.create_index(
        'second_looks_by_reviewer', 'second_looks', ['reviewer', 'state'], unique=False
    )
    op.create_index('second_looks_by_time', 'second_looks', ['given_at'], unique=False)
    op.create_table(
        'look_asks',
        sa.Column('id', Id, nullable=False),
        sa.Column('look', sa.BigInteger(), nullable=False),
        sa.Column('queue', sa.Text(), nullable=False),
        sa.Column('user', sa.Text(), nullable=False),
        sa.Column('could', sa.JSON(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('look_asks_by_look', 'look_asks', ['look'], unique=False)
    op.create_index('look_asks_by_time', 'look_asks', ['queue', 'at'], unique=False)
    op.create_index('look_asks_by_person', 'look_asks', ['queue', 'user', 'id'], unique=False)
