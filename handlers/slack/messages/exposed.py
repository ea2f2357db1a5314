"""What managers are told of a channel that isn't as private as what is kept in it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import ChannelId
from bot.casework.keeping import Gap, Leak
from handlers.slack.messages.markup import Message, person, section

PEOPLE_SHOWN = 10


def exposed(
    channel: ChannelId, found: Iterable[Leak], kept: Collection[Confidentiality]
) -> Message:
    """What is wrong with it, what comes of that, and what mends it."""
    classes = " and ".join(sorted(class_.words for class_ in kept)) or "confidential"
    ways: list[str] = []
    people: dict[Gap, list[str]] = {Gap.STRANGER: [], Gap.UNCLEARED: [], Gap.UNKNOWN: []}
    for leak in found:
        if leak.user is not None:
            people[leak.gap].append(person(leak.user))
        elif leak.gap is Gap.PUBLIC:
            ways.append("it is public")
        else:
            ways.append("it is shared with another organisation, or is being")
    if strangers := people[Gap.STRANGER]:
        ways.append(f"{_listed(strangers)}: a guest, or of another organisation")
    if uncleared := people[Gap.UNCLEARED]:
        ways.append(f"{_listed(uncleared)}: not cleared for {classes} cases")
    if unknown := people[Gap.UNKNOWN]:
        ways.append(f"{_listed(unknown)}: I don't know yet who that is")
    then = (
        "Until that's fixed nothing new is posted there, and no such case can be raised. Make it "
        "private, stop sharing it, or remove who isn't cleared (or clear them in the settings). I "
        "notice by myself, and what waits goes out then."
    )
    lines = [
        f"*<#{channel}> isn't private enough for the {classes} cases in it.*",
        *(f"• {way}" for way in ways),
        then,
    ]
    text = "\n".join(lines)
    return Message(text, [section(text)])


def mended(channel: ChannelId) -> Message:
    """It can be used again."""
    text = f"<#{channel}> is private enough again. What waited is posted there now."
    return Message(text, [section(text)])


def _listed(people: list[str]) -> str:
    more = len(people) - PEOPLE_SHOWN
    shown = ", ".join(people[:PEOPLE_SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown
