"""The figures as docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.apps import PAUSE
from tests.benchmarks.crowd import AT_ONCE, NOTES, PEOPLE, Crowd
from tests.benchmarks.journey import PRESSED, Made
from tests.benchmarks.rounds import ROUNDS, Comparison
from tests.benchmarks.taking import FEW, MANY, TURNS, Cost

ROW = "| {} | {} | {} | {} |"
NAMES = {"bare": "bare Bolt app", "ours": "**ours**", "direct": "bare, `process_before_response`"}
HEAD = """# Benchmarks

Written by `make bench`, and the last sections each by a run of its own, which it names; don't edit.
Everything up to there is measured in one run on one machine: the apps run as child processes side by
side, take turns request by request, and each figure is the median of {rounds} rounds of {requests} requests an app.
Read the ratios; the milliseconds are this machine's.

| | |
|---|---|
{machine}

## How it is measured

Both apps stand behind the same server, ours: aiohttp's in one gunicorn worker, with 16 threads and
the same verification, listening on loopback. One client sends signed requests over one connection
kept alive, and times from sending to the last byte of the answer. Signing is not timed. Ours runs as
`escalations serve --no-worker`: delivery is another process, as in the Procfile.

Slack's Web API is a stub in a process of its own that says yes at once and remembers nothing. The
local workspace would do, but it checks every view it is sent as Slack does, and that takes time
from the cores that the apps are measured on. Between two commands the client pauses {pause:.0f} ms, so
that a form is built and opened before the next command comes; a table without pauses follows.

## Acknowledging a command

The bare app is `App()` with its default settings and a listener that does nothing but `ack()`.
Bolt's default waits for the ack in steps of 10 ms; the third app has no such wait, and shows what
our ack costs beyond Bolt's own work. The aim: not above the bare app, if possible a quarter of it.

"""


@dataclass(frozen=True)
class Results:
    """Everything a run has found."""

    machine: Sequence[tuple[str, str]]
    commands: Mapping[str, Comparison]
    sqlite: Comparison
    postgres: Comparison
    statements: Sequence[str]
    crowd: Mapping[str, Crowd]
    taking: Mapping[str, Cost]
    first: Sequence[Made]
    later: Sequence[Made]


def _table(title: str, compared: Comparison) -> list[str]:
    lines = [f"### {title}", "", ROW.format("", "p50", "p99", "ratio p50 / p99")]
    lines.append("|---|--:|--:|--:|")
    for name, figures in compared.figures.items():
        ratio = compared.ratios[name]
        lines.append(
            ROW.format(
                NAMES[name],
                f"{figures.p50:.1f} ms",
                f"{figures.p99:.1f} ms",
                f"{ratio.p50:.2f} / {ratio.p99:.2f}",
            )
        )
    return [*lines, ""]


def _submissions(results: Results) -> list[str]:
    writes = sum(not s.startswith("SELECT") for s in results.statements)
    return [
        "## A submission, acknowledged after its commit",
        "",
        "The intake form is sent off; the answer is the page with the reference. The bare listener",
        "commits one row, through the same engine with the same settings and with",
        "`process_before_response=True`, and answers with a page. The aim: twice the bare listener.",
        "",
        *_table("SQLite", results.sqlite),
        *_table("PostgreSQL", results.postgres),
        f"Ours sends {len(results.statements)} statements in its one transaction ({writes} write) on",
        "SQLite: the idempotency key, the person, the policy, the number; the case, its timeline,",
        "clocks, timers and turn; what is to be said. `tests/benchmarks/test_ratios.py` keeps the",
        "count.",
        "",
    ]


def _crowd(results: Results) -> list[str]:
    lines = [
        f"## {AT_ONCE} submissions at once while the outbox drains",
        "",
        "So many clients send one submission after the other, to either app in turn, a round each.",
        f"Ours runs as `escalations serve` and delivers all the time: {NOTES} notes to each of",
        f"{PEOPLE:,} people wait, more than it can deliver meanwhile, and what the submissions bring.",
        "The aim: at most six times the bare listener's p99, nobody refused.",
        "",
    ]
    for database, crowd in results.crowd.items():
        lines += _table(database, crowd.compared)
        refused = f"Refused: {crowd.refused['ours']} of {crowd.asked}."
        lines += [f"{refused} Delivered meanwhile: {crowd.delivered:.0f} a second.", ""]
    return lines


def _taking(results: Results) -> list[str]:
    lines = [
        "## What taking from the outbox costs",
        "",
        "Four times a second, and after each delivery, what is due is taken from the outbox. So many",
        "rows are pending meanwhile: half are cards that are tried again in an hour, half the changes",
        "behind these. With one due, taking it writes its lease. The sizes take turns; each figure is",
        f"the median of {TURNS}. The aim: a ratio of 1.3 at most.",
        "",
        f"| | {FEW:,} pending | {MANY:,} pending | ratio |",
        "|---|--:|--:|--:|",
    ]
    for database, cost in results.taking.items():
        for what, taken in (("nothing due", cost.idle), ("one due", cost.one)):
            cells = f"{taken[FEW]:.2f} ms | {taken[MANY]:.2f} ms"
            lines.append(f"| {database}, {what} | {cells} | {taken[MANY] / taken[FEW]:.2f} |")
    kept = "`tests/benchmarks/test_ratios.py` keeps that the databases look at no more for it."
    return [*lines, "", kept, ""]


def _calls(results: Results) -> list[str]:
    def listed(title: str, made: Sequence[Made]) -> list[str]:
        forms = sum(call.method.startswith("views.") for call in made)
        counted = sum(call.method != PRESSED for call in made)
        lines = [
            f"### {title}: {counted} calls, {forms} of them forms",
            "",
            "| | method | what for |",
            "|--:|---|---|",
        ]
        lines += [f"| {n} | `{c.method}` | {c.purpose} |" for n, c in enumerate(made, start=1)]
        return [*lines, ""]

    return [
        "## Web API calls of an escalation",
        "",
        "Raised by `/escalate`, claimed, decided, communicated, on the local workspace, with time",
        "between the steps: steps that follow each other fast share an edit of the card. The aim: at",
        "most 12 without the conversations, which are opened once in a person's life. An edit by the",
        f"address that came with a press (`{PRESSED}`) is no call of the Web API and isn't counted",
        "([decision 47](decisions/0047-edits-by-the-press.md)).",
        "",
        *listed("The first of its requester and its specialist", results.first),
        *listed("A later one", results.later),
    ]


def page(results: Results) -> str:
    """The whole page."""
    machine = "\n".join(f"| {name} | {value} |" for name, value in results.machine)
    head = HEAD.format(
        rounds=ROUNDS,
        requests=results.sqlite.requests,
        machine=machine,
        pause=PAUSE * 1000,
    )
    lines = [
        *_table("`/escalate …`, which opens the form after its ack", results.commands["form"]),
        *_table("`/escalations help`; the bare apps only acknowledge", results.commands["help"]),
        *_table(
            "`/escalate …` without pauses, forms opening meanwhile", results.commands["no pause"]
        ),
        *_submissions(results),
        *_crowd(results),
        *_taking(results),
        *_calls(results),
    ]
    return head + "\n".join(lines).rstrip() + "\n"
