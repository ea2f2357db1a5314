"""What a replay says in short: before and after a change, and how far to trust it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.case.identifiers import UserId
from bot.simulation.past import Past, PastCase
from bot.simulation.replay import Replay, Replayed
from bot.simulation.told import rank

CLOCKS = ("first_response", "resolution")


@dataclass(frozen=True, slots=True)
class Met:
    """How many of those that fell due came in time."""

    met: int = 0
    due: int = 0

    @property
    def share(self) -> float | None:
        """None where nothing fell due."""
        return self.met / self.due if self.due else None


@dataclass(frozen=True, slots=True)
class KindCompared:
    """Of a kind, by clock: the replay of the policy in force, and that of the changed one."""

    kind: str
    clocks: tuple[tuple[str, Met, Met], ...]


@dataclass(frozen=True, slots=True)
class TwoReplays:
    """Two replays side by side, each pair the policy in force and then the changed one. `waits` are
    the median and the 90th percentile from raising to the claim, `loads` the cases each person
    had, `unheld` how long at least one case stood before nobody; `trust` is by clock what came in
    time really, and in the replay of the policy in force."""

    cases: int
    left_out: int
    kinds: tuple[KindCompared, ...]
    waits: tuple[tuple[timedelta, timedelta], tuple[timedelta, timedelta]] | None
    loads: tuple[tuple[UserId, int, int], ...]
    unheld: tuple[timedelta, timedelta]
    trust: tuple[tuple[str, Met, Met], ...]


def compared(past: Past, in_force: Replay, tried: Replay) -> TwoReplays:
    """The two replays, in short."""
    kinds = sorted({case.kind for case in past.cases})
    return TwoReplays(
        len(past.cases),
        tried.left_out,
        tuple(KindCompared(kind, _by_clock(kind, in_force, tried)) for kind in kinds),
        _waits(in_force, tried),
        _loads(in_force, tried),
        (in_force.unheld, tried.unheld),
        tuple((clock, _really(past.cases, clock), _met(in_force, clock)) for clock in CLOCKS),
    )


def _by_clock(kind: str, in_force: Replay, tried: Replay) -> tuple[tuple[str, Met, Met], ...]:
    def is_of(replayed: Replayed) -> bool:
        return replayed.case.kind == kind

    pairs = ((c, _met(in_force, c, is_of), _met(tried, c, is_of)) for c in CLOCKS)
    return tuple(pair for pair in pairs if pair[1].due or pair[2].due)


def _met(replay: Replay, clock: str, is_of: Callable[[Replayed], bool] = lambda _: True) -> Met:
    return _count(one.met.get(clock) for one in replay.cases if is_of(one))


def _really(cases: Sequence[PastCase], clock: str) -> Met:
    return _count(case.met.get(clock) for case in cases)


def _count(verdicts: Iterable[bool | None]) -> Met:
    known = [verdict for verdict in verdicts if verdict is not None]
    return Met(sum(known), len(known))


def _waits(
    in_force: Replay, tried: Replay
) -> tuple[tuple[timedelta, timedelta], tuple[timedelta, timedelta]] | None:
    spans = [
        [r.claimed_at - r.case.opened_at for r in replay.cases if r.claimed_at is not None]
        for replay in (in_force, tried)
    ]
    if not all(spans):
        return None
    before, after = spans
    return (rank(before, 0.5), rank(before, 0.9)), (rank(after, 0.5), rank(after, 0.9))


def _loads(in_force: Replay, tried: Replay) -> tuple[tuple[UserId, int, int], ...]:
    """Whose load changes most comes first."""
    before, after = (
        Counter(r.owner for r in replay.cases if r.owner is not None)
        for replay in (in_force, tried)
    )
    users = sorted({*before, *after}, key=lambda u: (-abs(before[u] - after[u]), u))
    return tuple((user, before[user], after[user]) for user in users)
