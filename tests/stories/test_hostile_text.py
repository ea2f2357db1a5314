"""Empty, over-long and hostile text, in every field and command, on every surface it comes to."""

from __future__ import annotations

import csv
import io
import re

import pytest
from typer.testing import CliRunner

from bot.app.cli import app as command_line
from sandbox.blockkit.contents import texts_in
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.mrkdwn import escaped
from tests.stories.conftest import POLICY
from tests.stories.people import DECISION, RAISED, REVERSED, Case, Colleague
from tests.stories.workplace import Workplace

PINGS = "<!channel> <!here> <@U0FINCH> <!subteam^S0SPECIALISTS> <https://evil.example|our site>"
MARKS = "& < > &lt;b&gt; *bold* `code` ~no~ שלום\u200f"
UNKEEPABLE = "\x00\x07\u202e\u2066\ud800"
HOSTILE = f"=1+1 {PINGS} {MARKS}{UNKEEPABLE} end"
KEPT = f"=1+1 {PINGS} {MARKS} end"
TOO_LONG = "x" * 40_000

WITH_DIGEST = (
    POLICY
    + """
[[digests]]
to = "U0OWL"
queues = ["executive"]
cron = "0 9 * * mon-fri"
timezone = "Europe/Copenhagen"
"""
)


def everything_sent(work: Workplace) -> list[str]:
    """Each text as it went to Slack, escapes and all."""
    slack = work.slack
    rooms = [slack.channel(c) for c in slack.core.workspace.channels]
    messages: list[SlackMessage] = [m for room in rooms for m in room.messages() if m.by_app]
    messages += slack.core.workspace.ephemerals
    homes = [slack.person(p).home() for p in ("U0OTTER", "U0HERON")]
    blocks = [list(m.blocks) for m in messages] + [h.blocks for h in homes if h is not None]
    return [m.text for m in messages] + texts_in(as_markup(blocks))


def as_markup(value: object) -> object:
    """The same blocks with plain and rich text, which Slack shows as it is, as the markup that
    shows it."""
    if isinstance(value, list):
        return [as_markup(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") in ("plain_text", "text"):
        return {**value, "text": escaped(str(value["text"]))}
    return {key: as_markup(item) for key, item in value.items()}


def harmful(texts: list[str]) -> list[str]:
    """What would ping somebody, lead elsewhere, or turn the line round."""
    bad = re.compile(
        r"<!(channel|here|everyone|subteam)|<@U0FINCH|<https://evil|[\x00\x07\u202e\u2066]"
    )
    return [text for text in texts if bad.search(text)]


def decided_with_hostile_words(otter: Colleague, heron: Colleague, owl: Colleague) -> Case:
    form = otter.starts_raising().fill(
        {
            **RAISED,
            "Title": f"{PINGS} end"[:150],
            "What happened": HOSTILE,
            "Account": HOSTILE[:140],
            "What the customer asks for": HOSTILE,
        }
    )
    case = otter.has_raised(form.submit())
    heron.claims(case)
    words = dict.fromkeys(("Explanation", "Message to the impacted party"), HOSTILE)
    heron.decides(case, {**REVERSED, **words, "What should change": HOSTILE})
    return case


@pytest.mark.parametrize("policy", [WITH_DIGEST])
def test_hostile_text_pings_nobody_and_loses_nothing_anywhere(
    work: Workplace,
    otter: Colleague,
    heron: Colleague,
    owl: Colleague,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = decided_with_hostile_words(otter, heron, owl)
    heron.starts_deciding(case).close()
    whole = heron.sees_whole(case, "Decided by @Heron")
    assert whole.count(shown(KEPT)) == 4, "story, answer, explanation, message"
    otter.is_told(f"Why: {shown(KEPT)}", f"\n{KEPT}\n")
    otter.says("status", case)
    for words in ("mine", "open", "show ESC-1"):
        otter.asks(words)
        heron.asks(words)
    for person in (otter, heron):
        assert "<!channel> <!here>" in person.home().text
    heron.marks_carried_out(case)
    heron.marks_communicated(case)
    assert otter.reopens(case, HOSTILE).closed
    heron.is_told(f"has reopened this: {shown(KEPT)}")
    heron.hands_over(case, Colleague(work, "U0BADGER"), HOSTILE)
    case.reads("Hand-over asked")
    owl.sees_whole(case, "Hand-over asked", shown(KEPT))
    otter.withdraws(case, Note=HOSTILE)
    case.reads("Closed")
    otter.sees_whole(case, "Closed", shown(KEPT), press="Show")
    otter.raises("<!channel> still open")
    work.later(days=1)
    owl.is_told("Escalations digest", "<!channel> still open")
    assert harmful(everything_sent(work)) == []
    # Two drawings of one App Home may meet: the later one is drawn again.
    refused = {c.error for c in work.slack.calls() if c.error} - {"hash_conflict"}
    assert not refused, "Slack refused nothing"

    monkeypatch.setenv("DATABASE_URL", work.settings.database_url)
    done = CliRunner().invoke(command_line, ["report", "decisions"])
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    for column in ("account", "explanation", "message", "what_should_change"):
        assert row[column].startswith("'=1+1 "), "no formula for a spreadsheet"
    assert row["explanation"] == f"'{KEPT}"


def shown(text: str) -> str:
    """As the workspace shows it: as typed, with an accent in place of a backtick."""
    return text.replace("`", "\u02cb")


@pytest.mark.parametrize("mark", ["=", "+", "-", "@"])
def test_no_text_is_a_formula_in_the_register(
    work: Workplace,
    otter: Colleague,
    heron: Colleague,
    mark: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = otter.raises(f"{mark}HYPERLINK(1)")
    heron.claims(case)
    heron.decides(case, {**DECISION, "Explanation": f"\n\t {mark}cmd"})
    monkeypatch.setenv("DATABASE_URL", work.settings.database_url)
    (row,) = csv.DictReader(
        io.StringIO(CliRunner().invoke(command_line, ["report", "decisions"]).stdout)
    )
    assert (row["title"], row["explanation"]) == (f"'{mark}HYPERLINK(1)", f"'{mark}cmd")


# --- empty and over-long


def test_an_empty_form_is_refused_field_by_field_and_stays(otter: Colleague) -> None:
    form = otter.starts_raising("").fill({"Title": " \u202e\n", "What happened": "\x00"})
    assert form.submit(force=True).errors == {
        "Title": "Give it a title, so that people can tell it from the others.",
        "What happened": "Say what happened.",
        "Account": "Which account is it about?",
    }
    assert form.is_open
    assert otter.has_raised(form.fill({**RAISED, "Title": "Now"}).submit()).reference == "ESC-1"


def test_an_over_long_form_is_refused_field_by_field_and_keeps_what_was_typed(
    otter: Colleague,
) -> None:
    fields = ("Title", "What happened", "Account", "What the customer asks for", "Links")
    form = otter.starts_raising().fill({**RAISED, **dict.fromkeys(fields, TOO_LONG)})
    errors = form.submit(force=True).errors
    assert errors is not None
    assert tuple(errors) == fields or set(errors) == set(fields)
    assert errors["Title"] == "Keep it under 150 characters."
    assert form.value("What happened") == TOO_LONG


@pytest.mark.parametrize(
    "links",
    ["javascript:alert(1)", "acme.example", " ".join(f"https://a.example/{n}" for n in range(11))],
)
def test_what_is_no_link_is_refused(otter: Colleague, links: str) -> None:
    form = otter.starts_raising().fill({**RAISED, "Links": links})
    assert list(form.submit(force=True).errors or {}) == ["Links"]


def test_the_most_that_is_allowed_fits_on_every_surface(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    def most(limit: int) -> str:
        return "<&\n" * (limit // 3 - 1) + "end"

    form = otter.starts_raising().fill(
        {
            **RAISED,
            "Title": "<" * 147 + "end",
            "What happened": most(3000),
            "Account": "&" * 150,
            "What the customer asks for": most(999),
            "Links": "\n".join("https://a.example/?" + "&" * 270 for _ in range(10)),
        }
    )
    case = otter.has_raised(form.submit())
    heron.claims(case)
    long = {"Explanation": most(3000), "Message to the impacted party": most(3000)}
    heron.decides(case, {**REVERSED, **long, "What should change": most(999)})
    otter.is_told("is decided")
    for person in (otter, heron):
        for words in ("mine", "open", "show ESC-1"):
            assert "ESC-1" in person.asks(words)
        assert "ESC-1" in person.home().text
    heron.marks_carried_out(case)
    heron.marks_communicated(case)
    heron.reopens(case, most(999))
    case.reads("Claimed")
    otter.is_told("reopened this")
    heron.hands_over(case, Colleague(work, "U0BADGER"), most(999))
    otter.withdraws(case, Note=most(999))
    case.reads("Closed")
    work.settle()
    refused = {c.error for c in work.slack.calls() if c.error} - {"hash_conflict"}
    assert refused == set(), "only Homes drawn at once may meet each other"
    halves = re.compile(r"&(?!(amp|lt|gt);)")
    broken = [t for t in everything_sent(work) if "&lt;" in t and halves.search(t)]
    assert broken == [], "an escape cut in two"


def test_what_the_requester_may_tell_reaches_them_whole(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.claims(case)
    message = "\n".join(
        f"Line {n}: <3 reviews & ours > theirs stay as they are." for n in range(50)
    )
    heron.decides(case, {**DECISION, "Message to the impacted party": message})
    otter.is_told("Please tell the customer:", message)


def test_a_decision_lacking_or_over_long_is_refused_field_by_field(
    otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    form = heron.starts_deciding(case)
    assert set(form.submit(force=True).errors or {}) == {
        "Outcome",
        "Ground",
        "Explanation",
        "Message to the impacted party",
    }
    long = ("Explanation", "Message to the impacted party", "What should change")
    form.fill({**REVERSED, **dict.fromkeys(long, TOO_LONG)})
    assert set(form.submit(force=True).errors or {}) == set(long)
    assert form.fill(REVERSED).submit().closed


@pytest.mark.parametrize(
    ("button", "title", "field"),
    [("Hand over", "Hand over", "Note"), ("Withdraw", "Withdraw", "Note")],
)
def test_an_over_long_note_is_refused_where_it_was_written(
    otter: Colleague, owl: Colleague, button: str, title: str, field: str
) -> None:
    case = otter.raises()
    owl.claims(case)
    owl.clicks(case, button)
    form = owl.form(title).fill({field: TOO_LONG})
    if button == "Hand over":
        form.fill({"Hand over to": "U0HERON"})
    assert list(form.submit(force=True).errors or {}) == [field]


def test_an_over_long_command_still_opens_the_form(otter: Colleague) -> None:
    form = otter.starts_raising(TOO_LONG)
    assert len(str(form.value("Title"))) == 80
    assert str(form.value("What happened")).endswith("… [cut]")


def test_over_long_words_are_answered_in_short_ones(otter: Colleague, heron: Colleague) -> None:
    case = otter.raises()
    heron.claims(case)
    assert len(otter.asks(TOO_LONG)) < len(otter.asks("help")) + 100
    assert otter.asks(f"show {TOO_LONG}") == "Say which one, like this: /escalations show ESC-1"
    heron.says(TOO_LONG, case)
    heron.says(f"handover @badger {TOO_LONG}", case)
    heron.is_answered("Keep it under 1,000 characters.")


def test_hostile_words_in_commands_and_mentions_ping_nobody(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    form = otter.starts_raising(f"{PINGS} {MARKS}")
    assert "<!channel>" in str(form.value("Title"))
    otter.asks(f"{PINGS}")
    otter.asks(f"show {PINGS}")
    heron.says(f"{PINGS}", case)
    heron.says("handover @badger &lt;!channel&gt; <!here>", case)
    work.settle()
    assert harmful(everything_sent(work)) == []
