"""What if: the rules over what really came in, with the times that people took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.business_hours import WEEKDAYS
from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.policy import ClockKind, Duration, Member, Office, Policy
from bot.policy.text import write_policy
from bot.rotation.choice import Absence, Candidate, Choice, Exclusion, Pool, Requirements, choose
from bot.simulation.past import Behaviour, Past, PastCase, PastOffer
from bot.simulation.replay import Replay, Replayed, _Course, _Nobody, _Town, replay
from bot.simulation.told import lines_told
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    open_one,
    policy,
    settle,
)
from tests.support.offices import office_policy

HOUR = timedelta(hours=1)
END = after(days=99)


def past(
    number: int,
    at: datetime,
    *,
    answer: timedelta | None = HOUR / 4,
    handling: timedelta = 2 * HOUR,
    owner: UserId = HERON,
    **more: object,
) -> PastCase:
    """A case that its owner claimed and decided so long after it came in."""
    usual = PastCase(EscalationId(number), "executive", Priority.P3, WREN, at)
    if answer is not None:
        usual = replace(
            usual,
            offers=(PastOffer(owner, at),),
            owner=owner,
            claimed_at=at + answer,
            decided_at=at + answer + handling,
            met={"first_response": True, "resolution": True},
        )
    return replace(usual, **more)  # type: ignore[arg-type] # fields of PastCase


def replayed(under: Policy, cases: Sequence[PastCase], **more: object) -> Replay:
    whole = replace(Past(cases), **more)  # type: ignore[arg-type] # fields of Past
    return replay(under, whole, Behaviour(policy(), cases), END, seed=1)


def by_id(found: Replay) -> dict[int, Replayed]:
    return {one.case.id: one for one in found.cases}


def test_offers_go_round_as_the_rotation_has_them() -> None:
    found = by_id(replayed(policy(), [past(n, after(minutes=n)) for n in range(1, 5)]))

    assert [found[n].offers for n in range(1, 5)] == [(HERON,), (CRANE,), (EGRET,), (HERON,)]
    assert found[1].claimed_at == after(minutes=1) + HOUR / 4
    assert found[1].decided_at == after(minutes=1) + HOUR / 4 + 2 * HOUR


def test_when_an_office_opens_is_as_its_hours_say_however_often_it_is_asked() -> None:
    """Over the nights, weekends and holidays of a month in which the clocks go forward."""
    town = _Town(office_policy(), Past([]), Behaviour(policy(), []), seed=1)
    for office in ("copenhagen", "melbourne", "denver"):
        hours = town.hours_of(office)
        for quarter in range(30 * 24 * 4):
            now = after(minutes=15 * quarter)
            opens_at = None if hours.is_open(now) else hours.next_open(now)
            assert town.opens_at(office, now) == opens_at, (office, now)


def test_who_is_full_away_or_in_conflict_is_passed_over() -> None:
    away = {CRANE: [Absence(CRANE, after(days=-1), after(days=1), CRANE)]}
    full = policy([Member(HERON, "copenhagen", capacity=1), CRANE, EGRET])
    barred = (Exclusion("made the decision under appeal", EGRET),)
    cases = [past(1, after()), past(2, after(minutes=1)), past(3, after(minutes=2))]
    cases[1] = replace(cases[1], excluded=barred)

    found = by_id(replayed(full, cases, absences=away))

    assert found[1].offers == (HERON,)
    assert found[2].offers == (HERON,), "when Heron has room again, since nobody else may"
    assert found[1].decided_at is not None
    assert found[2].claimed_at == found[1].decided_at + HOUR / 4
    assert found[3].offers == (EGRET,)


@pytest.mark.parametrize("clock", ClockKind)
def test_who_is_chosen_is_whom_the_rotation_s_own_rule_chooses(clock: ClockKind) -> None:
    draw = Random(3)
    hours = [(f"{h:02}:00-{h + 8:02}:00",) for h in (0, 6, 12)]
    offices = {f"o{n}": Office(f"o{n}", "UTC", hours=dict.fromkeys(WEEKDAYS, h)) for n, h in
               enumerate(hours)}  # fmt: skip
    rotation = [
        Member(UserId(f"U{n}"), f"o{n % 3}", ("a",) if n % 2 else (), draw.choice([None, 1]))
        for n in range(7)
    ]
    under = replace(policy(rotation), offices=offices)
    levels = {p: replace(level, clock=clock) for p, level in
              under.service_levels["executive"].items()}  # fmt: skip
    under = replace(under, service_levels={"executive": levels})
    cases = [past(0, after())]
    for number in range(200):
        user, back = draw.choice(rotation).user, draw.choice([None, after(hours=30)])
        away = Absence(user, after(days=-1), back, user)
        there = Past(cases, {user: [away]}, {"restricted": frozenset(m.user for m in rotation[2:])})
        town = _Town(under, there, Behaviour(policy(), cases), seed=1)
        class_ = draw.choice(("internal", "restricted"))
        barred = draw.choice(((), (Exclusion("decided it", rotation[3].user),)))
        case = past(number, after(), skills=draw.choice([(), ("a",)]))
        case = replace(case, confidentiality=class_, excluded=barred)
        course = _Course(
            case, under.queues["executive"], under.service_level(case.kind, case.priority), 1
        )
        town.load.update({m.user: draw.randrange(2) for m in rotation})
        last = dict(zip((m.user for m in rotation[:4]), draw.sample(range(99), 4), strict=True))
        town.turns["executive"] = sorted(rotation, key=lambda m: last.get(m.user, -1))
        now = after(hours=draw.randrange(24))
        pool = Pool(
            tuple(
                Candidate(
                    m,
                    town.hours_of(m.office),
                    away if m.user == user else None,
                    town.load[m.user],
                    last.get(m.user),
                    class_ == "internal" or m in rotation[2:],
                )
                for m in rotation
            ),
            barred,
        )
        wanted = choose(Requirements(clock, case.skills, class_), pool, now)
        found = town.choice(course, now, new_round=True)
        if isinstance(wanted, Choice):
            assert found == wanted.user
        else:
            assert found == _Nobody(wanted.again_at)


def test_time_without_anybody_is_counted_once_however_many_wait() -> None:
    alone = policy([Member(HERON, "copenhagen", capacity=1)])
    cases = [past(n, after(minutes=n)) for n in (1, 2, 3)]

    found = replayed(alone, cases)

    # The second waits for the first, the third for the second: a quarter and two hours each.
    assert [one.offers for one in found.cases] == [(HERON,)] * 3
    assert found.unheld == 2 * (HOUR / 4 + 2 * HOUR) - timedelta(minutes=1)


def test_an_offer_that_nobody_answers_goes_on_and_stays_with_the_last() -> None:
    silent = [past(n, after(), answer=None, claimed_at=after(days=9)) for n in (1,)]
    never = replace(
        silent[0], offers=tuple(PastOffer(HERON, after()) for _ in range(Behaviour.ENOUGH))
    )
    answers = [past(n, after(days=-n), owner=CRANE) for n in range(2, 9)]

    found = by_id(replayed(policy([HERON, CRANE]), [*answers, never]))

    assert found[1].offers in ((HERON, CRANE), (CRANE,))
    assert found[1].owner == CRANE


def test_targets_are_judged_in_the_hours_of_who_has_it_and_not_before_they_fall_due() -> None:
    strict = policy()
    levels = {p: replace(level, first_response=Duration(seconds=600)) for p, level in
              strict.service_levels["executive"].items()}  # fmt: skip
    found = by_id(
        replayed(
            replace(strict, service_levels={"executive": levels}),
            [past(1, after()), past(2, END - HOUR / 12)],
        )
    )

    assert found[1].met == {"first_response": False, "resolution": True}
    assert "first_response" not in found[2].met


def test_people_work_in_their_hours_only() -> None:
    hours = Office("office", "UTC", hours={"tue": ("09:00-13:00",), "wed": ("09:00-17:00",)})
    under = replace(policy([Member(HERON, "office")]), offices={"office": hours})
    cases = [past(1, NOON, answer=HOUR / 2, handling=HOUR)]

    found = replay(under, Past(cases), Behaviour(policy(), cases), END, seed=1)

    (one,) = found.cases
    assert one.claimed_at == after(minutes=30)
    assert one.decided_at == datetime.fromisoformat("2026-03-04T09:30:00+00:00")


def town(count: int) -> list[PastCase]:
    """Cases of a few weeks as three people took them in turn, each at their own pace."""
    draw = Random(7)
    paces = {HERON: 1, CRANE: 2, EGRET: 4}
    return [
        past(
            n,
            after(hours=n * 1.5),
            owner=user,
            answer=HOUR * draw.uniform(0.1, 0.4) * paces[user],
            handling=HOUR * draw.uniform(0.5, 1.5) * paces[user],
        )
        for n in range(count)
        for user in (list(paces)[n % 3],)
    ]


def test_the_replay_of_the_policy_in_force_comes_close_and_the_same_seed_says_the_same() -> None:
    cases = town(300)

    found, again = replayed(policy(), cases), replayed(policy(), cases)

    assert found == again
    took = sorted(c.claimed_at - c.opened_at for c in cases if c.claimed_at)
    would = sorted(r.claimed_at - r.case.opened_at for r in found.cases if r.claimed_at)
    assert len(would) == 300
    assert abs(took[150] - would[150]) < HOUR / 5
    assert sum(r.owner == r.case.owner for r in found.cases) > 200


def test_what_is_told_has_a_line_a_kind_a_person_and_how_far_to_trust_it() -> None:
    cases = town(60)
    found = replayed(policy(), cases)
    fewer = replayed(policy([HERON]), cases)

    lines = list(lines_told(Past(cases), fewer, found, policy([HERON]), {HERON: "Heron"}))

    text = "\n".join(lines)
    assert "executive P3" in text
    heron = next(line.split() for line in lines if line.startswith("Heron"))
    assert heron[1:] == ["20", "60", "20", "60"]
    assert next(line.split() for line in lines if line.startswith(CRANE))[1:] == [
        "20", "0", "20", "0",
    ]  # fmt: skip
    assert "office copenhagen" in text
    assert "points apart" in text
    assert "Claimed the most later: ESC-" in text


# --- the command


@pytest.fixture
def lived(
    storage: DatabaseStorage, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> DatabaseStorage:
    """Three cases that were claimed and decided, and one that nobody took."""
    monkeypatch.setenv("DATABASE_URL", engine.url.render_as_string(hide_password=False))
    settle(storage)
    for number, user in enumerate((HERON, CRANE, EGRET)):
        case = open_one(storage, now=after(hours=number))
        Hand(storage, user).claim(case, after(hours=number, minutes=10))
        Hand(storage, user).decide(case, after(hours=number, minutes=50))
    open_one(storage, now=after(hours=4))
    return storage


def simulates(folder: Path, under: Policy, *options: str) -> Result:
    file = folder / "tried.toml"
    file.write_text(write_policy(under), encoding="utf-8")
    return CliRunner().invoke(app, ["policy", "simulate", str(file), *options])


@pytest.mark.both_databases
@pytest.mark.usefixtures("lived")
def test_a_policy_is_tried_on_what_the_database_holds(tmp_path: Path) -> None:
    done = simulates(tmp_path, policy([STORK]), "--from", "2026-03-03", "--to", "2026-03-03")

    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("4 cases replayed under ")
    stork = next(line.split() for line in lines if line.startswith("Stork"))
    heron = next(line.split() for line in lines if line.startswith("Heron"))
    assert stork[1:] == ["0", "4", "0", "4"]
    assert (heron[2], heron[3], heron[4]) == ("0", "1", "0")


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--from", "2027-01-01"),
            "Nothing was raised in that period: there is nothing to replay.",
        ),
        (("--from", "2026-03-04", "--to", "2026-03-03"), "The period ends before it starts"),
        (("--queue", "legal"), "There is no queue 'legal'."),
    ],
    ids=["empty", "backwards", "queue"],
)
def test_what_cant_be_replayed_is_said(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    done = simulates(tmp_path, policy(), *options)

    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


@pytest.mark.usefixtures("lived")
def test_a_policy_with_mistakes_is_not_tried(tmp_path: Path) -> None:
    file = tmp_path / "tried.toml"
    file.write_text("[workspace]\n", encoding="utf-8")

    done = CliRunner().invoke(app, ["policy", "simulate", str(file)])

    assert done.exit_code == 1
    assert "problem" in done.stderr
