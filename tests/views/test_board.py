"""What App Home shows of the cases there are: to whom, in which order, at what cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.transitions import Move
from bot.casework.attention import Counts, What
from bot.casework.case_view import CaseView, Glimpse
from bot.notices import HomeChanged, HomesChanged
from bot.policy import Member, Policy, Queue
from bot.ports import Drawn, Pace
from bot.rotation.choice import Absence
from bot.views.board import PAGE, Board, BoardView
from bot.views.home import HomeView, home_of
from bot.views.lists import at_risk, mine, open_cases
from bot.views.show import show
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.benchmarks.counting import statements
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    claimed,
    levels,
    open_one,
    policy,
    settle,
)
from tests.support.offices import office_policy

pytestmark = pytest.mark.both_databases

DUCK = UserId("U0DUCK")


def seen(storage: DatabaseStorage, user: UserId, now: datetime = NOON) -> HomeView:
    with storage.read() as work:
        return home_of(work, user, now)


def board(storage: DatabaseStorage, now: datetime = NOON, user: UserId = STORK) -> BoardView:
    found = seen(storage, user, now).board
    assert found is not None
    return found


def choose(storage: DatabaseStorage, chosen: Board, user: UserId = STORK) -> None:
    with storage.begin() as work:
        work.homes.opened(user)
        work.homes.put_board(user, chosen.to_text())


def ids(view: BoardView) -> list[EscalationId]:
    return [v.id for v in view.cases.cases]


def made(storage: DatabaseStorage, number: EscalationId, **fields: object) -> Escalation:
    """A case as it can't be raised yet."""
    with storage.begin() as work:
        found = work.escalations.get(number)
        assert found is not None
        return work.escalations.save(replace(found, **fields))  # type: ignore[arg-type]


def two_queues(**fields: object) -> Policy:
    """A second queue, managed by Egret, in another office; its specialist is Crane."""
    plain = policy([HERON, CRANE])
    crane = Member(CRANE, "harbour", capacity=4)
    legal = Queue("legal", ChannelId("C0LEGAL"), "harbour", ("legal",), (crane,), managers=(EGRET,))
    offices = dict(plain.offices)
    offices["harbour"] = replace(offices["copenhagen"], name="harbour")
    queues = {**plain.queues, "legal": legal}
    service = {**plain.service_levels, "legal": levels()}
    changed = replace(plain, queues=queues, offices=offices, service_levels=service)
    return replace(changed, **fields)  # type: ignore[arg-type]


def test_mine_is_in_the_order_of_what_is_due_next(storage: DatabaseStorage, heron: Hand) -> None:
    settle(storage, policy([HERON]))
    later = claimed(storage, NOON, "P3")
    sooner = claimed(storage, NOON, "P1")
    waits = claimed(storage, NOON, "P1")
    heron.wait(waits, NOON, after(hours=20))
    offered = open_one(storage)

    shown = seen(storage, HERON)

    assert [v.id for v in shown.held.cases] == [sooner, later]
    assert [v.id for v in shown.waiting.cases] == [waits]
    assert [v.id for v in shown.offered.cases] == [offered]
    assert shown.is_specialist
    assert shown.board is None


def test_a_hand_over_is_put_before_whom_it_asks(storage: DatabaseStorage, heron: Hand) -> None:
    settle(storage)
    asked = claimed(storage, NOON)
    heron.hand_over(asked, CRANE, NOON)

    assert [v.id for v in seen(storage, CRANE).offered.cases] == [asked]
    assert [v.id for v in seen(storage, HERON).held.cases] == [asked]


def test_who_joined_a_case_sees_it_with_what_they_raised(storage: DatabaseStorage) -> None:
    settle(storage)
    first, second = open_one(storage), open_one(storage)
    made(storage, first, co_requesters=(FINCH,))

    assert [v.id for v in seen(storage, FINCH).raised.cases] == [first]
    assert [v.id for v in seen(storage, WREN).raised.cases] == [second, first]
    with storage.read() as work:
        assert mine(work, FINCH, NOON)[0].total == 1


def test_an_absence_is_shown_to_who_is_away_and_to_the_manager(storage: DatabaseStorage) -> None:
    settle(storage)
    with storage.begin() as work:
        work.absences.begin(Absence(HERON, NOON, after(days=3), HERON))

    assert seen(storage, HERON).absence is not None
    assert seen(storage, HERON, after(days=4)).absence is None
    away = {w.user for w in board(storage).load if w.absence is not None}
    assert away == {HERON}


def test_the_board_counts_how_cases_stand(storage: DatabaseStorage, heron: Hand) -> None:
    settle(storage, policy([HERON]))
    open_one(storage, priority="P3")
    claimed(storage, NOON, "P1")
    heron.wait(claimed(storage, NOON, "P1"), NOON, after(days=2))

    assert board(storage).by_queue == {"executive": Counts(3, 1, 0, 0, 1)}
    assert board(storage, after(hours=7)).total == Counts(3, 1, 1, 1, 1)
    # Four hours for the first response of the open one are over; the resolution of the claimed one
    # is due after eight.
    assert board(storage, after(hours=9)).total == Counts(3, 1, 0, 2, 1)


def test_each_filter_leaves_what_fits_it(storage: DatabaseStorage) -> None:
    settle(storage, two_queues())
    mine_, theirs = open_one(storage), open_one(storage)
    made(storage, theirs, queue="legal", kind="legal")
    Hand(storage, HERON).claim(mine_, NOON)

    def shown(**chosen: object) -> list[EscalationId]:
        choose(storage, Board(**chosen))  # type: ignore[arg-type]
        return sorted(ids(board(storage)))

    assert shown() == [mine_, theirs]
    assert shown(queue="legal") == [theirs]
    assert shown(kind="other") == [mine_]
    assert shown(person=HERON) == [mine_]
    assert shown(office="harbour") == [theirs]
    assert shown(what=What.UNCLAIMED) == [theirs]
    assert shown(what=What.WAITING) == []
    assert shown(queue="gone", person="U0NOBODY", kind="?", office="?") == [mine_, theirs]


def test_a_page_past_the_end_is_the_last(storage: DatabaseStorage) -> None:
    settle(storage)
    numbers = [open_one(storage) for _ in range(PAGE + 1)]
    choose(storage, Board(page=99))

    assert board(storage).chosen.page == board(storage).pages == 2
    assert ids(board(storage)) == numbers[PAGE:]


def test_a_manager_sees_the_queues_they_manage_and_the_workspaces_all(
    storage: DatabaseStorage,
) -> None:
    settle(storage, two_queues())
    in_one, in_other = open_one(storage), open_one(storage)
    made(storage, in_other, queue="legal", kind="legal")
    gone = open_one(storage)
    made(storage, gone, queue="a_queue_that_was", kind="dispute")

    assert ids(board(storage, user=EGRET)) == [in_other, gone]
    assert set(board(storage, user=EGRET).by_queue) == {"legal", "a_queue_that_was"}
    assert set(ids(board(storage))) == {in_one, in_other, gone}
    assert seen(storage, HERON).board is None
    assert seen(storage, WREN).board is None


def test_load_is_told_for_each_person_once(storage: DatabaseStorage) -> None:
    settle(storage, two_queues())
    number = open_one(storage)
    Hand(storage, CRANE).claim(number, NOON)

    load = {w.user: (w.holds, w.office) for w in board(storage).load}

    assert load == {HERON: (0, "copenhagen"), CRANE: (1, "copenhagen")}


def test_a_case_of_a_queue_that_is_gone_is_seen_in_the_queue_of_its_kind_or_else_by_all_managers(
    storage: DatabaseStorage,
) -> None:
    plain = policy()
    queue = replace(plain.queues["executive"], managers=(FINCH,))
    settle(storage, replace(plain, queues={"executive": queue}))
    gone, of_a_kind = (case(storage, open_one(storage)) for _ in range(2))
    with storage.begin() as work:
        work.escalations.save(replace(gone, queue="gone", kind="dispute"))
        moved = work.escalations.save(replace(of_a_kind, queue="gone"))

    for manager in (STORK, FINCH):
        by_queue = board(storage, user=manager).by_queue
        assert {name: counts.open for name, counts in by_queue.items()} == {
            "executive": 1,
            "gone": 1,
        }
        with storage.read() as work:
            listed = open_cases(work, manager, NOON)
        assert [v.id for v in listed.cases] == [gone.id, moved.id]


def test_load_is_that_of_the_office_and_the_person_chosen(storage: DatabaseStorage) -> None:
    settle(storage, office_policy())
    for chosen, shown in (
        (Board(office="melbourne"), [CRANE]),
        (Board(person=EGRET), [EGRET]),
        (Board(office="melbourne", person=EGRET), []),
        (Board(), [CRANE, EGRET, HERON]),
    ):
        choose(storage, chosen)
        assert [w.user for w in board(storage).load] == shown


@pytest.mark.parametrize("kept", ["legal_privileged", "restricted", "embargoed"])
def test_a_kept_case_shows_no_more_than_a_role_may_see(
    storage: DatabaseStorage, heron: Hand, kept: str
) -> None:
    settle(storage, replace(policy([HERON]), clearances={kept: (HERON,)}))
    number = open_one(storage, what_happened="The secret.", title="The secret", account="Secret")
    made(storage, number, confidentiality=kept)
    heron.claim(number, NOON)
    late = after(hours=20)

    with storage.read() as work:
        of_manager = open_cases(work, STORK, NOON).cases[0]
        of_requester = mine(work, WREN, NOON)[0].cases[0]
        shown, history = show(work, FINCH, f"ESC-{number}")
        assert at_risk(work, STORK, late).total == 0
        assert at_risk(work, HERON, late).total == 1
    on_board = board(storage, late)

    assert isinstance(seen(storage, HERON).held.cases[0], CaseView)
    assert isinstance(of_requester, Glimpse)
    assert of_requester.standing is not None
    assert of_requester.standing.due is not None
    assert of_requester.moves == (Move.WITHDRAW,)
    for view in (of_manager, shown, on_board.cases.cases[0]):
        assert view == Glimpse(number, "other", Confidentiality(kept), NOON)
    for view in (of_manager, of_requester, shown):
        assert "ecret" not in repr(view)
        assert HERON not in repr(view)
    assert history == ()
    assert on_board.total == Counts(open=1)


def test_what_may_not_be_seen_can_not_be_asked_for(storage: DatabaseStorage, heron: Hand) -> None:
    settle(storage, replace(policy([HERON]), clearances={"restricted": (HERON,)}))
    number = open_one(storage)
    made(storage, number, confidentiality="restricted")
    heron.claim(number, NOON)

    for chosen in (Board(person=HERON), Board(office="copenhagen"), Board(What.BREACHED)):
        choose(storage, chosen)
        assert ids(board(storage, after(days=3))) == []


def test_five_hundred_cases_take_as_many_statements_as_five(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy([HERON, STORK]))

    def cost() -> int:
        with statements(engine) as made:
            seen(storage, STORK)
        return len(made)

    first = case(storage, claimed(storage, NOON))
    for _ in range(4):
        open_one(storage)
    seen(storage, STORK)  # the policy is read once for each process
    few = cost()
    with storage.begin() as work:
        for number in range(500):
            copy = replace(
                first, id=EscalationId(1000 + number), owner=HERON if number % 2 else STORK
            )
            work.escalations.add(copy)

    assert board(storage).total.open == 505
    # 500 cases are asked for at once: one more statement for each thing there is of them.
    assert cost() <= few + 3


def test_what_somebody_has_chosen_and_what_stands_there_is_kept(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        assert work.homes.drawn(HERON) == Drawn()
        work.homes.put_drawn(HERON, Drawn("1.a", "d"))
        assert work.homes.drawn(HERON) == Drawn(), "never opened"
        work.homes.opened(HERON)
        work.homes.put_drawn(HERON, Drawn("1.a", "d"))
        work.homes.put_board(HERON, "x")
        work.homes.opened(HERON)

    with storage.read() as work:
        assert work.homes.drawn(HERON) == Drawn("1.a", "d")
        assert work.homes.board(HERON) == "x"
        assert work.homes.viewers(timedelta(minutes=10)) == [HERON]


def test_a_pace_lets_so_many_through_at_once_and_the_rest_in_turn(
    deliveries: DeliveryTable,
) -> None:
    place = ChannelId("homes")
    wide = Pace(timedelta(seconds=1), timedelta(seconds=4))
    narrow = Pace(timedelta(seconds=1), timedelta(seconds=2))

    through = [deliveries.reserve(place, NOON, narrow) for _ in range(4)]

    assert through == [None, None, None, after(seconds=1)]
    # Who may run further ahead still gets through.
    assert [deliveries.reserve(place, NOON, wide) for _ in range(3)] == [
        None,
        None,
        after(seconds=1),
    ]
    deliveries.give_back(place, wide)
    assert deliveries.reserve(place, NOON, wide) is None


def test_who_is_drawn_with_others_is_drawn_once_and_nobody_instead_of_another(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    with storage.begin() as work:
        for user in (HERON, CRANE, HERON):
            work.outbox.put(HomeChanged(user, with_others=True))
        work.outbox.put(HomesChanged(HERON), HomesChanged(CRANE), HomesChanged(HERON))

    said = []
    while parcels := deliveries.take(NOON, lease=timedelta(minutes=1), limit=9):
        for parcel in parcels:
            said.append(parcel.notice)
            deliveries.done(parcel, NOON)

    drawn = [HomeChanged(user, with_others=True) for user in (HERON, CRANE)]
    # Who did something has had theirs drawn, and is to see what another has done since.
    assert sorted(said, key=repr) == sorted(
        [*drawn, HomesChanged(HERON), HomesChanged(CRANE)], key=repr
    )


def test_a_requester_s_home_has_what_was_closed_lately_whenever_it_was_raised(
    storage: DatabaseStorage,
) -> None:
    settle(storage, policy([HERON]))
    raised = [open_one(storage) for _ in range(3)]
    for one, days in zip(raised, (16, 1, 3), strict=True):
        Hand(storage, WREN).withdraw(one, after(days=20 - days))

    assert [v.id for v in seen(storage, WREN, after(days=20)).closed.cases] == [
        raised[1],
        raised[2],
    ]
