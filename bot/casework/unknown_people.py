"""Whom a policy names and nobody knows yet is looked up."""

from __future__ import annotations

from bot.case.identifiers import UserId, is_person
from bot.notices import LookUp
from bot.policy import Policy
from bot.policy.tables import slack_ids
from bot.ports import Work


def look_up_named(work: Work, policy: Policy) -> None:
    """Has Slack asked who they are."""
    named = [UserId(id_) for id_ in sorted(slack_ids(policy)) if is_person(id_)]
    known = work.people.several(named)
    work.outbox.put(*(LookUp(user) for user in named if user not in known))
