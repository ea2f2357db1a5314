"""what is left of a decided case: the other party's message and telling, and that it is carried out."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0023'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A case that is decided now has nothing listed: it goes on as it was, and is closed once its
    # party is told.
    with op.batch_alter_table('escalations') as escalations:
        escalations.add_column(
            sa.Column('still_to_do', sa.JSON(), nullable=False, server_default='[]')
        )
    with op.batch_alter_table('escalations') as escalations:
        escalations.alter_column('still_to_do', server_default=None, existing_type=sa.JSON())
    with op.batch_alter_table('decisions') as decisions:
        decisions.add_column(
            sa.Column('other_message', sa.Text(), nullable=False, server_default='')
        )
    with op.batch_alter_table('decisions') as decisions:
        decisions.alter_column('other_message', server_default=None, existing_type=sa.Text())
    op.create_table(
        'other_communications',
        sa.Column('id', Id, nullable=False),
        sa.Column('decision_id', sa.BigInteger(), nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('through', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(
        'other_communications_by_decision', 'other_communications', ['decision_id'], unique=False
    )
    op.create_table(
        'effects',
        sa.Column('id', Id, nullable=False),
        sa.Column('decision_id', sa.BigInteger(), nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), nullable=False),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.Column('given_at', Instant(), nullable=False),
        sa.Column('seen_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('effects_by_decision', 'effects', ['decision_id'], unique=False)
    op.create_index('effects_by_escalation', 'effects', ['escalation_id'], unique=False)
