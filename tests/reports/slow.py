"""The key figures once more, in plain Python over whole histories: slow, and without a word of SQL.

Written from the definitions alone, so that a mistake would have to be made twice.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from bot.figures.kpis import By, Scope
from tests.reports.histories import NOW, SECOND, Old, Past

Told = tuple[float | None, float | None, float | None, int | None, int | None]
HOUR = timedelta(hours=1)
REVERSALS = {"reversed", "partially_reversed"}


def group(case: Past, by: By | None) -> str:
    if by is None:
        return "all"
    return str(getattr(case, {By.PERSON: "owner"}.get(by, by.value)))


def figures(
    cases: list[Past], scope: Scope, before: list[Old] | None = None
) -> dict[tuple[str, str], Told]:
    """By figure and group; a group that nothing is in isn't there."""
    old = Before(before or [], scope)
    anybodys = [
        c
        for c in cases
        if (scope.queues is None or c.queue in scope.queues)
        and all(group(c, by) == value for by, value in scope.only.items() if by is not By.VENDOR)
    ]
    vendor = scope.only.get(By.VENDOR)
    chosen = [c for c in anybodys if vendor in (None, c.vendor)]
    found: dict[tuple[str, str], Told] = {}
    for kpi, took in TIMES.items():
        lasted: dict[str, list[timedelta]] = defaultdict(list)
        for case in chosen:
            lasted[group(case, scope.by)] += took(case, scope)
        for g, value in old.times(kpi):
            lasted[g].append(value)
        found |= {(kpi, g): spread(values) for g, values in lasted.items() if values}
    for kpi, rows in SHARES.items():
        shares: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for case in anybodys:
            for row in rows(case, scope):
                for named, pair in counts_as(kpi, case, row, scope):
                    shares[named].append(pair)
        for g, pair in old.shares(kpi):
            shares[g].append(pair)
        every = sum(base for listed in shares.values() for _, base in listed)
        for g, listed in shares.items():
            hits, base = (sum(column) for column in zip(*listed, strict=True))
            if kpi == "escalation_rate" and scope.by is By.VENDOR:
                if not g or vendor not in (None, g):
                    continue
                base = every
            found[kpi, g] = counted(kpi, hits, base)
    return found | agreements(anybodys, scope)


def counts_as(
    kpi: str, case: Past, row: tuple[int, int, str], scope: Scope
) -> Iterator[tuple[str, tuple[int, int]]]:
    """In which group, as what. An item's vendor is whom it's for; a vendor's front-line cases are
    set beside those of all."""
    (hit, base, target), vendor = row, scope.only.get(By.VENDOR)
    whose = target if kpi == "feedback_closed" else case.vendor
    if kpi == "escalation_rate" and vendor is not None:
        hit = int(whose == vendor)
    elif vendor not in (None, whose):
        return
    yield whose if scope.by is By.VENDOR else group(case, scope.by), (hit, base)


def agreements(cases: list[Past], scope: Scope) -> dict[tuple[str, str], Told]:
    """Of each pair of verdicts: whether they are the same, and how often those of any two pairs
    are. The interval's ends are where a share lies 1.96 of its own deviations off."""
    if scope.by is By.PERSON or By.PERSON in scope.only:
        return {}
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for case in cases:
        for decision in case.decided:
            said = decision.judged
            if said is None or said.at is None or not within(said.at, scope):
                continue
            if scope.only.get(By.VENDOR) not in (None, said.vendor):
                continue
            own = {By.VENDOR: said.vendor, By.GROUND: decision.ground}
            named = own[scope.by] if scope.by in own else group(case, scope.by)
            first = f"{decision.outcome} on {decision.ground}"
            pairs[named].append((first, f"{said.outcome} on {said.ground}"))
    found: dict[tuple[str, str], Told] = {}
    for g, both in pairs.items():
        n, agreed = len(both), sum(a == b for a, b in both)
        chance = Fraction(sum(a == b for a, _ in both for _, b in both), n * n)
        low, high = roots(agreed, n)
        told: dict[str, Fraction | float | None] = {"": Fraction(agreed, n)}
        told |= {"_low": low, "_high": high, "_kappa": None, "_kappa_low": None}
        told |= {"_kappa_high": None}
        if chance != 1:
            told["_kappa"] = as_kappa(Fraction(agreed, n), chance)
            told["_kappa_low"] = max(Fraction(-1), as_kappa(Fraction(low), chance))
            told["_kappa_high"] = min(Fraction(1), as_kappa(Fraction(high), chance))
        for what, value in told.items():
            shown = float(round(Fraction(value), 4)) if value is not None else None
            found["agreement" + what, g] = None, None, shown, agreed, n
    return found


def as_kappa(share: Fraction, chance: Fraction) -> Fraction:
    return 1 - (1 - share) / (1 - chance)


def roots(hits: int, n: int) -> tuple[float, float]:
    """Where (hits/n - x)² = 1.96² · x(1 - x)/n."""
    p, z2 = hits / n, 1.959963984540054**2 / n
    a, b, c = 1 + z2, -(2 * p + z2), p * p
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


class Before:
    """What was imported, by the words of `docs/reports.md`."""

    def __init__(self, listed: list[Old], scope: Scope) -> None:
        self._all = {old.key: old for old in listed}
        self._scope = scope

    def _of(self, old: Old, by: By, *, is_contested: bool) -> str:
        original = self._all.get(old.of)
        vendor = original.vendor if original else ""
        if old.kind != "appeal" and not is_contested:
            vendor = old.vendor
        return {
            By.KIND: old.kind,
            By.PERSON: old.by,
            By.REQUESTER: old.requester,
            By.GROUND: old.ground,
            By.VENDOR: vendor,
        }.get(by, "")

    def _chosen(self, *, is_contested: bool = False) -> Iterator[tuple[Old, str]]:
        scope = self._scope
        for old in self._all.values():
            if scope.queues is not None and old.kind not in (scope.kinds or ()):
                continue
            if any(
                self._of(old, by, is_contested=is_contested) != value
                for by, value in scope.only.items()
            ):
                continue
            yield old, self._of(old, scope.by, is_contested=is_contested) if scope.by else "all"

    def times(self, kpi: str) -> Iterator[tuple[str, timedelta]]:
        for old, g in self._chosen():
            came = old.submitted or old.opened
            since, until = {
                "time_to_notification": (came, old.told),
                "communication_gap": (old.decided, old.told),
                "effect_gap": (old.decided, old.given),
            }.get(kpi, (None, None))
            if since and until and within(until, self._scope):
                yield g, until - since

    def shares(self, kpi: str) -> Iterator[tuple[str, tuple[int, int]]]:
        if kpi == "appeal_rate":
            for old, g in self._chosen():
                came = old.submitted or old.opened or old.decided
                if old.kind == "appeal" and within(came, self._scope):
                    yield g, (1, 0)
                if old.told and within(old.told, self._scope):
                    yield g, (0, 1)
        if kpi == "reversal_rate":
            for old, g in self._chosen(is_contested=True):
                if old.outcome in {"upheld", *REVERSALS} and within(old.decided, self._scope):
                    yield g, (int(old.outcome in REVERSALS), 1)


COUNTED = ("backlog", "conflict_overrides", "legal_deadlines_missed", "suppression_letters")


def counted(kpi: str, hits: int, base: int) -> Told:
    if kpi in COUNTED:
        return None, None, hits, hits, None
    return None, None, float(round(Fraction(hits, base), 4)) if base else None, hits, base


def spread(values: list[timedelta]) -> Told:
    hours = sorted(Fraction(v // timedelta(microseconds=1), 3_600_000_000) for v in values)
    n = len(hours)
    middle = hours[n // 2] if n % 2 else (hours[n // 2 - 1] + hours[n // 2]) / 2
    rank = hours[math.ceil(Fraction(9, 10) * n) - 1]
    return float(round(middle, 2)), float(round(rank, 2)), None, None, n


def within(at: datetime, scope: Scope) -> bool:
    since, until = scope.since, scope.until
    return (since is None or since <= at) and (until is None or at < until)


def to_claim(case: Past, scope: Scope) -> list[timedelta]:
    first = [at for what, at in case.happened if what in ("claimed", "assigned")][:1]
    return [at - case.opened for at in first if within(at, scope)]


def to_decision(case: Past, scope: Scope) -> list[timedelta]:
    if not case.decided or not within(case.decided[0].at, scope):
        return []
    until, waiting, lost = case.decided[0].at, None, timedelta()
    for what, at in case.happened:
        if what == "decided":
            break
        if what in ("wait_begun", "wait_ended"):
            lost += at - waiting if waiting else timedelta()
            waiting = at if what == "wait_begun" else None
    lost += until - waiting if waiting else timedelta()
    return [until - case.opened - lost]


def to_notification(case: Past, scope: Scope) -> list[timedelta]:
    told = [at for decision in case.decided for at in decision.told][:1]
    return [at - (case.received or case.opened) for at in told if within(at, scope)]


def gaps(case: Past, scope: Scope) -> list[timedelta]:
    firsts = [(d.told[0], d.at) for d in case.decided if d.told]
    return [told - decided for told, decided in firsts if within(told, scope)]


def to_effect(case: Past, scope: Scope) -> list[timedelta]:
    firsts = [(d.given[0], d.at) for d in case.decided if d.given]
    return [given - decided for given, decided in firsts if within(given, scope)]


def is_backlog(case: Past, end: datetime) -> bool:
    last = [what for what, at in case.turns if at < end]
    return case.opened < end and (not last or last[-1] == "reopened")


def end_of(scope: Scope) -> datetime:
    return min(NOW, scope.until) if scope.until else NOW


def ages(case: Past, scope: Scope) -> list[timedelta]:
    end = end_of(scope)
    return [end - case.opened] if is_backlog(case, end) else []


def of_clock(clock: str) -> Callable[[Past, Scope], Iterator[tuple[int, int, str]]]:
    def rows(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
        for run in case.runs:
            if run.clock != clock or not within(run.due, scope):
                continue
            is_late = run.ended > run.due if run.ended else run.due + SECOND <= NOW
            if is_late or run.end == "met":
                yield int(not is_late), 1, ""

    return rows


def backlog(case: Past, scope: Scope) -> Iterable[tuple[int, int, str]]:
    return [(1, 1, "")] if is_backlog(case, end_of(scope)) else []


def appeals(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
    if case.kind == "appeal" and within(case.received or case.opened, scope):
        yield 1, 0, ""
    for decision in case.decided:
        if decision.told and within(decision.told[0], scope):
            yield 0, 1, ""


def reversals(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
    for decision in case.decided[-1:]:
        if within(decision.at, scope) and decision.outcome in {"upheld", *REVERSALS}:
            yield int(decision.outcome in REVERSALS), 1, ""


def reopenings(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
    turns = case.turns
    closed = [n for n, (what, at) in enumerate(turns) if what != "reopened" and within(at, scope)]
    if closed:
        yield int(any(n + 1 < len(turns) for n in closed)), 1, ""


def front_line(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
    if case.kind == "frontline" and within(case.opened, scope):
        yield int(case.vendor != ""), 1, ""


def feedback(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
    for item in case.items:
        if within(item.asked, scope):
            yield int(item.state in ("done", "verified", "rejected")), 1, item.target


def others(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
    if within(case.opened, scope):
        yield int(case.kind == "other"), 1, ""


def suppression(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
    if case.is_suppression and within(case.opened, scope):
        yield 1, 1, ""


def noted(sort: str) -> Callable[[Past, Scope], Iterator[tuple[int, int, str]]]:
    def rows(case: Past, scope: Scope) -> Iterator[tuple[int, int, str]]:
        for what, at in case.happened:
            if what == sort and within(at, scope):
                yield 1, 1, ""

    return rows


AGREEMENTS = (
    "agreement",
    "agreement_low",
    "agreement_high",
    "agreement_kappa",
    "agreement_kappa_low",
    "agreement_kappa_high",
)
TIMES: dict[str, Callable[[Past, Scope], list[timedelta]]] = {
    "time_to_claim": to_claim,
    "time_to_decision": to_decision,
    "time_to_notification": to_notification,
    "communication_gap": gaps,
    "effect_gap": to_effect,
    "backlog_age": ages,
}
SHARES: dict[str, Callable[[Past, Scope], Iterable[tuple[int, int, str]]]] = {
    "sla_first_response": of_clock("first_response"),
    "sla_update": of_clock("update"),
    "sla_resolution": of_clock("resolution"),
    "backlog": backlog,
    "appeal_rate": appeals,
    "reversal_rate": reversals,
    "reopen_rate": reopenings,
    "escalation_rate": front_line,
    "feedback_closed": feedback,
    "share_other": others,
    "conflict_overrides": noted("conflict_overridden"),
    "legal_deadlines_missed": noted("deadline_passed"),
    "suppression_letters": suppression,
}
