"""What a replay says, beside what really happened, in lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from math import ceil

from bot.case.identifiers import UserId, reference
from bot.policy import Policy
from bot.service_levels.hours import office_of
from bot.simulation.past import Past, PastCase
from bot.simulation.replay import Replay, Replayed

CLOCKS = ("first_response", "resolution")
SHOWN = 10


def lines_told(
    past: Past, tried: Replay, in_force: Replay, policy: Policy, names: Mapping[UserId, str]
) -> Iterator[str]:
    """The lines: attainment, first response, people, offices, what nobody could be offered, the
    cases that would have gone best and worst, and how far to trust it."""
    if tried.left_out:
        yield f"{tried.left_out:,} cases are left out: no queue of this policy takes their kind."
        yield ""
    yield from _attainment(past, tried, in_force)
    yield ""
    yield from _first_response(past, tried, in_force)
    yield ""
    yield from _people(past, tried, policy, names)
    yield ""
    yield f"Hours with a case that nobody was eligible for: {_hours(tried.unheld)} under this"
    yield f"policy, {_hours(in_force.unheld)} in the replay of the policy in force."
    yield ""
    yield from _extremes(tried)
    yield ""
    yield from _calibration(past, in_force)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = [
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _attainment(past: Past, tried: Replay, in_force: Replay) -> Iterator[str]:
    """A line a kind and priority: how many were in time of those that fell due."""
    yield "Attainment (in time of those that fell due)"
    groups = sorted({(case.kind, case.priority) for case in past.cases})
    head = ["kind and priority"]
    for clock in CLOCKS:
        words = clock.replace("_", " ")
        head += [f"{words}: really", "in force", "this policy"]
    rows = []
    for kind, priority in groups:

        def is_of(case: PastCase, of: tuple[str, str] = (kind, priority)) -> bool:
            return (case.kind, case.priority) == of

        row = [f"{kind} {priority}"]
        for clock in CLOCKS:
            row.append(_share(c.met.get(clock) for c in past.cases if is_of(c)))
            row += [
                _share(r.met.get(clock) for r in replay.cases if is_of(r.case))
                for replay in (in_force, tried)
            ]
        rows.append(row)
    yield from _table(head, rows)


def _share(verdicts: Iterator[bool | None]) -> str:
    known = [verdict for verdict in verdicts if verdict is not None]
    if not known:
        return "-"
    return f"{sum(known) / len(known):.0%} ({sum(known)} of {len(known)})"


def _first_response(past: Past, tried: Replay, in_force: Replay) -> Iterator[str]:
    yield "Hours from raising to the claim"
    really = [c.claimed_at - c.opened_at for c in past.cases if c.claimed_at is not None]
    rows = [["really", *_quantiles(really)]]
    for name, replay in (("replay of the policy in force", in_force), ("this policy", tried)):
        rows.append([name, *_quantiles(_claims(replay))])
    yield from _table(["", "p50", "p90", "claimed"], rows)


def _claims(replay: Replay) -> list[timedelta]:
    return [r.claimed_at - r.case.opened_at for r in replay.cases if r.claimed_at is not None]


def _quantiles(spans: Sequence[timedelta]) -> list[str]:
    if not spans:
        return ["-", "-", "0"]
    return [_hours(rank(spans, 0.5)), _hours(rank(spans, 0.9)), f"{len(spans):,}"]


def rank(spans: Sequence[timedelta], share: float) -> timedelta:
    """The span at this share of all of them, by nearest rank; there is one at least."""
    return sorted(spans)[max(ceil(share * len(spans)), 1) - 1]


def _hours(span: timedelta) -> str:
    return f"{span.total_seconds() / 3600:.1f}"


def _people(
    past: Past, tried: Replay, policy: Policy, names: Mapping[UserId, str]
) -> Iterator[str]:
    """A line a person, and one an office: offers, and cases held."""
    yield "Load"
    offers = Counter(user for r in tried.cases for user in r.offers)
    held = Counter(r.owner for r in tried.cases if r.owner is not None)
    had = Counter(offer.user for case in past.cases for offer in case.offers)
    owned = Counter(case.owner for case in past.cases if case.owner is not None)
    members = [m.user for queue in policy.queues.values() for m in queue.rotation]
    users = list(dict.fromkeys([*members, *sorted({*had, *owned})]))
    counts = (had, offers, owned, held)
    rows = [_counted(names.get(user, user), [user], counts) for user in users]
    offices = dict.fromkeys(office_of(policy, user) for user in users)
    rows += [
        _counted(f"office {office}", [u for u in users if office_of(policy, u) == office], counts)
        for office in offices
        if office
    ]
    yield from _table(
        ["who", "offers: really", "this policy", "cases held: really", "this policy"], rows
    )


def _counted(name: str, users: Sequence[UserId], counts: Sequence[Counter[UserId]]) -> list[str]:
    return [name, *(f"{sum(count[user] for user in users):,}" for count in counts)]


def _extremes(tried: Replay) -> Iterator[str]:
    """The cases whose claim would have come soonest and latest beside the real one."""
    moved = sorted(
        (
            (r.claimed_at - r.case.claimed_at, r)
            for r in tried.cases
            if r.claimed_at is not None and r.case.claimed_at is not None
        ),
        key=lambda pair: (pair[0], pair[1].case.id),
    )
    yield from _moved("Claimed the most sooner", [p for p in moved if p[0] < timedelta()][:SHOWN])
    later = [pair for pair in reversed(moved) if pair[0] > timedelta()]
    yield from _moved("Claimed the most later", later[:SHOWN])


def _moved(title: str, pairs: Sequence[tuple[timedelta, Replayed]]) -> Iterator[str]:
    shown = [f"{reference(r.case.id)} {_hours(abs(by))} h" for by, r in pairs]
    yield f"{title}: {', '.join(shown) or 'none'}"


def _calibration(past: Past, in_force: Replay) -> Iterator[str]:
    """How close the same replay of the policy in force comes to what happened."""
    yield "How far to trust it: the replay of the policy in force beside what really happened"

    def mean(found: Sequence[bool | None]) -> float | None:
        known = [verdict for verdict in found if verdict is not None]
        return sum(known) / len(known) if known else None

    for clock in CLOCKS:
        really = mean([case.met.get(clock) for case in past.cases])
        replayed = mean([r.met.get(clock) for r in in_force.cases])
        words = clock.replace("_", " ")
        if really is None or replayed is None:
            yield f"  {words}: nothing fell due"
            continue
        apart = abs(really - replayed) * 100
        both = f"{really:.0%} in time really, {replayed:.0%} replayed"
        yield f"  {words}: {both} ({apart:.0f} points apart)"
    yield from _apart(past, in_force)


def _apart(past: Past, in_force: Replay) -> Iterator[str]:
    took = [c.claimed_at - c.opened_at for c in past.cases if c.claimed_at is not None]
    claims = _claims(in_force)
    if took and claims:
        really, replayed = _hours(rank(took, 0.5)), _hours(rank(claims, 0.5))
        yield f"  median hours to the claim: {really} really, {replayed} replayed"
    owners = Counter(c.owner for c in past.cases if c.owner is not None)
    if owners:
        matched = sum(r.owner is not None and r.owner == r.case.owner for r in in_force.cases)
        yield f"  the same owner in {matched / owners.total():.0%} of {owners.total():,} cases"
