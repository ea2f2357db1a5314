"""Decisions: of which kinds a second person approves them, and how many get a second look."""

from __future__ import annotations

from itertools import chain, combinations

from bot.case.identifiers import is_group
from bot.case.kinds import KINDS
from bot.policy import ApprovalWhen, Policy
from bot.policy.editing import Change
from bot.policy.editing_decisions import ApprovalChange, ApprovalRemoval, SecondLookChange
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import chosen, chosen_people, option, typed
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page
from handlers.slack.messages.settings import listed
from handlers.slack.messages.settings_words import approved_when

LIST, APPROVAL, REMOVE, SECOND_LOOKS = "approvals", "approval", "no_approval", "second_looks"
_PEOPLE, _GROUPS, _WHEN, _PERCENT = "people", "groups", "when", "percent"
_NOBODY = "the approvers of its queue"
_PARTS = (ApprovalWhen.REVERSED, ApprovalWhen.RESTRICTION, ApprovalWhen.P1)
_CHOICES = (
    (ApprovalWhen.ALWAYS,),
    *chain.from_iterable(combinations(_PARTS, number) for number in (1, 2, 3)),
)
"""What can be asked for: every decision, or those for which all of some things hold."""


def kinds(policy: Policy) -> list[str]:
    """The kinds there are decisions on: a queue takes them, or the policy names them."""
    return [kind for kind in KINDS if policy.queue_for(kind) or kind in policy.approvals]


def approvals(policy: Policy, address: Address) -> View:
    """Each kind that a queue takes, with which of its decisions a second person approves."""
    rows = [
        (f"*{KINDS[kind].label}*\n{_words(policy, kind)}", Address(APPROVAL, (kind,)))
        for kind in kinds(policy)
    ]
    about = "*A second person* approves these decisions before they count:"
    return list_page("A second person", about, rows, address)


def _words(policy: Policy, kind: str) -> str:
    approval = policy.approval_of(kind)
    if approval is None:
        return "none"
    return f"{approved_when(approval.when)}, by {listed(approval.people, _NOBODY)}"


def _kind(address: Address) -> str:
    if address.part(0) not in KINDS:
        raise gone(f"The kind {address.part(0)!r}")
    return address.part(0)


def _about(policy: Policy, address: Address) -> str:
    kind = _kind(address)
    return f"*{KINDS[kind].label}*: a second person approves {_words(policy, kind)}."


def _start(policy: Policy, address: Address) -> Typed:
    approval = policy.approval_of(_kind(address))
    if approval is None:
        return {}
    groups = [id_ for id_ in approval.people if is_group(id_)]
    people = [id_ for id_ in approval.people if id_ not in groups]
    return {
        _WHEN: _value(approval.when),
        _PEOPLE: "\n".join(people),
        _GROUPS: "\n".join(groups),
    }


def _value(when: tuple[ApprovalWhen, ...]) -> str:
    return ",".join(one for one in ApprovalWhen if one in when)


def _fields(_policy: Policy, _address: Address, holds: Typed) -> list[Block]:
    choices = [option(_value(when), _sentence(approved_when(when))) for when in _CHOICES]
    return [
        chosen(_WHEN, "What a second person approves", choices, holds.get(_WHEN, "")),
        chosen_people(
            _PEOPLE,
            "Who approves",
            holds.get(_PEOPLE, "").split(),
            hint=f"Nobody here: {_NOBODY}. Never who decided.",
        ),
        typed(
            _GROUPS,
            "User groups",
            holds.get(_GROUPS, ""),
            hint="Their ids, like S0LEGAL, a line each",
            optional=True,
            multiline=True,
        ),
    ]


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _change(address: Address, holds: Typed) -> Change:
    people = tuple(holds.get(_PEOPLE, "").split())
    when = tuple(filter(None, holds.get(_WHEN, "").split(",")))
    return ApprovalChange(address.part(0), people, holds.get(_GROUPS, ""), when)


FORM = Form(
    "A second person",
    _about,
    _change,
    _start,
    _fields,
    removal=REMOVE,
    remove="Back to what is usual for this kind",
    removable=lambda policy, address: address.part(0) in policy.approvals,
)
REMOVAL = Form("A second person", _about, lambda address, _holds: ApprovalRemoval(address.part(0)))


def _look_fields(_policy: Policy, _address: Address, holds: Typed) -> list[Block]:
    hint = "A number, like 5; empty for none"
    share = typed(
        _PERCENT,
        "Of how many decisions in a hundred",
        holds.get(_PERCENT, ""),
        hint=hint,
        optional=True,
        limit=20,
    )
    return [share]


def _percent(policy: Policy) -> str:
    return "" if policy.second_look is None else f"{policy.second_look * 100:.6g}"


SECOND_LOOKS_FORM = Form(
    "Second looks",
    lambda _policy, _address: (
        "*Second looks*: another specialist judges the case without seeing what was decided. "
        "Which ones is left to chance."
    ),
    lambda _address, holds: SecondLookChange(holds.get(_PERCENT, "")),
    lambda policy, _address: {_PERCENT: _percent(policy)},
    _look_fields,
)
