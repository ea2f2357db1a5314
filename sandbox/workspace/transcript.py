"""The workspace as people would see it, in plain text."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.blockkit.contents import texts_in
from sandbox.json_values import Json, as_list, as_object, as_text, objects
from sandbox.workspace.core import Core
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.mrkdwn import shown
from sandbox.workspace.state import Workspace


def transcript(core: Core, zone: str = "Europe/Copenhagen") -> str:
    """Every channel and direct conversation with something in it, threads indented."""
    workspace = core.workspace
    with workspace.lock:
        parts = [
            _conversation(workspace, channel_id, zone)
            for channel_id in sorted(workspace.channels, key=lambda c: (c.startswith("D"), c))
        ]
        return "\n\n".join(part for part in parts if part) + "\n"


def _conversation(workspace: Workspace, channel_id: str, zone: str) -> str:
    messages = workspace.messages(channel_id)
    private = [note for note in workspace.ephemerals if note.channel == channel_id]
    if not messages and not private:
        return ""
    lines = [_heading(workspace, channel_id)]
    roots = [m for m in messages if not m.is_reply] + [n for n in private if not n.thread_ts]
    for root in sorted(roots, key=lambda m: m.ts):
        lines += rendered(workspace, root, zone)
        inside = [m for m in [*messages, *private] if m.thread_ts == root.ts and m.ts != root.ts]
        for reply in sorted(inside, key=lambda m: m.ts):
            lines += ["   │ " + line for line in rendered(workspace, reply, zone)]
    return "\n".join(lines)


def _heading(workspace: Workspace, channel_id: str) -> str:
    channel = workspace.channels[channel_id]
    if channel.is_direct:
        people = [workspace.members[m] for m in sorted(channel.members)]
        person = next((p for p in people if not p.is_bot), people[0])
        return f"══ Direct messages: {person.display_name} and Escalations"
    return f"══ #{channel.name}" + (" (private)" if channel.is_private else "")


def rendered(workspace: Workspace, message: SlackMessage, zone: str) -> list[str]:
    """One message: a line on who and when, then its text or its blocks."""
    moment = datetime.fromtimestamp(float(message.ts), ZoneInfo(zone))
    member = workspace.members.get(message.user)
    head = f"{moment:%H:%M} {member.display_name if member else message.user}"
    if message.ephemeral_for is not None:
        reader = workspace.members[message.ephemeral_for].display_name
        head += f" (only visible to {reader})"
    if message.edited:
        head += " (edited)"
    lines = block_lines(workspace, list(message.blocks), zone) if message.blocks else []
    if not lines:
        lines = shown(workspace, message.text, zone).splitlines()
    lines += [f"[file: {as_text(file.get('name'))}]" for file in message.files]
    return [head, *("   " + line for line in lines)]


def block_lines(workspace: Workspace, blocks: list[Json], zone: str) -> list[str]:
    """Blocks in plain text: buttons as [Claim], fields in a row, tables with bars."""
    lines: list[str] = []
    for block in blocks:
        lines += _block_lines(workspace, block, zone)
    return lines


def _block_lines(workspace: Workspace, block: Json, zone: str) -> list[str]:
    kind = as_text(block.get("type"))
    if kind == "divider":
        return ["────"]
    if kind == "header":
        return ["# " + _text(workspace, block.get("text"), zone)]
    if kind == "section":
        lines = _text(workspace, block.get("text"), zone).splitlines()
        lines += [_field(workspace, field, zone) for field in objects(block.get("fields"))]
        accessory = as_object(block.get("accessory"))
        return lines + ([element_words(accessory)] if accessory else [])
    if kind == "context":
        parts = [_text(workspace, part, zone) for part in objects(block.get("elements"))]
        return [" · ".join(part.replace("\n", " ") for part in parts)]
    if kind in ("actions", "context_actions"):
        return [" ".join(element_words(element) for element in objects(block.get("elements")))]
    if kind == "input":
        label = _text(workspace, block.get("label"), zone)
        return [f"{label}: {element_words(as_object(block.get('element')))}"]
    if kind in ("table", "data_table"):
        return [
            " | ".join(_cell(workspace, cell, zone) for cell in as_list(row))
            for row in as_list(block.get("rows"))
        ]
    if kind == "data_visualization":
        return [f"[chart: {as_text(block.get('title'))}]"]
    if kind == "image":
        return [f"[image: {as_text(block.get('alt_text'))}]"]
    if kind == "container":
        inner = block_lines(workspace, objects(block.get("child_blocks")), zone)
        return [_text(workspace, block.get("title"), zone), *("  " + line for line in inner)]
    return _rich(workspace, block, zone).splitlines()


def _rich(workspace: Workspace, part: Json, zone: str) -> str:
    """Rich text as Slack shows it: what is typed in it is no markup."""
    if part.get("type") == "text":
        return as_text(part.get("text"))
    if inner := objects(part.get("elements")):
        return "".join(_rich(workspace, one, zone) for one in inner)
    return shown(workspace, "".join(texts_in(part)), zone)


def _text(workspace: Workspace, value: object, zone: str) -> str:
    part = as_object(value)
    if part.get("type") == "image":
        return f"[image: {as_text(part.get('alt_text'))}]"
    text = as_text(part.get("text"))
    return text if part.get("type") == "plain_text" else shown(workspace, text, zone)


def _field(workspace: Workspace, field: Json, zone: str) -> str:
    return _text(workspace, field, zone).replace("\n", " ")


def _cell(workspace: Workspace, cell: object, zone: str) -> str:
    value = as_object(cell)
    if value.get("type") == "raw_number":
        return as_text(value.get("text")) or str(value.get("value"))
    return shown(workspace, "".join(texts_in(value)), zone)


def element_words(element: Json) -> str:
    """A button as [Claim], a list as [Kind ▾], a box as [____]."""
    kind = as_text(element.get("type"))
    text = as_text(as_object(element.get("text")).get("text"))
    placeholder = as_text(as_object(element.get("placeholder")).get("text"))
    if kind in ("button", "workflow_button", "icon_button"):
        return f"[{text}]"
    if kind == "overflow":
        names = [as_text(as_object(o.get("text")).get("text")) for o in objects(element["options"])]
        return f"[⋯ {' · '.join(names)}]"
    if kind == "image":
        return f"[image: {as_text(element.get('alt_text'))}]"
    if kind.endswith(("_select", "picker", "_buttons", "boxes")):
        return f"[{placeholder or kind} ▾]"
    return f"[{placeholder or '____'}]"
