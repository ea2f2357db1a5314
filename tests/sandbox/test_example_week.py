"""The week that is played for whoever wants something to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import NotSeen, Sandbox
from sandbox.bot.example_week import CASES, ExampleWeek
from sandbox.bot.process import BotProcess
from sandbox.workspace.clock import working_day


def test_a_week_of_cases_is_played_once_and_leaves_some_of_each(tmp_path: Path) -> None:
    with Sandbox(clock=working_day()) as slack:
        bot = BotProcess(slack, tmp_path)
        bot.start()
        slack.page.acts.bot = bot
        week = ExampleWeek(slack)
        slack.page.acts.seed = week.play
        began_at = slack.clock.calendar()

        played = slack.page.acts.do("U0OWL", "seed", {})
        again = slack.page.acts.do("U0OWL", "seed", {})
        cards = [m.plain for m in slack.channel("C0EXEC").roots() if m.by_app]
        digests = [m.plain for m in slack.person("U0OWL").dms() if "digest" in m.plain]
        bot.stop()

    assert played == {"ok": True}
    assert again["words"] == "The week of cases is here already, or on its way."
    assert 4 * 86_400 < slack.clock.calendar() - began_at < 10 * 86_400
    titles = [case.title for case in CASES.values()]
    assert [sum(title in card for card in cards) for title in titles] == [1] * len(CASES)
    assert digests
    assert not any("comes late" in digest for digest in digests)


def test_without_a_bot_there_is_no_week(slack: Sandbox) -> None:
    with pytest.raises(NotSeen, match="the app did not respond"):
        ExampleWeek(slack).play()
