"""The single values of a policy file: each function reads one, or says what is wrong with it.

They raise ValueError with words for a manager; nothing here knows where in the file a value was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

from cronsim import CronSim, CronSimError

from bot.business_hours import written
from bot.business_hours.written import closest, got
from bot.case.kinds import KINDS as ALL_KINDS
from bot.case.restriction import categories
from bot.case.restriction import values as restriction_values
from bot.case.text import clean
from bot.policy import ApprovalWhen, ClockKind, Duration, Told

KINDS = tuple(ALL_KINDS)

_LONGEST = timedelta(days=366)
_DURATION = re.compile(r"(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CRON_FIELDS = {
    "minute": "minute",
    "hour": "hour",
    "day-of-month": "day of the month",
    "month": "month",
    "day-of-week": "weekday",
}


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: the near one, or all there are."""
    choices = tuple(known)
    near = closest(word, choices)
    return f"did you mean {near}?" if near else f"there is {', '.join(choices) or 'none'}"


def _identifier(needed: str, initials: str) -> Callable[[object], str]:
    pattern = re.compile(rf"[{initials}][A-Z0-9]{{2,30}}")

    def read(value: object) -> str:
        if not pattern.fullmatch(written.text(value, needed)):
            raise ValueError(f"{needed} is needed, got {got(value)}")
        return str(value)

    return read


specialist_id = _identifier(
    "a Slack user id like U0SPECIALIST or user group id like S0SPECIALISTS", "UWS"
)
channel_id = _identifier("a Slack channel id like C0EXEC", "CG")
manager_id = _identifier("a Slack user id like U0MANAGER or user group id like S0MANAGERS", "UWS")
person_id = _identifier("a Slack user id like U0VENDORMANAGER", "UW")
recipient_id = _identifier("a Slack user id like U0MANAGER or channel id like C0EXEC", "UWCG")


def plain_text(value: object) -> str:
    """A line of text in quotes, the empty one too. Raises ValueError for anything else."""
    text = written.text(value, "text in quotes")
    if "\n" in text or clean(text) != text.strip():
        raise ValueError(
            f"text on one line, without control characters, is needed, got {got(value)}"
        )
    return text


def some_text(value: object) -> str:
    """Text in quotes that says something. Raises ValueError for anything else."""
    if not plain_text(value).strip():
        raise ValueError(f"text is needed, got {got(value)}")
    return str(value)


def skill(value: object) -> str:
    """What somebody can do, like appeal or language:da; a choice in Slack holds 75 characters.
    Raises ValueError for anything else."""
    if len(some_text(value)) > 60:
        raise ValueError(f"at most 60 characters fit, these are {len(str(value))}: {got(value)}")
    return str(value)


def ground_text(value: object) -> str:
    """What a ground says in the form; Slack shows 75 characters of a choice.
    Raises ValueError for anything else."""
    if len(some_text(value)) > 70:
        raise ValueError(f"at most 70 characters fit, these are {len(str(value))}: {got(value)}")
    return str(value)


def kind(value: object) -> str:
    """One of the nine kinds. Raises ValueError for anything else."""
    name = written.text(value, "a kind in quotes")
    if name not in KINDS:
        raise ValueError(f"there is no kind {got(value)}; {meant(name, KINDS)}")
    return name


def category(value: object) -> str:
    """A category of a statement of reasons. Raises ValueError for anything else."""
    return _one_of(value, "category", categories())


def keyword(value: object) -> str:
    """A keyword of a statement of reasons. Raises ValueError for anything else."""
    return _one_of(value, "keyword", restriction_values("category_specification"))


def _one_of(value: object, what: str, known: Iterable[str]) -> str:
    name = written.text(value, f"a {what} in quotes")
    if name not in known:
        near = closest(name, tuple(known))
        help_ = f"did you mean {near}?" if near else "docs/statements.md says where they are listed"
        raise ValueError(f"there is no {what} {got(value)}; {help_}")
    return name


def switch(value: object) -> bool:
    """Yes or no. Raises ValueError for anything else."""
    if not isinstance(value, bool):
        # pydantic reports a ValueError at its place in the file.
        raise ValueError(  # noqa: TRY004
            f"true or false, without quotes, is needed, got {got(value)}"
        )
    return value


def capacity(value: object) -> int:
    """How many cases a person holds at most. Raises ValueError for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        is_quoted = isinstance(value, str) and value.isascii() and value.isdigit()
        quoted = " and without quotes" if is_quoted else ""
        raise ValueError(f"a whole number, 1 or more{quoted}, is needed, got {got(value)}")
    return value


def share(value: object) -> float:
    """A share of something, from 0 to 1. Raises ValueError for anything else."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= float(str(value)) <= 1:
        raise ValueError(f"a number from 0 to 1 is needed, like 0.05 for 5 %, got {got(value)}")
    return float(str(value))


def clock(value: object) -> ClockKind:
    """Whose time a target counts. Raises ValueError for anything else."""
    if value not in ("office", "24x7"):
        raise ValueError(f'"office" or "24x7" is needed, got {got(value)}')
    return ClockKind(str(value))


def duration(value: object) -> Duration:
    """A length of time above zero, the largest unit first. Raises ValueError for anything else."""
    needed = 'a length of time in whole numbers like "30m", "1h30m" or "2d"'
    match = _DURATION.fullmatch(written.text(value, needed))
    if match is None or not value:
        raise ValueError(f"{needed} is needed, got {got(value)}")
    days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    length = Duration(days=days, seconds=hours * 3600 + minutes * 60 + seconds)
    if length == Duration():
        raise ValueError(f"a length of time above zero is needed, got {got(value)}")
    if length.days > _LONGEST.days or length.elapsed() > _LONGEST:
        raise ValueError(f"at most a year (366d) can be counted, got {got(value)}")
    return length


def delay(value: object) -> Duration:
    """A length of time that may be none: "0m". Raises ValueError for anything else."""
    return Duration() if value in ("0s", "0m", "0h", "0d") else duration(value)


def approval_when(value: object) -> ApprovalWhen:
    """What of a decision asks for a second person. Raises ValueError for anything else."""
    names = tuple(ApprovalWhen)
    if value not in names:
        raise ValueError(f"{', '.join(names[:-1])} or {names[-1]} is needed, got {got(value)}")
    return ApprovalWhen(str(value))


def told_of_breach(value: object) -> Told:
    """Who is told of a missed target. Raises ValueError for anything else."""
    names = tuple(Told)
    if value not in names:
        raise ValueError(f"{', '.join(names[:-1])} or {names[-1]} is needed, got {got(value)}")
    return Told(str(value))


def closed_date(value: object) -> str:
    """A date, in quotes or bare. Raises ValueError for anything else."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    needed = "a date like 2026-12-24"
    text = written.text(value, needed)
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"there is no such date: {got(value)}") from None
    raise ValueError(f"{needed} is needed, got {got(value)}")


def cron(value: object) -> str:
    """When a digest goes out: five fields as cron reads them.
    Raises ValueError for anything else."""
    needed = "five fields (minute hour day month weekday) like 0 9 * * mon-fri"
    text = written.text(value, needed)
    # cronsim takes a sixth field, for seconds; cron doesn't.
    if len(text.split()) != 5 or len(text) > 200:
        raise ValueError(f"{needed} are needed, got {got(value)}")
    try:
        CronSim(text, datetime(2026, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        field = _CRON_FIELDS.get(str(error).removeprefix("Bad "), "time")
        raise ValueError(f"the {field} can't be read as cron, got {got(value)}") from None
    return text
