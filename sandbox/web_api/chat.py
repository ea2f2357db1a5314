"""chat.*: posting, editing and deleting the app's own messages."""

from dataclasses import replace

from sandbox.blockkit.blocks import MOST_TEXT_IN_A_MESSAGE, block_problems, total_text
from sandbox.blockkit.contents import with_block_ids
from sandbox.json_values import Json, as_list, as_text, objects
from sandbox.web_api.access import visible, writable
from sandbox.web_api.call import Arguments, Method, Refusal
from sandbox.workspace.core import Core
from sandbox.workspace.directory import BOT_ID, BOT_USER
from sandbox.workspace.messages import SlackMessage

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
LARGEST_METADATA = 12_000  # bytes; Slack names an error for it but no number


def blocks_of(arguments: Arguments) -> tuple[Json, ...] | None:
    """The blocks, checked; None where none were given."""
    if not arguments.has("blocks") or arguments.raw["blocks"] == "":
        return None
    blocks = arguments.structure("blocks")
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format")
    problems = block_problems(blocks, "message")
    if problems:
        raise Refusal("invalid_blocks", problems)
    if total_text(objects(blocks)) > MOST_TEXT_IN_A_MESSAGE:
        raise Refusal("msg_blocks_too_long")
    return tuple(with_block_ids(objects(blocks)))


def _attachments(arguments: Arguments) -> tuple[Json, ...]:
    attachments = as_list(arguments.structure("attachments"))
    if len(attachments) > 100:
        raise Refusal("too_many_attachments")
    return tuple(objects(attachments))


def _metadata(arguments: Arguments) -> Json | None:
    """Metadata needs an event_type and a flat event_payload."""
    if not arguments.has("metadata"):
        return None
    metadata = arguments.structure("metadata")
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    if metadata:
        if set(metadata) != {"event_type", "event_payload"} or not as_text(metadata["event_type"]):
            raise Refusal("invalid_metadata_schema")
        if not isinstance(metadata["event_payload"], dict):
            raise Refusal("invalid_metadata_schema")
        if len(str(metadata)) > LARGEST_METADATA:
            raise Refusal("metadata_too_large")
    return metadata


def _content(arguments: Arguments) -> tuple[str, tuple[Json, ...] | None]:
    """Text and blocks of a post; Markdown text becomes the text and stands alone."""
    blocks = blocks_of(arguments)
    markdown = arguments.text("markdown_text")
    if markdown:
        if arguments.text("text") or blocks:
            raise Refusal("markdown_text_conflict")
        if len(markdown) > 12_000:
            raise Refusal("msg_too_long")
    text = arguments.text("text") or markdown
    if not text and not blocks and not arguments.has("attachments"):
        raise Refusal("no_text")
    return text, blocks


def post_message(core: Core, arguments: Arguments) -> Json:
    channel = writable(core, arguments.text("channel"))
    text, blocks = _content(arguments)
    message = core.workspace.post(
        SlackMessage(
            channel.id,
            core.workspace.next_ts(),
            BOT_USER,
            text[:LONGEST_POST],
            blocks or (),
            thread_ts=arguments.text("thread_ts") or None,
            metadata=_metadata(arguments) or None,
            by_app=True,
            broadcast=arguments.flag("reply_broadcast"),
            attachments=_attachments(arguments),
        )
    )
    answer: Json = {
        "ok": True,
        "channel": channel.id,
        "ts": message.ts,
        "message": message.wire(with_metadata=True),
    }
    if len(text) > LONGEST_POST:
        answer["warning"] = "message_truncated"
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def update(core: Core, arguments: Arguments) -> Json:
    channel = visible(core, arguments.text("channel"))
    text, blocks = _content(arguments)
    if len(text) > LONGEST_UPDATE:
        raise Refusal("msg_too_long")
    message = core.workspace.message(channel.id, arguments.text("ts"))
    if message is None or message.subtype == "tombstone":
        raise Refusal("message_not_found")
    if channel.archived:
        raise Refusal("is_archived")
    if not message.by_app:
        raise Refusal("cant_update_message")
    metadata = _metadata(arguments)
    changed = replace(
        message,
        text=text,
        blocks=message.blocks if blocks is None else blocks,
        metadata=message.metadata if metadata is None else metadata or None,
        attachments=_attachments(arguments) or message.attachments,
        edited_by=BOT_ID,
        edited_ts=core.workspace.next_ts(),
    )
    core.workspace.replace_message(changed)
    return {
        "ok": True,
        "channel": channel.id,
        "ts": message.ts,
        "text": changed.text,
        "message": core.workspace.wire(changed, with_metadata=True),
    }


def delete(core: Core, arguments: Arguments) -> Json:
    channel = visible(core, arguments.text("channel"))
    ts = arguments.text("ts")
    message = core.workspace.message(channel.id, ts)
    if message is None or message.subtype == "tombstone":
        raise Refusal("message_not_found")
    if not message.by_app:
        raise Refusal("cant_delete_message")
    core.workspace.delete_message(channel.id, ts)
    return {"ok": True, "channel": channel.id, "ts": ts}


def post_ephemeral(core: Core, arguments: Arguments) -> Json:
    channel = writable(core, arguments.text("channel"))
    user = arguments.text("user")
    text, blocks = _content(arguments)
    if user not in channel.members or core.workspace.members[user].deleted:
        raise Refusal("user_not_in_channel")
    message = core.workspace.post_ephemeral(
        SlackMessage(
            channel.id,
            core.workspace.next_ts(),
            BOT_USER,
            text,
            blocks or (),
            thread_ts=arguments.text("thread_ts") or None,
            by_app=True,
            ephemeral_for=user,
        )
    )
    return {"ok": True, "message_ts": message.ts}


def get_permalink(core: Core, arguments: Arguments) -> Json:
    channel = visible(core, arguments.text("channel"))
    message = core.workspace.message(channel.id, arguments.text("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    return {"ok": True, "channel": channel.id, "permalink": core.workspace.permalink(message)}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": get_permalink,
}
