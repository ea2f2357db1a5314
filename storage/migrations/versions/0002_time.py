"""time: waits, legal deadlines, office hours of clocks, reminders of one person."""

import sqlalchemy as sa
from alembic import op

from storage.tables import Instant

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

REPLACED = ('reminder', 'breach_alert', 'communicate_reminder')


def upgrade() -> None:
    with op.batch_alter_table('escalations') as escalations:
        for name, kind in (
            ('wait_on', sa.Text()),
            ('wait_for', sa.Text()),
            ('wait_until', Instant()),
            ('wait_since', Instant()),
            ('wait_by', sa.Text()),
            ('deadline_at', Instant()),
            ('deadline_zone', sa.Text()),
            ('deadline_source', sa.Text()),
            ('deadline_set_by', sa.Text()),
            ('deadline_set_at', Instant()),
        ):
            escalations.add_column(sa.Column(name, kind, nullable=True))
    with op.batch_alter_table('clock_events') as events:
        events.add_column(sa.Column('office', sa.Text(), nullable=True))
        events.add_column(sa.Column('party', sa.Text(), nullable=False, server_default=''))
        events.add_column(sa.Column('reason', sa.Text(), nullable=False, server_default=''))
        events.add_column(sa.Column('due_at', Instant(), nullable=True))
    with op.batch_alter_table('timers') as timers:
        timers.add_column(sa.Column('person', sa.Text(), nullable=True))
        timers.add_column(sa.Column('run', sa.BigInteger(), nullable=False, server_default='0'))
        timers.add_column(sa.Column('wanted_at', Instant(), nullable=True))
        for name in ('as_manager', 'at_any_hour'):
            timers.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    # What was there has its values now; a new row states its own.
    with op.batch_alter_table('clock_events') as events:
        for name in ('party', 'reason'):
            events.alter_column(name, server_default=None, existing_type=sa.Text())
    with op.batch_alter_table('timers') as timers:
        timers.alter_column('run', server_default=None, existing_type=sa.BigInteger())
        for name in ('as_manager', 'at_any_hour'):
            timers.alter_column(name, server_default=None, existing_type=sa.Boolean())
    op.create_index('timers_by_person', 'timers', ['person', 'due_at'], unique=False)
    op.create_table('snoozes',
    sa.Column('escalation_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('run', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('until', Instant(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', Instant(), nullable=False),
    sa.PrimaryKeyConstraint('escalation_id', 'user_id', 'about', 'run')
    )
    # Notices of an earlier form can't be read any more: what is still so is said anew.
    outbox = sa.table('outbox', sa.column('sort', sa.Text()), sa.column('state', sa.Text()))
    unfinished = outbox.c.state.in_(('waiting', 'doubt', 'parked'))
    op.execute(
        outbox.update().where(outbox.c.sort.in_(REPLACED), unfinished).values(state='dropped')
    )
    _look_again_at_what_was_missed()


def _look_again_at_what_was_missed() -> None:
    events = sa.table(
        'clock_events',
        *(sa.column(name) for name in ('escalation_id', 'clock', 'run', 'kind', 'at')),
    )
    later = events.alias()
    over = sa.exists().where(
        later.c.escalation_id == events.c.escalation_id,
        later.c.clock == events.c.clock,
        sa.or_(
            later.c.run > events.c.run,
            sa.and_(later.c.run == events.c.run, later.c.kind.in_(('met', 'stopped'))),
        ),
    )
    about = events.c.clock + sa.literal(':again:1')
    missed = sa.select(
        sa.literal('reminder'),
        events.c.at,
        events.c.escalation_id,
        about,
        sa.literal(0),
        sa.false(),
        sa.false(),
    ).where(events.c.kind == 'missed', ~over)
    columns = ('kind', 'due_at', 'escalation_id', 'about', 'run', 'as_manager', 'at_any_hour')
    timers = sa.table('timers', *(sa.column(name) for name in columns))
    op.execute(timers.insert().from_select(columns, missed))
