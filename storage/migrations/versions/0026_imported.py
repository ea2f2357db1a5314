"""imported: decisions that other systems made, and appeals against them."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'imported_decisions',
        sa.Column('id', Id, nullable=False),
        sa.Column('external_id', sa.Text(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('imported_at', Instant(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('account', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('links', sa.JSON(), nullable=False),
        sa.Column('requester', sa.Text(), nullable=False),
        sa.Column('opened_at', Instant(), nullable=True),
        sa.Column('submitted_at', Instant(), nullable=True),
        sa.Column('original_decision', sa.Text(), nullable=False),
        sa.Column('original_case', sa.BigInteger(), nullable=True),
        sa.Column('decided_by_type', sa.Text(), nullable=False),
        sa.Column('vendor', sa.Text(), nullable=False),
        sa.Column('decided_by', sa.Text(), nullable=False),
        sa.Column('decided_at', Instant(), nullable=False),
        sa.Column('outcome', sa.Text(), nullable=False),
        sa.Column('ground', sa.Text(), nullable=False),
        sa.Column('explanation', sa.Text(), nullable=False),
        sa.Column('message', sa.Text(), nullable=False),
        sa.Column('restriction', sa.Text(), nullable=False),
        sa.Column('basis', sa.Text(), nullable=False),
        sa.Column('notified_at', Instant(), nullable=True),
        sa.Column('effect_given_at', Instant(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    for name, columns, is_unique in (
        ('imported_decisions_by_key', ['external_id'], True),
        ('imported_decisions_by_time', ['decided_at'], False),
        ('imported_decisions_by_ground', ['ground', 'decided_at'], False),
    ):
        op.create_index(name, 'imported_decisions', columns, unique=is_unique)
    op.create_table(
        'imported_subjects',
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('external_id', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('digest', 'external_id'),
    )
    op.add_column('appeals', sa.Column('imported', sa.Text(), nullable=True))
