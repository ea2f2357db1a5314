"""Calls that open and change forms, and what becomes of one that fails."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from handlers.slack.contract.failures import apology
from handlers.web_api.refusals import TRANSIENT
from handlers.web_api.sending import NOTHING_LEFT, UNREADABLE, InDoubt, Never, NotSoFast, ending

NO_ANSWER = (OSError, HTTPException, SlackClientError)
log = structlog.get_logger(__name__)


def called(make: Callable[[], SlackResponse]) -> SlackResponse:
    """Slack's answer. Raises what the client raises, for what is no answer of Slack's too."""
    try:
        return make()
    except UNREADABLE as error:
        raise SlackClientError("not an answer of Slack's") from error


def code_of(error: Exception) -> str:
    """What Slack refuses a call with, '' where it's nothing of Slack's."""
    if not isinstance(error, SlackApiError):
        return ""
    ended = ending(error)
    # A page in Slack's place isn't repeated.
    return ended.error if isinstance(ended, InDoubt | Never) else "ratelimited"


def asked_to_wait(error: Exception) -> float:
    """For how many seconds Slack doesn't want to be asked again."""
    ended = ending(error) if isinstance(error, SlackApiError) else None
    return ended.seconds if isinstance(ended, NotSoFast) else 0.0


def is_away(error: Exception) -> bool:
    """Whether it's Slack that isn't there, rather than the form or its trigger that is at fault."""
    if isinstance(error, SlackApiError):
        is_down = error.response.status_code >= 500 or code_of(error) in TRANSIENT
        return is_down or isinstance(ending(error), NotSoFast)
    return isinstance(error, NO_ANSWER)


def may_have_arrived(error: Exception) -> bool:
    """Whether Slack may have done it, though it didn't say so."""
    is_of_a_call = isinstance(error, (SlackApiError, *NO_ANSWER))
    return is_of_a_call and isinstance(ending(error), InDoubt)


def why_not_opened(error: Exception) -> str:
    """Words for a form that could not be opened."""
    if code := code_of(error):
        log.warning("form_not_opened", error=code)
        if code in ("expired_trigger_id", "exchanged_trigger_id"):
            return "The moment in which I could open the form has passed. Please try again."
        return "Slack did not let me open the form. Please try again in a minute."
    if isinstance(error, NO_ANSWER):
        log.warning("form_not_opened", error=type(error).__name__)
        if _never_left(error):
            return "Slack can't be reached just now, so the form can't open. Please try again."
        return "Slack didn't answer. If the form has not opened, please try again in a minute."
    return apology("open_form")


def _never_left(error: Exception) -> bool:
    """Whether there was no connection at all; else the form may be open, and only that was lost."""
    return isinstance(getattr(error, "reason", error), NOTHING_LEFT)
