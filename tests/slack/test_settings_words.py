"""What changes in the settings is said as people would say it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.business_hours import WEEKDAYS
from bot.case.errors import Refused
from bot.case.priority import Priority
from bot.policy import Approval, ApprovalWhen, Digest, Duration, Policy
from bot.policy.diff import differences
from bot.policy.editing import changed
from bot.policy.editing_decisions import ApprovalChange, ApprovalRemoval, SecondLookChange
from bot.policy.editing_queues import QueueRemoval, TellP1Change
from handlers.slack.messages.digest_times import cron_of, days_and_time, when
from handlers.slack.messages.settings import new_skills
from handlers.slack.messages.settings_words import in_words
from tests.support.factories import CRANE, EGRET, HERON, STORK, member, policy

MORNING = Digest(STORK, ("executive",), "0 9 * * mon-fri", "Europe/Copenhagen")
POLICY = policy([member(HERON, capacity=6), CRANE])


def with_queue(base: Policy, **fields: object) -> Policy:
    queue = replace(base.queues["executive"], **fields)  # type: ignore[arg-type]
    return replace(base, queues={**base.queues, "executive": queue})


def two_queues() -> Policy:
    """The same, with a queue of its own for what is taken at the front."""
    base = with_queue(POLICY, kinds=("executive", "other"))
    front = replace(base.queues["executive"], name="front", kinds=("frontline",))
    digest = replace(MORNING, queues=("front", "executive"))
    return replace(base, queues={**base.queues, "front": front}, digests=(digest,))


def test_a_place_on_the_rotation() -> None:
    new = with_queue(POLICY, rotation=(member(HERON, capacity=2), member(EGRET)))

    assert in_words(POLICY, new) == (
        f"{CRANE} is off the rotation of executive",
        f"{HERON} takes 2 cases at a time (was 6)",
        (
            f"{EGRET} is 2. on the rotation of executive: copenhagen, takes any number of cases "
            "at a time"
        ),
    )


def test_an_update_that_is_no_longer_asked_for() -> None:
    levels = POLICY.service_levels["executive"]
    hour = Duration(seconds=3600)

    def asking(every: Duration | None) -> Policy:
        first = replace(levels[Priority.P1], update_every=every)
        return replace(POLICY, service_levels={"executive": {**levels, Priority.P1: first}})

    assert in_words(asking(hour * 2), asking(None)) == (
        "Executive P1: no regular update (was every 2h)",
    )
    assert in_words(asking(hour * 2), asking(hour)) == (
        "Executive P1: an update every 1h (was 2h)",
    )
    assert in_words(asking(None), asking(hour)) == ("Executive P1: an update every 1h (was none)",)


def test_a_digest() -> None:
    old = replace(POLICY, digests=(MORNING,))
    new = replace(POLICY, digests=(replace(MORNING, cron="30 8 * * mon,thu"),))

    assert in_words(old, new) == (
        (
            f"The digest to {STORK} comes Monday, Thursday at 08:30, Europe/Copenhagen (was Monday "
            "to Friday at 09:00, Europe/Copenhagen)"
        ),
    )


def test_what_there_are_no_words_for_is_said_as_in_the_file() -> None:
    new = replace(POLICY, timezone="UTC", breach=(replace(POLICY.breach[1], after=Duration()),))

    assert in_words(POLICY, new) == differences(POLICY, new) != ()


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 9 * * mon-fri", "Monday to Friday at 09:00"),
        ("45 8 * * 1,3", "Monday, Wednesday at 08:45"),
        ("0 0 * * *", "every day at 00:00"),
        ("0 7 * * 0", "Sunday at 07:00"),
        ("0 9 1 * *", ""),
        ("*/5 9 * * *", ""),
        ("0 25 * * *", ""),
        ("0 9 * * fri-mon", ""),
        ("0 9 * * mon#1", ""),
    ],
)
def test_a_cron_is_days_and_a_time_where_it_says_no_more(cron: str, words: str) -> None:
    assert when(cron) == words


@pytest.mark.parametrize("days", [WEEKDAYS, WEEKDAYS[:5], ("mon", "thu"), ("sat", "sun")])
def test_days_and_a_time_come_back_from_their_cron(days: tuple[str, ...]) -> None:
    assert days_and_time(cron_of(days, "08:30")) == (tuple(days), "08:30")


def test_no_day_is_no_cron() -> None:
    assert cron_of([], "08:30") == cron_of(["mon"], "") == ""


def test_a_new_skill_is_asked_about() -> None:
    old = replace(POLICY, skills={"other": ("appeal",)})
    new = replace(POLICY, skills={"other": ("appeal", "appeals")})

    assert new_skills(old, new) == ["appeals is a new skill. Do you mean it? Known so far: appeal."]
    assert new_skills(old, old) == []


def test_a_queue_that_is_taken_out_leaves_its_kinds_cases_and_digests_to_another() -> None:
    old = two_queues()
    new = changed(old, QueueRemoval("front", "executive"))

    assert set(new.queues) == {"executive"}
    assert new.moved == {"front": "executive"}
    assert set(new.queues["executive"].kinds) == {"executive", "other", "frontline"}
    assert new.digests[0].queues == ("executive",)
    assert "The queue front is taken out. Cases of front go to executive" in in_words(old, new)


@pytest.mark.parametrize("to", ["front", "nowhere", ""])
def test_a_queue_is_not_taken_out_without_another_for_its_cases(to: str) -> None:
    with pytest.raises(Refused, match="Choose the queue that takes its cases"):
        changed(two_queues(), QueueRemoval("front", to))


def test_telling_managers_of_a_p1_is_switched() -> None:
    new = changed(POLICY, TellP1Change(True))

    assert new.tell_p1
    assert in_words(POLICY, new) == ("Managers are told at once of a P1 now",)


def test_who_approves_which_decisions_of_a_kind() -> None:
    change = ApprovalChange("executive", (STORK,), "S0LEGAL", ("reversed", "P1"))

    new = changed(POLICY, change)

    wanted = (ApprovalWhen.REVERSED, ApprovalWhen.P1)
    assert new.approvals == {"executive": Approval("executive", (STORK, "S0LEGAL"), wanted)}
    assert in_words(POLICY, new) == (
        (
            "Executive: a second person approves decisions on P1 cases that reverse an earlier one "
            "(was none)"
        ),
        f"{STORK} approves decisions on Executive cases now",
        "S0LEGAL approves decisions on Executive cases now",
    )
    assert in_words(new, changed(new, ApprovalRemoval("executive"))) == (
        (
            "Executive: a second person approves none (was decisions on P1 cases that reverse an "
            "earlier one)"
        ),
        f"{STORK} no longer approves decisions on Executive cases",
        "S0LEGAL no longer approves decisions on Executive cases",
    )


def test_the_usual_approvers_come_back_where_nobody_is_named_any_more() -> None:
    old = changed(POLICY, ApprovalChange("legal", (STORK,), "", ("always",)))
    new = changed(old, ApprovalChange("legal", (), "", ("always",)))

    assert new.approvals == {"legal": Approval("legal")}
    assert in_words(old, new) == (
        f"{STORK} no longer approves decisions on Legal cases",
        "The approvers of its queue approve decisions on Legal cases now",
    )


def test_less_to_hold_than_usual_asks_for_more_decisions_and_the_usual_changes_nothing() -> None:
    new = changed(POLICY, ApprovalChange("appeal", (), "", ("reversed",)))

    assert new.approval_of("appeal") == Approval("appeal", (), (ApprovalWhen.REVERSED,))
    assert in_words(POLICY, new) == (
        (
            "Appeal: a second person approves decisions that reverse an earlier one (was decisions "
            "on P1 cases that reverse an earlier one)"
        ),
    )
    assert changed(POLICY, ApprovalChange("appeal", (), "", ("P1", "reversed"))) == POLICY


def test_an_approver_that_is_no_id_is_told_at_the_field_it_was_typed_in() -> None:
    with pytest.raises(Refused) as refused:
        changed(POLICY, ApprovalChange("legal", (STORK,), "the lawyers", ("always",)))

    assert set(refused.value.fields) == {"groups"}


@pytest.mark.parametrize(
    ("typed", "share"),
    [("5", 0.05), ("2.5", 0.025), ("2,5 %", 0.025), ("100", 1.0), ("0", 0.0), ("", None)],
)
def test_second_looks_are_typed_in_per_cent(typed: str, share: float | None) -> None:
    assert changed(POLICY, SecondLookChange(typed)).second_look == share


@pytest.mark.parametrize("typed", ["101", "-5", "5 of 100", "five", "100.01"])
def test_a_share_that_is_none_is_told_at_its_field(typed: str) -> None:
    with pytest.raises(Refused, match="a number from 0 to 100") as refused:
        changed(POLICY, SecondLookChange(typed))

    assert set(refused.value.fields) == {"percent"}


def test_second_looks_are_said_by_their_share() -> None:
    old = replace(POLICY, second_look=0.05)

    assert in_words(POLICY, old) == ("A second look at 5 % of decisions (was no decision)",)
    assert in_words(old, changed(old, SecondLookChange(""))) == (
        "A second look at no decision (was 5 % of decisions)",
    )
