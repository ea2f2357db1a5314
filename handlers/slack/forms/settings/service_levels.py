"""Service levels: the kinds there are, and the form of one kind's targets."""

from __future__ import annotations

from collections.abc import Mapping

from bot.case.kinds import KINDS
from bot.case.priority import Priority
from bot.policy import ClockKind, Policy, ServiceLevel
from bot.policy.editing import Change, LevelsChange, LevelsRemoval
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import chosen, option, typed
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page

LIST, LEVELS, REMOVE = "levels", "level", "no_level"
CLOCKS = {
    ClockKind.OFFICE: "Opening hours of the office",
    ClockKind.ROUND_THE_CLOCK: "All hours",
}


def service_levels(policy: Policy, address: Address) -> View:
    """The targets of each kind that a queue takes."""
    taken = [k for k in KINDS if policy.queue_for(k) or k in policy.service_levels]
    rows = [(f"*{KINDS[kind].label}*\n{_words(policy, kind)}", _address(kind)) for kind in taken]
    return list_page("Service levels", "*Service levels* of each kind", rows, address)


def _address(kind: str) -> Address:
    return Address(LEVELS, (kind,))


def _levels(policy: Policy, kind: str) -> Mapping[Priority, ServiceLevel]:
    """The targets that count for a kind, its own or those it takes over."""
    found = {p: policy.service_level(kind, p) for p in Priority}
    return {p: level for p, level in found.items() if level is not None}


def _words(policy: Policy, kind: str) -> str:
    lines = [f"{p}: {_level_words(level)}" for p, level in _levels(policy, kind).items()]
    return _whose(policy, kind) or "\n".join(lines)


def _level_words(level: ServiceLevel) -> str:
    said = [f"first response {level.first_response}"]
    if level.update_every is not None:
        said.append(f"update every {level.update_every}")
    said += [f"resolution {level.resolution}", CLOCKS[level.clock].lower()]
    return ", ".join(said)


def _whose(policy: Policy, kind: str) -> str:
    """Which kind's targets count, where a kind has none of its own."""
    queue = policy.queue_for(kind)
    if kind in policy.service_levels or queue is None:
        return ""
    whose = next(k for k in queue.kinds if k in policy.service_levels)
    return f"as {KINDS[whose].label}"


def _about(policy: Policy, address: Address) -> str:
    kind = address.part(0)
    if kind not in KINDS:
        raise gone(f"The kind {kind!r}")
    own = (
        ""
        if kind in policy.service_levels
        else "\nIt has none of its own yet; saving gives it these."
    )
    return (
        f"*{KINDS[kind].label}*: lengths like 30m, 1h30m or 2d. A day of an office is one business "
        f"day.{own}"
    )


def _start(policy: Policy, address: Address) -> Typed:
    holds: dict[str, str] = {}
    for priority, level in _levels(policy, address.part(0)).items():
        holds[f"{priority}.first_response"] = str(level.first_response)
        holds[f"{priority}.update_every"] = str(level.update_every or "")
        holds[f"{priority}.resolution"] = str(level.resolution)
        holds[f"{priority}.clock"] = level.clock.value
    return holds


def _fields(_policy: Policy, _address: Address, holds: Typed) -> list[Block]:
    clocks = [option(clock.value, label) for clock, label in CLOCKS.items()]
    blocks: list[Block] = []
    for p in Priority:
        for name, label, optional in (
            ("first_response", "first response", False),
            ("update_every", "update every", True),
            ("resolution", "resolution", False),
        ):
            field = f"{p}.{name}"
            text = holds.get(field, "")
            blocks.append(typed(field, f"{p} {label}", text, optional=optional, limit=40))
        field = f"{p}.clock"
        blocks.append(chosen(field, f"{p} clock", clocks, holds.get(field, "")))
    return blocks


def _change(address: Address, holds: Typed) -> Change:
    return LevelsChange(
        address.part(0), {name: text for name, text in holds.items() if "." in name}
    )


FORM = Form(
    "Service levels",
    _about,
    _change,
    _start,
    _fields,
    removal=REMOVE,
    remove="Go without service levels of its own",
    removable=lambda policy, address: address.part(0) in policy.service_levels,
    is_tried=True,
)
REMOVAL = Form(
    "Service levels",
    _about,
    lambda address, _holds: LevelsRemoval(address.part(0)),
    is_tried=True,
)
