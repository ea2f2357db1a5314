"""The inputs that forms are made of, within Slack's limits."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.case.people import Person
from bot.casework.case_view import Glimpse, Seen
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.requests import OpenForm

ENTRY = "entry"
"""Every block has one input, under this action id, unless its choice changes the form."""
TYPED_LIMIT = 3000
"""What a plain_text_input takes at most."""
OPTION_LIMIT = 75
OPTIONS_LIMIT = 100
"""What a static_select holds at most."""
TICKED = "yes"
"""What a box that is ticked holds."""


def _plain(text: str, limit: int) -> dict[str, str]:
    return {"type": "plain_text", "text": text[:limit]}


def _input(block: str, label: str, element: Block, hint: str, optional: bool) -> Block:
    made: Block = {
        "type": "input",
        "block_id": block,
        "label": _plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return made | ({"hint": _plain(hint, 2000)} if hint else {})


def typed(
    block: str,
    label: str,
    value: str = "",
    *,
    hint: str = "",
    optional: bool = False,
    multiline: bool = False,
    limit: int = TYPED_LIMIT,
    focus: bool = False,
    action: str = ENTRY,
) -> Block:
    """A text field. The limit is enforced by Slack's client and again where the text is read. With
    an `action` of its own, typing sends clicks that may change the form."""
    element: Block = {"type": "plain_text_input", "action_id": action, "multiline": multiline}
    element["max_length"] = min(limit, TYPED_LIMIT)
    if value:
        element["initial_value"] = value[:limit]
    if focus:
        element["focus_on_load"] = True
    made = _input(block, label, element, hint, optional)
    if action == ENTRY:
        return made
    element["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}
    return made | {"dispatch_action": True}


def option(value: str, label: str, about: str = "") -> Block:
    """An entry of a select; ids in values, never text from people."""
    made: Block = {"text": _plain(label, OPTION_LIMIT), "value": value}
    return made | ({"description": _plain(about, OPTION_LIMIT)} if about else {})


def chosen(
    block: str,
    label: str,
    options: Sequence[Block],
    value: str = "",
    *,
    hint: str = "",
    optional: bool = False,
    action: str = ENTRY,
) -> Block:
    """A select. With an `action` of its own, choosing sends a click that may change the form."""
    element: Block = {"type": "static_select", "action_id": action, "options": list(options)}
    initial = next((o for o in options if o["value"] == value), None)
    if initial is not None:
        element["initial_option"] = initial
    made = _input(block, label, element, hint, optional)
    return made | ({"dispatch_action": True} if action != ENTRY else {})


def chosen_several(
    block: str,
    label: str,
    options: Sequence[Block],
    values: Sequence[str] = (),
    *,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """A select of which several entries may be chosen."""
    element: Block = {
        "type": "multi_static_select",
        "action_id": ENTRY,
        "options": list(options),
    }
    initial = [o for o in options if o["value"] in values]
    if initial:
        element["initial_options"] = initial
    return _input(block, label, element, hint, optional=optional)


def chosen_person(
    block: str, label: str, value: str = "", *, hint: str = "", optional: bool = False
) -> Block:
    """A select of the workspace's people."""
    element: Block = {"type": "users_select", "action_id": ENTRY}
    if value:
        element["initial_user"] = value
    return _input(block, label, element, hint, optional)


def chosen_of(
    block: str,
    label: str,
    people: Sequence[Person],
    value: str = "",
    *,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """A select of who may be chosen; of the whole workspace where that is nobody, so that why is
    said, or more than a list takes."""
    if not people or len(people) > OPTIONS_LIMIT:
        return chosen_person(block, label, value, hint=hint, optional=optional)
    options = [option(person.user, person.name) for person in people]
    return chosen(block, label, options, value, hint=hint, optional=optional)


def chosen_people(block: str, label: str, values: Sequence[str] = (), *, hint: str = "") -> Block:
    """A select of the workspace's people, of whom several or none may be chosen."""
    element: Block = {"type": "multi_users_select", "action_id": ENTRY}
    if values:
        element["initial_users"] = list(values)
    return _input(block, label, element, hint, optional=True)


def chosen_channel(block: str, label: str, value: str = "", *, hint: str = "") -> Block:
    """A select of channels, public and private; it may be left empty."""
    element: Block = {
        "type": "conversations_select",
        "action_id": ENTRY,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if value:
        element["initial_conversation"] = value
    return _input(block, label, element, hint, optional=True)


def ticked(block: str, label: str, words: str, *, hint: str = "") -> Block:
    """A single box to tick, empty at first."""
    element: Block = {
        "type": "checkboxes",
        "action_id": ENTRY,
        "options": [option(TICKED, words)],
    }
    return _input(block, label, element, hint, optional=True)


def chosen_instant(
    block: str,
    label: str,
    at: datetime | None = None,
    *,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """A date and a time of day, which each person sees in their own zone. It starts at a whole
    minute: Slack's client shows no seconds."""
    element: Block = {"type": "datetimepicker", "action_id": ENTRY}
    if at is not None:
        element["initial_date_time"] = int(at.timestamp()) // 60 * 60
    return _input(block, label, element, hint, optional)


def chosen_day(
    block: str, label: str, day: str = "", *, hint: str = "", optional: bool = False
) -> Block:
    """A date, in ISO 8601."""
    element: Block = {"type": "datepicker", "action_id": ENTRY}
    if day:
        element["initial_date"] = day
    return _input(block, label, element, hint, optional)


def instant(value: str) -> datetime | None:
    """What a date and time field holds; None where nothing is chosen."""
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def words(text: str) -> Block:
    """A line of explanation, in plain text."""
    return {"type": "section", "text": _plain(text, 3000)}


def which(case: Seen) -> Block:
    """Which case a form is about: by its reference alone for who may not read it."""
    if isinstance(case, Glimpse):
        return words(case.reference)
    return words(f"{case.reference} {case.escalation.title}")


def modal(
    callback: str,
    title: str,
    submit: str,
    blocks: Sequence[Block],
    note: Mapping[str, object] | None = None,
) -> View:
    """A form. `note` is what it must remember: ids only, since private_metadata is no secret."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(title, 24),
        "submit": _plain(submit, 24),
        "close": _plain("Cancel", 24),
        "blocks": list(blocks),
        "private_metadata": json.dumps(dict(note or {})),
    }


def page(title: str, blocks: Sequence[Block]) -> View:
    """A page with nothing to fill in."""
    return {
        "type": "modal",
        "title": _plain(title, 24),
        "close": _plain("Done", 24),
        "blocks": list(blocks),
    }


def _remembered(form: OpenForm, name: str) -> object:
    try:
        return json.loads(form.note or "{}").get(name)
    except (ValueError, AttributeError):
        return None


def noted(form: OpenForm, name: str) -> int:
    """A number the form was to remember, 0 where it remembers none."""
    found = _remembered(form, name)
    return found if isinstance(found, int) else 0


def noted_text(form: OpenForm, name: str) -> str:
    """An id in letters that the form was to remember, '' where it remembers none."""
    found = _remembered(form, name)
    return found if isinstance(found, str) else ""


def noted_texts(form: OpenForm, name: str) -> dict[str, str]:
    """The texts by name that the form was to remember: what its sender typed themselves."""
    found = _remembered(form, name)
    pairs = found.items() if isinstance(found, dict) else ()
    return {str(key): value for key, value in pairs if isinstance(value, str)}
