"""What the pages of the settings are made of: addresses, forms half filled, lists with buttons.

All of it is one modal that is changed in place: Slack stacks three at most. A form keeps what was
typed in its own fields while it shows what would change, so that nothing typed is stored or lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.case.errors import RefusalCode, Refused
from bot.case.text import REASON_LIMIT
from bot.policy import Policy
from bot.policy.editing import Change
from bot.verbs.settings.change_settings import SettingsReview
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import SETTINGS_PAGE, WHAT_IF
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, noted_text, page, typed
from handlers.slack.messages.markup import action_button, divider, section, small_print
from handlers.slack.messages.settings import changes

CALLBACK = "settings_form"
TITLE = "Settings"
OVERVIEW = "overview"
ITEMS = 40
"""Rows of a list: a modal takes 100 blocks."""
_WHY = "why"
_SIGN = "|"

Typed = Mapping[str, str]
"""What a form holds, by field; several choices a line each."""


@dataclass(frozen=True, slots=True)
class Address:
    """A page, and what it is about. No name in a policy has a slash in it."""

    page: str
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "/".join((self.page, *self.about))

    def part(self, number: int) -> str:
        """A part of what it is about, '' where there is none."""
        return self.about[number] if number < len(self.about) else ""


def read_address(text: str) -> Address:
    """The address a button carries."""
    name, *about = text.split("/")
    return Address(name or OVERVIEW, tuple(about))


@dataclass(frozen=True, slots=True)
class Draft:
    """A form as somebody fills it: what it is about, the version it was opened on, and once it has
    shown what would change, the version that was shown on, and the mark of what was shown."""

    address: Address
    opened: int
    shown_on: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the settings. `start` is what it holds at first, and `about` the line above it;
    both raise Refused where what it is about is gone. One without fields only asks why. `removal`
    is the page that takes away what `removable` says is there, and `remove` the words for it."""

    title: str
    about: Callable[[Policy, Address], str]
    change: Callable[[Address, Typed], Change]
    start: Callable[[Policy, Address], Typed] | None = None
    fields: Callable[[Policy, Address, Typed], list[Block]] | None = None
    removal: str = ""
    remove: str = ""
    removable: Callable[[Policy, Address], bool] = lambda _policy, _address: False
    is_tried: bool = False
    """Whether its change can be tried on what came in lately, before it is saved."""


def opened(form: Form, policy: Policy, address: Address) -> View:
    """The form as it opens, to be filled and reviewed. Raises Refused."""
    draft = Draft(address, policy.version)
    above = [section(form.about(policy, address))]
    start = form.start(policy, address) if form.start else {}
    below: list[Block] = []
    if form.removable(policy, address):
        below = [divider(), row(form.remove, "Remove …", Address(form.removal, address.about))]
    return _view(form, policy, draft, start, (above, below), "Review")


def reviewed(
    form: Form, draft: Draft, review: SettingsReview, holds: Typed, tried: Sequence[Block] = ()
) -> View:
    """The form with what it would change and a field for the reason above what was typed, which
    can still be corrected. `tried`: what it would have done, where that was asked."""
    shown = replace(draft, shown_on=review.current.version, shown=review.mark)
    why = typed(
        _WHY,
        "Why",
        holds.get(_WHY, ""),
        hint="Kept with the change",
        multiline=True,
        limit=REASON_LIMIT,
        focus=True,
    )
    above = [*changes(review), *(tried or _to_try(form, draft)), _signed(why, draft)]
    if form.fields:
        above += [divider(), section(form.about(review.current, draft.address))]
    return _view(form, review.current, shown, holds, (above, []), "Save")


def _to_try(form: Form, draft: Draft) -> list[Block]:
    if not form.is_tried:
        return []
    button = action_button(WHAT_IF, "What would this have done?", str(draft.address))
    return [{"type": "actions", "elements": [button]}]


def _view(
    form: Form,
    policy: Policy,
    draft: Draft,
    holds: Typed,
    around: tuple[list[Block], list[Block]],
    submit: str,
) -> View:
    fields = form.fields(policy, draft.address, holds) if form.fields else []
    above, below = around
    blocks = [*above, *(_signed(block, draft) for block in fields), *below]
    note = {
        "at": str(draft.address),
        "opened": draft.opened,
        "on": draft.shown_on,
        "shown": draft.shown,
    }
    return modal(CALLBACK, form.title, submit, [*blocks, back()], note)


def _signed(block: Block, draft: Draft) -> Block:
    """A field under an id of its own: Slack keeps what was typed in one that is called alike."""
    if block["type"] != "input":
        return block
    return {**block, "block_id": block_of(str(block["block_id"]), draft)}


def block_of(name: str, draft: Draft) -> str:
    """The block of a field in this form."""
    return _SIGN.join((name, str(draft.opened), str(draft.address)))


def draft_of(form: OpenForm) -> Draft:
    """What a form that was sent off remembers of itself."""
    address = read_address(noted_text(form, "at"))
    opened_on, shown_on = (_version(noted(form, name)) for name in ("opened", "on"))
    return Draft(address, opened_on, shown_on, noted_text(form, "shown"))


def _version(number: int) -> int:
    """A version as the database could hold it, 0 for any other number."""
    return number if 0 < number < 2**31 else 0


def typed_in(form: OpenForm) -> Typed:
    """What a form that was sent off holds, by field."""
    return {block.partition(_SIGN)[0]: text for block, text in form.values.values.items()}


def why_of(holds: Typed) -> str:
    """The reason given."""
    return holds.get(_WHY, "")


def row(text: str, label: str, address: Address) -> Block:
    """A line with the button of a page beside it."""
    return section(text) | {"accessory": action_button(SETTINGS_PAGE, label, str(address))}


def back(label: str = "Back to settings", to: str = OVERVIEW) -> Block:
    """The button that leads back."""
    button = action_button(SETTINGS_PAGE, label, to)
    return {"type": "actions", "elements": [button]}


def list_page(
    title: str,
    about: str,
    rows: Sequence[tuple[str, Address]],
    address: Address,
    *more: Block,
    fixed: int = 0,
) -> View:
    """A list of what can be edited, in pages: the number of the page follows the `fixed` parts of
    its address."""
    number = address.part(fixed)
    first = int(number) * ITEMS if re.fullmatch("[0-9]{1,3}", number) else 0
    shown = rows[first : first + ITEMS]
    blocks: list[Block] = [section(about)]
    blocks += [row(text, "Edit", to) for text, to in shown] or [small_print("Nothing here yet.")]
    last = first + len(shown)
    if last < len(rows):
        further = Address(address.page, (*address.about[:fixed], str(last // ITEMS)))
        blocks.append(row(f"{last} of {len(rows)}", "Next page", further))
    return page(title, [*blocks, *more, back()])


def gone(what: str) -> Refused:
    """What a page is about isn't in the policy any more."""
    return Refused(f"{what} is not in the settings any more.", code=RefusalCode.NO_LONGER_SO)
