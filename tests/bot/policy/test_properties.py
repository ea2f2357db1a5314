"""What holds for any policy: written it reads back, and torn it is refused in words."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import replace
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.business_hours import WEEKDAYS
from bot.case.confidentiality import CLEARED_CLASSES
from bot.case.identifiers import ChannelId, UserId
from bot.case.priority import Priority
from bot.case.restriction import categories
from bot.case.text import clean
from bot.policy import (
    Approval,
    ApprovalWhen,
    BreachStep,
    ClockKind,
    Digest,
    Duration,
    FeedbackTarget,
    Member,
    Office,
    Policy,
    Queue,
    ServiceLevel,
    Told,
)
from bot.policy.checks import PLACEHOLDERS, check_calendars, check_shape
from bot.policy.diff import differences
from bot.policy.file import read_policy
from bot.policy.grounds import Stated
from bot.policy.reading import read_shape
from bot.policy.text import write_policy
from bot.policy.values import KINDS
from tests.support.example import filled_in

EXAMPLE = filled_in()

T = TypeVar("T")

_LETTERS = st.text(alphabet="ABCXYZ019", min_size=2, max_size=6)
_USERS = _LETTERS.map(lambda rest: UserId("U0" + rest))
_MANAGERS = st.one_of(_USERS, _LETTERS.map("S0".__add__), _LETTERS.map("W0".__add__))
_CHANNELS = _LETTERS.map(lambda rest: ChannelId("C0" + rest))
_NAMES = st.from_regex(r"\w(?:[\w -]{0,10}\w)?", fullmatch=True)
# Hypothesis also tries words that stand in the program, the example's placeholders among them.
_LINES = st.text(max_size=20).filter(
    lambda t: clean(t) == t.strip() and "\n" not in t and t not in PLACEHOLDERS
)
_CATEGORIES = st.sampled_from(["", *categories()])
_SKILLS = _LINES.filter(str.strip)
_ZONES = st.sampled_from(["Europe/Copenhagen", "America/New_York", "Australia/Melbourne", "UTC"])
_DATES = st.dates().map(lambda date: date.isoformat())
_SPANS = st.sampled_from(
    [(), ("09:00-17:00",), ("08:00-12:00", "13:00-16:30"), ("06:00-24:00",), ("00:00-24:00",)]
)


def _tuples(items: st.SearchStrategy[T], least: int = 0) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(items, min_size=least, max_size=3).map(tuple)


@st.composite
def _offices(draw: st.DrawFn, name: str) -> Office:
    """One that opens, on one day at least."""
    hours = {day: draw(_SPANS) for day in WEEKDAYS}
    hours[draw(st.sampled_from(WEEKDAYS))] = draw(_SPANS.filter(bool))
    return Office(
        name=name,
        timezone=draw(_ZONES),
        holidays=draw(st.sampled_from(["", "DK", "GB-SCT", "AU-VIC"])),
        hours={day: spans for day, spans in hours.items() if spans},
        closed=draw(_tuples(_DATES)),
    )


@st.composite
def _levels(draw: st.DrawFn) -> ServiceLevel:
    lengths = st.builds(Duration, st.integers(0, 300), st.integers(1, 200_000))
    first, last = sorted((draw(lengths), draw(lengths)), key=Duration.elapsed)
    return ServiceLevel(first, last, draw(st.sampled_from(ClockKind)), draw(st.none() | lengths))


_LENGTHS = st.builds(Duration, st.integers(0, 300), st.integers(1, 86_399))


@st.composite
def _breaches(draw: st.DrawFn) -> tuple[BreachStep, ...]:
    later = draw(st.lists(_LENGTHS, max_size=3, unique_by=Duration.elapsed))
    told = st.lists(st.sampled_from(Told), min_size=1, max_size=3, unique=True).map(tuple)
    delays = (Duration(), *sorted(later, key=Duration.elapsed))
    return tuple(BreachStep(delay, draw(told)) for delay in delays)


@st.composite
def _queues(draw: st.DrawFn, name: str, kinds: tuple[str, ...], offices: list[str]) -> Queue:
    members = st.builds(
        Member,
        _USERS | _LETTERS.map("S0".__add__).map(UserId),
        st.sampled_from(offices),
        _tuples(_LINES.filter(str.strip)),
        st.none() | st.integers(1, 40),
        _LINES,
    )
    rotation = draw(st.lists(members, max_size=4, unique_by=lambda member: member.user))
    return Queue(
        name=name,
        channel=draw(_CHANNELS),
        office=draw(st.sampled_from(offices)),
        kinds=kinds,
        rotation=tuple(rotation),
        managers=draw(_tuples(_MANAGERS)),
        approvers=draw(_tuples(_MANAGERS)),
    )


_GROUND = st.from_regex(r"g[a-z0-9_]{0,10}", fullmatch=True)
_SOME_KINDS = st.lists(st.sampled_from(KINDS), max_size=3, unique=True)
_WHEN = st.sampled_from([(ApprovalWhen.ALWAYS,), (ApprovalWhen.REVERSED, ApprovalWhen.P1)])


def _approvals(kind: str) -> st.SearchStrategy[Approval]:
    return st.builds(Approval, st.just(kind), _tuples(_MANAGERS), _WHEN)


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    """Any policy a file can say."""
    offices = draw(st.lists(_NAMES, min_size=1, max_size=3, unique=True))
    names = draw(st.lists(_NAMES, min_size=1, max_size=3, unique=True))
    kinds = draw(st.permutations(KINDS))
    queues = {
        name: draw(_queues(name, tuple(kinds[n :: len(names)]), offices))
        for n, name in enumerate(names)
    }
    spare = draw(st.lists(st.sampled_from(KINDS), unique=True))
    with_levels = [k for k in kinds if k in spare or any(k == q.kinds[0] for q in queues.values())]
    digests = st.builds(
        Digest,
        st.one_of(_USERS, _CHANNELS),
        _tuples(st.sampled_from(names), least=1),
        st.sampled_from(["0 9 * * mon-fri", "0 9 * * 0", "30 7 1 * *"]),
        _ZONES,
    )
    grounds = draw(st.dictionaries(_GROUND, _LINES.filter(str.strip), min_size=1, max_size=4))
    return Policy(
        managers=draw(_tuples(_MANAGERS, least=1)),
        timezone=draw(_ZONES),
        offices={name: draw(_offices(name)) for name in offices},
        queues=queues,
        service_levels={kind: {p: draw(_levels()) for p in Priority} for kind in with_levels},
        digests=tuple(draw(st.lists(digests, max_size=3, unique_by=lambda digest: digest.key))),
        breach=draw(_breaches()),
        skills=draw(st.dictionaries(st.sampled_from(KINDS), _tuples(_SKILLS, least=1))),
        clearances=draw(
            st.dictionaries(st.sampled_from(CLEARED_CLASSES).map(str), _tuples(_MANAGERS, least=1))
        ),
        feedback={
            name: FeedbackTarget(name, draw(_CHANNELS), draw(_USERS), draw(_LENGTHS))
            for name in draw(
                st.lists(st.sampled_from(("tech", "Acme BPO", "T.P. & Søn")), unique=True)
            )
        },
        grounds=grounds,
        statements={
            name: Stated(draw(_CATEGORIES), (), draw(st.booleans()), name)
            for name in draw(st.lists(st.sampled_from(sorted(grounds)), unique=True))
        },
        approvals={kind: draw(_approvals(kind)) for kind in draw(_SOME_KINDS)},
        version=draw(st.integers(0, 99)),
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=25)
@given(_policies())
def test_a_written_policy_reads_back_the_same(policy: Policy) -> None:
    text = write_policy(policy)
    reading = read_policy(text)
    assert reading.problems == ()
    assert reading.policy == policy
    assert write_policy(reading.policy) == text
    assert differences(policy, replace(reading.policy, version=policy.version + 1)) == ()


_VALUES: st.SearchStrategy[object] = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.dates()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data())
def test_whatever_stands_in_a_file_is_read_or_refused_in_words(data: st.DataObject) -> None:
    raw = tomllib.loads(EXAMPLE + '[grounds]\nspam = "Spam"\n')
    for _ in range(data.draw(st.integers(1, 3))):
        table: object = raw
        while True:
            assert isinstance(table, dict | list)
            keys = list(table) if isinstance(table, dict) else list(range(len(table)))
            key = data.draw(st.sampled_from(keys))
            inside = table[key]
            if not isinstance(inside, dict | list) or not inside or data.draw(st.booleans()):
                table[key] = data.draw(_VALUES)
                break
            table = inside
    before = deepcopy(raw)
    shape, found = read_shape(raw)
    assert repr(raw) == repr(before)
    found = (*found, *check_shape(shape))
    for problem in (*found, *check_calendars(shape, found)):
        assert problem.words
        assert "Error" not in problem.words
        assert "Input should" not in problem.words


@given(st.data())
def test_a_torn_file_is_refused_with_lines_that_exist(data: st.DataObject) -> None:
    lines = EXAMPLE.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at] = data.draw(st.sampled_from(["", lines[at][1:], lines[at][:-3], lines[0] + "x"]))
    reading = read_policy("\n".join(lines))
    assert (reading.policy is None) == bool(reading.problems)
    assert all(p.line is None or 1 <= p.line <= len(lines) for p in reading.problems)
