"""A change made in Slack is read by the rules of the policy file, and told at its field."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.business_hours import WEEKDAYS
from bot.case.errors import Refused
from bot.case.priority import Priority
from bot.policy import Digest, Duration, Member, Policy
from bot.policy.diff import differences
from bot.policy.editing import (
    Change,
    DigestChange,
    DigestRemoval,
    LevelsChange,
    LevelsRemoval,
    MemberChange,
    MemberRemoval,
    OfficeChange,
    OfficeRemoval,
    PeopleChange,
    SkillsChange,
    changed,
    mark_of,
    spans_of,
)
from bot.policy.file import read_policy
from bot.policy.tables import tables_of
from bot.policy.text import write_policy
from tests.support.factories import CRANE, EGRET, FINCH, HERON, STORK
from tests.support.offices import office_policy

DIGEST = Digest(STORK, ("executive",), "0 9 * * mon-fri", "Europe/Copenhagen")
POLICY = replace(office_policy(), digests=(DIGEST,), version=3)
HOURS = dict.fromkeys(WEEKDAYS[:5], "09:00-17:00")
LEVELS = {
    f"{p}.{name}": text
    for p in Priority
    for name, text in {"first_response": "1h", "resolution": "2 d", "clock": "office"}.items()
}


def refused(change: Change) -> Refused:
    with pytest.raises(Refused) as caught:
        changed(POLICY, change)
    return caught.value


def rotation(policy: Policy) -> tuple[Member, ...]:
    return policy.queues["executive"].rotation


def test_a_member_s_place_is_changed_and_nothing_else() -> None:
    change = MemberChange(
        "executive", CRANE, "denver", "appeal, language:da\nappeal", "4", " Nest ", was=CRANE
    )

    after = changed(POLICY, change)

    assert rotation(after)[1] == Member(CRANE, "denver", ("appeal", "language:da"), 4, "Nest")
    assert {line.split(":")[0] for line in differences(POLICY, after)} == {
        f"queues.executive.rotation.{CRANE}.{name}"
        for name in ("office", "skills", "capacity", "vendor")
    }
    assert after.version == 3


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ("1", (EGRET, HERON, CRANE)),
        ("2", (HERON, EGRET, CRANE)),
        ("3", (HERON, CRANE, EGRET)),
        ("99", (HERON, CRANE, EGRET)),
        ("", (HERON, CRANE, EGRET)),
        ("first", (HERON, CRANE, EGRET)),
    ],
)
def test_a_member_is_moved_to_a_place(place: str, order: tuple[str, ...]) -> None:
    change = MemberChange("executive", EGRET, "denver", place=place, was=EGRET)

    assert tuple(m.user for m in rotation(changed(POLICY, change))) == order


@pytest.mark.parametrize("again", [False, True])
def test_what_is_wrong_with_a_user_group_is_told_where_it_was_typed(again: bool) -> None:
    joins = MemberChange("executive", "", "denver", group="S0SPECIALISTS" if again else "birds")
    before = changed(POLICY, joins) if again else POLICY

    with pytest.raises(Refused) as caught:
        changed(before, joins)
    assert list(caught.value.fields) == ["group"]


def test_a_person_and_a_user_group_don_t_share_a_place() -> None:
    with pytest.raises(Refused) as caught:
        changed(POLICY, MemberChange("executive", FINCH, "denver", group="S0SPECIALISTS"))
    assert list(caught.value.fields) == ["group"]


def test_where_neither_a_person_nor_a_group_is_named_it_is_told_at_the_person() -> None:
    with pytest.raises(Refused) as caught:
        changed(POLICY, MemberChange("executive", "", "denver"))
    assert list(caught.value.fields) == ["user"]


def test_a_group_joins_at_the_end() -> None:
    after = changed(POLICY, MemberChange("executive", "", "denver", group="S0SPECIALISTS"))

    assert rotation(after)[-1] == Member("S0SPECIALISTS", "denver")  # type: ignore[arg-type]


@pytest.mark.parametrize(("place", "told"), [("1", " at place 1"), ("3", " at place 3"), ("4", "")])
def test_somebody_who_joins_ahead_of_others_is_told_with_their_place(place: str, told: str) -> None:
    after = changed(POLICY, MemberChange("executive", FINCH, "denver", place=place))

    assert differences(POLICY, after) == (f"queues.executive.rotation: + {FINCH} (denver){told}",)


@pytest.mark.parametrize(
    ("capacity", "words"),
    [
        ("0", "A whole number, 1 or more, is needed, got 0."),
        ("-1", "A whole number, 1 or more, is needed, got '-1'."),
        ("six", "A whole number, 1 or more, is needed, got 'six'."),
        ("2.5", "A whole number, 1 or more, is needed, got '2.5'."),
        ("²", "A whole number, 1 or more, is needed, got '²'."),
    ],
)
def test_a_capacity_is_a_whole_number(capacity: str, words: str) -> None:
    change = MemberChange("executive", HERON, "copenhagen", capacity=capacity, was=HERON)

    assert refused(change).fields == {"capacity": words}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (MemberChange("executive", "", "denver"), "user", "A Slack user id like U0SPECIALIST"),
        (MemberChange("executive", "U<b>", "denver"), "user", "A Slack user id like U0SPECIAL"),
        (MemberChange("executive", HERON, "denver"), "user", f"{HERON} is on this rotation twice."),
        (
            MemberChange("executive", FINCH, "denvr"),
            "office",
            "There is no office 'denvr'; did you mean denver?",
        ),
        (MemberChange("executive", FINCH, "denver", "a" * 61), "skills", "At most 60 characters"),
        (OfficeChange("oslo", "Europe/Olso", "NO", HOURS, is_new=True), "timezone", "A time zone"),
        (OfficeChange("denver", "UTC", "", {}, is_new=True), "name", "There is an office 'denver'"),
        (OfficeChange("a/b", "UTC", "", HOURS, is_new=True), "name", "A name is 1 to 40 letters"),
        (OfficeChange("denver", "UTC", "", {}), "mon", "The week has no opening hours"),
        (OfficeChange("oslo", "UTC", "", {}, is_new=True), "mon", "The week has no opening hours"),
        (OfficeChange("denver", "UTC", "", HOURS, "24.12."), "closed", "A date like 2026-12-24"),
        (
            LevelsChange("appeal", LEVELS | {"P1.first_response": ""}),
            "P1.first_response",
            "A length of time in whole numbers",
        ),
        (LevelsChange("appeal", LEVELS | {"P2.clock": ""}), "P2.clock", '"office" or "24x7"'),
        (
            LevelsChange("appeal", LEVELS | {"P3.first_response": "3d"}),
            "P3.first_response",
            "The first response (3d) may not take longer than the resolution (2d).",
        ),
        (DigestChange("", ("executive",), "0 9 * * 1", "UTC"), "to", "A Slack user id like U0M"),
        (DigestChange(STORK, (), "0 9 * * 1", "UTC"), "queues", "At least one is needed."),
        (DigestChange(STORK, ("x",), "0 9 * * 1", "UTC"), "queues", "There is no queue 'x'"),
        (DigestChange(STORK, ("executive",), "9am", "UTC"), "cron", "Five fields"),
        (
            DigestChange(STORK, ("executive",), DIGEST.cron, DIGEST.timezone),
            "cron",
            "The same digest is listed above already.",
        ),
        (PeopleChange(("workspace", "managers"), ()), "people", "At least one is needed."),
        (
            PeopleChange(("workspace", "managers"), (STORK,), "@managers"),
            "groups",
            "A Slack user id like U0MANAGER or user group id like S0MANAGERS is needed",
        ),
        (SkillsChange("appeal", "b" * 61), "skills", "At most 60 characters fit"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(change: Change, field: str, words: str) -> None:
    refusal = refused(change)

    assert list(refusal.fields) == [field]
    assert refusal.fields[field].startswith(words)


@pytest.mark.parametrize(
    "change",
    [
        MemberChange("legal", HERON, "denver"),
        MemberChange("executive", FINCH, "denver", was=FINCH),
        MemberRemoval("executive", FINCH),
        MemberRemoval("legal", HERON),
        OfficeChange("oslo", "UTC", "", HOURS),
        OfficeRemoval("oslo"),
        LevelsRemoval("appeal"),
        DigestChange(STORK, ("executive",), "0 9 * * 1", "UTC", was="gone"),
        DigestRemoval("gone"),
        PeopleChange(("queues", "legal", "managers"), (STORK,)),
    ],
)
def test_what_somebody_else_has_taken_away_is_told(change: Change) -> None:
    assert refused(change).words
    assert not refused(change).fields


def test_an_office_that_is_used_can_t_be_given_up() -> None:
    refusal = refused(OfficeRemoval("denver"))

    assert "there is no office 'denver'" in refusal.words
    assert not refusal.fields


def test_the_last_service_levels_of_a_queue_can_t_be_taken_away() -> None:
    assert "no service levels for executive" in refused(LevelsRemoval("executive")).words


def test_kinds_offices_digests_and_lists_are_changed() -> None:
    office = OfficeChange("oslo", "Europe/Oslo", "NO", HOURS | {"fri": "09:00-12:00"}, is_new=True)
    steps: list[Change] = [
        office,
        LevelsChange("other", LEVELS | {"P1.update_every": "1H"}),
        DigestChange("C0EXEC", ("executive",), "30 8 * * mon", "Europe/Oslo", mark_of(DIGEST)),
        PeopleChange(("workspace", "managers"), (STORK, FINCH), "S0MANAGERS, S0LEGAL"),
        PeopleChange(("queues", "executive", "approvers"), (CRANE,)),
        PeopleChange(("clearances", "restricted"), (), "S0LEGAL"),
        SkillsChange("other", "calm"),
        MemberRemoval("executive", EGRET),
    ]
    policy = POLICY
    for step in steps:
        policy = changed(policy, step)

    assert policy.offices["oslo"].hours["fri"] == ("09:00-12:00",)
    level = policy.service_levels["other"][Priority.P1]
    assert (level.update_every, level.resolution) == (Duration(seconds=3600), Duration(days=2))
    assert [(d.to, d.cron) for d in policy.digests] == [("C0EXEC", "30 8 * * mon")]
    assert policy.managers == (STORK, FINCH, "S0MANAGERS", "S0LEGAL")
    assert policy.queues["executive"].approvers == (CRANE,)
    assert policy.clearances == {"restricted": ("S0LEGAL",)}
    assert policy.skills == {"other": ("calm",)}
    assert [m.user for m in rotation(policy)] == [HERON, CRANE]
    taken_back: list[Change] = [
        PeopleChange(("clearances", "restricted"), ()),
        PeopleChange(("queues", "executive", "approvers"), ()),
        SkillsChange("other", " \n"),
        LevelsRemoval("other"),
        OfficeRemoval("oslo"),
    ]
    for step in taken_back:
        policy = changed(policy, step)
    assert (policy.clearances, policy.skills) == ({}, {})
    assert policy.queues["executive"].approvers == ()
    assert policy.offices.keys() == POLICY.offices.keys()


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", []),
        ("09:00-17:00", ["09:00-17:00"]),
        ("09:00 - 12:00 , 13:00 – 17:00", ["09:00-12:00", "13:00-17:00"]),
        ("09:00-12:00 13:00-17:00", ["09:00-12:00", "13:00-17:00"]),
        ("09:00-12:00\n13:00-17:00;18:00-24:00", ["09:00-12:00", "13:00-17:00", "18:00-24:00"]),
        ("nine to five", ["nine to five"]),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, spans: list[str]) -> None:
    assert spans_of(typed) == spans


anything = st.text(max_size=60)


@settings(max_examples=60)
@given(texts=st.lists(anything, min_size=6, max_size=6), people=st.lists(anything, max_size=3))
def test_whatever_is_typed_is_refused_in_words_or_reads_back_the_same(
    texts: list[str], people: list[str]
) -> None:
    first, second, third, fourth, fifth, sixth = texts
    changes: list[Change] = [
        MemberChange("executive", HERON, "denver", first, second, third, fourth, was=HERON),
        OfficeChange(first, "Europe/Oslo", "NO", HOURS | {"sat": second}, third, is_new=True),
        OfficeChange("denver", first, second, {"mon": third, "tue": fourth}, fifth),
        LevelsChange("other", LEVELS | {"P1.resolution": first, "P2.update_every": second}),
        DigestChange(first, ("executive",), second, "UTC"),
        DigestChange(STORK, tuple(people), fifth, sixth, mark_of(DIGEST)),
        PeopleChange(("clearances", "embargoed"), tuple(people), first),
        SkillsChange("other", first),
    ]
    for change in changes:
        with suppress(Refused):
            after = changed(POLICY, change)
            assert read_policy(write_policy(after)).policy == after


def test_what_a_form_has_no_field_for_stays_as_it_is() -> None:
    tables: dict[str, Any] = tables_of(POLICY)
    kind = next(iter(tables["sla"]))
    edited = (
        tables["queues"]["executive"]["rotation"][0],
        tables["offices"]["denver"],
        tables["sla"][kind]["P1"],
        tables["digests"][0],
    )
    for table in edited:
        table["note"] = "kept"

    for change in (
        MemberChange("executive", EGRET, "denver", was=rotation(POLICY)[0].user),
        OfficeChange("denver", "UTC", "", HOURS),
        LevelsChange(kind, LEVELS),
        DigestChange(STORK, ("executive",), "0 8 * * *", "UTC", was=mark_of(DIGEST)),
    ):
        change.edit(tables)

    assert tables["queues"]["executive"]["rotation"][0]["note"] == "kept"
    assert tables["offices"]["denver"]["note"] == "kept"
    assert tables["sla"][kind]["P1"]["note"] == "kept"
    assert tables["digests"][0]["note"] == "kept"
