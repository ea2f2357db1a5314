"""imported in the chain: what other systems decided is chained, too, and found by when it was told."""

import sqlalchemy as sa
from alembic import op

from bot.case.chain import FORMS, Head, Sort, entry_after
from storage.chain import salt, to_values
from storage.tables import ImportedDecisionRow, RegisterEntryRow, RegisterHeadRow, Table

revision = '0036'
down_revision = '0031'
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    op.create_index(
        'imported_decisions_by_telling', 'imported_decisions', ['notified_at'], unique=False
    )
    op.create_index(
        'imported_decisions_by_effect', 'imported_decisions', ['effect_given_at'], unique=False
    )
    connection = op.get_bind()
    imported, entries, heads = (
        _known(connection, row)
        for row in (ImportedDecisionRow, RegisterEntryRow, RegisterHeadRow)
    )
    # A process of the version before may still decide: its entry comes before or after these.
    end = sa.select(heads.c.entries, heads.c.digest).with_for_update()
    row = connection.execute(end).one()
    form, head, last = FORMS[Sort.IMPORTED], Head(row.entries, row.digest), 0
    every = dict.fromkeys((*form.plain, *form.texts, *form.people))
    query = sa.select(imported).order_by(imported.c.id).limit(AT_ONCE)
    while found := connection.execute(query.where(imported.c.id > last)).mappings().all():
        last, rows = found[-1]['id'], []
        for record in found:
            # The rules themselves, not a copy: what is chained is verified by what they say now.
            entry = entry_after(head, Sort.IMPORTED, {**every, **record}, salt)
            head = Head(entry.position, entry.digest)
            rows.append(to_values(entry))
        connection.execute(sa.insert(entries), rows)
    connection.execute(sa.update(heads).values(entries=head.entries, digest=head.digest))


def _known(connection: sa.Connection, row: type[Table]) -> sa.TableClause:
    """A table with the columns that it has at this version."""
    name = row.__tablename__
    there = {column['name'] for column in sa.inspect(connection).get_columns(name)}
    types = {column.key: column.type for column in row.__table__.columns}
    return sa.table(name, *(sa.column(key, types[key]) for key in types if key in there))
