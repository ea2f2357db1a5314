"""One transaction with everything a verb may read and write."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from bot.ports.cases import (
    Consults,
    Decisions,
    Digests,
    Escalations,
    Requests,
    Reviews,
    Timeline,
)
from bot.ports.channels import Channels
from bot.ports.delivering import Outbox
from bot.ports.feedback import Feedback
from bot.ports.imported import ImportedDecisions
from bot.ports.kinds import AnsweredQuestions, Appeals
from bot.ports.people import Homes, People, Policies
from bot.ports.second_looks import SecondLooks
from bot.ports.serving import Absences, Clocks, Exclusions, Snoozes, Timers, Turns


class Work(Protocol):
    """One transaction: what a verb may read and write."""

    def apart(self) -> AbstractContextManager[None]:
        """A part of the transaction that is undone alone when its block raises.

        Raises StorageAway, LostRace.
        """
        ...

    @property
    def escalations(self) -> Escalations: ...
    @property
    def timeline(self) -> Timeline: ...
    @property
    def clocks(self) -> Clocks: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def snoozes(self) -> Snoozes: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def decisions(self) -> Decisions: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def feedback(self) -> Feedback: ...
    @property
    def second_looks(self) -> SecondLooks: ...
    @property
    def consults(self) -> Consults: ...
    @property
    def people(self) -> People: ...
    @property
    def policies(self) -> Policies: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def absences(self) -> Absences: ...
    @property
    def exclusions(self) -> Exclusions: ...
    @property
    def appeals(self) -> Appeals: ...
    @property
    def answered(self) -> AnsweredQuestions: ...
    @property
    def imported(self) -> ImportedDecisions: ...
    @property
    def channels(self) -> Channels: ...
    @property
    def homes(self) -> Homes: ...
    @property
    def requests(self) -> Requests: ...


class Storage(Protocol):
    """Where everything is remembered."""

    def begin(self) -> AbstractContextManager[Work]:
        """A transaction: committed when the block ends, undone when it raises.

        Raises StorageAway, CommitInDoubt, LostRace.
        """
        ...

    def read(self) -> AbstractContextManager[Work]:
        """A transaction that writes nothing and waits for nobody's lock. Raises StorageAway."""
        ...
