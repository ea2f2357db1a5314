"""the first tables."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('channel_paces',
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('free_at', Instant(), nullable=False),
    sa.Column('paused_until', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('channel')
    )
    op.create_table('clock_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('escalation_id', sa.BigInteger(), nullable=False),
    sa.Column('clock', sa.Text(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('target_seconds', sa.BigInteger(), nullable=True),
    sa.Column('policy_version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('clock_events_by_escalation', 'clock_events', ['escalation_id', 'id'], unique=False)
    op.create_table('communications',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decision_id', sa.BigInteger(), nullable=False),
    sa.Column('escalation_id', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('through', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('communications_by_decision', 'communications', ['decision_id'], unique=False)
    op.create_table('counters',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('decisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('escalation_id', sa.BigInteger(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('ground_words', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('told_through', sa.Text(), nullable=False),
    sa.Column('root_cause', sa.Text(), nullable=False),
    sa.Column('what_should_change', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.Text(), nullable=False),
    sa.Column('decided_at', Instant(), nullable=False),
    sa.Column('policy_version', sa.Integer(), nullable=False),
    sa.Column('supersedes', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('decisions_by_escalation', 'decisions', ['escalation_id', 'id'], unique=False)
    op.create_index('decisions_by_time', 'decisions', ['decided_at'], unique=False)
    op.create_table('direct_messages',
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('user_id')
    )
    op.create_table('escalations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('queue', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('priority', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('what_happened', sa.Text(), nullable=False),
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('links', sa.JSON(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('confidentiality', sa.Text(), nullable=False),
    sa.Column('requester', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('offered_to', sa.Text(), nullable=True),
    sa.Column('offer_why', sa.Text(), nullable=True),
    sa.Column('offer_made_at', Instant(), nullable=True),
    sa.Column('offer_lapses_at', Instant(), nullable=True),
    sa.Column('owner', sa.Text(), nullable=True),
    sa.Column('claimed_at', Instant(), nullable=True),
    sa.Column('hand_over_to', sa.Text(), nullable=True),
    sa.Column('hand_over_by', sa.Text(), nullable=True),
    sa.Column('hand_over_note', sa.Text(), nullable=True),
    sa.Column('hand_over_asked_at', Instant(), nullable=True),
    sa.Column('opened_at', Instant(), nullable=False),
    sa.Column('decided_at', Instant(), nullable=True),
    sa.Column('closed_at', Instant(), nullable=True),
    sa.Column('close_reason', sa.Text(), nullable=True),
    sa.Column('close_note', sa.Text(), nullable=False),
    sa.Column('duplicate_of', sa.BigInteger(), nullable=True),
    sa.Column('policy_version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('escalations_by_offer', 'escalations', ['offered_to'], unique=False)
    op.create_index('escalations_by_opening', 'escalations', ['opened_at'], unique=False)
    op.create_index('escalations_by_owner', 'escalations', ['owner'], unique=False)
    op.create_index('escalations_by_requester', 'escalations', ['requester'], unique=False)
    op.create_index('escalations_by_state', 'escalations', ['state', 'queue'], unique=False)
    op.create_table('group_members',
    sa.Column('group_id', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('group_id', 'user_id')
    )
    op.create_table('identity',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('team', sa.Text(), nullable=False),
    sa.Column('enterprise', sa.Text(), nullable=False),
    sa.Column('team_url', sa.Text(), nullable=False),
    sa.Column('team_name', sa.Text(), nullable=False),
    sa.Column('bot_user', sa.Text(), nullable=False),
    sa.Column('bot', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('outbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('uid', sa.Text(), nullable=False),
    sa.Column('lane', sa.Text(), nullable=False),
    sa.Column('after', sa.Text(), nullable=False),
    sa.Column('sort', sa.Text(), nullable=False),
    sa.Column('notice', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('look_ups', sa.Integer(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('next_try_at', Instant(), nullable=False),
    sa.Column('first_tried_at', Instant(), nullable=True),
    sa.Column('lease_until', Instant(), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('ts', sa.Text(), nullable=False),
    sa.Column('finished_at', Instant(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('uid')
    )
    op.create_index('outbox_unfinished', 'outbox', ['lane', 'id'], unique=False, sqlite_where=sa.text("state IN ('waiting', 'doubt', 'parked')"), postgresql_where=sa.text("state IN ('waiting', 'doubt', 'parked')"))
    op.create_table('people',
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('timezone', sa.Text(), nullable=False),
    sa.Column('is_guest', sa.Boolean(), nullable=False),
    sa.Column('is_outsider', sa.Boolean(), nullable=False),
    sa.Column('is_bot', sa.Boolean(), nullable=False),
    sa.Column('is_deactivated', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('user_id')
    )
    op.create_table('policies',
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('version')
    )
    op.create_table('queue_locks',
    sa.Column('queue', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('queue')
    )
    op.create_table('requests',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('escalation_id', sa.BigInteger(), nullable=True),
    sa.Column('at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_table('threads',
    sa.Column('escalation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('channel', sa.Text(), nullable=False),
    sa.Column('ts', sa.Text(), nullable=False),
    sa.Column('card_ts', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('escalation_id')
    )
    op.create_index('threads_by_place', 'threads', ['channel', 'ts'], unique=True)
    op.create_table('timeline',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('escalation_id', sa.BigInteger(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('who', sa.Text(), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('via', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('timeline_by_escalation', 'timeline', ['escalation_id', 'id'], unique=False)
    op.create_table('timers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('due_at', Instant(), nullable=False),
    sa.Column('escalation_id', sa.BigInteger(), nullable=True),
    sa.Column('about', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('timers_by_due', 'timers', ['due_at', 'id'], unique=False)
    op.create_index('timers_by_escalation', 'timers', ['escalation_id'], unique=False)
    op.create_table('turns',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('queue', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('escalation_id', sa.BigInteger(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.Column('struck', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('turns_by_escalation', 'turns', ['escalation_id'], unique=False)
    op.create_index('turns_by_queue', 'turns', ['queue', 'user_id', 'id'], unique=False)
    op.execute("INSERT INTO counters (name, value) VALUES ('escalations', 0)")


def downgrade() -> None:
    op.drop_index('turns_by_queue', table_name='turns')
    op.drop_index('turns_by_escalation', table_name='turns')
    op.drop_table('turns')
    op.drop_index('timers_by_escalation', table_name='timers')
    op.drop_index('timers_by_due', table_name='timers')
    op.drop_table('timers')
    op.drop_index('timeline_by_escalation', table_name='timeline')
    op.drop_table('timeline')
    op.drop_index('threads_by_place', table_name='threads')
    op.drop_table('threads')
    op.drop_table('requests')
    op.drop_table('queue_locks')
    op.drop_table('policies')
    op.drop_table('people')
    op.drop_index('outbox_unfinished', table_name='outbox', sqlite_where=sa.text("state IN ('waiting', 'doubt', 'parked')"), postgresql_where=sa.text("state IN ('waiting', 'doubt', 'parked')"))
    op.drop_table('outbox')
    op.drop_table('identity')
    op.drop_table('group_members')
    op.drop_index('escalations_by_state', table_name='escalations')
    op.drop_index('escalations_by_requester', table_name='escalations')
    op.drop_index('escalations_by_owner', table_name='escalations')
    op.drop_index('escalations_by_opening', table_name='escalations')
    op.drop_index('escalations_by_offer', table_name='escalations')
    op.drop_table('escalations')
    op.drop_table('direct_messages')
    op.drop_index('decisions_by_time', table_name='decisions')
    op.drop_index('decisions_by_escalation', table_name='decisions')
    op.drop_table('decisions')
    op.drop_table('counters')
    op.drop_index('communications_by_decision', table_name='communications')
    op.drop_table('communications')
    op.drop_index('clock_events_by_escalation', table_name='clock_events')
    op.drop_table('clock_events')
    op.drop_table('channel_paces')
