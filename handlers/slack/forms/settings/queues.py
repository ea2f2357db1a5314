"""Queues as a whole: where the cases of one that is taken out go, and who is told of a P1."""

from __future__ import annotations

from bot.case.errors import RefusalCode, Refused
from bot.policy import Policy
from bot.policy.editing import Change
from bot.policy.editing_queues import QueueRemoval, TellP1Change
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import OPTIONS_LIMIT, chosen, option
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page
from handlers.slack.messages.markup import inert

LIST, OUT, P1 = "queues", "queue_out", "p1"
_TO, _TELL, _YES, _NO = "to", "tell", "yes", "no"


def queues(policy: Policy, address: Address) -> View:
    """The queues, each to be taken out, and where the cases of those that were go."""
    # The last queue can't be taken out: its cases would have nowhere to go.
    can_go = policy.queues if len(policy.queues) > 1 else ()
    rows = [(f"*{inert(name)}*", Address(OUT, (name,))) for name in can_go]
    went = [f"Cases of {inert(name)} go to {inert(to)}." for name, to in policy.moved.items()]
    about = "*Take a queue out*: its kinds and its cases go to another one."
    return list_page("Queues", "\n".join([about, *went])[:2900], rows, address)


def _queue(policy: Policy, address: Address) -> str:
    name = address.part(0)
    if name not in policy.queues:
        raise gone(f"The queue {name!r}")
    if len(policy.queues) == 1:
        words = f"{name} is the only queue: its cases would have nowhere to go."
        raise Refused(words, code=RefusalCode.WRONG_STATE)
    return name


def _about(policy: Policy, address: Address) -> str:
    name = inert(_queue(policy, address))
    return f"*{name}* is taken out, with its rotation. What is in it goes on in another queue."


def _fields(policy: Policy, address: Address, holds: Typed) -> list[Block]:
    others = [option(name, name) for name in policy.queues if name != address.part(0)]
    return [chosen(_TO, "Its cases go to", others[:OPTIONS_LIMIT], holds.get(_TO, ""))]


def _change(address: Address, holds: Typed) -> Change:
    return QueueRemoval(address.part(0), holds.get(_TO, ""))


def _start(policy: Policy, address: Address) -> Typed:
    _queue(policy, address)
    return {}


def _p1_fields(_policy: Policy, _address: Address, holds: Typed) -> list[Block]:
    options = [option(_YES, "Yes, in any hour"), option(_NO, "No")]
    return [chosen(_TELL, "Tell a queue's managers at once", options, holds.get(_TELL, ""))]


FORM = Form("Take a queue out", _about, _change, _start, _fields)
P1_FORM = Form(
    "Told of a P1",
    lambda _policy, _address: "*P1*: the managers of its queue get one note when it is raised.",
    lambda _address, holds: TellP1Change(holds.get(_TELL, "") == _YES),
    lambda policy, _address: {_TELL: _YES if policy.tell_p1 else _NO},
    _p1_fields,
)
