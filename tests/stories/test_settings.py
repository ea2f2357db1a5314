"""Settings: managers change the policy in Slack, see what changes before it is saved, and why."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app.cli import app
from bot.policy import Policy
from bot.policy.text import write_policy
from sandbox.people.modal import Modal
from tests.stories.people import Colleague
from tests.stories.workplace import SOON, Workplace

GAP = "\u200b"
ROTATION = "Rotation of executive"
WHY = {"Why": "Heron is in court this month."}


def words(form: Modal) -> str:
    """What the modal says, without what keeps marks from being markup."""
    return form.text.replace(GAP, "")


def opens_settings(who: Colleague) -> Modal:
    """The overview, by way of the command."""
    for form in who.person.modals()[:1]:
        form.close(whole_stack=True)
    reply = who.person.command("/escalations", "settings")
    assert reply.error is None, reply.error
    who.is_answered("Rotations, offices, service levels")
    message = who.person.ephemerals()[-1]
    who.clicks(message, "Settings")
    return who.form("Settings")


def row_of(form: Modal, text: str) -> dict[str, object]:
    """The button beside a line."""
    for block in form.blocks:
        said = block.get("text")
        if isinstance(said, dict) and text in str(said.get("text")).replace(GAP, ""):
            element = block.get("accessory")
            assert isinstance(element, dict), block
            return {**element, "block_id": block["block_id"]}
    raise AssertionError(f"{text!r} is not in:\n{words(form)}")


def turns_to(form: Modal, text: str, title: str) -> Modal:
    """Presses the button beside a line, and waits for its page."""
    before = form.view.hash
    result = form.press(row_of(form, text))
    assert result.error is None, result.error
    return form.wait_for(lambda f: f.view.hash != before and f.title == title, SOON)


def reviews(form: Modal, **fields: object) -> Modal:
    """Sends the form off and is shown what would change."""
    result = form.fill({k.replace("_", " "): v for k, v in fields.items()}).submit()
    assert result.view is not None, result
    return result.view


def saves(form: Modal, why: str = "Heron is in court this month.") -> str:
    """Saves what was shown, and returns what the last page says."""
    result = form.fill({"Why": why}).submit()
    assert result.view is not None, result
    return words(result.view)


def policy_of(work: Workplace) -> Policy:
    with work.bot.remembered.storage.read() as tables:
        found = tables.policies.current()
    assert found is not None
    return found


def capacity(work: Workplace, user: str) -> int | None:
    return next(m.capacity for m in policy_of(work).queues["executive"].rotation if m.user == user)


def test_a_capacity_is_changed_shown_first_and_kept_with_who_and_why(
    work: Workplace, owl: Colleague
) -> None:
    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    form = turns_to(form, "U0HERON", "Place on the rotation")
    review = reviews(form, Capacity="4")
    assert "takes 4 cases at a time (was any number)" in words(review)
    assert capacity(work, "U0HERON") is None, "nothing is saved before it was shown"
    assert "Version 2 is in force." in saves(review)
    assert capacity(work, "U0HERON") == 4
    again = opens_settings(owl)
    assert re.search(r"2 · .* · @Owl.*: Heron is in court this month\.", words(again))


def test_a_place_is_changed_a_person_added_and_another_taken_off(
    work: Workplace, owl: Colleague
) -> None:
    def order() -> list[str]:
        return [m.user for m in policy_of(work).queues["executive"].rotation]

    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    form = turns_to(form, "U0KESTREL", "Place on the rotation")
    review = reviews(form, Place="1")
    assert "The order on the rotation of executive is" in words(review)
    saves(review, "Kestrel begins.")
    assert order() == ["U0KESTREL", "U0HERON", "U0BADGER"]
    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    form = turns_to(form, "Somebody else", "Place on the rotation")
    review = reviews(form, Person="U0FINCH", Skills="appeal\nlanguage:da", Vendor="Nest & Co")
    assert "at a time, appeal, language:da, vendor Nest & Co" in words(review)
    assert "language:da is a new skill. Do you mean it?" in words(review)
    saves(review, "Finch helps out.")
    assert order() == ["U0KESTREL", "U0HERON", "U0BADGER", "U0FINCH"]
    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    form = turns_to(form, "U0BADGER", "Place on the rotation")
    form = turns_to(form, "Take them off", "Off the rotation")
    saves(form, "Badger has moved to Legal.")
    assert order() == ["U0KESTREL", "U0HERON", "U0FINCH"]


def test_what_is_mistyped_is_told_at_its_field_in_the_words_of_the_policy_file(
    work: Workplace, owl: Colleague
) -> None:
    form = turns_to(opens_settings(owl), "Offices and their hours", "Offices")
    form = turns_to(form, "copenhagen", "Office")
    typed = {
        "Time zone": "Europe/Copenhagn",
        "Public holidays": "Denmark",
        "Monday": "09:00-12:00, 11:00-17:00",
        "Tuesday": "nine to five",
        "Friday": "09:00 – 12:00, 13:00-15:00",
        "Further closed dates": "2026-02-30",
    }
    result = form.fill(typed).submit()
    assert result.errors == {
        "Time zone": "A time zone like Europe/Copenhagen is needed, got 'Europe/Copenhagn'; did you "
        "mean Europe/Copenhagen?",
        "Public holidays": "A country like DK or a country and region like GB-SCT is needed, got "
        "'Denmark'.",
        "Monday": "11:00-17:00 overlaps 09:00-12:00 of mon.",
        "Tuesday": "Hours like 09:00-17:00 is needed, got 'nine to five'.",
        "Further closed dates": "There is no such date: '2026-02-30'.",
    }
    mended = {"Time zone": "Europe/Copenhagen", "Public holidays": "DK", "Monday": "09:00-12:00"}
    review = reviews(form.fill({**mended, "Tuesday": "", "Further closed dates": "2026-12-24"}))
    assert "copenhagen is closed on Tuesday (was 09:00-17:00)" in words(review)
    assert "is open 09:00-12:00, 13:00-15:00 on Friday (was 09:00-16:00)" in words(review)
    assert "copenhagen is closed on 2026-12-24" in words(review)
    saves(review)
    assert policy_of(work).offices["copenhagen"].hours["fri"] == ("09:00-12:00", "13:00-15:00")


def test_service_levels_are_changed_and_a_first_response_may_not_outlast_the_resolution(
    work: Workplace, owl: Colleague
) -> None:
    form = turns_to(opens_settings(owl), "Service levels", "Service levels")
    form = turns_to(form, "Executive", "Service levels")
    result = form.fill({"P1 first response": "9 h", "P2 resolution": "two days"}).submit()
    assert result.errors is not None
    assert set(result.errors) == {"P1 first response", "P2 resolution"}
    result = form.fill({"P2 resolution": "2d"}).submit()
    assert result.errors == {
        "P1 first response": "The first response (9h) may not take longer than the resolution (8h)."
    }
    review = reviews(form.fill({"P1 first response": "15m", "P1 update every": "2h"}))
    assert "Executive P1: first response within 15m (was 30m)" in words(review)
    assert "Executive P1: an update every 2h (was none)" in words(review)
    saves(review)
    form = turns_to(opens_settings(owl), "Service levels", "Service levels")
    form = turns_to(form, "Appeal", "Service levels")
    review = reviews(form)
    assert "service levels of its own now" in words(review)
    saves(review)
    assert set(policy_of(work).service_levels) == {"executive", "appeal"}


def test_a_digest_is_added_with_its_next_times_and_stopped_again(
    work: Workplace, owl: Colleague
) -> None:
    form = turns_to(opens_settings(owl), "Digests", "Digests")
    form = turns_to(form, "Another digest", "Digest")
    advanced = turns_to(form, "as cron", "Digest")
    result = advanced.fill({"When": "0 9 * *"}).submit()
    assert result.errors is not None
    assert set(result.errors) == {"When", "To a person"}
    form = turns_to(opens_settings(owl), "Digests", "Digests")
    form = turns_to(form, "Another digest", "Digest")
    review = reviews(form.fill({"Days": ["mon"], "At": "08:30", "Or to a channel": "C0EXEC"}))
    assert "Monday at 08:30, Europe/Copenhagen" in words(review)
    assert "It would go out next: Mar 9, 2026 at 08:30, Mar 16" in words(review)
    saves(review, "The board reads it on Mondays.")
    assert [d.to for d in policy_of(work).digests] == ["C0EXEC"]
    form = turns_to(opens_settings(owl), "Digests", "Digests")
    form = turns_to(form, "Monday at 08:30", "Digest")
    saves(turns_to(form, "Stop this digest", "Digest"), "Nobody reads it.")
    assert policy_of(work).digests == ()


def test_a_rotation_is_not_emptied_while_its_cases_are_offered(
    work: Workplace, owl: Colleague, otter: Colleague
) -> None:
    otter.raises()
    for name in ("U0BADGER", "U0KESTREL"):
        form = turns_to(opens_settings(owl), ROTATION, "Rotation")
        form = turns_to(form, name, "Place on the rotation")
        saves(turns_to(form, "Take them off", "Off the rotation"))
    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    form = turns_to(form, "U0HERON", "Place on the rotation")
    form = turns_to(form, "Take them off", "Settings")
    assert words(form).startswith(
        "The rotation of executive can't be emptied while ESC-1 is offered: put somebody else on "
        "it first."
    )
    assert len(policy_of(work).queues["executive"].rotation) == 1


def test_the_last_manager_can_t_be_taken_off(work: Workplace, owl: Colleague) -> None:
    form = turns_to(opens_settings(owl), "Who may do what", "Who may do what")
    form = turns_to(form, "Managers of the workspace", "Who may do what")
    assert form.fill({"User groups": ""}).submit().errors == {"People": "At least one is needed."}
    result = form.fill({"User groups": "S0NOBODY"}).submit()
    assert result.errors is not None
    assert "Nobody would be left to manage the workspace" in " ".join(result.errors.values())
    review = reviews(form.fill({"People": ["U0FINCH"], "User groups": "S0MANAGERS\nS0LEGAL"}))
    assert "manages the workspace now" in words(review)
    saves(review)
    assert policy_of(work).managers == ("S0MANAGERS", "U0FINCH", "S0LEGAL")


def test_the_second_of_two_managers_sees_what_the_first_has_changed_and_loses_nothing(
    work: Workplace, owl: Colleague, finch: Colleague
) -> None:
    form = turns_to(opens_settings(owl), "Who may do what", "Who may do what")
    form = turns_to(form, "Managers of the workspace", "Who may do what")
    saves(reviews(form.fill({"People": ["U0FINCH"]})), "Finch stands in.")

    def heron_s(who: Colleague) -> Modal:
        form = turns_to(opens_settings(who), ROTATION, "Rotation")
        return turns_to(form, "U0HERON", "Place on the rotation")

    owl_s, finch_s = heron_s(owl), heron_s(finch)
    first, second = reviews(owl_s, Capacity="4"), reviews(finch_s, Capacity="5", Vendor="Nest")
    saves(first, "Heron teaches.")
    result = second.fill({"Why": "Heron is on leave."}).submit()
    assert result.view is not None
    again = words(result.view)
    assert "Changed by somebody else meanwhile" in again
    assert "@Owl" in again
    assert "Heron teaches." in again
    assert "takes 4 cases at a time (was any number)" in again
    assert "takes 5 cases at a time (was 4)" in again
    assert (result.view.value("Vendor"), result.view.value("Why")) == ("Nest", "Heron is on leave.")
    assert capacity(work, "U0HERON") == 4, "never a silent overwrite"
    sent = result.view.submit()
    assert sent.view is not None
    assert "Version 4 is in force." in words(sent.view)
    assert capacity(work, "U0HERON") == 5


def test_what_is_corrected_after_it_was_shown_is_shown_again(
    work: Workplace, owl: Colleague
) -> None:
    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    review = reviews(turns_to(form, "U0HERON", "Place on the rotation"), Capacity="4")
    other = reviews(review, Capacity="40", Why="So many.")
    assert "takes 40 cases at a time (was any number)" in words(other)
    assert capacity(work, "U0HERON") is None
    assert "Version 2 is in force." in saves(other)
    assert capacity(work, "U0HERON") == 40


def test_nothing_typed_changes_nothing(owl: Colleague) -> None:
    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    form = turns_to(form, "U0HERON", "Place on the rotation")
    result = form.submit()
    assert list((result.errors or {}).values()) == ["Nothing would change."]


def test_who_manages_nothing_can_t_open_the_settings(heron: Colleague, otter: Colleague) -> None:
    for who in (heron, otter):
        assert who.asks("settings") == "Only a manager can change settings."


def test_the_shell_exports_what_was_changed_in_slack_and_does_not_undo_it_unasked(
    work: Workplace, owl: Colleague, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", work.settings.database_url)

    def shell(*words: str) -> Result:
        return CliRunner().invoke(app, ["policy", *words])

    older, newer = tmp_path / "older.toml", tmp_path / "newer.toml"
    older.write_text(shell("export").stdout, encoding="utf-8")
    form = turns_to(opens_settings(owl), "Skills asked for", "Skills")
    review = reviews(turns_to(form, "Appeal", "Skills"), Skills="appeal & calm")
    assert "Note: skills.appeal asks for appeal & calm, and nobody on" in words(review)
    saves(review, "Appeals need it.")

    newer.write_text(shell("export").stdout, encoding="utf-8")
    assert newer.read_text(encoding="utf-8").startswith("# version 2\n")
    assert shell("apply", str(newer)).stdout == "Nothing changes.\n"
    refused = shell("apply", str(older))
    assert refused.exit_code == 1
    assert "skills.appeal: + appeal & calm" in refused.stderr
    assert policy_of(work).version == 2
    assert shell("apply", "--force", str(older)).exit_code == 0
    assert policy_of(work).skills == {}
    listed = [line.split("  ") for line in shell("history").stdout.splitlines()]
    assert [line[0] for line in listed] == ["3", "2", "1"]
    assert listed[1][2:] == ["Owl (manager)", "Appeals need it."]


def test_the_shell_does_not_empty_a_rotation_with_offers_either(
    work: Workplace, otter: Colleague, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", work.settings.database_url)
    otter.raises()
    current = policy_of(work)
    queue = replace(current.queues["executive"], rotation=())
    file = tmp_path / "policy.toml"
    file.write_text(write_policy(replace(current, queues={"executive": queue})), encoding="utf-8")

    result = CliRunner().invoke(app, ["policy", "apply", "--force", str(file)])

    assert result.exit_code == 1
    assert "can't be emptied while ESC-1 is offered" in result.stderr
    assert policy_of(work).version == 1


def test_who_approves_and_how_many_get_a_second_look_are_set_in_slack(
    work: Workplace, owl: Colleague
) -> None:
    form = turns_to(opens_settings(owl), "A second person approves", "A second person")
    form = turns_to(form, "Executive", "A second person")
    choice = "Decisions that impose a restriction"
    review = reviews(form, **{"What a second person approves": choice, "Who approves": ["U0OWL"]})
    assert f"a second person approves {choice.lower()} (was none)" in words(review)
    saves(review)
    approval = policy_of(work).approvals["executive"]
    assert (approval.people, approval.when) == (("U0OWL",), ("restriction",))

    form = turns_to(opens_settings(owl), "Second looks", "Second looks")
    review = reviews(form, **{"Of how many decisions in a hundred": "5"})
    assert "A second look at 5 % of decisions (was no decision)" in words(review)
    saves(review)
    assert policy_of(work).second_look == 0.05


@pytest.mark.parametrize("transport", ["socket"])
def test_settings_work_over_a_socket_too(owl: Colleague) -> None:
    form = turns_to(opens_settings(owl), ROTATION, "Rotation")
    review = reviews(turns_to(form, "U0HERON", "Place on the rotation"), Capacity="4")
    assert "Version 2 is in force." in saves(review)
