"""One executive escalation played as people would: raised, claimed, decided, communicated."""

from collections.abc import Callable, Mapping

from sandbox.blockkit.contents import options_of
from sandbox.blockkit.field_values import holds_a_value, initial_value, is_empty
from sandbox.blockkit.fields import Field, fields_of
from sandbox.json_values import as_text
from sandbox.local_slack import Sandbox
from sandbox.people.conversation import Conversation
from sandbox.people.modal import Modal
from sandbox.people.slack_user import SlackUser
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.waiting import NotSeen

SPECIALISTS = ("U0HERON", "U0BADGER", "U0KESTREL")
TITLE = "Acme: reviews removed after rebrand"
PATIENCE = 20.0  # a machine busy with tests is slow; a play that works waits for nothing

INTAKE = {
    "Kind": "executive",
    "Priority": "P2",
    "Title": TITLE,
    "What happened": "Since the rebrand on Monday 212 reviews are hidden. Their CEO wrote to ours.",
    "Account": "Acme",
    "Links": "https://reviews.example/acme",
}
WORDS = {
    "Explanation": "Nobody behind the hidden reviews dealt with Acme, under either name.",
    "Message to the impacted party": "The decision stands: the reviews stay hidden, because nobody "
    "behind them had an experience with Acme. A person looked at all 212 again.",
}


def play_example_case(slack: Sandbox, say: Callable[[str], None]) -> None:
    """Raises NotSeen, with what was there instead, when the bot doesn't play along."""
    otter = slack.person("U0OTTER")
    channel = slack.channel("C0EXEC")
    say(f"{otter.name} types /escalate {TITLE}")
    raise_one(otter)
    card = channel.wait_for(lambda m: "ESC-1" in m.plain and "Claim" in m.buttons, PATIENCE)
    specialist = offered(slack, card)
    say(f"{specialist.name} clicks Claim")
    _clicked(specialist, card, "Claim")
    channel.wait_until(card, lambda m: "Decide" in m.buttons, PATIENCE)
    say(f"{specialist.name} clicks Decide and records the decision")
    decide(specialist, channel, card)
    say(f"{specialist.name} clicks Mark communicated")
    communicate(slack, specialist, channel, card)
    say(f"{otter.name} reads the direct messages")
    otter.wait_for_dm(lambda m: "ESC-1" in m.plain, PATIENCE)
    slack.core.workspace.wait(lambda: _told_of_the_end(otter) or None, 5.0)
    slack.wait_until_quiet()


def _told_of_the_end(requester: SlackUser) -> bool:
    return any("has been told" in message.plain for message in requester.dms())


def raise_one(requester: SlackUser, intake: Mapping[str, str] = INTAKE) -> None:
    reply = requester.command("/escalate", intake["Title"], channel="C0CSM")
    if reply.error is not None:
        raise NotSeen(reply.error)
    form = requester.wait_for_modal("Raise an escalation", PATIENCE)
    form.wait_for(lambda view: "Title" in view.labels(), PATIENCE)
    # The kind first: it chooses the questions.
    form.fill({"Kind": intake["Kind"]} if "Kind" in form.labels() else {})
    form.wait_for(lambda view: "Title" in view.labels(), PATIENCE)
    form.fill({label: value for label, value in intake.items() if label in form.labels()})
    fill_what_is_asked(form, {})
    _submitted(requester)


def offered(slack: Sandbox, card: SlackMessage) -> SlackUser:
    """Whoever was told it is theirs; out of hours nobody is, and the first takes it."""

    def told() -> SlackUser | None:
        for identity in SPECIALISTS:
            person = slack.person(identity)
            if any("ESC-1" in message.plain for message in person.dms()):
                return person
        return None

    found = slack.core.workspace.wait(told, 2.0)
    if found is not None:
        return found
    named = [identity for identity in SPECIALISTS if f"<@{identity}>" in card.plain]
    return slack.person([*named, *SPECIALISTS][0])


def fill_what_is_asked(form: Modal, words: Mapping[str, str]) -> None:
    """Fill every required field that is empty: our words, the first option, or a sentence."""
    form.wait_for(lambda view: view.labels(), PATIENCE)
    done: set[str] = set()
    while waiting := [f for f in _required(form) if f.label not in done]:
        field = waiting[0]
        done.add(field.label)
        form.fill({field.label: _answer(field, words)})


def _required(form: Modal) -> list[Field]:
    return [
        field
        for field in fields_of(form.blocks)
        if field.is_input
        and not field.optional
        and holds_a_value(field.element)
        and is_empty(form.view.typed.get(field.place, initial_value(field.element)))
    ]


def _answer(field: Field, words: Mapping[str, str]) -> object:
    kind = as_text(field.element.get("type"))
    options = options_of(field.element)
    if options:
        return options[0].get("value")
    if "users" in kind:
        return "U0OWL"
    if kind in ("conversations_select", "channels_select"):
        return "C0EXEC"
    if kind == "datepicker":
        return "2030-01-31"
    if kind == "timepicker":
        return "12:00"
    if kind == "datetimepicker":
        return 1_900_000_000
    if kind == "number_input":
        return "1"
    if kind == "url_text_input":
        return "https://reviews.example/acme"
    return words.get(field.label, "As agreed with the customer's team.")


def _clicked(person: SlackUser, target: SlackMessage, button: str) -> None:
    result = person.click(target, button, timeout=PATIENCE)
    if result.error is not None:
        raise NotSeen(f"{person.name} clicked {button}: {result.error}")


def _taken(form: Modal) -> Modal | None:
    """Submit a form; the page that comes in its place, if one does."""
    result = form.submit()
    if result.errors:
        raise NotSeen(f"The form was refused: {result.errors}")
    if result.failed is not None:
        raise NotSeen(f"The form failed: {result.failed}")
    return result.view


def _submitted(person: SlackUser) -> None:
    """Submit the modal on top, and close the page that thanks for it."""
    thanks = _taken(person.wait_for_modal(timeout=PATIENCE))
    if thanks is not None:
        thanks.close(whole_stack=True)


def _recorded(form: Modal) -> None:
    """A message drafted before its reasons were written comes back drafted anew, to be read."""
    drafted_anew = _taken(form)
    if drafted_anew is not None and _taken(drafted_anew) is not None:
        raise NotSeen(f"The decision isn't recorded: {drafted_anew.text}")


def decide(
    specialist: SlackUser,
    channel: Conversation,
    card: SlackMessage,
    words: Mapping[str, str] = WORDS,
) -> None:
    """Returns once the card says that it is decided."""
    _clicked(specialist, card, "Decide")
    form = specialist.wait_for_modal("Record the decision", PATIENCE)
    fill_what_is_asked(form, words)
    _recorded(form)
    channel.wait_until(card, lambda m: "Mark communicated" in m.buttons, PATIENCE)


def communicate(
    slack: Sandbox, specialist: SlackUser, channel: Conversation, card: SlackMessage
) -> None:
    """The button may do it at once or open a form first."""
    _clicked(specialist, card, "Mark communicated")

    def asked_or_done() -> bool | None:
        if specialist.modals():
            return True
        return True if "Mark communicated" not in channel.now(card).buttons else None

    slack.core.workspace.wait(asked_or_done, PATIENCE)
    if specialist.modals():
        fill_what_is_asked(specialist.wait_for_modal(timeout=PATIENCE), WORDS)
        _submitted(specialist)
    channel.wait_until(card, lambda m: "Mark communicated" not in m.buttons, PATIENCE)
