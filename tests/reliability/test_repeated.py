"""Slack and people say the same thing twice: it happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sandbox import Delivery
from sandbox.workspace.messages import SlackMessage
from tests.reliability.house import SOON, House, until
from tests.reliability.truth import Books


def _mention(house: House, text: str) -> Delivery:
    return house.slack.wait_for_delivery(
        lambda d: d.type == "app_mention" and text in str(d.payload["event"]), SOON
    )


def test_an_event_delivered_again_happens_once_and_is_answered_once(
    shared: House, shared_books: Books
) -> None:
    case = shared.raises(title="delivered again")
    shared_books.settle()
    heron = shared.slack.person("U0HERON")
    said = heron.mention("C0EXEC", "claim", thread=shared.card(case))
    event = _mention(shared, said.ts)
    heron.wait_for_ephemeral(lambda m: case in m.plain, timeout=SOON)
    before = len(heron.ephemerals())
    for _ in range(2):
        assert shared.slack.redeliver(event).ok
    shared_books.settle()
    assert shared_books.happened(case, "claimed") == 1
    assert len(heron.ephemerals()) == before
    assert len(shared.told("U0OTTER", "has claimed", case)) == 1
    shared_books.agree()


def test_a_mention_typed_once_and_edited_happens_once(shared: House, shared_books: Books) -> None:
    case = shared.raises(title="edited")
    shared_books.settle()
    heron = shared.slack.person("U0HERON")

    def told() -> list[SlackMessage]:
        return [m for m in heron.ephemerals() if "before you edited it" in m.text]

    said = heron.mention("C0EXEC", "claim", thread=shared.card(case))
    shared.reads(case, "Claimed")
    release = heron.mention("C0EXEC", "release", thread=shared.card(case))
    shared.reads(case, "open, offered to")
    heron.edit(said, "<@U0BOT> claim, please")
    heron.edit(release, "<@U0BOT> release it")
    until(lambda: len(told()) == 2, "both edits are answered")
    shared_books.settle()
    assert shared_books.happened(case, "claimed") == 1
    assert shared_books.happened(case, "released") == 1
    assert len(told()) == 2
    shared_books.agree()


def test_a_submission_sent_twice_raises_one_case(shared: House, shared_books: Books) -> None:
    form = shared.form(title="sent twice")
    result = form.submit()
    assert shared.raised(result)
    assert result.delivery is not None
    again = shared.slack.redeliver(result.delivery)
    assert again.ok
    assert again.body == result.delivery.body
    shared_books.settle()
    assert [c.title for c in shared_books.cases()].count("sent twice") == 1
    shared_books.agree()


def test_a_submission_sent_many_times_at_once_raises_one_case(
    shared: House, shared_books: Books
) -> None:
    result = shared.form(title="sent at once").submit()
    assert result.delivery is not None
    payload = result.delivery
    assert shared.raised(result)
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: shared.slack.redeliver(payload), range(8)))
    assert all(a.ok and a.body == payload.body for a in answers)
    assert [c.title for c in shared_books.cases()].count("sent at once") == 1


def test_a_command_sent_twice_opens_two_forms_and_nothing_else(
    shared: House, shared_books: Books
) -> None:
    cases, forms = len(shared_books.cases()), len(shared.slack.calls("views.open"))
    vole = shared.slack.person("U0VOLE")
    for _ in range(2):
        assert vole.command("/escalate", "twice", channel="C0EXEC").error is None
    until(lambda: len(shared.slack.calls("views.open")) == forms + 2, "no two forms opened")
    vole.wait_for_modal("Raise an escalation", SOON).close(whole_stack=True)
    assert len(shared_books.cases()) == cases


def test_a_button_clicked_twice_moves_the_case_once(shared: House, shared_books: Books) -> None:
    case = shared.raises(title="clicked twice")
    card = shared.card(case)
    badger = shared.slack.person("U0BADGER")
    first = badger.click(card, "Claim", force=True)
    second = badger.click(card, "Claim", force=True)
    again = shared.slack.redeliver(first.delivery)
    assert (first.error, second.error, again.ok) == (None, None, True)
    badger.wait_for_ephemeral(lambda m: "already yours" in m.plain, timeout=SOON)
    shared_books.settle()
    assert shared_books.happened(case, "claimed") == 1
    shared_books.agree()
