"""opened_at: of a channel, when it was said to be open last."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('channel_paces') as paces:
        paces.add_column(sa.Column('opened_at', Instant(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('channel_paces') as paces:
        paces.drop_column('opened_at')
