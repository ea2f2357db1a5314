"""exposures: who is in a channel, and what is wrong with one in which confidential cases are kept."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = '0020'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('channels', sa.Column('members', sa.Text(), nullable=True))
    op.add_column('channels', sa.Column('kept', sa.Text(), nullable=True))
    op.create_table(
        'exposures',
        sa.Column('channel', sa.Text(), nullable=False),
        sa.Column('ways', sa.Text(), nullable=False),
        sa.Column('since', Instant(), nullable=False),
        sa.PrimaryKeyConstraint('channel'),
    )
