"""Everything that can happen is written by somebody, has words, and is kept by its sort."""

from __future__ import annotations

import ast
from dataclasses import fields
from typing import get_args

from bot.events import Event, Noted
from tests.architecture.source import PROGRAM, modules
from tests.storage.test_kept_timelines import EXPECTED, LATER

EVENTS: tuple[type, ...] = get_args(Event)


def test_every_event_is_written_by_somebody() -> None:
    made = {
        node.func.id
        for module in modules("bot", "handlers")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert {e.__name__ for e in EVENTS} - made == {Noted.__name__}, "what nobody writes any more"


def test_sorts_are_each_an_event_s_own_and_stay_as_they_are() -> None:
    sorts = [next(f.default for f in fields(e) if f.name == "sort") for e in EVENTS]

    assert len(set(sorts)) == len(EVENTS)
    assert {event.sort for event in (*EXPECTED, *LATER)} == set(sorts), (
        "kept timelines hold each of them"
    )


def test_no_rule_reads_words_of_the_history() -> None:
    """Rules go by the class of an event; its words are the messages' own."""
    readers = {
        f"{module.name}:{node.lineno}"
        for module in modules(*PROGRAM)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Attribute)
        and node.left.attr == "sort"
        and isinstance(node.left.value, ast.Attribute)
        and node.left.value.attr == "event"
    }

    assert readers == set()
