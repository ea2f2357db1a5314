"""files.*: uploading, as far as Slack's present way goes (files.upload is gone)."""

from sandbox.json_values import Json, as_list, as_text, objects
from sandbox.web_api.access import visible
from sandbox.web_api.call import Arguments, Method, Refusal
from sandbox.web_api.chat import blocks_of
from sandbox.workspace.core import Core
from sandbox.workspace.directory import BOT_USER, Channel
from sandbox.workspace.messages import SlackMessage

LARGEST_SNIPPET = 1_000_000
LONGEST_ALT_TEXT = 1_000
MOST_CHANNELS = 100


def get_upload_url(core: Core, arguments: Arguments) -> Json:
    """An address that takes exactly so many bytes."""
    length = arguments.whole("length", 0)
    if length < 1:
        raise Refusal("invalid_arguments", ["must be positive [json-pointer:/length]"])
    if len(arguments.text("alt_txt")) > LONGEST_ALT_TEXT:
        raise Refusal("alt_txt_too_large")
    if arguments.has("snippet_type") and length > LARGEST_SNIPPET:
        raise Refusal("snippet_too_large")
    file = core.files.announce(arguments.text("filename"), length)
    url = f"{core.response_urls.base}/upload/v1/{file.id}/{file.secret}"
    return {"ok": True, "upload_url": url, "file_id": file.id}


def complete_upload(core: Core, arguments: Arguments) -> Json:
    """Shares files whose bytes have come. The message's ts is not in the answer, as with Slack,
    which posts it a little later."""
    wanted = objects(as_list(arguments.structure("files")))
    if not wanted:
        raise Refusal("invalid_arguments", ["must be an array of files [json-pointer:/files]"])
    channels = _channels(core, arguments)
    comment = arguments.text("initial_comment")
    # A comment makes the blocks be ignored.
    blocks = () if comment else blocks_of(arguments) or ()
    files = []
    for one in wanted:
        file = core.files.share(as_text(one.get("id")), as_text(one.get("title")))
        if file is None:
            raise Refusal("file_not_found")
        files.append(file.wire())
    for channel in channels:
        core.workspace.post(
            SlackMessage(
                channel.id,
                core.workspace.next_ts(),
                BOT_USER,
                comment,
                blocks,
                thread_ts=arguments.text("thread_ts") or None,
                by_app=True,
                files=tuple(files),
            )
        )
    return {"ok": True, "files": files}


def _channels(core: Core, arguments: Arguments) -> list[Channel]:
    """Where it is shared, by ids of conversations the app is in; nowhere is allowed."""
    named = [arguments.text("channel_id"), *arguments.text("channels").split(",")]
    ids = [name.strip() for name in named if name.strip()]
    if len(ids) > MOST_CHANNELS:
        raise Refusal("channels_limit_exceeded")
    found = []
    for name in ids:
        channel = visible(core, name)
        if BOT_USER not in channel.members:
            raise Refusal("not_in_channel")
        if channel.archived:
            raise Refusal("posting_to_channel_denied")
        found.append(channel)
    return found


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
