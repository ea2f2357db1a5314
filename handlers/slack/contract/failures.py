"""How a failure reaches the person: refused in words, or an apology with a reference in the log."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import Executor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from bot.case.errors import CommitInDoubt, Refused, StorageAway
from bot.case.identifiers import UserId
from bot.case.people import UnknownPerson
from handlers.slack.contract.answers import Answer

AWAY = "The database can't be reached just now, so nothing was saved. Please try again in a minute."
IN_DOUBT = (
    "I'm not sure it was saved: the database did not answer in time. Please submit again; it can't "
    "happen twice."
)
T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """What the person is told. `stranger` is somebody to be looked up; `is_stored` is False while
    the database can't take even the answer; `may_repeat` asks Slack to deliver an event again."""

    words: str
    fields: dict[str, str] = field(default_factory=dict)
    stranger: UserId | None = None
    is_stored: bool = True
    may_repeat: bool = False


def attempt(
    executor: Executor, deadline: float, listener: Callable[[], Answer], event: str
) -> Answer | Failure:
    """Runs a listener within `deadline` seconds and turns what goes wrong into words.

    The deadline holds for everything the listener waits for together. One that is passed leaves the
    work running: it may still be saved, and the same request again is recognised. Work that has not
    begun by then, behind others that hang, never does.
    """
    running = executor.submit(listener)
    try:
        return running.result(timeout=deadline)
    except UnknownPerson as stranger:
        return Failure(stranger.words, stranger=stranger.user)
    except Refused as refusal:
        return Failure(refusal.words, dict(refusal.fields))
    except TooLate:
        never_began = running.cancel()
        log.warning("database_too_slow", event_kind=event, deadline=deadline, began=not never_began)
        return Failure(AWAY if never_began else IN_DOUBT, is_stored=False, may_repeat=True)
    except CommitInDoubt as away:
        log.warning("commit_in_doubt", event_kind=event, error=str(away))
        return Failure(IN_DOUBT, is_stored=False, may_repeat=True)
    except StorageAway as away:
        log.warning("database_away", event_kind=event, error=str(away))
        return Failure(AWAY, is_stored=False, may_repeat=True)
    except Exception:
        return Failure(apology(event))


def within(executor: Executor, seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns, if it does so in time. Raises what it raises, and StorageAway where the
    database is stuck: then the work is left to itself, or never begins."""
    running = executor.submit(work)
    try:
        return running.result(timeout=seconds)
    except TooLate:
        running.cancel()
        raise StorageAway(f"no answer within {seconds:g} s") from None


def apology(event: str) -> str:
    """Logs a bug and gives the words for the person, with the reference that finds the log line."""
    code = secrets.token_hex(4)
    log.exception("bug", reference=code, event_kind=event)  # noqa: LOG004 - called from handlers
    return (
        "Sorry, that went wrong on my side; nothing was changed. Please tell the operator this "
        f"reference: {code}"
    )
