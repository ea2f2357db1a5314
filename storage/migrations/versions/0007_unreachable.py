"""unreachable: of a person, why Slack won't let us write to them."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('people') as people:
        people.add_column(sa.Column('unreachable', sa.Text(), nullable=False, server_default=''))
    # What was there has its value now; a new row states its own.
    with op.batch_alter_table('people') as people:
        people.alter_column('unreachable', server_default=None, existing_type=sa.Text())
