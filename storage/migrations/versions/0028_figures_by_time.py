"""figures: what came into force, and appeals that came in, in a period are found by their time."""

from alembic import op

revision = '0028'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('effects_by_time', 'effects', ['given_at'], unique=False)
    op.create_index('appeals_by_receipt', 'appeals', ['received_at'], unique=False)
