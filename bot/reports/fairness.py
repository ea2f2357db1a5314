"""Whether work is spread evenly, and whether decisions hold up alike whoever made them or asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

from bot.figures.kpis import Share, share_of
from bot.reports.chance import Fourfold

CSM, EVERYBODY_ELSE = "CSM", "everybody else"
_P = Decimal("0.0001")


class Of(StrEnum):
    """What is compared: shares of work, or how often the contested decisions of a group are
    reversed against those of all others; or for one root cause, since feedback about it was done,
    against before."""

    OFFERS = "offers"
    LOAD = "load"
    DECIDED_BY = "reversal_by_decided_by"
    VENDOR = "reversal_by_vendor"
    GROUND = "reversal_by_ground"
    ASKED_BY = "reversal_by_who_asked"
    FEEDBACK = "reversal_after_feedback"


@dataclass(frozen=True, slots=True)
class FairnessLine:
    """A group beside the others, in the report's columns. Of work `other_value` is an even share
    of the queue's rotation, empty for who isn't on it. `p` is how often chance alone would bring
    such a difference."""

    measure: str
    queue: str
    group: str
    numerator: int
    denominator: int
    value: Decimal | None
    other_numerator: int | None
    other_denominator: int | None
    other_value: Decimal | None
    p: Decimal | None
    says: str


COLUMNS = tuple(field.name for field in fields(FairnessLine))


def work_lines(
    of: Of, queue: str, rotation: Sequence[str], counts: Mapping[str, int]
) -> Iterable[FairnessLine]:
    """What each person of a queue had of its work, against an even share of the rotation."""
    whole = sum(counts.values())
    even = share_of(1, len(rotation)) if rotation and whole else None
    for person in (*rotation, *sorted(counts.keys() - set(rotation))):
        count, is_there = counts.get(person, 0), person in rotation
        what = of.value if whole != 1 else of.value.removesuffix("s")
        says = f"{count} of {whole} {what if of is Of.OFFERS else 'open now'}"
        if whole and is_there:
            says += f"; an even share is {_plain(Decimal(whole) / len(rotation))}"
        yield FairnessLine(
            of, queue, person, count, whole, share_of(count, whole), None, None,
            even if is_there else None, None, says,
        )  # fmt: skip


def reversal_lines(of: Of, shares: Mapping[str, Share]) -> Iterable[FairnessLine]:
    """How often each group's decisions were reversed, against all other groups together."""
    hits = sum(share.numerator for share in shares.values())
    whole = sum(share.denominator for share in shares.values())
    for group, share in sorted(shares.items()):
        if of is Of.ASKED_BY and group != CSM:
            continue
        table = Fourfold(
            share.numerator,
            share.denominator,
            hits - share.numerator,
            whole - share.denominator,
        )
        yield FairnessLine(
            of, "", group, table.hits, table.count, share_of(table.hits, table.count),
            table.other_hits, table.other_count, share_of(table.other_hits, table.other_count),
            _p(table.p()), _compared(group, table),
        )  # fmt: skip


def feedback_line(item: str, cause: str, target: str, before: Share, since: Share) -> FairnessLine:
    """How often decisions were reversed for a cause since its item was done, against before."""
    table = Fourfold(
        since.numerator,
        since.denominator,
        before.numerator,
        before.denominator,
    )
    p = table.p()
    says = f"{cause} ({item}, {target}): {table.hits} of {table.count} since it was done, "
    says += f"{table.other_hits} of {table.other_count} before"
    says += f"; {_chance(table, p)}." if p is not None else "; there is nothing to compare."
    return FairnessLine(
        Of.FEEDBACK, "", f"{item} {cause}", table.hits, table.count,
        share_of(table.hits, table.count), table.other_hits, table.other_count,
        share_of(table.other_hits, table.other_count), _p(p), says,
    )  # fmt: skip


def _chance(table: Fourfold, p: float) -> str:
    chance = "chance explains that" if table.is_chance() else "chance doesn't explain that"
    return f"{chance} ({p_in_words(p)})"


def _compared(group: str, table: Fourfold) -> str:
    p = table.p()
    said = f"{group or 'No name'}: {table.hits} of {table.count} reversed"
    if p is None:
        return f"{said}; there is nothing to compare it with."
    rest = f"everybody else: {table.other_hits} of {table.other_count}"
    return f"{said}, {rest}; {_chance(table, p)}."


def _p(p: float | None) -> Decimal | None:
    return Decimal(p).quantize(_P, ROUND_HALF_EVEN) if p is not None else None


def p_in_words(p: float) -> str:
    """How often chance alone would bring a difference, with no more digits than one reads."""
    return f"p = {p:.2f}" if p >= 0.01 else f"p = {p:.4f}" if p >= 0.0001 else "p < 0.0001"


def _plain(number: Decimal) -> str:
    """With one decimal where it has any."""
    rounded = number.quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
