"""What people wrote before anybody looked: something to read, and something to escalate."""

from sandbox.workspace.core import Core
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.mrkdwn import typed_message
from sandbox.workspace.rich_text import rich_text_of

RULE_BOOK = "They are in the help pages: _we don't take sides in a disagreement_."
TROUBLE = (
    "Acme rebranded on Monday and 212 of their reviews are hidden since. Their CEO has written to "
    "ours: https://reviews.example/acme"
)
ADVICE = "That is one for Content Integrity. Type */escalate*, or use this message's menu."

# channel, person, minutes ago, words
STARTING_MESSAGES = (
    ("C0GENERAL", "U0OWL", 190, "Morning! Copenhagen, London and New York have somebody on today."),
    ("C0GENERAL", "U0BADGER", 184, "London is in. Two dozen appeals from yesterday are answered."),
    ("C0GENERAL", "U0OTTER", 171, "Thanks @badger, that made three of my customers happy."),
    ("C0CSM", "U0VOLE", 95, "Has anybody got the words for a review that breaks no guideline?"),
    ("C0CSM", "U0OTTER", 92, RULE_BOOK),
    ("C0CSM", "U0VOLE", 31, TROUBLE),
    ("C0CSM", "U0OTTER", 27, ADVICE),
)


def write_starting_messages(core: Core) -> None:
    """Put the messages where they belong, as if written a while ago."""
    workspace, now = core.workspace, core.clock.calendar()
    for number, (channel, person, minutes, words) in enumerate(STARTING_MESSAGES):
        text = typed_message(workspace, words)
        ts = f"{int(now - minutes * 60)}.{number:06d}"
        workspace.post(SlackMessage(channel, ts, person, text, (rich_text_of(text),)))
