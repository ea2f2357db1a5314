"""The statements that lock the queues in which something is offered, on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import ARRAY, Select, Text, Update, any_, bindparam, func, select

from storage.statements import columns
from storage.tables import QueueLockRow

_LOCKS = columns(QueueLockRow)
# In the same order for everybody, so that no two wait for each other.
LOCK = (
    select(_LOCKS.c.queue)
    .where(_LOCKS.c.queue == any_(bindparam("queues", type_=ARRAY(Text))))
    .order_by(_LOCKS.c.queue)
    .with_for_update()
)


def then_locks(update: Update, number: str) -> Select[tuple[int, int]]:
    """Carries out an update of one row, then locks queues, on PostgreSQL: gives its `number` and
    how many of the queues were locked. Who finds one that was never locked before adds it only
    afterwards: the other way round, two could then wait for each other."""
    done = update.cte("done")
    # Asked for in the condition, so that it comes first.
    is_done = select(done.c[number]).scalar_subquery().is_not(None)
    held = LOCK.where(is_done).cte("held")
    how_many = select(func.count()).select_from(held).scalar_subquery()
    return select(done.c[number], how_many.label("held"))
