"""A new member of one of our unions is never met by words or deeds that were meant for another."""

from __future__ import annotations

import ast

from bot.reminders.about import Topic, read_about
from tests.architecture.scenes import SCENES
from tests.architecture.source import PROGRAM, functions

OPEN_ENDED = {
    ("bot/business_hours/written.py", "got"),
    ("bot/case/chain.py", "_plain"),
    ("bot/policy/diff.py", "_in_named"),
    ("bot/policy/diff.py", "_listed"),
    ("bot/policy/reading.py", "_words"),
    ("bot/policy/structure.py", "known_keys"),
    ("bot/policy/tables.py", "_plain"),
    ("bot/policy/tables.py", "_value"),
    ("bot/policy/text.py", "_toml"),
    ("bot/reports/register.py", "_text"),
    ("handlers/slack/contract/messages.py", "_block"),
    ("handlers/slack/contract/messages.py", "_element"),
    ("handlers/slack/contract/messages.py", "_rich_lines"),
    ("handlers/slack/messages/lists.py", "_details"),
    ("handlers/slack/messages/settings.py", "who"),
}
"""What looks at text, or at what a library gives: anything may come, and there is an answer to it.
"""


def _ends_loudly(match: ast.Match) -> bool:
    """Whether what no case foresaw is an error, to the type checker or when it comes."""
    last = match.cases[-1]
    if not isinstance(last.pattern, ast.MatchAs) or last.pattern.pattern is not None:
        return False
    (told, *more) = last.body
    if isinstance(told, ast.Raise):
        return not more
    call = told.value if isinstance(told, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func) == "assert_never" and not more


def test_every_match_over_our_unions_ends_with_assert_never() -> None:
    matches = {
        (f.module.name, f.node.name, match.lineno): _ends_loudly(match)
        for f in functions(*PROGRAM)
        for match in ast.walk(f.node)
        if isinstance(match, ast.Match)
    }
    silent = [place for place, is_loud in matches.items() if not is_loud]

    assert [place for place in silent if place[:2] not in OPEN_ENDED] == []
    assert len(matches) > 20


def test_every_subject_of_a_reminder_has_a_scene() -> None:
    """Which asks for its words, and for when it is no longer so."""
    staged = [scene for scene in SCENES if "nudge" in scene.about]

    assert {read_about(str(scene.about["nudge"])).subject for scene in staged} == set(Topic)
    assert [scene for scene in staged if scene.undo is None] == []
