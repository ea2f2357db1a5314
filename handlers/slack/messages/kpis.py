"""Key figures in words: what each is called, and its value as a person says it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.figures.kpis import Figure, Unit

LABELS = {
    "time_to_claim": "Time to claim",
    "time_to_decision": "Time to decision, without waits",
    "time_to_notification": "Time to notification, with waits",
    "communication_gap": "From decision to notification",
    "effect_gap": "From decision to effect",
    "sla_first_response": "First responses in time",
    "sla_update": "Updates in time",
    "sla_resolution": "Decisions in time",
    "backlog": "Not closed",
    "backlog_age": "Age of what isn't closed",
    "appeal_rate": "Appeals per decision told",
    "reversal_rate": "Reversed or partly reversed",
    "reopen_rate": "Closed and reopened",
    "escalation_rate": "Front-line cases from a vendor",
    "feedback_closed": "Feedback items closed",
    "agreement": "Second looks that agree",
    "agreement_low": "Second looks that agree, at least",
    "agreement_high": "Second looks that agree, at most",
    "agreement_kappa": "Cohen's kappa of second looks",
    "agreement_kappa_low": "Cohen's kappa, at least",
    "agreement_kappa_high": "Cohen's kappa, at most",
    "share_other": "Cases of the kind Other",
    "conflict_overrides": "Conflicts of interest overridden",
    "legal_deadlines_missed": "Legal deadlines missed",
    "suppression_letters": "Letters that threaten over a genuine review",
}
FEW = 10
"""Of fewer a share in per cent says more than is known: the numbers alone stand."""
_ONLY_IF_ANY = ("share_other", "escalation_rate", "reopen_rate", "appeal_rate")
"""None of many is no news."""
_COMPUTED = tuple(name for name in LABELS if name.startswith("agreement_"))
"""What isn't so many of so many."""
_WHOLE_FROM = Decimal(100)


def is_nothing(figure: Figure) -> bool:
    """Whether there was nothing to count."""
    if figure.unit == Unit.COUNT.value:
        return not figure.value
    if figure.kpi in _ONLY_IF_ANY and not figure.numerator:
        return True
    return not figure.denominator or (figure.kpi in _COMPUTED and figure.value is None)


def value(figure: Figure) -> str:
    """A figure's value with what it is over; a dash where there was nothing."""
    if is_nothing(figure):
        return "–"
    if figure.unit == Unit.HOURS.value:
        return _spread(figure)
    if figure.unit == Unit.COUNT.value:
        return f"{figure.value:,}"
    if figure.kpi in _COMPUTED:
        return f"{figure.value} (of {figure.denominator})"
    return share(figure.numerator or 0, figure.denominator or 0)


def share(numerator: int, denominator: int) -> str:
    """How many of how many, with the share where that many tell one."""
    said = f"{numerator:,} of {denominator:,}"
    return f"{said} ({numerator / denominator:.0%})" if denominator >= FEW else said


def _spread(figure: Figure) -> str:
    count = figure.denominator or 0
    if figure.median is None or figure.p90 is None:
        return "–"
    middle, most = hours(figure.median), hours(figure.p90)
    if middle == most:
        return f"{middle} (of {count:,})"
    # Of fewer than ten the 90th percentile is the longest of all.
    within = "9 of 10 within" if count >= FEW else "at most"
    return f"{middle}, {within} {most} (of {count:,})"


def hours(number: Decimal) -> str:
    """Hours with a decimal where that matters, minutes below one."""
    if number < 1:
        minutes = int((number * 60).quantize(Decimal(1), ROUND_HALF_UP))
        return f"{minutes} min" if minutes else "under a minute"
    exact = Decimal(1) if number >= _WHOLE_FROM else Decimal("0.1")
    rounded = number.quantize(exact, ROUND_HALF_UP)
    whole = rounded == rounded.to_integral_value()
    return f"{int(rounded) if whole else rounded} h"
