"""Offices: the list, and the form of one office's zone, hours and closed days."""

from __future__ import annotations

from bot.business_hours import WEEKDAYS
from bot.policy import Office, Policy
from bot.policy.editing import Change, OfficeChange, OfficeRemoval
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import typed
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page, row
from handlers.slack.messages.digest_times import DAYS
from handlers.slack.messages.markup import inert

LIST, OFFICE, REMOVE = "offices", "office", "no_office"
_NAME, _ZONE, _HOLIDAYS, _CLOSED = "name", "timezone", "holidays", "closed"


def offices(policy: Policy, address: Address) -> View:
    """All offices, with their hours."""
    rows = [
        (f"*{inert(o.name)}* · {inert(o.timezone)}\n{_week(o)}", Address(OFFICE, (o.name,)))
        for o in policy.offices.values()
    ]
    add = row("Another office", "Add", Address(OFFICE))
    return list_page("Offices", "*Offices*: when people work", rows, address, add)


def _week(office: Office) -> str:
    days = (
        f"{day[:3]} {', '.join(office.hours[key])}"
        for key, day in zip(WEEKDAYS, DAYS, strict=True)
        if office.hours.get(key)
    )
    return inert("; ".join(days), 500) or "never open"


def _office(policy: Policy, address: Address) -> Office:
    office = policy.offices.get(address.part(0))
    if office is None:
        raise gone(f"The office {address.part(0)!r}")
    return office


def _about(policy: Policy, address: Address) -> str:
    return f"*{inert(_office(policy, address).name)}*" if address.part(0) else "*A new office*"


def _start(policy: Policy, address: Address) -> Typed:
    if not address.part(0):
        return {_ZONE: policy.timezone, **dict.fromkeys(WEEKDAYS[:5], "09:00-17:00")}
    office = _office(policy, address)
    hours = {day: ", ".join(office.hours.get(day, ())) for day in WEEKDAYS}
    closed = "\n".join(office.closed)
    return {_ZONE: office.timezone, _HOLIDAYS: office.holidays, _CLOSED: closed, **hours}


def _fields(_policy: Policy, address: Address, holds: Typed) -> list[Block]:
    name = typed(_NAME, "Name", holds.get(_NAME, ""), hint="Like copenhagen", limit=40)
    return [
        *([] if address.part(0) else [name]),
        typed(_ZONE, "Time zone", holds.get(_ZONE, ""), hint="Like Europe/Copenhagen", limit=60),
        typed(
            _HOLIDAYS,
            "Public holidays",
            holds.get(_HOLIDAYS, ""),
            hint="Of a country like DK, or a country and region like GB-SCT",
            optional=True,
            limit=20,
        ),
        *(
            typed(
                key,
                day,
                holds.get(key, ""),
                hint="Like 09:00-12:00, 13:00-17:00; empty where it is closed" * (key == "mon"),
                optional=True,
                limit=300,
            )
            for key, day in zip(WEEKDAYS, DAYS, strict=True)
        ),
        typed(
            _CLOSED,
            "Further closed dates",
            holds.get(_CLOSED, ""),
            hint="Like 2026-12-24, a line each",
            optional=True,
            multiline=True,
        ),
    ]


def _change(address: Address, holds: Typed) -> Change:
    name = address.part(0)
    return OfficeChange(
        name or holds.get(_NAME, ""),
        holds.get(_ZONE, ""),
        holds.get(_HOLIDAYS, ""),
        {day: holds.get(day, "") for day in WEEKDAYS},
        holds.get(_CLOSED, ""),
        is_new=not name,
    )


FORM = Form(
    "Office",
    _about,
    _change,
    _start,
    _fields,
    removal=REMOVE,
    remove="Give this office up",
    removable=lambda _policy, address: bool(address.part(0)),
    is_tried=True,
)
REMOVAL = Form(
    "Office", _about, lambda address, _holds: OfficeRemoval(address.part(0)), is_tried=True
)
