"""The local Slack closes every connection when it stops, also one of the last instant."""

from sandbox import Sandbox
from tests.support.knocks import knocking


def test_a_connection_accepted_while_the_local_slack_stops_is_closed() -> None:
    slack = Sandbox()
    slack.start()
    with knocking(slack.port) as unclosed:
        slack.stop()
        del slack
    assert unclosed == []


def test_a_connection_accepted_while_it_stops_listening_is_closed() -> None:
    with Sandbox() as slack:
        with knocking(slack.port) as unclosed:
            slack.trouble.down()
        assert unclosed == []
