"""What must hold between the parts of a policy file, once each part has its shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.business_hours import WEEKDAYS, BadCalendar
from bot.business_hours.written import closest, minutes_of, place_zone
from bot.case.restriction import keywords_of
from bot.case.text import clean_line
from bot.policy import ApprovalWhen, Duration, Office
from bot.policy.calendars import calendar_of
from bot.policy.grounds import DEFAULT_GROUNDS
from bot.policy.reading import Found
from bot.policy.shape import HoursShape, LevelShape, OfficeShape, PolicyShape, QueueShape
from bot.policy.toml_lines import Path
from bot.policy.values import KINDS, meant

_DAY = 24 * 60
_WEEK = 7 * _DAY
_BESIDE_HOURS = {"timezone", "holidays", "closed"}
PLACEHOLDERS = frozenset({"U0MANAGER", "U0SPECIALIST", "C0CHANNEL", "S0COUNSEL", "S0PRESS"})
"""The ids in the example, where somebody's own are to be put."""
_NAME = re.compile(r"\w(?:[\w -]{0,38}\w)?")
TARGET_LIMIT = 60
_TEAM_NAME = re.compile(r"\w(?:[\w &/'-]{0,38}\w)?")
_GROUND = re.compile(r"[a-z0-9_]{1,60}")
# Narrow on purpose: "advertising" or "commercial interest" can be fair grounds.
_WORTH = re.compile(
    r"commercial[ _](?:value|status)|(?:account|contract|customer)[ _](?:value|revenue)"
    r"|paying[ _](?:customer|account)|key[ _]account",
    re.IGNORECASE,
)


def check_shape(shape: PolicyShape) -> Iterator[Found]:
    """Everything that contradicts itself or points at something that isn't there."""
    yield from _names(shape)
    yield from _hours(shape)
    taken: dict[str, str] = {}
    for name, queue in (shape.queues or {}).items():
        if queue is not None:
            yield from _kinds(name, queue, taken)
            yield from _offices(name, queue, shape)
            yield from _rotation(name, queue)
            yield from _covered(name, queue, shape)
    yield from _moved(shape)
    yield from _levels(shape)
    yield from _breach(shape)
    yield from _digests(shape)
    yield from _teams(shape)
    yield from _grounds(shape)
    yield from _feedback(shape)
    yield from _approvals(shape)
    for kind in shape.skills or ():
        if kind not in KINDS:
            yield Found(("skills", kind), f"there is no kind {kind!r}; {meant(kind, KINDS)}")


def check_placeholders(raw: object, path: Path = ()) -> Iterator[Found]:
    """The example's ids that nobody has put their own in the place of."""
    inside: Iterable[tuple[str | int, object]] = ()
    if isinstance(raw, dict):
        inside = raw.items()
    elif isinstance(raw, list):
        inside = enumerate(raw)
    elif raw in PLACEHOLDERS:
        what = {"U": "person", "C": "channel", "S": "user group"}[str(raw)[0]]
        yield Found(path, f"{raw} is the example's placeholder: put your own {what}'s id here")
    for key, value in inside:
        yield from check_placeholders(value, (*path, key))


def check_calendars(shape: PolicyShape, reported: Iterable[Found]) -> Iterator[Found]:
    """Offices whose business time can't be counted, such as one that never opens, or is counted by
    a zone that is no place.

    One with a problem in its hours, or with an unknown key, is left out: where hours are misspelt
    or overlap, that is what is wrong, and it is reported once.
    """
    known = {
        f.path[1]
        for f in reported
        if f.path[0] == "offices" and len(f.path) > 2 and f.path[2] not in _BESIDE_HOURS
    }
    for name, office in (shape.offices or {}).items():
        if office is not None and office.timezone is not None:
            try:
                place_zone(office.timezone)
            except ValueError as error:
                yield Found(("offices", name, "timezone"), str(error))
        if office is None or office.hours is None or name in known:
            continue
        try:
            calendar_of(_office(name, office, office.hours))
        except BadCalendar as error:
            words = str(error).removesuffix(".")
            yield Found(("offices", name), words[0].lower() + words[1:])


def _office(name: str, shape: OfficeShape, hours: HoursShape) -> Office:
    """As far as it was understood: a zone or a date that was refused doesn't close an office."""
    return Office(
        name=name,
        timezone=shape.timezone or "UTC",
        holidays=shape.holidays or "",
        hours={day: tuple(h for h in listed if h) for day, listed in hours.by_day().items()},
        closed=tuple(day for day in shape.closed or () if day),
    )


def _names(shape: PolicyShape) -> Iterator[Found]:
    for table, names in (("offices", shape.offices), ("queues", shape.queues)):
        for name in names or ():
            if not _NAME.fullmatch(name):
                words = "a name is 1 to 40 letters, digits, spaces, - or _"
                yield Found((table, name), words)
    for kind in shape.sla or ():
        if kind not in KINDS:
            yield Found(("sla", kind), f"there is no kind {kind!r}; {meant(kind, KINDS)}")


def _feedback(shape: PolicyShape) -> Iterator[Found]:
    """A target is an entry of a select: a vendor's name, as it is written on a rotation."""
    for name in shape.feedback or ():
        if not name or clean_line(name) != name or len(name) > TARGET_LIMIT:
            words = f"a target's name is 1 to {TARGET_LIMIT} characters on one line"
            yield Found(("feedback", name), words)


def _hours(shape: PolicyShape) -> Iterator[Found]:
    for name, office in (shape.offices or {}).items():
        if office is None or office.hours is None:
            continue
        spans = [
            (WEEKDAYS.index(day) * _DAY, hours, ("offices", name, "hours", day, index))
            for day, listed in office.hours.by_day().items()
            for index, hours in enumerate(listed)
            if hours is not None
        ]
        yield from _overlaps(spans)


def _overlaps(spans: Sequence[tuple[int, str, Path]]) -> Iterator[Found]:
    """Each span that meets one written before it, over midnight and over the week's end too."""
    before: list[tuple[int, int, str, Path]] = []
    for midnight, hours, path in spans:
        opens, closes = (midnight + minutes for minutes in minutes_of(hours))
        for start, end, earlier, place in before:
            if any(opens + w < end and start < closes + w for w in (-_WEEK, 0, _WEEK)):
                yield Found(path, f"{hours} overlaps {earlier} of {place[3]}")
                break
        before.append((opens, closes, hours, path))


def _kinds(name: str, queue: QueueShape, taken: dict[str, str]) -> Iterator[Found]:
    for index, kind in enumerate(queue.kinds or ()):
        if kind is None:
            continue
        holder = taken.setdefault(kind, name)
        if holder != name:
            words = f"{kind} is already taken by the queue {holder}; a kind goes to one queue"
            yield Found(("queues", name, "kinds", index), words)
        elif kind in (queue.kinds or [])[:index]:
            yield Found(("queues", name, "kinds", index), f"{kind} is named twice")


def _moved(shape: PolicyShape) -> Iterator[Found]:
    for name, to in (shape.moved or {}).items():
        if shape.queues is None:
            continue
        if name in shape.queues:
            words = f"there still is a queue {name!r}: only the cases of one that is no more move"
            yield Found(("moved", name), words)
        elif to is not None and to not in shape.queues:
            yield Found(("moved", name), f"there is no queue {to!r}; {meant(to, shape.queues)}")


def _offices(name: str, queue: QueueShape, shape: PolicyShape) -> Iterator[Found]:
    named: list[tuple[Path, str | None]] = [(("queues", name, "office"), queue.office or None)]
    for index, member in enumerate(queue.rotation or ()):
        if member is not None:
            named.append((("queues", name, "rotation", index, "office"), member.office))
    for path, office in named:
        if office is not None and shape.offices is not None and office not in shape.offices:
            words = f"there is no office {office!r}; {meant(office, shape.offices)}"
            yield Found(path, words)
    if queue.office == "" and queue.rotation == []:
        words = "is missing, and there is no first member of the rotation to take it from"
        yield Found(("queues", name, "office"), words)


def _rotation(name: str, queue: QueueShape) -> Iterator[Found]:
    seen: set[str] = set()
    for index, member in enumerate(queue.rotation or ()):
        if member is None or member.user is None:
            continue
        if member.user in seen:
            words = f"{member.user} is on this rotation twice"
            yield Found(("queues", name, "rotation", index, "user"), words)
        seen.add(member.user)


def _covered(name: str, queue: QueueShape, shape: PolicyShape) -> Iterator[Found]:
    """A kind without targets takes those of its queue's first kind that has some."""
    if shape.sla is None or not queue.kinds or None in queue.kinds:
        return
    kinds = [kind for kind in queue.kinds if kind is not None]
    # A misspelt [sla.…] is reported at its own line; its kind isn't reported as missing as well.
    with_targets = {kind if kind in KINDS else closest(kind, KINDS) for kind in shape.sla}
    if not with_targets.intersection(kinds):
        words = (
            f"no service levels for {', '.join(kinds)}: [sla.{kinds[0]}] with P1, P2 and P3 "
            "is needed"
        )
        yield Found(("queues", name, "kinds"), words)


def _levels(shape: PolicyShape) -> Iterator[Found]:
    for kind, levels in (shape.sla or {}).items():
        if levels is not None:
            for priority, level in (("P1", levels.P1), ("P2", levels.P2), ("P3", levels.P3)):
                if level is not None:
                    yield from _level(("sla", kind, priority), level)


def _level(path: Path, level: LevelShape) -> Iterator[Found]:
    first, last = level.first_response, level.resolution
    if first is not None and last is not None and first.elapsed() > last.elapsed():
        words = f"the first response ({first}) may not take longer than the resolution ({last})"
        yield Found((*path, "first_response"), words)


def _breach(shape: PolicyShape) -> Iterator[Found]:
    before: Duration | None = None
    for index, step in enumerate(shape.breach or ()):
        if step is None or step.after is None:
            continue
        if index == 0 and step.after != Duration():
            words = 'the first step is the breach itself: after = "0m"'
            yield Found(("breach", 0, "after"), words)
        elif before is not None and step.after.elapsed() <= before.elapsed():
            words = f"each step comes later than the one before ({before}), got {step.after}"
            yield Found(("breach", index, "after"), words)
        before = step.after


def _digests(shape: PolicyShape) -> Iterator[Found]:
    seen: list[tuple[object, ...]] = []
    for index, digest in enumerate(shape.digests or ()):
        if digest is None:
            continue
        for place, queue in enumerate(digest.queues or ()):
            if queue is not None and shape.queues is not None and queue not in shape.queues:
                words = f"there is no queue {queue!r}; {meant(queue, shape.queues)}"
                yield Found(("digests", index, "queues", place), words)
        queues = sorted(q or "" for q in digest.queues or ())
        same = (digest.to, queues, digest.cron, digest.timezone)
        if None not in same and same in seen:
            yield Found(("digests", index), "the same digest is listed above already")
        seen.append(same)


def _teams(shape: PolicyShape) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for name, team in (shape.teams or {}).items():
        if not _TEAM_NAME.fullmatch(name):
            words = "a team's name is 1 to 40 letters, digits, spaces, &, / and -"
            yield Found(("teams", name), words)
        alike = " ".join(re.split(r"[\s_-]+", name.casefold()))
        if alike in seen:
            words = f"it reads like the team {seen[alike]!r}, so that nobody could name one of them"
            yield Found(("teams", name), words)
        seen.setdefault(alike, name)
        if team is None:
            continue
        if team.channel == "" and team.people == []:
            words = "nobody could be asked: give it a channel, or people"
            yield Found(("teams", name), words)
        if team.office and shape.offices is not None and team.office not in shape.offices:
            words = f"there is no office {team.office!r}; {meant(team.office, shape.offices)}"
            yield Found(("teams", name, "office"), words)


def _approvals(shape: PolicyShape) -> Iterator[Found]:
    for kind, approval in (shape.approvals or {}).items():
        if kind not in KINDS:
            yield Found(("approvals", kind), f"there is no kind {kind!r}; {meant(kind, KINDS)}")
        when = approval.when or [] if approval is not None else []
        for place, one in enumerate(when):
            if one in when[:place]:
                yield Found(("approvals", kind, "when", place), f"{one} is named twice")
            elif one is ApprovalWhen.ALWAYS and len(when) > 1:
                words = "always stands alone: the others would ask for no more than it does"
                yield Found(("approvals", kind, "when", place), words)


def _grounds(shape: PolicyShape) -> Iterator[Found]:
    for ground, text in (shape.grounds or {}).items():
        if not _GROUND.fullmatch(ground):
            words = "a ground's name is 1 to 60 lower-case letters, digits and _"
            yield Found(("grounds", ground), words)
        if _WORTH.search(ground) or _WORTH.search(text or ""):
            words = "what an account is worth can't be a ground for a decision"
            yield Found(("grounds", ground), words)
    there = DEFAULT_GROUNDS if shape.grounds is None else shape.grounds
    for ground, told in (shape.statements or {}).items():
        if ground not in there:
            words = f"there is no ground {ground!r}; {meant(ground, there)}"
            yield Found(("statements", ground), words)
        if told is not None and told.category:
            for keyword in told.keywords or ():
                if keyword is not None and keyword not in keywords_of(told.category):
                    words = f"{keyword} is no keyword of {told.category}"
                    yield Found(("statements", ground, "keywords"), words)
