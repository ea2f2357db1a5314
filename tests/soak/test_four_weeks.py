"""Four weeks of cases with two workers: every reminder beside an independent model."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime

import pytest

from storage.engine import connect
from tests.soak import workers
from tests.soak.log import Reminder
from tests.soak.model import Model
from tests.soak.open_minutes import seconds
from tests.soak.play import Play, Played, history
from tests.soak.town import DOWN, ENDS, ZONES, policy

FEW = int(os.environ.get("SOAK_FEW") or 50)
MANY = int(os.environ.get("SOAK_CASES") or 10_000)
SEED = int(os.environ.get("SOAK_SEED") or 1)
SHOWN = 12


def words(one: Reminder) -> str:
    when = datetime.fromtimestamp(one.at, UTC)
    return f"{when:%a %m-%d %H:%M:%S} {one.person} ESC-{one.case} {one.about} run {one.run}"


def model() -> Model:
    return Model(
        policy(),
        {str(who): zone for who, zone in ZONES.items()},
        [(seconds(DOWN[0]), seconds(DOWN[1]))],
        seconds(ENDS),
    )


def differences(played: Played, told: Model) -> dict[str, list[Reminder]]:
    """What was not said, or said twice or unasked, or when the person is out."""
    said, expected = Counter(played.said), Counter(told.reminders(played.acts, played.offers))
    doubled = {one: times for one, times in said.items() if times > 1}
    unasked = said - expected
    return {
        "missed": sorted((expected - said).elements()),
        "doubled": sorted(doubled),
        "unasked": sorted(one for one in unasked if one not in doubled),
        "outside of hours": sorted(
            one for one in unasked if told.hours_of(one.person).next_open(one.at) != one.at
        ),
    }


def report(played: Played, cases: int) -> str:
    together = sum(times - 1 for times in played.messages.values())
    return (
        f"{cases:,} cases, {len(played.acts):,} acts, {sum(played.shares.values()):,} timers "
        f"({', '.join(f'{n:,}' for n in played.shares.values())}), {played.ticks:,} ticks, "
        f"{len(played.said):,} reminders in {sum(played.messages.values()):,} messages "
        f"({together:,} could have been in another), {len(played.not_said):,} no longer so, "
        f"{sum(played.rows.values()):,} rows, {played.wall_seconds:,.0f} s; by kind: "
        + ", ".join(f"{k} {n:,}" for k, n in Counter(r.about for r in played.said).most_common())
    )


def live(url: str, cases: int, kind: str) -> None:
    engine = connect(url)
    with getattr(workers, kind)(url) as two:
        played = Play(engine, two, cases, SEED).run()
    found = differences(played, model())
    print(report(played, cases))
    wrong = {one.case for ones in found.values() for one in ones}
    lines = [f"{what}: {words(one)}" for what, ones in found.items() for one in ones[:SHOWN]]
    for case in sorted(wrong)[:3]:
        lines += [f"--- ESC-{case}", *history(engine, case)]
    engine.dispose()

    assert played.failures == []
    assert not wrong, "\n".join([*lines, *(f"{what}: {len(o)}" for what, o in found.items())])


@pytest.mark.timeout(900)
def test_each_reminder_comes_once_and_in_hours(postgres_url: str) -> None:
    live(postgres_url, FEW, "threads")


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
def test_each_reminder_of_many_cases_comes_once_and_in_hours(postgres_url: str) -> None:
    live(postgres_url, MANY, "processes")
