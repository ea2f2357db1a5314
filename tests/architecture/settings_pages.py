"""Every page of the settings, in every shape it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.case.identifiers import UserId
from bot.case.priority import Priority
from bot.policy import (
    Approval,
    ApprovalWhen,
    ClockKind,
    Digest,
    Duration,
    Member,
    Policy,
    ServiceLevel,
)
from bot.policy.diff import differences
from bot.policy.editing import mark_of
from bot.ports import PolicyVersion
from bot.verbs.settings.change_settings import EditableSettings, SettingsReview
from handlers.slack.contract.answers import View
from handlers.slack.forms.settings import contents, overview
from handlers.slack.forms.settings.pages import Address, Draft, opened, reviewed
from tests.support.factories import CRANE, HERON, NOON, STORK
from tests.support.offices import office_policy

DIGEST = Digest(STORK, ("executive",), "0 9 * * mon-fri", "Europe/Copenhagen")
TO_CHANNEL = replace(DIGEST, to="C0EXEC")


def settings_policy(text: str = "So") -> Policy:
    """A policy with something on every page; `text` is wherever text may be."""
    policy = office_policy()
    vendor, skill = text[:80] or "So", text[:60].strip() or "appeal"
    queue = replace(
        policy.queues["executive"],
        managers=(HERON, "S0MANAGERS"),
        approvers=(CRANE,),
        rotation=(
            Member(HERON, "copenhagen", (skill,), 6, vendor),
            *policy.queues["executive"].rotation[1:],
            Member(UserId("S0SPECIALISTS"), "copenhagen"),
        ),
    )
    return replace(
        policy,
        queues={**policy.queues, "executive": queue, "spare": replace(queue, kinds=("dispute",))},
        service_levels={
            **policy.service_levels,
            "dispute": policy.service_levels["executive"],
        },
        digests=(DIGEST, TO_CHANNEL),
        skills={"appeal": (skill,)},
        clearances={"restricted": ("S0LEGAL", STORK)},
        approvals={"legal": Approval("legal", (STORK, "S0LEGAL"), (ApprovalWhen.ALWAYS,))},
        second_look=0.05,
        version=7,
    )


def addresses(policy: Policy) -> Iterator[Address]:
    """One of each form, and of each that can also add."""
    executive = policy.queues["executive"]
    office = next(iter(policy.offices))
    yield from (
        Address("member", ("executive", executive.rotation[0].user)),
        Address("member", ("executive",)),
        Address("office", (office,)),
        Address("office"),
        Address("level", ("executive",)),
        Address("level", ("frontline",)),
        *(Address("digest", (mark_of(d), d.to)) for d in policy.digests),
        Address("digest"),
        Address("digest_cron"),
        Address("digest_cron", (mark_of(DIGEST), DIGEST.to)),
        Address("p1"),
        Address("approval", ("legal",)),
        Address("approval", ("appeal",)),
        Address("second_looks"),
        Address("queue_out", ("executive",)),
        Address("who", ("workspace", "managers")),
        Address("who", ("clearances", "restricted")),
        Address("who", ("queues", "executive", "approvers")),
        Address("skill", ("appeal",)),
    )


REMOVALS = {
    "no_member": ("executive", HERON),
    "no_office": ("copenhagen",),
    "no_level": ("executive",),
    "no_approval": ("legal",),
    "no_digest": (mark_of(DIGEST), STORK),
}
HISTORY = (
    PolicyVersion(7, STORK, NOON, "Heron is in court this month."),
    PolicyVersion(6, "shell:crane", NOON, ""),
    PolicyVersion(1, "first start", NOON, ""),
)


def a_review(policy: Policy, *, raced: bool = False) -> SettingsReview:
    """What a changed policy would do, and for somebody who was too late, what changed before."""
    level = ServiceLevel(Duration(seconds=60), Duration(days=1), ClockKind.OFFICE)
    levels = {**policy.service_levels, "advice": dict.fromkeys(Priority, level)}
    digest = replace(DIGEST, cron="30 8 * * mon")
    after = replace(policy, service_levels=levels, digests=(*policy.digests, digest))
    since = differences(replace(policy, managers=(CRANE,)), policy) if raced else ()
    newer = HISTORY[:2] if raced else ()
    notes = ("queues.executive.rotation is empty: nobody can be offered anything",)
    return SettingsReview(policy, after, differences(policy, after), since, newer, notes, NOON)


def every_settings_page(text: str = "So") -> Iterator[tuple[str, View]]:
    """All pages, with a name for each; `text` fills what they are filled with."""
    policy = settings_policy(text)
    told = tuple(replace(version, why=text[:1000]) for version in HISTORY)
    everything = EditableSettings(policy, everything=True, queues=tuple(policy.queues))
    yield "settings", overview.overview(everything, told)
    of_queue = EditableSettings(policy, everything=False, queues=("executive",))
    yield "settings of a queue's manager", overview.overview(of_queue, told, text[:1000] or "Gone.")
    for name, build in contents.LISTS.items():
        about: tuple[str, ...] = ("executive",) if name == "rotation" else ()
        yield f"settings {name}", build(policy, Address(name, about))
    for address in addresses(policy):
        form = contents.form_at(address)
        yield f"settings {address}", opened(form, policy, address)
        start: Mapping[str, str] = form.start(policy, address) if form.start else {}
        draft, typed = Draft(address, 6, 6, "ab"), {**start, "why": text[:1000]}
        yield f"settings {address} shown", reviewed(form, draft, a_review(policy), start)
        late = a_review(policy, raced=True)
        yield f"settings {address} shown late", reviewed(form, draft, late, typed)
    for name, about in REMOVALS.items():
        address = Address(name, about)
        form = contents.form_at(address)
        yield f"settings {address}", reviewed(form, Draft(address, 7), a_review(policy), {})
    lines = a_review(policy).changes
    yield "saved", overview.saved("\n".join(["Version 8 is in force.", *lines]), policy)
