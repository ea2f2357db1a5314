"""closed untold: that nobody is told of a decision, and why."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0030'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'withholdings',
        sa.Column('id', Id, nullable=False),
        sa.Column('decision_id', sa.BigInteger(), nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('withholdings_by_decision', 'withholdings', ['decision_id'], unique=False)


def downgrade() -> None:
    op.drop_index('withholdings_by_decision', table_name='withholdings')
    op.drop_table('withholdings')
