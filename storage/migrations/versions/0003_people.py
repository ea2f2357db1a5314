"""people: absences, exclusions, App Homes, skills and co-requesters of a case, why a policy came."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Instant

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('escalations') as escalations:
        for name in ('skills', 'co_requesters'):
            escalations.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default='[]'))
        escalations.add_column(
            sa.Column('hand_over_overrides', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('policies') as policies:
        policies.add_column(sa.Column('why', sa.Text(), nullable=False, server_default=''))
    # What was there has its values now; a new row states its own.
    with op.batch_alter_table('escalations') as escalations:
        for name in ('skills', 'co_requesters'):
            escalations.alter_column(name, server_default=None, existing_type=sa.JSON())
        escalations.alter_column(
            'hand_over_overrides', server_default=None, existing_type=sa.Boolean()
        )
    with op.batch_alter_table('policies') as policies:
        policies.alter_column('why', server_default=None, existing_type=sa.Text())
    op.create_table(
        'absences',
        sa.Column('id', Id, nullable=False),
        sa.Column('user_id', sa.Text(), nullable=False),
        sa.Column('since', Instant(), nullable=False),
        sa.Column('until', Instant(), nullable=True),
        sa.Column('by', sa.Text(), nullable=False),
        sa.Column('cover', sa.Text(), nullable=True),
        sa.Column('ended_at', Instant(), nullable=True),
        sa.Column('ended_by', sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('absences_by_person', 'absences', ['user_id', 'ended_at'], unique=False)
    op.create_table(
        'exclusions',
        sa.Column('id', Id, nullable=False),
        sa.Column('escalation_id', sa.BigInteger(), nullable=False),
        sa.Column('user_id', sa.Text(), nullable=True),
        sa.Column('vendor', sa.Text(), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('by', sa.Text(), nullable=True),
        sa.Column('at', Instant(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('exclusions_by_case', 'exclusions', ['escalation_id'], unique=False)
    op.create_table(
        'homes',
        sa.Column('user_id', sa.Text(), nullable=False),
        sa.Column('opened_at', Instant(), nullable=False),
        sa.Column('board', sa.Text(), nullable=False),
        sa.Column('hash', sa.Text(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('user_id'),
    )
    op.create_index('homes_by_opening', 'homes', ['opened_at'], unique=False)
