"""A report in Slack: its first rows as a table and the same in words; the file has all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.case.identifiers import UserId
from bot.case.kinds import KINDS
from bot.figures.kpis import By
from bot.notices import ReportAsked
from bot.reports.chosen import Kept, ReportName, Row
from handlers.slack.contract.answers import Block
from handlers.slack.messages.fitting import fitting_lines
from handlers.slack.messages.markup import Message, header, inert, section, small_print
from handlers.slack.messages.report_tables import NONE, Cells, cells_of

CELL = 60
TEXT_LIMIT = 2500
FILE_ENDING = "csv"


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a report: its first rows, the newest first where they are of a register, how
    many there are, what of it its reader may not see, and the names of people in it."""

    name: ReportName
    rows: Sequence[Row]
    count: int
    timezone: str
    kept: Kept = field(default_factory=Kept)
    names: Mapping[UserId, str] = field(default_factory=dict)


def report(notice: ReportAsked, told: Told) -> Message:
    """The table, and the same in words."""
    title, chosen = title_of(notice), chosen_in_words(notice)
    cells = cells_of(told.name, told.rows, By(notice.by) if notice.by else None, told)
    notes = _notes(told, cells)
    blocks: list[Block] = [header(title)]
    blocks += [section(chosen)] if chosen else []
    if not cells.rows:
        nothing = f"{_NOTHING[told.name]} in that time."
        said = [inert(title, 300), *filter(None, [chosen]), nothing, *notes]
        return Message("\n".join(said), [*blocks, section(nothing), *map(small_print, notes)])
    lines = [f"• {inert(line, 300)}" for line in _lines(cells)]
    texts = [inert(title, 300), *filter(None, [chosen]), *fitting_lines(lines, TEXT_LIMIT), *notes]
    blocks += [_table(cells), *map(small_print, notes)]
    return Message("\n".join(texts), blocks)


_NOTHING = {
    ReportName.KPI: "Nothing was raised, due or decided",
    ReportName.VENDORS: "No vendor had anything",
    ReportName.ARRIVALS: "Nothing was raised",
    ReportName.FAIRNESS: "Nothing was offered, and no contested decision taken,",
    ReportName.CAUSES: "No decision was reversed",
    ReportName.DECISIONS: "Nothing was decided",
    ReportName.FEEDBACK: "No feedback item was asked for",
}


def title_of(notice: ReportAsked) -> str:
    """Which report, of which days, as people say them."""
    first, last = date.fromisoformat(notice.first), date.fromisoformat(notice.last)
    name = ReportName(notice.report).words
    if first == last:
        return f"{name}, {first:%a %-d %b %Y}"
    year = f" {first:%Y}" if first.year != last.year else ""
    return f"{name}, {first:%a %-d %b}{year} to {last:%a %-d %b %Y}"


def chosen_in_words(notice: ReportAsked) -> str:
    """What it was narrowed to, in mrkdwn; '' for all."""
    kind = KINDS[notice.kind].label if notice.kind in KINDS else notice.kind
    chosen = [
        ("Queue" if len(notice.queues) == 1 else "Queues", ", ".join(notice.queues)),
        ("Kind", kind),
        ("Priority", notice.priority),
        ("By", notice.by),
    ]
    said = " · ".join(f"{name}: {value}" for name, value in chosen if value)
    return inert(said, 1000)


def _notes(told: Told, cells: Cells) -> list[str]:
    notes = []
    left = cells.of - len(cells.rows)
    if left > 0:
        shown = f"The newest {len(cells.rows)}" if cells.is_newest else f"{len(cells.rows)}"
        notes.append(f"{shown} of {cells.of:,}; the file has all of them.")
    kept = len(told.kept.counted)
    if kept:
        are = "case is" if kept == 1 else "cases are"
        notes.append(f"{kept} {are} privileged or embargoed: what was decided there isn't in it.")
    return notes


def _lines(cells: Cells) -> list[str]:
    """A row in words: the first cell, and what the others are."""
    return [f"{row[0]}: {_rest(cells, row)}" for row in cells.rows]


def _rest(cells: Cells, row: Sequence[str]) -> str:
    there = [
        (name.lower(), cell)
        for name, cell in zip(cells.head[1:], row[1:], strict=True)
        if cell and cell != NONE
    ]
    if cells.is_named:
        return "; ".join(f"{name} {cell}" for name, cell in there)
    return " · ".join(cell for _, cell in there)


def _table(cells: Cells) -> Block:
    rows = [cells.head, *cells.rows]
    return {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": _cell(cell)} for cell in row] for row in rows],
        "column_settings": [{"align": "left", "is_wrapped": True} for _ in cells.head],
    }


def _cell(text: str) -> str:
    """No cell may be empty."""
    return (text if len(text) <= CELL else f"{text[: CELL - 1].rstrip()}…") or NONE


def nobodys(notice: ReportAsked) -> Message:
    """Who asked for it manages none of its queues any more, or there are none left of them."""
    said = chosen_in_words(notice)
    words = (
        f"I can't show “{inert(title_of(notice), 300)}”{f' ({said})' if said else ''}: since you "
        "asked for it, either the queue has gone or you've stopped managing it."
    )
    return Message(words, [section(words)])


def file_name(notice: ReportAsked, mark: str) -> str:
    """The name of its file, which no other has: by its mark a file is found again that may have
    been shared already."""
    days = dict.fromkeys((notice.first, notice.last))
    return f"{notice.report}-{'-to-'.join(days)}-{mark}.{FILE_ENDING}"


def beside_file(notice: ReportAsked, name: str) -> str:
    """What is said with the file, in mrkdwn."""
    return f"All rows of “{inert(title_of(notice), 300)}”: `{name}`"


def too_large(notice: ReportAsked, megabytes: int) -> Message:
    """Its file is more than is sent here."""
    command = f"escalations report {notice.report} --from {notice.first} --to {notice.last}"
    words = (
        f"The file of “{inert(title_of(notice), 300)}” would have more than {megabytes} MB, so "
        "that I don't send it here. Choose fewer days, or ask whoever runs the bot for "
        f"`{command}`."
    )
    return Message(words, [section(words)])


_WHY_NOT = {
    "missing_scope": "The bot may not upload files here: it was installed before it could. Whoever "
    "manages the apps can install it anew, with the scope `files:write`.",
    "file_uploads_disabled": "File uploads are turned off in this workspace.",
    "file_uploads_except_images_disabled": "This workspace takes images and no other files.",
    "file_type_not_allowed": "This workspace takes no CSV files.",
    "storage_limit_reached": "This workspace has no room left for files.",
    "file_upload_size_restricted": "The file is larger than this workspace takes.",
}


def not_uploaded(notice: ReportAsked, error: str) -> Message:
    """Slack didn't take its file, why, and how it can be had all the same."""
    why = _WHY_NOT.get(error, f"Slack didn't take the file ({inert(error, 100)}).")
    command = f"escalations report {notice.report} --from {notice.first} --to {notice.last}"
    words = (
        f"The file of “{inert(title_of(notice), 300)}” can't come here. {why} Whoever runs the bot "
        f"can write it with `{command}`."
    )
    return Message(words, [section(words)])
