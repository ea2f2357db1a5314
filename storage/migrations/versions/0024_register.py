"""register: each decision is chained to the one before, and so is who was told of it."""

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from alembic import op

from bot.case.chain import FORMS, NOTHING_BEFORE, Head, Sort, entry_after
from storage.chain import salt, to_values
from storage.tables import CommunicationRow, DecisionRow, Id, Instant, Table

revision = '0024'
down_revision = '0022'
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    entries = op.create_table(
        'register_entries',
        sa.Column('position', Id, autoincrement=False, nullable=False),
        sa.Column('sort', sa.Text(), nullable=False),
        sa.Column('record', sa.BigInteger(), nullable=False),
        sa.Column('previous', sa.Text(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.Column('texts', sa.Text(), nullable=False),
        sa.Column('texts_salt', sa.Text(), nullable=False),
        sa.Column('people', sa.Text(), nullable=False),
        sa.Column('people_salt', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('position'),
    )
    heads = op.create_table(
        'register_head',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('entries', sa.BigInteger(), nullable=False),
        sa.Column('digest', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_table(
        'erasures',
        sa.Column('id', Id, nullable=False),
        sa.Column('position', sa.BigInteger(), nullable=False),
        sa.Column('part', sa.Text(), nullable=False),
        sa.Column('at', Instant(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    connection = op.get_bind()
    head = Head(0, NOTHING_BEFORE)
    rows = []
    for sort, record in _kept(connection):
        # The rules themselves, not a copy: what is chained is verified by what they say now.
        entry = entry_after(head, sort, record, salt)
        head = Head(entry.position, entry.digest)
        rows.append(to_values(entry))
        if len(rows) == AT_ONCE:
            connection.execute(sa.insert(entries), rows)
            rows.clear()
    if rows:
        connection.execute(sa.insert(entries), rows)
    connection.execute(
        sa.insert(heads).values(id=1, entries=head.entries, digest=head.digest)
    )
    op.create_index(
        'register_entries_by_record', 'register_entries', ['sort', 'record'], unique=True
    )
    op.create_index('erasures_by_entry', 'erasures', ['position', 'part'], unique=True)


def _kept(connection: sa.Connection) -> Iterator[tuple[Sort, Mapping[str, object]]]:
    """What is there, decision by decision, each followed by who was told of it."""
    decisions, told = (_known(connection, row) for row in (DecisionRow, CommunicationRow))
    last = 0
    while True:
        query = sa.select(decisions).where(decisions.c.id > last).order_by(decisions.c.id)
        found = connection.execute(query.limit(AT_ONCE)).mappings().all()
        if not found:
            return
        first, last = found[0]['id'], found[-1]['id']
        query = sa.select(told).where(told.c.decision_id.between(first, last))
        of: dict[int, list[Mapping[str, object]]] = {}
        for row in connection.execute(query.order_by(told.c.id)).mappings():
            of.setdefault(row['decision_id'], []).append(_whole(Sort.COMMUNICATION, row))
        for row in found:
            yield Sort.DECISION, _whole(Sort.DECISION, row)
            yield from ((Sort.COMMUNICATION, one) for one in of.get(row['id'], ()))


def _known(connection: sa.Connection, row: type[Table]) -> sa.TableClause:
    """A table with the columns that it has at this version."""
    name = row.__tablename__
    there = {column['name'] for column in sa.inspect(connection).get_columns(name)}
    types = {column.key: column.type for column in row.__table__.columns}
    return sa.table(name, *(sa.column(key, types[key]) for key in types if key in there))


def _whole(sort: Sort, row: sa.RowMapping) -> Mapping[str, object]:
    """A row with all that its form has: what came later is empty in it."""
    form = FORMS[sort]
    return {**dict.fromkeys((*form.plain, *form.texts, *form.people)), **row}
