"""The settings' pages: what is filled in is the change that is made, and how they read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.case.errors import RefusalCode
from bot.case.identifiers import EscalationId
from bot.policy.diff import differences
from bot.policy.editing import MemberChange, changed
from handlers.slack.context.context import escalation_id
from handlers.slack.forms.settings import contents
from handlers.slack.forms.settings.pages import (
    Address,
    draft_of,
    opened,
    read_address,
    reviewed,
    typed_in,
    why_of,
)
from handlers.slack.messages.settings import diff
from tests.architecture.filling import labels, sent
from tests.architecture.settings_pages import (
    a_review,
    addresses,
    every_settings_page,
    settings_policy,
)
from tests.slack.test_messages_wording import matches, read_block
from tests.support.factories import FINCH, HERON
from tests.support.refusals import refusing

POLICY = settings_policy()
FORMS = [pytest.param(address, id=str(address)) for address in addresses(POLICY)]
NEW: Mapping[str, Mapping[str, str]] = {
    "member/executive": {"Person": FINCH},
    "office": {"Name": "oslo"},
    "digest": {"To a person": FINCH},
    "digest_cron": {"To a person": FINCH},
    "level/frontline": {},
    "queue_out/executive": {"Its cases go to": "spare"},
}


@pytest.mark.parametrize("address", FORMS)
def test_a_form_sent_off_as_it_opened_changes_nothing(address: Address) -> None:
    form = contents.form_at(address)
    typed = NEW.get(str(address))

    arrived = sent(opened(form, POLICY, address), typed)

    assert draft_of(arrived).address == address
    after = changed(POLICY, form.change(address, typed_in(arrived)))
    if typed is None:
        assert differences(POLICY, after) == ()
    else:
        assert any(": + " in line for line in differences(POLICY, after))


def test_a_place_left_as_it_was_shown_is_not_asked_for() -> None:
    """Somebody else may have moved others meanwhile: they would be moved back."""
    listed: Any = contents.LISTS["rotation"](POLICY, Address("rotation", ("executive",)))
    values = [block["accessory"]["value"] for block in listed["blocks"] if "accessory" in block]
    address = read_address(values[1])
    form = contents.form_at(address)
    holds = typed_in(sent(opened(form, POLICY, address), {"Capacity": "4"}))

    for typed, place in ((holds, ""), ({**holds, "place": "1"}, "1")):
        change = form.change(address, typed)
        assert isinstance(change, MemberChange)
        assert (change.was, change.capacity, change.place) == (address.part(1), "4", place)


@pytest.mark.parametrize("address", FORMS)
def test_a_form_that_shows_what_would_change_holds_what_was_typed(address: Address) -> None:
    form = contents.form_at(address)
    first = sent(opened(form, POLICY, address), NEW.get(str(address)))
    found = a_review(POLICY)
    view = reviewed(form, draft_of(first), found, typed_in(first))

    again = sent(view, {"Why": "So."})

    assert labels(view)[0] == "Why"
    holds = dict(typed_in(again))
    assert why_of(holds) == "So."
    assert {k: v for k, v in holds.items() if k != "why"} == typed_in(first)
    draft = draft_of(again)
    assert (draft.address, draft.shown_on, draft.shown) == (address, 7, found.mark)


def test_two_forms_that_follow_one_another_have_no_field_in_common() -> None:
    """Slack would keep in the second what was typed in the first."""
    executive = POLICY.queues["executive"].rotation
    blocks = [
        set(sent(opened(contents.form_at(to), POLICY, to)).values.values)
        for member in executive
        for to in [Address("member", ("executive", member.user))]
    ]

    assert sum(map(len, blocks)) == len(set().union(*blocks))


@pytest.mark.parametrize(
    "address",
    ["member/legal", "member/executive/U0GONE", "office/oslo", "level/x", "digest/gone/U0X",
     "who/workspace", "who/grounds/law", "skill/x", "no_office/oslo", "no_digest/gone", "nowhere"],
)  # fmt: skip
def test_a_page_that_is_gone_is_refused_in_words(address: str) -> None:
    to = read_address(address)

    with refusing(RefusalCode.NO_LONGER_SO):
        opened(contents.form_at(to), POLICY, to)


@pytest.mark.parametrize("number", [2**31, 10**40, -1])
def test_a_forged_version_is_none(number: int) -> None:
    address = Address("office", ("copenhagen",))
    arrived = sent(opened(contents.form_at(address), POLICY, address))
    forged = replace(arrived, note=arrived.note.replace('"opened": 7', f'"opened": {number}'))

    assert (draft_of(arrived).opened, draft_of(forged).opened) == (7, 0)


def test_a_list_longer_than_a_page_goes_on_on_the_next() -> None:
    many = [f"office {n:03}" for n in range(100)]
    office = next(iter(POLICY.offices.values()))
    long = type(POLICY)(
        POLICY.managers, POLICY.timezone, dict.fromkeys(many, office), POLICY.queues, {}
    )
    counts = []
    for number in ("", "1", "2", "3", "x"):
        view = contents.LISTS["offices"](long, Address("offices", (number,)))
        rows = [line for block in view["blocks"] for line in read_block(block)]  # type: ignore[attr-defined]
        counts.append(sum("copenhagen" in row for row in rows))

    assert counts == [40, 40, 20, 0, 40]


def test_a_long_difference_is_cut_and_says_so() -> None:
    told = diff([f"line {n} " + "&" * 90 for n in range(60)])

    assert len(told) <= 2900
    assert told.endswith("more lines")


def test_ids_are_shown_as_people_and_places_and_other_words_are_not() -> None:
    told = diff([f"digests: + {HERON} (executive; C0EXEC UTC)", "x: - S0LEGAL <!here>"], POLICY)

    assert told == (
        f"• digests: + <@{HERON}> (executive; <#C0EXEC> UTC)\n"
        "• x: - <!subteam^S0LEGAL> &lt;!here&gt;"
    )


@pytest.mark.parametrize("value", ["9" * 19, "9" * 400, "-1", "1.0", "", "²", " 1"])
def test_a_forged_number_is_no_case_s(value: str) -> None:
    assert escalation_id(value) == EscalationId(0)
    assert escalation_id("9" * 18) == EscalationId(int("9" * 18))


def test_every_page_is_reached_by_a_button_of_another() -> None:
    shown = [json.dumps(view["blocks"], default=str) for _, view in every_settings_page()]
    pages = {*contents.FORMS, *contents.LISTS}

    assert {page for page in pages if not any(_leads_to(page, text) for text in shown)} == set()


def _leads_to(page: str, shown: str) -> bool:
    return re.search(rf'"value": "{page}[/"]', shown) is not None


def test_how_the_pages_read() -> None:
    told = []
    for name, view in every_settings_page():
        if name.endswith("shown") and "member" not in name:
            continue
        if name.endswith("shown late") and "U0HERON" not in name:
            continue
        blocks: list[dict[str, object]] = view["blocks"]  # type: ignore[assignment]
        lines = [line for block in blocks for line in _read(block)]
        told.append("\n".join([f"=== {name}", *lines, ""]))

    matches("settings", "\n".join(told))


def _read(block: dict[str, object]) -> list[str]:
    if block["type"] == "input":
        label, hint = (block.get(key) for key in ("label", "hint"))
        words = f"[{_text(label)}]"
        return [f"{words} {_text(hint)}" if hint else words]
    return list(read_block(block))


def _text(value: object) -> str:
    assert isinstance(value, dict)
    return str(value["text"])
