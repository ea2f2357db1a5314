"""What a failure leaves in the log: where it happened, and nobody's secrets or words."""

from __future__ import annotations

import subprocess
import sys

import pytest

FAILS = """
import structlog
from bot.app.processes import start_logging
from bot.app.settings import Settings

start_logging(Settings(log_format={log_format!r}))

def fail(token, words):
    raise RuntimeError("it broke")

try:
    fail("xoxb-" + "SECRET", "what the customer " + "wrote")
except RuntimeError:
    structlog.get_logger("test").exception("bug", reference="1234")
"""


@pytest.mark.parametrize(("log_level", "is_said"), [("INFO", False), ("DEBUG", True)])
def test_what_slack_answered_is_said_by_the_library_only_to_who_looks_for_it(
    log_level: str, *, is_said: bool
) -> None:
    """It repeats the answer, and with that what people wrote. Ours names what went wrong."""
    start = FAILS.partition("def fail")[0].replace(
        "log_format=", f"log_level={log_level!r}, log_format="
    )
    says = "import logging; logging.getLogger('slack_sdk.web.base_client').error('wrote this')"
    code = start.format(log_format="json") + says
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ("wrote this" in run.stderr) is is_said


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_bug_is_logged_with_its_place_and_without_the_values_it_met(log_format: str) -> None:
    code = FAILS.format(log_format=log_format)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "RuntimeError: it broke" in run.stderr
    assert "1234" in run.stderr
    assert "xoxb-SECRET" not in run.stderr
    assert "what the customer wrote" not in run.stderr
