"""Views the tests show."""


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def option(text: str) -> dict:
    return {"text": plain(text), "value": text.lower()}


def text_input(label: str, **more: object) -> dict:
    block_id = more.pop("block_id", label.lower())
    block = {key: more.pop(key) for key in ("optional", "dispatch_action") if key in more}
    element = {"type": "plain_text_input", "action_id": "typed", **more}
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        **block,
    }


def choice(label: str, *options: str, kind: str = "static_select", **more: object) -> dict:
    element = {"type": kind, "action_id": "chosen", "options": [option(o) for o in options]}
    return {
        "type": "input",
        "block_id": label.lower(),
        "label": plain(label),
        "element": element,
        **more,
    }


def modal(*blocks: dict, title: str = "Raise", **more: object) -> dict:
    return {
        "type": "modal",
        "callback_id": "raise",
        "title": plain(title),
        "submit": plain("Raise"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks: dict) -> dict:
    return {"type": "home", "blocks": list(blocks)}


def button(text: str, action_id: str, **more: object) -> dict:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def row(*buttons: dict, block_id: str = "row") -> dict:
    return {"type": "actions", "block_id": block_id, "elements": list(buttons)}


def section(text: str, **more: object) -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}
