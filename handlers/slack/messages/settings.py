"""The wording of the settings: what changes, who changed what before, people and places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.case.identifiers import UserId, is_person
from bot.case.text import cut
from bot.casework.digests import next_time
from bot.policy import Digest, Member, Policy
from bot.policy.tables import slack_ids
from bot.ports import PolicyVersion
from bot.verbs.settings.change_settings import SettingsReview
from handlers.slack.contract.answers import Block
from handlers.slack.messages.digest_times import when
from handlers.slack.messages.fitting import and_more, fitting_lines
from handlers.slack.messages.markup import (
    SECTION_LIMIT,
    date,
    header,
    inert,
    person,
    section,
    small_print,
)
from handlers.slack.messages.settings_words import in_words

LINES_SHOWN = 40
LINE_LIMIT = 500
WHY_SHOWN = 120
ROOM_LEFT = 39
"""Characters kept for saying how many more lines there are."""
COMING = 3
NOT_HERE = (
    "New queues, the kinds they take, teams, breach steps, grounds and the workspace's time zone "
    "are changed in the policy file, with `escalations policy export` and `apply`."
)


def who(id_: str) -> str:
    """A person, a user group or a channel, as Slack shows it."""
    match id_[:1]:
        case "S":
            return f"<!subteam^{id_}>"
        case "C" | "G":
            return f"<#{id_}>"
    return person(UserId(id_))


def listed(ids: Iterable[str], nobody: str) -> str:
    """People and groups in a row."""
    return ", ".join(map(who, ids)) or nobody


def settings_answer() -> str:
    """What `/escalations settings` says above its button."""
    return "Rotations, offices, service levels, digests and who may do what:"


def version_line(version: PolicyVersion) -> str:
    """Who put a version in force, when and why."""
    by = person(UserId(version.by)) if is_person(version.by) else inert(version.by, 60)
    why = f": {inert(cut(version.why, WHY_SHOWN), 300)}" if version.why else ""
    return f"*{version.version}* · {date(version.at)} · {by}{why}"


def member_words(member: Member) -> str:
    """Somebody's place on a rotation, on a line."""
    parts = [who(member.user), inert(member.office)]
    parts.append(_room(member.capacity))
    if member.skills:
        parts.append(inert(", ".join(member.skills), 300))
    if member.vendor:
        parts.append(f"vendor {inert(member.vendor, 80)}")
    return " · ".join(parts)


def _room(capacity: int | None) -> str:
    if capacity is None:
        return "any number of cases"
    return f"at most {capacity} case{'' if capacity == 1 else 's'}"


def digest_words(digest: Digest) -> str:
    """A digest, on a line."""
    queues = inert(", ".join(digest.queues), 300)
    at = when(digest.cron) or code(digest.cron)
    return f"{who(digest.to)} · {queues} · {at}, {inert(digest.timezone)}"


def known_skills(policy: Policy) -> tuple[str, ...]:
    """The skills there are: what kinds ask for, and what people on rotations have."""
    asked = (skill for listed in policy.skills.values() for skill in listed)
    had = (s for queue in policy.queues.values() for m in queue.rotation for s in m.skills)
    return tuple(sorted({*asked, *had}))


def new_skills(old: Policy, new: Policy) -> list[str]:
    """A question for each skill that there hasn't been: it may be one mistyped."""
    known = known_skills(old)
    there = f" Known so far: {inert(', '.join(known), 300)}." if known else ""
    return [
        f"{inert(skill, 100)} is a new skill. Do you mean it?{there}"
        for skill in known_skills(new)
        if skill not in known
    ]


def code(text: str) -> str:
    """A text of signs that would be markup, as code."""
    return f"`{inert(text).replace(chr(0x200B), '')}`"


def changes(review: SettingsReview) -> list[Block]:
    """What would change, what to know about it, and what others have changed meanwhile."""
    blocks: list[Block] = []
    if review.since:
        since = in_words(review.base, review.current) if review.base else review.since
        blocks += [
            header("Changed by somebody else meanwhile"),
            section("\n".join(version_line(version) for version in review.newer)[:SECTION_LIMIT]),
            section(diff(since, review.current)),
        ]
    title = "What your change would do now" if review.since else "What would change"
    said = in_words(review.current, review.policy)
    blocks += [header(title), section(diff(said, review.current, review.policy))]
    notes = [f"Note: {_named(note, review.policy)}." for note in review.notes]
    notes += new_skills(review.current, review.policy)
    blocks += [small_print(note) for note in [*notes, *_coming(review)][:5]]
    return blocks


def _coming(review: SettingsReview) -> Iterator[str]:
    """When a digest that is new would go out."""
    known = {digest.key for digest in review.current.digests}
    for digest in review.policy.digests:
        if digest.key in known:
            continue
        at, times = review.at, list[str]()
        for _ in range(COMING):
            at = next_time(digest, at)
            times.append(date(at))
        yield f"It would go out next: {', '.join(times)}."


def in_force(lines: Sequence[str], *policies: Policy) -> str:
    """What a saved version has changed; `policies` are those before and after, if known."""
    return diff(in_words(*policies) if len(policies) == 2 else lines, *policies)


def diff(lines: Sequence[str], *policies: Policy) -> str:
    """Lines of a difference, as many as a section takes; what is left out is counted."""
    ids = frozenset[str]().union(*map(slack_ids, policies))
    texts = [f"• {_mentions(inert(line, LINE_LIMIT), ids)}" for line in lines[:LINES_SHOWN]]
    shown = fitting_lines(texts, SECTION_LIMIT - ROOM_LEFT)
    left = len(lines) - len(shown)
    return "\n".join([*shown, *and_more(left, f" line{'s' if left > 1 else ''}")])


def _named(line: str, policy: Policy) -> str:
    return _mentions(inert(line, LINE_LIMIT), slack_ids(policy))


def _mentions(text: str, ids: frozenset[str]) -> str:
    """Known ids as mentions; an id is letters and digits, so that no escape is touched."""
    return re.sub(r"[UWSCG][A-Z0-9]{2,}", lambda m: who(m[0]) if m[0] in ids else m[0], text)
