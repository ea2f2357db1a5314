"""What can be said to the bot: subcommands and mention words, each declared here once. Help, the
manifest's usage hints and the README say them as they are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def _spaced(*parts: str) -> str:
    return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One of /escalations: with an example of what follows it, what more may follow, and what it
    does, as help says it."""

    word: str
    example: str = ""
    more: str = ""
    does: str = ""

    @property
    def usage(self) -> str:
        """As in a hint."""
        return _spaced(self.word, self.example)

    @property
    def help(self) -> str:
        """As in help."""
        return _spaced(f"`{_spaced(self.usage, self.more)}`", self.does)


@dataclass(frozen=True, slots=True)
class Word:
    """One that follows a mention in an escalation's thread, with an example of what follows it.
    `line` is its line in help: those that belong together share one."""

    word: str
    line: int
    example: str = ""

    @property
    def usage(self) -> str:
        """As it is typed."""
        return f"`{_spaced(self.word, self.example)}`"


SUBCOMMANDS = (
    Subcommand("mine", does="what you raised and what is with you"),
    Subcommand("open", does="what is open in your queue"),
    Subcommand("at-risk", does="what of it is late or soon will be"),
    Subcommand("show", "ESC-1", does="one escalation with its history"),
    Subcommand("rota", does="whose turn it is"),
    Subcommand(
        "away",
        "until Monday",
        "cover @person",
        "offers you nothing until then (`away` alone opens the form)",
    ),
    Subcommand("back"),
    Subcommand("settings", does="for managers"),
    Subcommand("help", does="this"),
)
WORDS = (
    Word("claim", 1),
    Word("release", 1),
    Word("handover", 1, "@person"),
    Word("wait", 2, "customer until tomorrow for the invoice"),
    Word("resume", 2),
    Word("priority", 3, "P1 the press has it"),
    Word("deadline", 4, "2026-12-01 17:00 court order"),
    Word("decide", 1),
    Word("status", 1),
    Word("help", 1),
)


def hint(subcommands: Sequence[Subcommand]) -> str:
    """What Slack shows behind /escalations while it is typed."""
    return " | ".join(subcommand.usage for subcommand in subcommands)


def in_a_row(words: Sequence[Word]) -> str:
    """Words with their examples: the last is `or`."""
    *others, last = [word.usage for word in words]
    return f"{', '.join(others)} or {last}" if others else last


def help_text(subcommands: Sequence[Subcommand], words: Sequence[Word]) -> str:
    """All that can be said, and how an escalation is raised."""
    raising = (
        "*/escalate* `[title]` opens the form for a new escalation. You can also use the shortcut "
        "*Raise an escalation*, or *Escalate this message* in a message's menu."
    )
    looking = f"*/escalations* {' · '.join(subcommand.help for subcommand in subcommands)}."
    saying = "In an escalation's thread, mention me with one of these:"
    numbers = sorted({word.line for word in words})
    lines = [_line([word for word in words if word.line == number]) for number in numbers]
    return "\n".join([raising, looking, saying, *(f"• {line}" for line in lines)])


def _line(words: Sequence[Word]) -> str:
    """Of two, the second is what ends the first; of more, any."""
    if len(words) == 2:
        return f"{words[0].usage}, and {words[1].usage}"
    return in_a_row(words)


HELP = help_text(SUBCOMMANDS, WORDS)
