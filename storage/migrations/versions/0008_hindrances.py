"""hindrances: what keeps a whole place back; a row's own failures, and until when it is looked for."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'hindrances',
        sa.Column('place', sa.Text(), nullable=False),
        sa.Column('error', sa.Text(), nullable=False),
        sa.Column('since', Instant(), nullable=False),
        sa.Column('is_told', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('place'),
    )
    with op.batch_alter_table('outbox') as outbox:
        outbox.add_column(sa.Column('failures', sa.Integer(), nullable=False, server_default='0'))
        outbox.add_column(sa.Column('look_until', Instant(), nullable=True))
        outbox.drop_column('look_ups')
    with op.batch_alter_table('outbox') as outbox:
        outbox.alter_column('failures', server_default=None, existing_type=sa.Integer())
