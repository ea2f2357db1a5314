"""The key figures: what each of them is, in which unit, and over what; how a measure becomes one.

Every surface that says one of them (the file, the table in Slack, a digest) reads it from here:
there is no second formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction

from bot.case.errors import RefusalCode, Refused
from bot.case.kinds import KINDS
from bot.case.priority import Priority

HOUR = 3_600_000_000
"""In microseconds, in which durations are measured."""
ALL = "all"
"""The group of a figure over everything."""
_NAMED_AT_MOST = 20
_HOURS, _SHARE = Decimal("0.01"), Decimal("0.0001")


class By(StrEnum):
    """What figures can be told apart by."""

    QUEUE = "queue"
    KIND = "kind"
    PRIORITY = "priority"
    PERSON = "person"
    VENDOR = "vendor"
    LANGUAGE = "language"
    REQUESTER = "requester"
    GROUND = "ground"


class Unit(StrEnum):
    """A duration has a median and a 90th percentile, a rate and a count have a value."""

    HOURS = "hours"
    FRACTION = "fraction"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure by its promised name."""

    name: str
    unit: Unit
    definition: str


_DEFINED = (
    Kpi(
        "time_to_claim",
        Unit.HOURS,
        "From when an escalation was raised until somebody first had it, over those first "
        "claimed in the period.",
    ),
    Kpi(
        "time_to_decision",
        Unit.HOURS,
        "From when an escalation was raised until it was first decided, without the time it "
        "waited on somebody, over those first decided in the period.",
    ),
    Kpi(
        "time_to_notification",
        Unit.HOURS,
        "From when it was received until the impacted party was first told, waits included, "
        "over those first told in the period.",
    ),
    Kpi(
        "communication_gap",
        Unit.HOURS,
        "From a decision until the impacted party was first told of it, over decisions first "
        "told in the period.",
    ),
    Kpi(
        "effect_gap",
        Unit.HOURS,
        "From a decision until it was in force, over decisions that came into force in the period.",
    ),
    Kpi(
        "sla_first_response",
        Unit.FRACTION,
        "First responses that came in time, of all that were due in the period; late and still "
        "open counts as missed.",
    ),
    Kpi(
        "sla_update",
        Unit.FRACTION,
        "Updates that came in time, of all that were due in the period; late and still open "
        "counts as missed.",
    ),
    Kpi(
        "sla_resolution",
        Unit.FRACTION,
        "Decisions that came in time, of all that were due in the period; late and still open "
        "counts as missed.",
    ),
    Kpi(
        "backlog",
        Unit.COUNT,
        "Escalations not closed at the end of the period; one that is decided and nobody was "
        "told of is among them.",
    ),
    Kpi(
        "backlog_age",
        Unit.HOURS,
        "How long ago the backlog was raised, at the end of the period.",
    ),
    Kpi(
        "appeal_rate",
        Unit.FRACTION,
        "Appeals received in the period, for each decision first told in it.",
    ),
    Kpi(
        "reversal_rate",
        Unit.FRACTION,
        "Decisions that reversed or partly reversed, of those in the period that upheld, partly "
        "reversed or reversed; of a case the latest. By vendor: whose decision was contested.",
    ),
    Kpi(
        "reopen_rate",
        Unit.FRACTION,
        "Escalations closed in the period and reopened since, of those closed in it.",
    ),
    Kpi(
        "escalation_rate",
        Unit.FRACTION,
        "Front-line escalations of a vendor, of all front-line escalations raised in the period.",
    ),
    Kpi(
        "feedback_closed",
        Unit.FRACTION,
        "Feedback items that are done, verified or rejected by now, of those asked for in the "
        "period.",
    ),
    Kpi(
        "agreement",
        Unit.FRACTION,
        "Second looks that came to the same outcome and ground, of those given in the period. By "
        "vendor: whose specialist decided. Not told by person.",
    ),
    Kpi(
        "agreement_low",
        Unit.FRACTION,
        "From what on the agreement lies, with 95 % certainty (Wilson).",
    ),
    Kpi(
        "agreement_high",
        Unit.FRACTION,
        "Up to what the agreement lies, with 95 % certainty (Wilson).",
    ),
    Kpi(
        "agreement_kappa",
        Unit.FRACTION,
        "Cohen's kappa of the second looks: agreement beyond what chance would bring, of which 1 "
        "is all there could be and 0 is none.",
    ),
    Kpi(
        "agreement_kappa_low",
        Unit.FRACTION,
        "From what on Cohen's kappa lies, with 95 % certainty (Wilson's interval of the agreement, "
        "as kappa).",
    ),
    Kpi(
        "agreement_kappa_high",
        Unit.FRACTION,
        "Up to what Cohen's kappa lies, with 95 % certainty (Wilson's interval of the agreement, "
        "as kappa).",
    ),
    Kpi(
        "share_other",
        Unit.FRACTION,
        "Escalations of the kind other, of all raised in the period.",
    ),
    Kpi(
        "conflict_overrides",
        Unit.COUNT,
        "How often in the period a manager gave an escalation to somebody in spite of a "
        "conflict of interest.",
    ),
    Kpi(
        "legal_deadlines_missed",
        Unit.COUNT,
        "Legal deadlines that passed in the period while the escalation was not closed.",
    ),
    Kpi(
        "suppression_letters",
        Unit.COUNT,
        "Legal letters raised in the period that threaten over a genuine review.",
    ),
)
KPIS: Mapping[str, Kpi] = {kpi.name: kpi for kpi in _DEFINED}


@dataclass(frozen=True, slots=True)
class Scope:
    """Over what figures are computed, as of `now`: from `since` up to but not at `until` (None: no
    such end), of which queues by the names that cases are kept under (None: of all), told apart
    `by` something, and `only` over one of something (a kind, a vendor …). What was imported is of
    no queue: where there are queues it is of these `kinds`."""

    now: datetime
    since: datetime | None = None
    until: datetime | None = None
    queues: tuple[str, ...] | None = None
    by: By | None = None
    only: Mapping[By, str] = field(default_factory=dict)
    kinds: tuple[str, ...] | None = None

    @property
    def end(self) -> datetime:
        """As of when how things stand is told: the end of the period, or now if that is earlier."""
        return min(self.now, self.until) if self.until is not None else self.now


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a group, in the report's columns. Hours have two decimals, fractions four. The
    median of nothing is None, not 0; of a duration the `denominator` is how many it is over."""

    kpi: str
    group: str
    median: Decimal | None
    p90: Decimal | None
    value: Decimal | int | None
    numerator: int | None
    denominator: int | None
    unit: str
    definition: str


COLUMNS = tuple(column.name for column in fields(Figure))


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took in a group: the two values in the middle (the same one where their
    number is odd) and the 90th percentile by nearest rank, in microseconds, and of how many."""

    count: int = 0
    low: int | None = None
    high: int | None = None
    p90: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group, of how many."""

    numerator: int = 0
    denominator: int = 0


@dataclass(frozen=True, slots=True)
class Computed:
    """A fraction that isn't its numerator by its denominator, which say over what it is."""

    value: Fraction | float | None
    numerator: int
    denominator: int


Measure = Spread | Share | Computed


def none_of(kpi: Kpi) -> Measure:
    """What a figure is measured as where there is nothing."""
    return Spread() if kpi.unit is Unit.HOURS else Share()


def figure(kpi: Kpi, group: str, measure: Measure) -> Figure:
    """A measure as the figure that is told."""
    if isinstance(measure, Spread):
        middle = None
        if measure.low is not None and measure.high is not None:
            middle = _hours(measure.low + measure.high, 2)
        p90 = _hours(measure.p90, 1) if measure.p90 is not None else None
        return _figure(kpi, group, middle, p90, None, None, measure.count)
    if isinstance(measure, Computed):
        value = rounded(measure.value)
        return _figure(kpi, group, None, None, value, measure.numerator, measure.denominator)
    if kpi.unit is Unit.COUNT:
        return _figure(kpi, group, None, None, measure.numerator, measure.numerator, None)
    value = share_of(measure.numerator, measure.denominator)
    return _figure(kpi, group, None, None, value, measure.numerator, measure.denominator)


def _figure(
    kpi: Kpi,
    group: str,
    median: Decimal | None,
    p90: Decimal | None,
    value: Decimal | int | None,
    numerator: int | None,
    denominator: int | None,
) -> Figure:
    unit = kpi.unit.value
    return Figure(kpi.name, group, median, p90, value, numerator, denominator, unit, kpi.definition)


def share_of(numerator: int, denominator: int) -> Decimal | None:
    """A fraction with four decimals, None of nothing."""
    if not denominator:
        return None
    return (Decimal(numerator) / denominator).quantize(_SHARE, ROUND_HALF_EVEN)


def rounded(value: Fraction | float | None) -> Decimal | None:
    """A number with four decimals, None of None."""
    if value is None:
        return None
    exact = Fraction(value)
    return (Decimal(exact.numerator) / exact.denominator).quantize(_SHARE, ROUND_HALF_EVEN)


def _hours(microseconds: int, parts: int) -> Decimal:
    return (Decimal(microseconds) / (parts * HOUR)).quantize(_HOURS, ROUND_HALF_EVEN)


def read_by(name: str) -> By:
    """What figures are to be told apart by. Raises Refused."""
    try:
        return By(name)
    except ValueError:
        known = ", ".join(By)
        raise Refused(
            f"Figures can't be told apart by {name!r}. By what they can: {known}.",
            code=RefusalCode.INVALID,
        ) from None


KNOWN: Mapping[By, tuple[str, ...]] = {
    By.KIND: tuple(KINDS),
    By.PRIORITY: tuple(priority.value for priority in Priority),
}
"""Of what there are these and no others: of any other, figures would look like those of nothing."""


def check_only(only: Mapping[By, str], names: Callable[[By], Iterable[str]]) -> None:
    """Raises Refused for one that there isn't: of kinds and priorities these are known, of all else
    `names` has them. An empty one is none either: a script whose variable isn't set would get
    the figures of what has none."""
    for of, value in only.items():
        is_there = value.strip() and value in (KNOWN[of] if of in KNOWN else names(of))
        if is_there:
            continue
        known = KNOWN[of] if of in KNOWN else sorted({*names(of)} - {""})
        words = f"There is no {of} {value!r}. There are: {_listed(known)}."
        raise Refused(words, code=RefusalCode.NOT_FOUND)


def _listed(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(names) - _NAMED_AT_MOST
    rest = f" and {more:,} more" if more > 0 else ""
    return f"{', '.join(names[:_NAMED_AT_MOST])}{rest}" if names else "none yet"
