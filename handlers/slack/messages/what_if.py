"""What a change of the settings would have done, in short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.case.identifiers import UserId
from bot.case.kinds import KINDS
from bot.simulation.summary import Met, TwoReplays
from handlers.slack.messages.fitting import and_more, fitting_lines
from handlers.slack.messages.markup import Message, inert, section, small_print, span

WEEKS = 4
PEOPLE = 10
LINES_LIMIT = 2500
_CLOCKS = {"first_response": "first responses", "resolution": "decisions"}
WORKING = (
    f"I'm trying it on the last {WEEKS} weeks. The result shows here within ten seconds, "
    "or is sent to you. It saves nothing."
)


def told_lines(found: TwoReplays, names: Mapping[UserId, str]) -> list[str]:
    """A line each, in mrkdwn: what is in time, how soon, who has how many, and how far to trust
    it. Each arrow leads from the settings in force to the changed ones, both replayed."""
    cases = "1 case" if found.cases == 1 else f"{found.cases:,} cases"
    lines = [f"*What would this have done?* {cases} of the last {WEEKS} weeks, replayed:"]
    lines += [_of_kind(kind.kind, kind.clocks) for kind in found.kinds if kind.clocks]
    if found.waits is not None:
        (half, most), (half_then, most_then) = found.waits
        lines.append(
            f"• Time to claim: half in {_arrow(span(half), span(half_then))}, "
            f"9 of 10 in {_arrow(span(most), span(most_then))}"
        )
    lines += _loads(found, names)
    lines.append(
        f"• Time with a case that could be offered to nobody: {_arrow(*map(_hours, found.unheld))}"
    )
    if found.left_out:
        lines.append(f"• {found.left_out:,} left out: no queue would take their kind")
    return fitting_lines(lines, LINES_LIMIT)


def trust_line(found: TwoReplays) -> str:
    """How close the same replay of the settings in force comes to what happened."""
    said = [
        f"{_CLOCKS[clock]}: {_met(really)} really, {_met(replayed)} replayed"
        for clock, really, replayed in found.trust
        if really.due and replayed.due
    ]
    if not said:
        return "How far to trust it can't be said: nothing fell due in that time."
    return f"How far to trust it, with the settings in force: {'; '.join(said)}."


def what_if_note(found: TwoReplays, names: Mapping[UserId, str], changes: str) -> Message:
    """The same as a message, with what was to change."""
    lines, trust = "\n".join(told_lines(found, names)), trust_line(found)
    blocks = [section(changes), section(lines), small_print(trust)]
    return Message(f"{changes[:1000]}\n{lines}\n{trust}", blocks)


def no_what_if(words: str) -> str:
    """Why there's nothing to show."""
    return f"*What would this have done?* {inert(words, 500)}"


def _of_kind(kind: str, clocks: tuple[tuple[str, Met, Met], ...]) -> str:
    name = KINDS[kind].label if kind in KINDS else inert(kind, 60)
    said = ", ".join(
        f"{_CLOCKS[clock]} {_arrow(_met(before), _met(after))}" for clock, before, after in clocks
    )
    return f"• {name}, in time: {said}"


def _loads(found: TwoReplays, names: Mapping[UserId, str]) -> list[str]:
    """Whose load would have been another."""
    if not found.loads:
        return []
    other = [load for load in found.loads if load[1] != load[2]]
    if not other:
        return ["• Cases each would have had: as now"]
    said = [
        f"{inert(names.get(user, user), 60)} {_arrow(str(before), str(after))}"
        for user, before, after in other[:PEOPLE]
    ]
    left = and_more(len(other) - len(said), "")
    rest = ["all others as now"] if len(other) < len(found.loads) else []
    return [f"• Cases each would have had: {', '.join([*said, *left, *rest])}"]


def _arrow(before: str, after: str) -> str:
    return f"{before} → {after}" if before != after else f"{after} (as now)"


def _met(met: Met) -> str:
    return f"{met.met} of {met.due}" if met.due < 20 else f"{met.met / met.due:.0%}"


def _hours(length: timedelta) -> str:
    return span(length) if length else "none"
