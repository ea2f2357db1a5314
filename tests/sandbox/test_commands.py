"""A person types a command, the app answers."""

from slack_bolt import App

from sandbox import Sandbox


def test_an_acks_text_is_a_private_note(slack: Sandbox, connected: App) -> None:
    connected.command("/escalations")(lambda ack: ack("Nothing open."))
    reply = slack.person("U0OTTER").command("/escalations", "mine", channel="C0CSM")
    assert (reply.text, reply.error) == ("Nothing open.", None)
    assert [note.text for note in slack.person("U0OTTER").ephemerals("C0CSM")] == ["Nothing open."]
    assert slack.person("U0VOLE").ephemerals() == []


def sent_text(slack: Sandbox) -> object:
    return slack.deliveries[-1].payload["text"]


def test_what_is_typed_is_escaped_and_names_become_ids(slack: Sandbox, by_http: App) -> None:
    by_http.command("/escalate")(lambda ack: ack())
    typed = "<!channel> & @heron in #general, ask @escalation-managers."
    slack.person("U0OTTER").command("/escalate", typed)
    assert sent_text(slack) == (
        "&lt;!channel&gt; &amp; <@U0HERON|heron> in <#C0GENERAL|general>,"
        " ask <!subteam^S0MANAGERS|@escalation-managers>."
    )


def test_a_command_the_manifest_does_not_name_never_reaches_the_app(slack: Sandbox) -> None:
    assert slack.person("U0OTTER").command("/nope").error == "/nope is not a valid command."
    assert slack.deliveries == []


def test_an_answer_may_be_for_the_whole_channel(slack: Sandbox, by_http: App) -> None:
    by_http.command("/escalations")(lambda ack: ack(text="to all", response_type="in_channel"))
    slack.person("U0OTTER").command("/escalations", channel="C0CSM")
    assert [message.text for message in slack.channel("C0CSM").messages()] == ["to all"]


def test_blocks_slack_refuses_are_refused_in_an_ack_too(slack: Sandbox, by_http: App) -> None:
    wrong = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    by_http.command("/escalations")(lambda ack: ack(text="x", blocks=wrong))
    reply = slack.person("U0OTTER").command("/escalations")
    assert reply.error is not None
    assert "must be less than 3001 characters" in reply.error
    assert slack.person("U0OTTER").ephemerals() == []
