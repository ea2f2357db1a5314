"""owners by state: what somebody has now is found without all that they ever had."""

from alembic import op

revision = '0031'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('escalations_by_owner', table_name='escalations')
    op.create_index('escalations_by_owner', 'escalations', ['owner', 'state'], unique=False)


def downgrade() -> None:
    op.drop_index('escalations_by_owner', table_name='escalations')
    op.create_index('escalations_by_owner', 'escalations', ['owner'], unique=False)
