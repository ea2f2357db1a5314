"""living notes: what a row of the outbox is about, and whether its message still has buttons."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was posted before is left as it lies: nobody edits a year of messages.
    with op.batch_alter_table('outbox') as outbox:
        outbox.add_column(sa.Column('subject', sa.Text(), nullable=False, server_default=''))
        outbox.add_column(sa.Column('is_live', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('outbox') as outbox:
        outbox.alter_column('subject', server_default=None, existing_type=sa.Text())
        outbox.alter_column('is_live', server_default=None, existing_type=sa.Boolean())
    op.create_index(
        'outbox_live',
        'outbox',
        ['subject', 'lane'],
        sqlite_where=sa.text('is_live'),
        postgresql_where=sa.text('is_live'),
    )
