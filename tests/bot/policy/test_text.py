"""A policy written as a file is the same policy, and a change to it can be read as lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

import pytest

from bot.case.identifiers import ChannelId, UserId
from bot.case.priority import Priority
from bot.policy import (
    BreachStep,
    ClockKind,
    Digest,
    Duration,
    Member,
    Office,
    Policy,
    Queue,
    ServiceLevel,
    Told,
)
from bot.policy.diff import differences
from bot.policy.file import read_policy
from bot.policy.text import based_on, write_policy
from tests.support.example import filled_in

EXAMPLE = filled_in()

DAY = Duration(days=1)
LEVEL = ServiceLevel(Duration(seconds=1800), Duration(seconds=28800), ClockKind.ROUND_THE_CLOCK)
FIRST = Member(UserId("U0FIRST"), "copenhagen", ("appeal",), 6)
SECOND = Member(UserId("U0SECOND"), "new york", vendor="Acme")
QUEUE = Queue(
    "executive", ChannelId("C0EXEC"), "copenhagen", ("executive", "other"), (FIRST, SECOND)
)
POLICY = Policy(
    managers=("U0MANATEE",),
    timezone="Europe/Copenhagen",
    offices={
        "copenhagen": Office(
            "copenhagen",
            "Europe/Copenhagen",
            "DK",
            {"mon": ("09:00-12:00", "13:00-17:00")},
            ("2026-12-24",),
        ),
        "new york": Office("new york", "America/New_York", hours={"fri": ("08:00-16:00",)}),
    },
    queues={"executive": QUEUE},
    service_levels={
        "executive": {
            Priority.P1: replace(LEVEL, update_every=Duration(seconds=7200)),
            Priority.P2: LEVEL,
            Priority.P3: replace(LEVEL, resolution=DAY, clock=ClockKind.OFFICE),
        }
    },
    digests=(Digest("U0MANATEE", ("executive",), "0 9 * * mon-fri", "Europe/Copenhagen"),),
    grounds={"law": "The law"},
    breach=(
        BreachStep(Duration(), (Told.OWNER, Told.MANAGERS)),
        BreachStep(Duration(days=1, seconds=7200), (Told.WORKSPACE,)),
    ),
    version=7,
)

WRITTEN = """\
# version 7

[workspace]
managers = ["U0MANATEE"]
timezone = "Europe/Copenhagen"
tell_p1 = true

[offices.copenhagen]
timezone = "Europe/Copenhagen"
holidays = "DK"
hours = { mon = ["09:00-12:00", "13:00-17:00"] }
closed = ["2026-12-24"]

[offices."new york"]
timezone = "America/New_York"
hours = { fri = ["08:00-16:00"] }

[queues.executive]
channel = "C0EXEC"
office = "copenhagen"
kinds = ["executive", "other"]

[[queues.executive.rotation]]
user = "U0FIRST"
office = "copenhagen"
skills = ["appeal"]
capacity = 6

[[queues.executive.rotation]]
user = "U0SECOND"
office = "new york"
vendor = "Acme"

[sla.executive]
P1 = { first_response = "30m", update_every = "2h", resolution = "8h", clock = "24x7" }
P2 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P3 = { first_response = "30m", resolution = "1d", clock = "office" }

[[breach]]
after = "0s"
tell = ["owner", "managers"]

[[breach]]
after = "1d2h"
tell = ["workspace"]

[[digests]]
to = "U0MANATEE"
queues = ["executive"]
cron = "0 9 * * mon-fri"
timezone = "Europe/Copenhagen"

[grounds]
law = "The law"
"""


def test_a_policy_is_written_in_the_promised_layout() -> None:
    assert write_policy(POLICY) == WRITTEN
    assert read_policy(WRITTEN).policy == POLICY


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (WRITTEN, 7),
        ("\ufeff# version 12\r\n[workspace]\r\n", 12),
        (EXAMPLE, None),
        ("[workspace]\n# version 7\n", None),
        ("# version 0\n", None),
        ("# version seven\n", None),
        ("", None),
    ],
)
def test_the_first_line_tells_what_a_file_is_based_on(text: str, version: int | None) -> None:
    assert based_on(text) == version


def test_a_draft_is_written_without_a_version() -> None:
    draft = replace(POLICY, version=0)
    assert write_policy(draft) == WRITTEN.removeprefix("# version 7\n\n")


def with_queue(**changes: object) -> Policy:
    queue = replace(QUEUE, **changes)  # type: ignore[arg-type]
    return replace(POLICY, queues={"executive": queue})


def with_office(**changes: object) -> Policy:
    office = replace(POLICY.offices["copenhagen"], **changes)  # type: ignore[arg-type]
    return replace(POLICY, offices={**POLICY.offices, "copenhagen": office})


def with_levels(changes: Mapping[Priority, ServiceLevel]) -> Policy:
    levels = {**POLICY.service_levels["executive"], **changes}
    return replace(POLICY, service_levels={"executive": levels})


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (POLICY, ()),
        (
            replace(POLICY, managers=("S0TEAM",), timezone="UTC"),
            (
                "workspace.managers: - U0MANATEE",
                "workspace.managers: + S0TEAM",
                "workspace.timezone: Europe/Copenhagen → UTC",
            ),
        ),
        (with_queue(rotation=(FIRST,)), ("queues.executive.rotation: - U0SECOND",)),
        (
            with_queue(rotation=(SECOND, FIRST)),
            ("queues.executive.rotation: order U0FIRST, U0SECOND → U0SECOND, U0FIRST",),
        ),
        (
            with_queue(rotation=(FIRST, SECOND, Member(UserId("U0NEW"), "copenhagen", capacity=6))),
            ("queues.executive.rotation: + U0NEW (copenhagen, capacity 6)",),
        ),
        (
            with_queue(rotation=(replace(FIRST, capacity=None, skills=()), SECOND)),
            (
                "queues.executive.rotation.U0FIRST.skills: - appeal",
                "queues.executive.rotation.U0FIRST.capacity: 6 → any number",
            ),
        ),
        (
            with_queue(channel=ChannelId("C0OTHER"), kinds=("other", "executive", "advice")),
            (
                "queues.executive.channel: C0EXEC → C0OTHER",
                "queues.executive.kinds: + advice",
                "queues.executive.kinds: order executive, other → other, executive, advice",
            ),
        ),
        (
            with_office(hours={"tue": ("09:00-17:00",)}, holidays=""),
            (
                "offices.copenhagen.holidays: DK → none",
                "offices.copenhagen.hours.mon: 09:00-12:00, 13:00-17:00 → closed",
                "offices.copenhagen.hours.tue: closed → 09:00-17:00",
            ),
        ),
        (
            replace(POLICY, offices={"copenhagen": POLICY.offices["copenhagen"]}),
            ("offices: - new york",),
        ),
        (
            with_levels({Priority.P1: replace(LEVEL, resolution=Duration(seconds=21600))}),
            (
                "sla.executive.P1.update_every: 2h → none",
                "sla.executive.P1.resolution: 8h → 6h",
            ),
        ),
        (
            replace(POLICY, digests=(replace(POLICY.digests[0], cron="0 8 * * mon"),)),
            (
                "digests: - U0MANATEE (executive; 0 9 * * mon-fri Europe/Copenhagen)",
                "digests: + U0MANATEE (executive; 0 8 * * mon Europe/Copenhagen)",
            ),
        ),
        (
            replace(POLICY, breach=(replace(POLICY.breach[0], tell=(Told.OWNER,)),)),
            (
                "breach: - 0s after: owner, managers",
                "breach: - 1d2h after: workspace",
                "breach: + 0s after: owner",
            ),
        ),
        (
            replace(POLICY, grounds={"spam": "Spam"}),
            ("grounds: + spam (Spam)", "grounds: - law (The law)"),
        ),
        (replace(POLICY, grounds={"law": "Law"}), ("grounds.law: The law → Law",)),
    ],
)
def test_a_change_is_told_in_lines(new: Policy, lines: tuple[str, ...]) -> None:
    assert differences(POLICY, new) == lines


def test_the_first_policy_is_told_as_additions() -> None:
    assert differences(None, POLICY) == (
        "workspace.managers: + U0MANATEE",
        "workspace.timezone: none → Europe/Copenhagen",
        "workspace.tell_p1: none → true",
        (
            "offices: + copenhagen (Europe/Copenhagen, holidays DK, mon 09:00-12:00, 13:00-17:00, "
            "closed 2026-12-24)"
        ),
        "offices: + new york (America/New_York, fri 08:00-16:00)",
        "queues: + executive (C0EXEC, office copenhagen, kinds executive, other)",
        "queues.executive.rotation: + U0FIRST (copenhagen, capacity 6, skills appeal)",
        "queues.executive.rotation: + U0SECOND (new york, vendor Acme)",
        "sla.executive: + P1 (first response 30m, update every 2h, resolution 8h, clock 24x7)",
        "sla.executive: + P2 (first response 30m, resolution 8h, clock 24x7)",
        "sla.executive: + P3 (first response 30m, resolution 1d, clock office)",
        "breach: + 0s after: owner, managers",
        "breach: + 1d2h after: workspace",
        "digests: + U0MANATEE (executive; 0 9 * * mon-fri Europe/Copenhagen)",
        "grounds: + law (The law)",
    )


CHANGED: Mapping[type, Mapping[str, object]] = {
    Office: {
        "timezone": "UTC",
        "holidays": "GB-SCT",
        "hours": {},
        "closed": ("2026-12-24", "2026-12-31"),
    },
    Member: {"user": "U0NEW", "office": "new york", "skills": (), "capacity": 7, "vendor": "Acme"},
    Queue: {
        "channel": "C0OTHER",
        "office": "new york",
        "kinds": ("other", "executive"),
        "rotation": (),
        "managers": ("U0MANATEE",),
        "approvers": ("S0LEADS",),
    },
    ServiceLevel: {
        "first_response": Duration(seconds=1),
        "resolution": DAY,
        "clock": ClockKind.OFFICE,
        "update_every": None,
    },
    Digest: {"to": "C0EXEC", "queues": (), "cron": "0 8 * * *", "timezone": "UTC"},
}


def changed(part: type, field: str) -> Policy:
    change = {field: CHANGED[part][field]}
    if part is Office:
        return with_office(**change)
    if part is Member:
        return with_queue(rotation=(replace(FIRST, **change), SECOND))  # type: ignore[arg-type]
    if part is Queue:
        return with_queue(**change)
    if part is Digest:
        digest = replace(POLICY.digests[0], **change)  # type: ignore[arg-type]
        return replace(POLICY, digests=(digest,))
    level = POLICY.service_levels["executive"][Priority.P1]
    return with_levels({Priority.P1: replace(level, **change)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"skills": {"appeal": ("appeal",)}}, {"clearances": {"restricted": ("S0LEGAL",)}}],
)
def test_no_change_of_who_is_asked_or_let_in_goes_untold(change: dict[str, object]) -> None:
    changed_policy = replace(POLICY, **change)  # type: ignore[arg-type]
    (line,) = differences(POLICY, changed_policy)
    ((name, listed),) = next(iter(change.values())).items()  # type: ignore[attr-defined]
    assert line == f"{next(iter(change))}.{name}: + {listed[0]}"
    assert read_policy(write_policy(changed_policy)).policy == changed_policy


@pytest.mark.parametrize(
    ("part", "field"),
    [(part, f.name) for part in CHANGED for f in fields(part) if f.name != "name"],
)
def test_no_change_goes_untold(part: type, field: str) -> None:
    assert differences(POLICY, changed(part, field)) != ()


@pytest.mark.parametrize("share", [None, 0.0, 0.05, 1e-05, 1.0])
def test_a_share_of_second_looks_is_written_as_it_reads_back(share: float | None) -> None:
    with_share = replace(POLICY, second_look=share)

    assert read_policy(write_policy(with_share)).policy == with_share


@pytest.mark.parametrize("share", ["5", "-0.1", "nan", "true", '"0.05"'])
def test_a_share_of_second_looks_is_a_number_from_0_to_1(share: str) -> None:
    (problem,) = read_policy(f"{WRITTEN}\n[quality]\nsecond_look = {share}\n").problems

    assert problem.where == "quality.second_look"
    assert problem.words.startswith("a number from 0 to 1 is needed, like 0.05 for 5 %")
