"""What each kind brings beyond the others: appeals, silence, embargoes, suppression, advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.confidentiality import Confidentiality
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.kinds import KINDS
from bot.casework.advice import answers_like
from bot.due.timers import run_due
from bot.figures.kpis import Scope
from bot.policy import Duration, Policy, Queue
from bot.ports.channels import Channel
from bot.views.similar import original_for
from storage.register import Register
from storage.work import DatabaseStorage
from tests.support import of_kinds
from tests.support.approvals import approved, with_approvals
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    WREN,
    Hand,
    after,
    case,
    levels,
    member,
    open_one,
    policy,
    settle,
    timeline,
)

COUNSEL = ChannelId("G0COUNSEL")
LATER = after(minutes=10)
KEPT: Mapping[str, tuple[str, ...]] = dict.fromkeys(
    (Confidentiality.LEGAL_PRIVILEGED, Confidentiality.RESTRICTED, Confidentiality.EMBARGOED),
    (HERON, CRANE),
)
APPEAL = {"complainant": "affected_party", "basis": "visibility"}
OUTSIDE = APPEAL | {
    "original_decision": "https://Birds.example/decisions/7/",
    "decided_by": "vendor",
    "vendor": "Acme BPO",
    "decided_at": after(days=-10).isoformat(),
}
ORDER = {
    "authority": "The court of Milan",
    "country": "IT",
    "request": "order_to_act",
    "received_at": after(days=-1).isoformat(),
    "deadline": after(days=3).isoformat(),
    "may_be_told": "no",
}


def whole(*, clearances: Mapping[str, tuple[str, ...]] = KEPT, vendor: str = "") -> Policy:
    """Every kind is taken: what is everybody's by one queue, what isn't by counsel."""
    plain = policy()
    kinds = tuple(k.name for k in KINDS.values())
    inside = tuple(k for k in kinds if KINDS[k].confidentiality is Confidentiality.INTERNAL)
    first = plain.queues["executive"]
    rotation = tuple(
        replace(m, vendor=vendor if m.user in (HERON, CRANE) else "") for m in first.rotation
    )
    queues = {
        "executive": replace(first, kinds=inside, rotation=rotation),
        "counsel": Queue(
            "counsel", COUNSEL, "copenhagen", tuple(set(kinds) - set(inside)), (member(CRANE),)
        ),
    }
    served = dict.fromkeys(kinds, levels())
    return replace(plain, queues=queues, service_levels=served, clearances=clearances)


def settled(storage: DatabaseStorage, policy_: Policy | None = None, **channel: Any) -> None:
    """The policy is in force, and counsel's channel is as given, private by default."""
    settle(storage, policy_ or whole())
    seen = Channel(COUNSEL, "counsel", True, True, False, False, NOON)
    with storage.begin() as work:
        work.channels.put(replace(seen, **channel))


def raised(storage: DatabaseStorage, kind: str, answers: Mapping[str, str], **more: Any) -> Any:
    return open_one(storage, kind=kind, answers=answers, account="Acme", **more)


def faults(storage: DatabaseStorage, kind: str, answers: Mapping[str, str], **more: Any) -> Any:
    with pytest.raises(Refused) as refused:
        raised(storage, kind, answers, **more)
    return refused.value.faults


def decided(storage: DatabaseStorage, by: UserId = HERON) -> EscalationId:
    """A case of ours that somebody has decided and told."""
    esc = raised(storage, "executive", {})
    Hand(storage, by).claim(esc, after(minutes=1))
    Hand(storage, by).decide(esc, after(minutes=2))
    Hand(storage, by).mark_communicated(esc, after(minutes=3))
    return EscalationId(esc)


def of_ours(esc: EscalationId) -> dict[str, str]:
    return APPEAL | {"original_decision": f"esc {esc}"}


def test_an_appeal_of_ours_is_offered_to_anybody_but_who_decided_it(
    storage: DatabaseStorage,
) -> None:
    settled(storage)
    original = decided(storage, by=CRANE)
    appeal = raised(storage, "appeal", of_ours(original))
    with storage.read() as work:
        kept = work.appeals.of(appeal)
        barred = [e.user for e in work.exclusions.of(appeal)]
    assert kept is not None
    assert (kept.original.case, kept.original.decider, kept.marks) == (original, CRANE, ())
    assert barred == [CRANE]
    with pytest.raises(Refused) as refused:
        Hand(storage, CRANE).claim(appeal, LATER)
    assert refused.value.code is RefusalCode.CONFLICT_OF_INTEREST


def test_nobody_of_the_vendor_that_made_the_decision_is_offered_its_appeal(
    storage: DatabaseStorage,
) -> None:
    settled(storage, whole(vendor="Acme BPO"))
    appeal = raised(storage, "appeal", OUTSIDE)
    offer = case(storage, appeal).offer
    assert offer is not None
    assert offer.to == EGRET


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("ESC-99", RefusalCode.NOT_FOUND),
        ("undecided", RefusalCode.WRONG_STATE),
        ("one's own", RefusalCode.CONFLICT_OF_INTEREST),
        ("the other day", RefusalCode.INVALID),
    ],
)
def test_what_is_no_decision_to_appeal_against_is_refused_at_the_field(
    storage: DatabaseStorage, named: str, code: RefusalCode
) -> None:
    settled(storage)
    if named == "undecided":
        named = f"ESC-{raised(storage, 'executive', {})}"
    by = WREN
    if named == "one's own":
        named, by = f"ESC-{decided(storage)}", HERON
    found = faults(storage, "appeal", APPEAL | {"original_decision": named}, by=by)
    assert found["original_decision"].code is code


def test_a_decision_made_elsewhere_needs_who_made_it_and_when(storage: DatabaseStorage) -> None:
    settled(storage)
    found = faults(storage, "appeal", APPEAL | {"original_decision": "https://birds.example/1"})
    assert set(found) == {"decided_by", "decided_at"}


def test_an_appeal_after_the_window_is_marked_late_and_may_end_so(
    storage: DatabaseStorage,
) -> None:
    settled(storage, replace(whole(), appeal_window=Duration(days=9)))
    late = raised(storage, "appeal", OUTSIDE)
    assert "appeal_marked" in timeline(storage, late)
    Hand(storage, EGRET).claim(late, after(minutes=1))
    Hand(storage, EGRET).decide(late, after(minutes=2), outcome="out_of_time")
    in_time = raised(storage, "appeal", OUTSIDE | {"received_at": after(days=-2).isoformat()})
    Hand(storage, EGRET).claim(in_time, after(minutes=1))
    with pytest.raises(Refused):
        Hand(storage, EGRET).decide(in_time, after(minutes=2), outcome="out_of_time")


def test_a_second_appeal_by_the_same_side_is_marked_and_another_side_s_is_not(
    storage: DatabaseStorage,
) -> None:
    settled(storage)
    link = {"original_decision": "http://www.birds.example:80/decisions/7?utm_source=mail#top"}
    first = raised(storage, "appeal", OUTSIDE)
    other_side = raised(storage, "appeal", OUTSIDE | {"complainant": "notifier"})
    second = raised(storage, "appeal", OUTSIDE | link)
    with storage.read() as work:
        earlier = [a.earlier for a in map(work.appeals.of, (first, other_side, second)) if a]
    assert earlier == [None, None, first]


def test_a_withdrawn_appeal_was_none(storage: DatabaseStorage) -> None:
    settled(storage)
    first = raised(storage, "appeal", OUTSIDE)
    Hand(storage, WREN).withdraw(first, after(minutes=1))
    second = raised(storage, "appeal", OUTSIDE)
    with storage.read() as work:
        kept = work.appeals.of(second)
    assert kept is not None
    assert kept.earlier is None


def test_the_deadline_of_an_order_is_the_cases_own_and_is_reminded_of(
    storage: DatabaseStorage,
) -> None:
    settled(storage)
    order = case(storage, raised(storage, "authority", ORDER, timezone="Europe/Rome"))
    assert order.deadline is not None
    assert (order.deadline.at, order.deadline.timezone) == (after(days=3), "Europe/Rome")
    assert order.confidentiality == Confidentiality.RESTRICTED
    assert order.channel == COUNSEL


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"deadline": after(hours=-1).isoformat()}, "deadline"),
        ({"received_at": after(hours=1).isoformat()}, "received_at"),
        ({"deadline": after(days=5000).isoformat()}, "deadline"),
        ({"country": "Atlantis"}, "country"),
    ],
)
def test_an_answer_that_cant_be_so_is_refused_at_its_field(
    storage: DatabaseStorage, answers: dict[str, str], field: str
) -> None:
    settled(storage)
    assert set(faults(storage, "authority", ORDER | answers)) == {field}


def test_nobody_is_told_while_an_authority_forbids_it(storage: DatabaseStorage) -> None:
    settled(storage)
    settle(storage, with_approvals(whole(), people=[HERON], kinds=["authority"]))
    order = raised(storage, "authority", ORDER)
    Hand(storage, CRANE).claim(order, after(minutes=1))
    Hand(storage, CRANE).decide(order, after(minutes=2), told_through="email")
    approved(Hand(storage, HERON), order, after(minutes=2))
    with pytest.raises(Refused, match="may not be told"):
        Hand(storage, CRANE).mark_communicated(order, after(minutes=3))
    of_kinds.silence(Hand(storage, CRANE), order, after(minutes=4), may_be_told=True)
    Hand(storage, CRANE).mark_communicated(order, after(minutes=5))
    assert timeline(storage, order).count("silence_ended") == 1


def test_only_an_authority_s_case_can_be_silenced(storage: DatabaseStorage) -> None:
    settled(storage)
    esc = raised(storage, "executive", {})
    Hand(storage, HERON).claim(esc, after(minutes=1))
    with pytest.raises(Refused, match="no request of an authority"):
        of_kinds.silence(Hand(storage, HERON), esc, LATER)


@pytest.mark.parametrize("is_closed", [False, True])
def test_an_embargo_ends_by_itself(storage: DatabaseStorage, is_closed: bool) -> None:
    settled(storage)
    ends = after(hours=5)
    esc = raised(storage, "comms", {"embargo_until": ends.isoformat()})
    if is_closed:
        Hand(storage, WREN).withdraw(esc, after(minutes=1))
    run_due(storage, ends - timedelta(seconds=1))
    assert case(storage, esc).confidentiality == Confidentiality.EMBARGOED
    run_due(storage, ends)
    opened = case(storage, esc)
    assert (opened.confidentiality, opened.embargo_until) == (Confidentiality.INTERNAL, None)


def test_an_embargo_needs_an_end(storage: DatabaseStorage) -> None:
    settled(storage)
    assert set(faults(storage, "comms", {})) == {"embargo_until"}


@pytest.mark.parametrize(
    "channel", [{"is_private": False}, {"is_member": False}, {"is_shared": True}]
)
def test_a_kind_whose_queue_cant_keep_it_cant_be_raised(
    storage: DatabaseStorage, channel: Any
) -> None:
    settled(storage, **channel)
    found = faults(storage, "authority", ORDER)
    assert set(found) == {"kind"}
    assert "can fix that" in found["kind"].words


def test_nobody_cleared_keeps_nothing(storage: DatabaseStorage) -> None:
    settled(storage, whole(clearances={}))
    assert set(faults(storage, "authority", ORDER)) == {"kind"}


def test_a_channel_nobody_has_looked_at_keeps_nothing(storage: DatabaseStorage) -> None:
    settle(storage, whole())
    assert set(faults(storage, "authority", ORDER)) == {"kind"}


def test_a_requester_cant_choose_a_wider_class(storage: DatabaseStorage) -> None:
    settled(storage)
    assert set(faults(storage, "authority", ORDER, confidentiality="internal")) == {
        "confidentiality"
    }


def test_a_letter_is_marked_as_suppression_and_counted_until_the_mark_comes_off(
    storage: DatabaseStorage, engine: Engine
) -> None:
    def counted() -> object:
        with Register(engine).read() as books:
            return books.figures.of(Scope(after(days=1)), ["suppression_letters"])[0].value

    settled(storage)
    letter = {"sender": "X LLP", "allegation": "Libel", "received_at": NOON.isoformat()}
    esc = raised(storage, "legal", letter)
    Hand(storage, CRANE).claim(esc, after(minutes=1))
    of_kinds.suppression(Hand(storage, CRANE), esc, after(minutes=2))
    assert case(storage, esc).is_suppression
    assert counted() == 1
    of_kinds.suppression(Hand(storage, CRANE), esc, after(minutes=3))
    assert not case(storage, esc).is_suppression
    assert counted() == 0


def test_an_answer_is_found_by_who_asks_the_same(storage: DatabaseStorage) -> None:
    settled(storage)
    asked = {"question": "May a dentist answer a review with a patient's name?"}
    esc = raised(storage, "advice", asked)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).decide(esc, after(minutes=2), outcome="answered", explanation="No, never.")
    with storage.read() as work:
        same = answers_like(work, FINCH, "can dentists name the patient in an answer to reviews")
        other = answers_like(work, FINCH, "How long are invoices kept?")
    assert [(f.reference, f.answer) for f in same] == [(f"ESC-{esc}", "No, never.")]
    assert other == ()


@pytest.mark.parametrize(
    ("its", "own", "found"),
    [
        ("restricted", "", "restricted"),
        ("legal_privileged", "restricted", "legal_privileged"),
        ("restricted", "legal_privileged", "legal_privileged"),
        ("embargoed", "", "restricted"),
        ("internal", "", "internal"),
    ],
)
def test_an_appeal_is_kept_as_close_as_the_case_whose_decision_it_shows(
    storage: DatabaseStorage, its: str, own: str, found: str
) -> None:
    told = whole()
    first = told.queues["executive"]
    settled(storage, replace(told, queues={"executive": replace(first, channel=COUNSEL)}))
    original = decided(storage)
    with storage.begin() as work:
        contested = work.escalations.get(original)
        assert contested is not None
        work.escalations.save(replace(contested, confidentiality=its))
    appeal = raised(storage, "appeal", of_ours(original), by=CRANE, confidentiality=own)

    assert case(storage, appeal).confidentiality == found


def test_an_appeal_that_its_queue_cant_keep_as_close_isnt_raised(storage: DatabaseStorage) -> None:
    settled(storage)
    original = decided(storage)
    with storage.begin() as work:
        contested = work.escalations.get(original)
        assert contested is not None
        work.escalations.save(replace(contested, confidentiality="restricted"))

    assert set(faults(storage, "appeal", of_ours(original), by=CRANE)) == {"confidentiality"}


def test_the_contested_decision_is_shown_to_who_may_read_its_case(storage: DatabaseStorage) -> None:
    settled(storage, whole(clearances={"restricted": (HERON,)}))
    original = decided(storage)
    appeal = raised(storage, "appeal", of_ours(original))
    with storage.begin() as work:
        contested = work.escalations.get(original)
        assert contested is not None
        work.escalations.save(replace(contested, confidentiality="restricted"))

    with storage.read() as work:
        kept = work.appeals.of(appeal)
        shown = {user: original_for(work, user, kept) for user in (HERON, CRANE)}

    assert shown[HERON] is not None
    assert shown[CRANE] is None
