"""One transaction, as the verbs see it, and the storage that begins them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.ports import Work
from storage.absences import AbsencesTable
from storage.answered import AnsweredTable
from storage.appeals import AppealsTable
from storage.chain import Chain
from storage.channels import ChannelsTable
from storage.clocks import ClocksTable
from storage.consults import ConsultsTable
from storage.decisions import DecisionsTable
from storage.digests import DigestsTable
from storage.engine import reader
from storage.escalations import EscalationsTable
from storage.exclusions import ExclusionsTable
from storage.failures import translated
from storage.feedback import FeedbackTable
from storage.homes import HomesTable
from storage.imported import ImportedTable
from storage.outbox import OutboxTable
from storage.people import PeopleTable
from storage.policies import PoliciesTable, PolicyCache
from storage.requests import RequestsTable
from storage.reviews import ReviewsTable
from storage.second_looks import SecondLooksTable
from storage.snoozes import SnoozesTable
from storage.sqlite_file import check_after_commit
from storage.statements import Additions
from storage.timeline import TimelineTable
from storage.timers import TimersTable
from storage.turns import TurnsTable

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
    from sqlalchemy.orm.session import _BindArguments

    from storage.register import Books


class _Transaction(Session):
    """A session for one transaction: which connection is its own is found out once. Not in a part
    of it, whose savepoint is set when its connection is first asked for."""

    _own: Connection | None = None

    def connection(
        self,
        bind_arguments: _BindArguments | None = None,
        execution_options: CoreExecuteOptionsParameter | None = None,
    ) -> Connection:
        """The transaction's connection."""
        if self.in_nested_transaction():
            return super().connection(bind_arguments, execution_options)
        if self._own is None:
            self._own = super().connection(bind_arguments, execution_options)
        return self._own


class DatabaseWork:
    """The tables of one transaction."""

    def __init__(self, session: Session, policies: PolicyCache, machine_now: datetime) -> None:
        self._session = session
        self._added = added = Additions(session)
        self._chain = Chain(session)
        self._held = held = set[str]()
        self.escalations = EscalationsTable(session, added, held)
        self.timeline = TimelineTable(session, added)
        self.clocks = ClocksTable(session, added)
        self.timers = TimersTable(session, added)
        self.outbox = OutboxTable(session, machine_now, added)
        self.decisions = DecisionsTable(session, self._chain)
        self.reviews = ReviewsTable(session)
        self.feedback = FeedbackTable(session)
        self.second_looks = SecondLooksTable(session)
        self.consults = ConsultsTable(session)
        self.people = PeopleTable(session)
        self.policies = PoliciesTable(session, policies)
        self.digests = DigestsTable(session)
        self.snoozes = SnoozesTable(session)
        self.absences = AbsencesTable(session)
        self.exclusions = ExclusionsTable(session)
        self.appeals = AppealsTable(session)
        self.answered = AnsweredTable(session)
        self.imported = ImportedTable(session, self._chain)
        self.channels = ChannelsTable(session)
        self.homes = HomesTable(session, machine_now)
        self.turns = TurnsTable(session, added, self.policies, held)
        self.requests = RequestsTable(session, added, self.policies, self.people, self.homes)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """A part of the transaction that is undone alone when its block raises."""
        with translated():
            self._added.send()
            try:
                with self._chain.apart(), self._session.begin_nested():
                    yield
                    self._added.send()
            except BaseException:
                self._added.forget()
                self._held.clear()
                raise

    def send(self) -> None:
        """Sends what was only kept so far."""
        self._added.send()
        self._session.flush()
        self._chain.send()


@contextmanager
def _closing(session: Session) -> Iterator[Session]:
    """Gives its connection back. One that broke can't be rolled back either: what broke it is what
    is raised, and it's thrown away. Raises StorageAway where it broke only then."""
    try:
        yield session
    except BaseException:
        try:
            session.close()
        except DBAPIError:
            session.invalidate()
        raise
    with translated():
        session.close()


class DatabaseStorage:
    """Begins transactions. `machine_now` tells the machine's time, which paces the outbox."""

    def __init__(self, engine: Engine, machine_now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._reader = reader(engine)
        self._policies = PolicyCache()
        self._machine_now = machine_now
        self._listeners: list[Callable[[], None]] = []

    def on_outbox(self, listener: Callable[[], None]) -> None:
        """Has this called after each commit that put something in the outbox."""
        self._listeners.append(listener)

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """A transaction that is committed when the block ends and undone when it raises."""
        with _closing(_Transaction(self._engine, expire_on_commit=False)) as session:
            with translated():
                work = DatabaseWork(session, self._policies, self._machine_now())
                yield work
                work.send()
            with translated(committing=True):
                session.commit()
            check_after_commit(self._engine)
        if work.outbox.has_put:
            for listener in self._listeners:
                listener()

    def books(self) -> AbstractContextManager[Books]:
        """What reports read, in a transaction that writes nothing."""
        from storage.register import Register

        return Register(self._engine).read()

    @contextmanager
    def read(self) -> Iterator[Work]:
        """A transaction that sees one moment and writes nothing."""
        plain = _Transaction(self._reader, expire_on_commit=False, autoflush=False)
        with _closing(plain) as session, translated():
            yield DatabaseWork(session, self._policies, self._machine_now())
            session.commit()  # as `reading` does
