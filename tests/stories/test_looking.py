"""Looking things up: lists, one case, App Home, the verbs that only answer."""

from __future__ import annotations

import pytest

from tests.stories.people import DECISION, TITLE, Colleague, sent
from tests.stories.workplace import Workplace


def test_a_csm_sees_what_they_raised(otter: Colleague, vole: Colleague) -> None:
    otter.raises()
    mine = otter.asks("mine")
    assert "With you (0)\nNothing here.\nRaised by you (1)" in mine
    assert "ESC-1 (https://sandbox.slack.com/archives/C0EXEC/p" in mine
    assert f"{TITLE} (P1, Executive): open, offered to @Heron (specialist)" in mine
    assert "[Claim]" not in mine
    assert otter.asks("") == mine
    assert "Raised by you (0)\nNothing here." in vole.asks("mine")


def test_a_specialist_sees_what_is_with_them_and_what_is_open(
    otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    first, _second = otter.raises(), otter.raises("Beta: rating dropped")
    assert "With you (1)" in heron.asks("mine")
    heron.claims(first)
    opened = heron.asks("open")
    assert "Open (2)" in opened
    assert "[Decide] [Wait] [⋯ Consult · Hand over · Release" in opened
    assert "[Claim]" in opened
    assert "With you (1)" in badger.asks("MINE ")


def test_somebody_in_no_queue_is_told_that_open_shows_their_own(
    otter: Colleague, vole: Colleague
) -> None:
    otter.raises()
    assert "You are in no queue, so these are the ones you raised." in vole.asks("open")
    assert "Open (0)" in vole.asks("open")
    assert "Open (1)" in otter.asks("open")


def test_show_tells_one_in_full_with_its_history(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.claims(case)
    for words in ("show ESC-1", "show esc-1", "SHOW 1"):
        shown = heron.asks(words)
        assert "Since the rebrand 212 reviews are hidden." in shown
        assert "raised by @Otter (CSM)" in shown
        assert "offered to @Heron (specialist) —" in shown
        assert "claimed by @Heron (specialist)" in shown
        assert "[Decide] [Wait] [⋯ Consult · Hand over · Release" in shown
    assert "[Withdraw]" in otter.asks("show ESC-1")
    assert "[Decide]" not in otter.asks("show ESC-1")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("show", "Say which one, like this: /escalations show ESC-1"),
        ("show the first", "Say which one, like this: /escalations show ESC-1"),
        ("show ESC-1; drop table", "Say which one, like this: /escalations show ESC-1"),
        ("show ESC-99", "There is no ESC-99."),
        ("show #98", "There is no ESC-98."),
        ("show\u00a0ESC–97", "There is no ESC-97."),
        (
            "mine for Heron",
            "`mine` takes no more words, and I don't know what “for Heron” is to mean.",
        ),
        ("help", "Raise one\n• /escalate `[title]` opens the form"),
        ("dance with me", "I don't know dance.\nRaise one"),
        ("<!here>", "I don't know <!here>."),
        ("\u202eatora", "I don't know atora."),
    ],
)
def test_every_other_word_is_answered_in_words(otter: Colleague, text: str, answer: str) -> None:
    assert otter.asks(text).startswith(answer)
    assert not any("<!" in note.text for note in otter.person.ephemerals())


def test_escalate_help_is_help(otter: Colleague) -> None:
    assert "opens the form" in otter.person.command("/escalate", "help").text


def test_what_is_late_or_soon_will_be_is_listed(
    work: Workplace, otter: Colleague, heron: Colleague, vole: Colleague
) -> None:
    otter.raises()
    heron.claims(otter.raises("Beta: rating dropped"))
    assert "Late or at risk (0)\nNothing here." in heron.asks("at-risk")
    work.later(minutes=45)
    late = heron.asks("at-risk")
    assert "Late or at risk (1)" in late
    assert f"{TITLE} (P1, Executive): Late by 15 min (first response, since " in late
    assert "You are in no queue" in vole.asks("at-risk")


def test_status_tells_how_it_stands_to_the_person_alone(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    otter.says("status", case)
    answer = otter.is_answered("ESC-1", "claimed by @Heron (specialist)", "Resolution due")
    assert answer.thread_ts == case.root.ts
    replies = [work.read(m) for m in work.slack.channel("C0EXEC").thread(case.root)]
    assert len([words for words in replies if "status" in words]) == 1
    assert not any("Resolution due" in words for words in replies), "the person alone"


def test_help_is_answered_in_a_thread_and_outside(otter: Colleague) -> None:
    case = otter.raises()
    otter.says("help", case)
    assert otter.is_answered("mention me with one of these", "• `claim`").thread_ts == case.root.ts
    otter.person.mention("C0EXEC", "")
    work = otter.work
    work.wait(lambda: len(otter.answers()) == 2, "a bare mention gets help")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("claim", "Mention me in an escalation's thread"),
        ("decide", "Mention me in an escalation's thread"),
    ],
)
def test_a_verb_outside_a_thread_is_answered_in_words(
    heron: Colleague, text: str, answer: str
) -> None:
    heron.person.mention("C0EXEC", text)
    heron.is_answered(answer)


def test_what_is_no_verb_is_answered_with_nothing_and_a_mistyped_one_is_asked_about(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.says("thank you!", case)
    heron.says("claim for damages is attached", case)
    heron.is_answered("Did you mean `claim`? It takes no more words, so I've changed nothing.")
    otter.says("release notes are out", case)
    heron.says("cliam", case)
    heron.is_answered("Did you mean `claim`? I've changed nothing. Say `help` for all words.")
    work.settle()

    assert len(heron.answers()) == 2
    assert otter.answers() == [], "who may not release it said no more than a sentence"
    case.reads("Open")


def test_a_quoted_line_is_no_command(work: Workplace, otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.person.say(case.root.channel, "> @escalations release\nPlease don't", case.root)
    work.settle()

    case.reads("Claimed", "@Heron (specialist)")


def test_an_edited_mention_is_the_same_request_and_is_told_so(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    said = heron.says("claim", case)
    heron.is_answered("ESC-1 is yours.")
    heron.person.edit(said, "<@U0BOT> release")
    heron.is_answered("I did what this message said before you edited it")
    work.settle()
    case.reads("by @Heron (specialist)")
    assert len([h for h in otter.headlines() if "has claimed" in h]) == 1


def test_a_button_in_a_private_answer_is_answered_privately(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    otter.raises()
    work.settle()
    heron.asks("show ESC-1")
    heron.clicks(heron.person.ephemerals()[-1], "Claim")
    heron.is_answered("ESC-1 is yours.")


def test_a_list_is_drawn_again_once_something_in_it_was_pressed(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    first, second = otter.raises("The first"), otter.raises("The second")
    work.settle()
    heron.claims(second)
    assert "Open (2)" in heron.asks("open")
    seen = heron.person.ephemerals()[-1]
    before = len(work.slack.calls("chat.postEphemeral"))

    heron.clicks(seen, "Claim")
    drawn = heron.is_answered("ESC-1 is yours.", "Open (2)", "claimed by @Heron (specialist)")
    assert drawn.ts == seen.ts, "in its place"
    assert "offered to" not in work.read(drawn)

    heron.clicks(drawn, "Decide", value=first.reference.removeprefix("ESC-"))
    form = heron.form("Record the decision").fill(DECISION)
    assert sent(form).closed
    again = heron.is_answered("Open (2)", "decided by @Heron (specialist), to be communicated")
    assert again.ts == seen.ts

    heron.clicks(again, "Mark communicated")
    last = heron.is_answered("ESC-1 is communicated and closed.", "Open (1)")
    assert last.ts == seen.ts
    assert "The first" not in work.read(last)
    assert len(work.slack.calls("chat.postEphemeral")) == before, "by the press alone"


@pytest.mark.parametrize(
    ("asked", "after"),
    [("mine", 1), ("at-risk", 26), ("show ESC-1", 1), ("search acme", 1)],
)
def test_every_list_says_at_once_what_came_of_a_press(
    work: Workplace,
    otter: Colleague,
    heron: Colleague,
    badger: Colleague,
    asked: str,
    after: int,
) -> None:
    case = otter.raises()
    work.later(minutes=after)
    heron.asks(asked)
    seen = heron.person.ephemerals()[-1]
    badger.claims(case)
    heron.clicks(seen, "Claim")

    drawn = heron.is_answered("Badger (specialist) has already claimed ESC-1.")
    assert drawn.ts == seen.ts
    assert "open, offered to" not in work.read(drawn)
