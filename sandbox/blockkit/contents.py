"""What stands in blocks: the elements a person can act on, their words and options, every text."""

import secrets

from sandbox.json_values import Json, as_object, as_text, objects


def interactive_elements(blocks: tuple[Json, ...] | list[Json]) -> list[Json]:
    """Every element a person can act on, top to bottom, with its block's id inside."""
    found: list[Json] = []
    for block in blocks:
        inside: list[Json] = []
        if block.get("type") == "section" and isinstance(block.get("accessory"), dict):
            inside = objects([block["accessory"]])
        elif block.get("type") in ("actions", "context_actions"):
            inside = objects(block.get("elements"))
        elif block.get("type") == "input":
            inside = objects([block.get("element")])
        elif block.get("type") == "card":
            inside = objects(block.get("actions"))
        elif block.get("type") == "container":
            found += interactive_elements(objects(block.get("child_blocks")))
        found += [{**element, "block_id": block.get("block_id")} for element in inside]
    return [element for element in found if "action_id" in element]


def texts_in(value: object) -> list[str]:
    """Every shown text inside blocks, in reading order, also those of rich text and tables."""
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    if not isinstance(value, dict):
        return []
    kind = value.get("type")
    if kind in ("plain_text", "mrkdwn", "text", "raw_text", "markdown") and "text" in value:
        return [as_text(value["text"])]
    if kind == "user" and "user_id" in value:
        return [f"<@{value['user_id']}>"]
    if kind == "link" and "url" in value:
        return [as_text(value.get("text")) or as_text(value["url"])]
    return [text for key, item in value.items() if key != "type" for text in texts_in(item)]


def label_of(element: Json) -> str:
    """What a person reads on an element: a button's text, a list's placeholder."""
    for key in ("text", "placeholder"):
        part = element.get(key)
        if isinstance(part, dict):
            return as_text(part.get("text"))
    return ""


def element_named(
    blocks: list[Json],
    name: str | None,
    action_id: str | None = None,
    value: str | None = None,
    block_id: str | None = None,
) -> Json | None:
    """The one element with this text (or option's text), action_id, value and block_id."""
    found = [
        element
        for element in interactive_elements(blocks)
        if _is_named(element, name)
        and action_id in (None, element.get("action_id"))
        and value in (None, element.get("value"))
        and block_id in (None, element.get("block_id"))
    ]
    if len(found) > 1:
        described = [f"{e.get('action_id')}={e.get('value')}" for e in found]
        raise LookupError(f"{name or action_id!r} is there {len(found)} times: {described}")
    return found[0] if found else None


def menu_with(
    blocks: list[Json], option: str, action_id: str | None = None, block_id: str | None = None
) -> Json | None:
    """The one menu of more that offers this option, by its text or value."""
    found = [
        element
        for element in interactive_elements(blocks)
        if element.get("type") == "overflow"
        and action_id in (None, element.get("action_id"))
        and block_id in (None, element.get("block_id"))
        and any(option in (option_text(o), o.get("value")) for o in options_of(element))
    ]
    if len(found) > 1:
        raise LookupError(f"{option!r} is offered by {len(found)} menus")
    return found[0] if found else None


def _is_named(element: Json, name: str | None) -> bool:
    if name is None or label_of(element).lower() == name.lower():
        return True
    in_menu = element.get("type") == "overflow"
    return in_menu and any(option_text(o) == name for o in objects(element.get("options")))


def what_is_there(blocks: list[Json]) -> str:
    names = [label_of(element) for element in interactive_elements(blocks)]
    menus = [
        option_text(option)
        for element in interactive_elements(blocks)
        if element.get("type") == "overflow"
        for option in objects(element.get("options"))
    ]
    return ", ".join(f"[{name}]" for name in [*names, *menus] if name) or "nothing to click"


def option_text(option: Json) -> str:
    return as_text(as_object(option.get("text")).get("text"))


def options_of(element: Json) -> list[Json]:
    """Every option a list element offers, groups flattened."""
    grouped = [
        option
        for group in objects(element.get("option_groups"))
        for option in objects(group.get("options"))
    ]
    return objects(element.get("options")) + grouped


def with_block_ids(blocks: list[Json]) -> list[Json]:
    return [
        block if block.get("block_id") else {**block, "block_id": secrets.token_hex(3)}
        for block in blocks
    ]
